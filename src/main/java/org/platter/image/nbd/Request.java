package org.platter.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was asked of a server and what it has answered so far. */
final class Request {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    final int type;
    final long offset;
    final int length;
    /** What a read fills; position 0. */
    final ByteBuffer target;
    /** What a write sends. */
    final ByteBuffer payload;
    final long sentAt = System.nanoTime();
    /** Lengths and flags in turn, by the number of what they tell. */
    final Map<Integer, int[]> states = new HashMap<>();
    private long covered;
    private int chunks;
    private int error;
    private String said = "";
    private boolean isDone;
    private @Nullable IOException broken;

    private Request(int type, long offset, int length, ByteBuffer target, ByteBuffer payload) {
        this.type = type;
        this.offset = offset;
        this.length = length;
        this.target = target;
        this.payload = payload;
    }

    static Request read(long offset, ByteBuffer target) {
        return new Request(Protocol.READ, offset, target.remaining(), target, NONE);
    }

    static Request write(long offset, ByteBuffer payload) {
        return new Request(Protocol.WRITE, offset, payload.remaining(), NONE, payload);
    }

    static Request of(int type, long offset, int length) {
        return new Request(type, offset, length, NONE, NONE);
    }

    /** Counts a piece of the answer; an endless one is no answer. */
    void countChunk() throws IOException {
        if (++chunks > length / 512 + 64) {
            throw new IOException("it answers without end");
        }
    }

    /** Returns where a piece of what was read goes. */
    ByteBuffer place(long at, long size) throws IOException {
        covered = Math.addExact(covered, size);
        if (type != Protocol.READ || size <= 0 || at < offset || at - offset > length - size
                || covered > length) {
            throw new IOException("it sends bytes that nobody asked for");
        }
        return target.slice((int) (at - offset), (int) size);
    }

    void fail(int number, String text) {
        if (error == 0) {
            error = number == 0 ? 5 : number;
            said = text;
        }
    }

    /** The last piece of the answer has come. */
    synchronized void finish() throws IOException {
        if (error == 0 && type == Protocol.READ && covered != length) {
            throw new IOException("it leaves out bytes of what was to be read");
        }
        isDone = true;
        notifyAll();
    }

    /** There will be no answer. */
    synchronized void abandon(IOException reason) {
        broken = reason;
        isDone = true;
        notifyAll();
    }

    /** Waits for the answer; returns why the server refused, if it did. */
    synchronized Optional<String> await() throws IOException {
        boolean wasInterrupted = false;
        while (!isDone) {
            try {
                wait();
            } catch (InterruptedException e) {
                wasInterrupted = true; // the buffers are in use until the answer has come
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (broken != null) {
            throw new IOException(broken.getMessage(), broken);
        }
        return error == 0 ? Optional.empty()
                : Optional.of(Protocol.reason(error) + (said.isEmpty() ? "" : " (" + said + ")"));
    }
}
