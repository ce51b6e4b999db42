package org.platter.image.nbd;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A server in memory that insists on whole blocks, or misbehaves in a way of the test's choice. */
final class FakeServer implements Closeable {

    /** What it does instead of answering properly. */
    enum Vice {
        NONE, GARBAGE, SILENT, SILENT_AT_START, ENDLESS_OPTIONS, UNASKED_COOKIE, ENDLESS_CHUNKS,
        TOO_MUCH_DATA, DATA_ELSEWHERE,
        NO_DATA, HUGE_ERROR, HUGE_STATES, EMPTY_STATES, NEGATIVE_SIZE, ODD_BLOCKS, CLOSES, CHUNKS_UNAGREED,
        TAKES_NOTHING
    }

    private final Path socket;
    private final ServerSocketChannel listening;
    private final byte[] disk;
    private final int block;
    private final Vice vice;
    private volatile SocketChannel client;
    private boolean hasChunks;

    FakeServer(Path folder, int size, int block) throws IOException {
        this(folder, size, block, Vice.NONE);
    }

    FakeServer(Path folder, int size, int block, Vice vice) throws IOException {
        this.disk = new byte[size];
        this.block = block;
        this.vice = vice;
        this.socket = folder.resolve("fake");
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "fake server");
        thread.setDaemon(true);
        thread.start();
    }

    NbdAddress address() {
        return new NbdAddress(Optional.empty(), 0, Optional.of(socket), "");
    }

    byte[] bytes() {
        return disk;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (client != null) {
            client.close();
        }
    }

    private void serve() {
        try (SocketChannel channel = listening.accept()) {
            client = channel;
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            if (vice == Vice.SILENT_AT_START) {
                in.read();
            }
            if (vice == Vice.GARBAGE) {
                out.write("HTTP/1.1 400 Bad Request, and so on and on".getBytes());
                in.read();
            }
            out.writeLong(Protocol.SERVER_MAGIC);
            out.writeLong(Protocol.OPTION_MAGIC);
            out.writeShort(3);
            in.readInt();
            agree(in, out);
            for (;;) {
                answer(in, out);
            }
        } catch (IOException e) {
            return; // the client is gone
        }
    }

    private void agree(DataInputStream in, DataOutputStream out) throws IOException {
        for (;;) {
            in.readLong();
            int option = in.readInt();
            in.readFully(new byte[in.readInt()]);
            if (vice == Vice.ENDLESS_OPTIONS) {
                for (;;) {
                    reply(out, option, Protocol.REPLY_INFO, 2);
                    out.writeShort(99);
                }
            }
            if (option == Protocol.OPTION_STRUCTURED_REPLY) {
                hasChunks = vice != Vice.CHUNKS_UNAGREED;
                reply(out, option, hasChunks ? Protocol.REPLY_ACK : Protocol.REPLY_ERROR + 1, 0);
            } else if (option == Protocol.OPTION_SET_META_CONTEXT) {
                byte[] name = Protocol.ALLOCATION.getBytes();
                reply(out, option, Protocol.REPLY_META_CONTEXT, 4 + name.length);
                out.writeInt(17);
                out.write(name);
                reply(out, option, Protocol.REPLY_ACK, 0);
            } else {
                reply(out, option, Protocol.REPLY_INFO, 12);
                out.writeShort(Protocol.INFO_EXPORT);
                out.writeLong(vice == Vice.NEGATIVE_SIZE ? -1 : disk.length);
                out.writeShort(1 | Protocol.CAN_FLUSH | Protocol.CAN_WRITE_ZEROES);
                reply(out, option, Protocol.REPLY_INFO, 14);
                out.writeShort(Protocol.INFO_BLOCK_SIZE);
                out.writeInt(vice == Vice.ODD_BLOCKS ? 1000 : block);
                out.writeInt(Math.max(4096, block));
                out.writeInt(Math.max(64 << 10, block));
                reply(out, option, Protocol.REPLY_ACK, 0);
                return;
            }
        }
    }

    private static void reply(DataOutputStream out, int option, int type, int length) throws IOException {
        out.writeLong(Protocol.OPTION_REPLY_MAGIC);
        out.writeInt(option);
        out.writeInt(type);
        out.writeInt(length);
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        if (vice == Vice.TAKES_NOTHING) {
            await();
        }
        in.readInt();
        in.readShort();
        int type = in.readShort();
        long cookie = in.readLong();
        long offset = in.readLong();
        int length = in.readInt();
        if (offset % block != 0 || length % block != 0) {
            throw new IOException("not whole blocks");
        }
        int at = (int) offset;
        if (type == Protocol.WRITE) {
            in.readFully(disk, at, length);
        } else if (type == Protocol.WRITE_ZEROES) {
            Arrays.fill(disk, at, at + length, (byte) 0);
        }
        misbehave(in, out, cookie, offset, length);
        if (type == Protocol.READ) {
            chunk(out, 0, Protocol.CHUNK_OFFSET_DATA, cookie, 8 + length);
            out.writeLong(offset);
            out.write(disk, at, length);
            chunk(out, Protocol.FLAG_DONE, Protocol.CHUNK_NONE, cookie, 0);
        } else {
            out.writeInt(Protocol.SIMPLE_REPLY_MAGIC);
            out.writeInt(0);
            out.writeLong(cookie);
        }
    }

    private void misbehave(DataInputStream in, DataOutputStream out, long cookie, long offset, int length)
            throws IOException {
        switch (vice) {
            case SILENT -> in.read();
            case UNASKED_COOKIE -> chunk(out, 1, Protocol.CHUNK_NONE, cookie + 1, 0);
            case ENDLESS_CHUNKS -> {
                for (;;) {
                    chunk(out, 0, Protocol.CHUNK_NONE, cookie, 0);
                }
            }
            case TOO_MUCH_DATA, CHUNKS_UNAGREED -> {
                chunk(out, 0, Protocol.CHUNK_OFFSET_DATA, cookie, -1);
                out.writeLong(offset);
            }
            case DATA_ELSEWHERE -> {
                chunk(out, 0, Protocol.CHUNK_OFFSET_DATA, cookie, 8 + length);
                out.writeLong(Long.MAX_VALUE - 10);
            }
            case NO_DATA -> chunk(out, Protocol.FLAG_DONE, Protocol.CHUNK_NONE, cookie, 0);
            case HUGE_ERROR -> chunk(out, 0, Protocol.CHUNK_ERROR + 1, cookie, -1);
            case HUGE_STATES -> chunk(out, 0, Protocol.CHUNK_BLOCK_STATUS, cookie, -4);
            case EMPTY_STATES -> {
                chunk(out, Protocol.FLAG_DONE, Protocol.CHUNK_BLOCK_STATUS, cookie, 12);
                out.writeInt(17);
                out.writeLong(0);
            }
            case CLOSES -> client.close();
            default -> {}
        }
    }

    private static void chunk(DataOutputStream out, int flags, int type, long cookie, int length)
            throws IOException {
        out.writeInt(Protocol.STRUCTURED_REPLY_MAGIC);
        out.writeShort(flags);
        out.writeShort(type);
        out.writeLong(cookie);
        out.writeInt(length);
    }

    /** Until the client is gone. */
    private void await() throws IOException {
        while (listening.isOpen()) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        throw new IOException("over");
    }
}
