package org.platter.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Agrees with a server on an export: fixed newstyle, proto.md "Handshake". */
final class Handshake {

    private static final int MAX_NAME = 4096;
    /** A reply with more than this is no answer to what is asked here. */
    private static final int MAX_REPLY = 64 << 10;
    private static final int MAX_REPLIES = 100;
    private static final int USUAL_MAXIMUM = 32 << 20;

    private final Wire wire;
    private final byte[] name;
    private OptionalInt allocation = OptionalInt.empty();
    private OptionalInt depth = OptionalInt.empty();
    private long size = -1;
    private int flags;
    private int minimumBlock = 1;
    private int maximumBlock = USUAL_MAXIMUM;

    private Handshake(Wire wire, String name) throws IOException {
        this.wire = wire;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        if (this.name.length > MAX_NAME) {
            throw new IOException("the export's name is longer than " + MAX_NAME + " bytes");
        }
    }

    /** @throws IOException the end of a sentence about the server */
    static Export with(Wire wire, String name) throws IOException {
        return new Handshake(wire, name).agree();
    }

    private Export agree() throws IOException {
        ByteBuffer greeting = wire.next(18);
        if (greeting.getLong() != Protocol.SERVER_MAGIC || greeting.getLong() != Protocol.OPTION_MAGIC) {
            throw new IOException("it does not speak the NBD protocol");
        }
        int offered = greeting.getShort();
        if ((offered & Protocol.FIXED_NEWSTYLE) == 0) {
            throw new IOException("it speaks an old version of the NBD protocol only");
        }
        wire.write(ByteBuffer.allocate(4)
                .putInt(offered & (Protocol.FIXED_NEWSTYLE | Protocol.NO_ZEROES)).flip());
        boolean hasChunks = ask(Protocol.OPTION_STRUCTURED_REPLY, ByteBuffer.allocate(0), false);
        if (hasChunks) {
            askForContexts();
        }
        ByteBuffer go = ByteBuffer.allocate(name.length + 8).putInt(name.length).put(name).putShort((short) 1)
                .putShort((short) Protocol.INFO_BLOCK_SIZE);
        ask(Protocol.OPTION_GO, go.flip(), true);
        if (size < 0) {
            throw new IOException("it does not say how large the disk is");
        }
        return new Export(size, flags, minimumBlock, maximumBlock, hasChunks, allocation, depth);
    }

    private void askForContexts() throws IOException {
        byte[][] contexts = {Protocol.ALLOCATION.getBytes(StandardCharsets.US_ASCII),
            Protocol.DEPTH.getBytes(StandardCharsets.US_ASCII)};
        ByteBuffer wish = ByteBuffer.allocate(name.length + 100).putInt(name.length).put(name)
                .putInt(contexts.length);
        for (byte[] context : contexts) {
            wish.putInt(context.length).put(context);
        }
        if (!ask(Protocol.OPTION_SET_META_CONTEXT, wish.flip(), false)) {
            allocation = OptionalInt.empty();
            depth = OptionalInt.empty();
        }
    }

    /** Returns whether the server agreed; where it has to, an error says why it did not. */
    private boolean ask(int option, ByteBuffer wish, boolean must) throws IOException {
        wire.write(ByteBuffer.allocate(16).putLong(Protocol.OPTION_MAGIC).putInt(option)
                .putInt(wish.remaining()).flip(), wish);
        for (int i = 0; i < MAX_REPLIES; i++) {
            ByteBuffer head = wire.next(20);
            if (head.getLong() != Protocol.OPTION_REPLY_MAGIC || head.getInt() != option) {
                throw new IOException("it answers what nobody asked");
            }
            int type = head.getInt();
            int length = head.getInt();
            if (length < 0 || length > MAX_REPLY) {
                throw new IOException("it answers at a length that cannot be");
            }
            ByteBuffer reply = wire.next(length);
            if (type == Protocol.REPLY_ACK) {
                return true;
            }
            if (type < 0) {
                if (must) {
                    throw new IOException(refusal(type, reply));
                }
                return false;
            }
            take(type, reply);
        }
        throw new IOException("it answers without end");
    }

    private void take(int type, ByteBuffer reply) throws IOException {
        if (type == Protocol.REPLY_META_CONTEXT && reply.remaining() >= 4) {
            int number = reply.getInt();
            String context = StandardCharsets.UTF_8.decode(reply).toString();
            if (context.equals(Protocol.ALLOCATION)) {
                allocation = OptionalInt.of(number);
            } else if (context.equals(Protocol.DEPTH)) {
                depth = OptionalInt.of(number);
            }
        } else if (type == Protocol.REPLY_INFO && reply.remaining() >= 2) {
            int kind = reply.getShort();
            if (kind == Protocol.INFO_EXPORT && reply.remaining() >= 10) {
                size = reply.getLong();
                flags = reply.getShort();
                if (size < 0) {
                    throw new IOException("it says that the disk has " + Long.toUnsignedString(size)
                            + " bytes");
                }
            } else if (kind == Protocol.INFO_BLOCK_SIZE && reply.remaining() >= 12) {
                takeBlockSizes(reply.getInt(), reply.getInt(), reply.getInt());
            }
        }
    }

    private void takeBlockSizes(int minimum, int preferred, int maximum) throws IOException {
        if (minimum < 1 || minimum > 64 << 10 || Integer.bitCount(minimum) != 1 || preferred < minimum
                || maximum > 0 && maximum < minimum) {
            throw new IOException("it asks for blocks that cannot be, of " + minimum + " to "
                    + Integer.toUnsignedString(maximum) + " bytes");
        }
        minimumBlock = minimum;
        // without a bound the number has all bits set
        maximumBlock = maximum <= 0 ? USUAL_MAXIMUM : Math.min(USUAL_MAXIMUM, maximum / minimum * minimum);
    }

    private String refusal(int type, ByteBuffer reply) {
        String said = Words.printable(StandardCharsets.UTF_8.decode(reply).toString());
        String export = name.length == 0 ? "a disk without a name"
                : "\"" + Words.printable(new String(name, StandardCharsets.UTF_8)) + "\"";
        return switch (type) {
            case Protocol.REPLY_UNKNOWN -> "it has no " + (name.length == 0
                    ? "disk without a name; name the export"
                    : "export " + export);
            case Protocol.REPLY_POLICY -> "it does not allow access to " + export;
            case Protocol.REPLY_TLS_REQUIRED -> "it insists on TLS, which Platter does not speak";
            default -> "it refuses access to " + export + (said.isEmpty() ? "" : " (" + said + ")");
        };
    }
}
