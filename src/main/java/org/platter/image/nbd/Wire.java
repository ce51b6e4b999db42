package org.platter.image.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A socket, read through a buffer by one thread and written by others that take turns. */
final class Wire implements Closeable {

    /** Bytes that go to the kernel at once: it copies through a buffer of each thread's own. */
    private static final int AT_ONCE = 256 << 10;

    private final SocketChannel channel;
    private final ByteBuffer ahead = ByteBuffer.allocate(64 << 10).limit(0);
    private volatile long heardAt = System.nanoTime();

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** When the latest bytes came, as {@link System#nanoTime} has it. */
    long heardAt() {
        return heardAt;
    }

    /** Returns the next so many bytes, at most 64 KiB, to be used before the next call. */
    ByteBuffer next(int length) throws IOException {
        if (ahead.remaining() < length) {
            ahead.compact();
            while (ahead.position() < length) {
                fill(ahead);
            }
            ahead.flip();
        }
        ByteBuffer next = ahead.slice(ahead.position(), length);
        ahead.position(ahead.position() + length);
        return next;
    }

    /** Fills {@code into} from its position to its limit. */
    void read(ByteBuffer into) throws IOException {
        int length = Math.min(ahead.remaining(), into.remaining());
        into.put(ahead.slice(ahead.position(), length));
        ahead.position(ahead.position() + length);
        int limit = into.limit();
        while (into.position() < limit) {
            into.limit(Math.min(limit, into.position() + AT_ONCE));
            fill(into);
            into.limit(limit);
        }
    }

    void skip(long length) throws IOException {
        for (long left = length; left > 0;) {
            int step = (int) Math.min(left, ahead.capacity());
            next(step);
            left -= step;
        }
    }

    /** Writes one after the other; only one thread at a time. */
    void write(ByteBuffer... parts) throws IOException {
        for (ByteBuffer part : parts) {
            ByteBuffer from = part.duplicate();
            int limit = from.limit();
            while (from.position() < limit) {
                from.limit(Math.min(limit, from.position() + AT_ONCE));
                send(from);
                from.limit(limit);
            }
        }
    }

    /** Sends some of it. The kernel takes none for a socket whose other end is closed (EPIPE, ECONNRESET). */
    private void send(ByteBuffer from) throws IOException {
        try {
            channel.write(from);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw closed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void fill(ByteBuffer into) throws IOException {
        if (channel.read(into) < 0) {
            throw closed(null);
        }
        heardAt = System.nanoTime();
    }

    private static EOFException closed(@Nullable IOException cause) {
        EOFException closed = new EOFException("it closed the connection");
        closed.initCause(cause);
        return closed;
    }
}
