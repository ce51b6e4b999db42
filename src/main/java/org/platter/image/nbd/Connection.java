package org.platter.image.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: any number of requests under way, whose answers come in any order. One thread
 * takes the answers, another gives the server up when it says nothing for too long. After the first failure
 * all that follows fails the same way.
 */
final class Connection implements Closeable {

    private static final int MAX_STATES = 8 << 20;
    private static final int MAX_ERROR = 8 << 10;

    private final String server;
    private final Wire wire;
    private final long patience;
    private final Supplier<Optional<String>> causeOfDeath;
    private final Export export;
    private final ConcurrentHashMap<Long, Request> pending = new ConcurrentHashMap<>();
    private final AtomicLong cookies = new AtomicLong();
    private final Object turn = new Object();
    private final Thread reader;
    private volatile long busySince;
    private volatile boolean isBusy;
    private volatile @Nullable IOException broken;
    private volatile boolean isClosed;

    /**
     * Agrees with the server at the other end of {@code channel}, which is closed with the connection.
     *
     * @param server its name for messages
     * @param patience how long it may say nothing while it is asked something
     * @param causeOfDeath what is known of its end, as a sentence, once it has closed the connection
     */
    Connection(String server, SocketChannel channel, String name, Duration patience,
            Supplier<Optional<String>> causeOfDeath) throws IOException {
        this.server = server;
        this.wire = new Wire(channel);
        this.patience = patience.toNanos();
        this.causeOfDeath = causeOfDeath;
        this.reader = new Thread(this::takeAnswers, "answers of " + server);
        reader.setDaemon(true);
        busySince = System.nanoTime();
        isBusy = true;
        Thread watch = new Thread(this::watch, "patience with " + server);
        watch.setDaemon(true);
        watch.start();
        try {
            export = Handshake.with(wire, name);
        } catch (IOException e) {
            throw fail(e);
        } finally {
            isBusy = false;
        }
        reader.start();
    }

    Export export() {
        return export;
    }

    /** Sends a request whose answer is to be waited for with {@link Request#await}. */
    Request send(Request request) throws IOException {
        long cookie = cookies.incrementAndGet();
        pending.put(cookie, request);
        if (broken == null) {
            try {
                write(cookie, request);
            } catch (IOException e) {
                fail(e);
            }
        }
        if (broken != null) { // looked at after it was put there, so that somebody sees it in any case
            pending.remove(cookie);
            request.abandon(broken);
        }
        return request;
    }

    private void write(long cookie, Request request) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(28).putInt(Protocol.REQUEST_MAGIC).putShort((short) 0)
                .putShort((short) request.type).putLong(cookie).putLong(request.offset)
                .putInt(request.length);
        synchronized (turn) {
            wire.write(head.flip(), request.payload);
        }
    }

    /** Says goodbye, and waits for nothing. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (broken == null) {
            try {
                write(0, Request.of(Protocol.DISCONNECT, 0, 0));
            } catch (IOException e) {
                fail(e);
            }
        }
        fail(new IOException("the connection is closed"));
    }

    private void takeAnswers() {
        try {
            while (broken == null) {
                takeAnswer();
            }
        } catch (IOException e) {
            fail(e);
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            fail(new IOException("its answer makes no sense", e));
        }
    }

    private void takeAnswer() throws IOException {
        int magic = wire.next(4).getInt();
        if (magic == Protocol.SIMPLE_REPLY_MAGIC) {
            ByteBuffer head = wire.next(12);
            int error = head.getInt();
            long cookie = head.getLong();
            Request request = requestOf(cookie);
            if (error != 0) {
                request.fail(error, "");
            } else if (request.type == Protocol.READ) {
                wire.read(request.place(request.offset, request.length));
            }
            finish(cookie, request);
        } else if (magic == Protocol.STRUCTURED_REPLY_MAGIC && export.hasChunks()) {
            ByteBuffer head = wire.next(16);
            int flags = head.getShort();
            int type = head.getShort() & 0xffff;
            long cookie = head.getLong();
            Request request = requestOf(cookie);
            request.countChunk();
            takeChunk(request, type, Integer.toUnsignedLong(head.getInt()));
            if ((flags & Protocol.FLAG_DONE) != 0) {
                finish(cookie, request);
            }
        } else {
            throw new IOException("it does not keep to the NBD protocol");
        }
    }

    private void takeChunk(Request request, int type, long length) throws IOException {
        if ((type & Protocol.CHUNK_ERROR) != 0 && length >= 6 && length <= MAX_ERROR) {
            ByteBuffer chunk = wire.next((int) length);
            int error = chunk.getInt();
            int textLength = Math.min(chunk.getShort() & 0xffff, chunk.remaining());
            ByteBuffer text = chunk.slice(chunk.position(), textLength);
            request.fail(error, Words.printable(StandardCharsets.UTF_8.decode(text).toString()));
        } else if (type == Protocol.CHUNK_OFFSET_DATA && length > 8) {
            wire.read(request.place(wire.next(8).getLong(), length - 8));
        } else if (type == Protocol.CHUNK_OFFSET_HOLE && length == 12) {
            ByteBuffer chunk = wire.next(12);
            long at = chunk.getLong();
            ByteBuffer hole = request.place(at, Integer.toUnsignedLong(chunk.getInt()));
            while (hole.remaining() >= 8) {
                hole.putLong(0);
            }
            while (hole.hasRemaining()) {
                hole.put((byte) 0);
            }
        } else if (type == Protocol.CHUNK_BLOCK_STATUS && request.type == Protocol.BLOCK_STATUS
                && length >= 12 && length % 8 == 4 && length <= MAX_STATES) {
            int context = wire.next(4).getInt();
            int[] states = new int[(int) (length / 4) - 1];
            for (int i = 0; i < states.length; i += 2) {
                ByteBuffer state = wire.next(8);
                states[i] = state.getInt();
                states[i + 1] = state.getInt();
            }
            request.states.put(context, states);
        } else if (type != Protocol.CHUNK_NONE || length != 0) {
            throw new IOException("it does not keep to the NBD protocol");
        }
    }

    private Request requestOf(long cookie) throws IOException {
        Request request = pending.get(cookie);
        if (request == null) {
            throw new IOException("it answers what nobody asked");
        }
        return request;
    }

    private void finish(long cookie, Request request) throws IOException {
        request.finish();
        pending.remove(cookie);
    }

    private void watch() {
        long pause = Math.max(1, Math.min(1000, patience / 4_000_000));
        while (broken == null) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                continue; // nobody interrupts it
            }
            long now = System.nanoTime();
            long since = isBusy ? now - busySince
                    : pending.values().stream().mapToLong(request -> now - request.sentAt).max().orElse(0);
            // One that dribbles is given up as well, only later.
            if (since > 10 * patience || Math.min(since, now - wire.heardAt()) > patience) {
                fail(new IOException("it has not answered for "
                        + Math.max(1, patience / 1_000_000_000) + " seconds"));
            }
        }
    }

    /** Ends the connection for the first reason that there is; returns that. */
    private synchronized IOException fail(IOException reason) {
        if (broken == null) {
            boolean isCut = reason instanceof SocketException || reason instanceof ClosedChannelException
                    || reason instanceof EOFException;
            String why = isCut ? causeOfDeath.get().orElse("it closed the connection") : reason.getMessage();
            broken = new IOException(isClosed ? server + " is not connected any more."
                    : "The connection to " + server + " failed: " + why + ".", reason);
            try {
                wire.close();
            } catch (IOException e) {
                broken.addSuppressed(e);
            }
        }
        // Nobody may use a buffer that the reader still fills.
        if (Thread.currentThread() != reader) {
            awaitReader();
        }
        for (Long cookie : pending.keySet()) {
            Request request = pending.remove(cookie);
            if (request != null) {
                request.abandon(broken);
            }
        }
        return broken;
    }

    private void awaitReader() {
        // the closed channel wakes it; it may wait for this monitor, but touches no buffer any more then
        try {
            reader.join(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
