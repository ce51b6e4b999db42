package org.platter.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Works on several buffers at once, each in one of a few threads, and hands the outcomes over in the order in
 * which the work was given, in the caller's thread. Memory is bounded by the number of buffers.
 */
final class Pipeline<T> implements Closeable {

    /** Fills a buffer, or computes from it; its outcome may keep the buffer until it has been handed over. */
    @FunctionalInterface
    interface Work<T> {
        T in(ByteBuffer buffer) throws IOException;
    }

    /** Takes the outcomes. */
    @FunctionalInterface
    interface Sink<T> {
        void take(T outcome) throws IOException;
    }

    private record Pending<T>(CompletableFuture<T> outcome, ByteBuffer buffer) {}

    /** Direct I/O wants its memory aligned to this many bytes. */
    private static final int ALIGNMENT = 4096;
    private static final long LONG_ENOUGH_DAYS = 1000;

    private final ThreadPoolExecutor threads;
    private final Deque<Pending<T>> pending = new ArrayDeque<>();
    private final Deque<ByteBuffer> idle = new ArrayDeque<>();
    private final int bufferSize;
    private final int bufferCount;
    private final Sink<T> sink;
    private int buffers;

    Pipeline(int threadCount, int bufferSize, int bufferCount, Sink<T> sink) {
        this.threads = new ThreadPoolExecutor(threadCount, threadCount, 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "transfer");
                    thread.setDaemon(true);
                    return thread;
                });
        this.bufferSize = bufferSize;
        this.bufferCount = bufferCount;
        this.sink = sink;
    }

    /**
     * Has the work done in a buffer, which is cleared; hands outcomes over first where all buffers are taken.
     *
     * @throws IOException if handing over fails, or earlier work did
     */
    void submit(Work<T> work) throws IOException {
        ByteBuffer buffer = buffer().clear();
        CompletableFuture<T> outcome = new CompletableFuture<>();
        pending.add(new Pending<>(outcome, buffer));
        threads.execute(() -> {
            try {
                outcome.complete(work.in(buffer));
            } catch (IOException | RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        });
        while (!pending.isEmpty() && pending.peek().outcome.isDone()) {
            handOver();
        }
    }

    /** Returns when all outcomes have been handed over. */
    void finish() throws IOException {
        while (!pending.isEmpty()) {
            handOver();
        }
    }

    private ByteBuffer buffer() throws IOException {
        if (idle.isEmpty() && buffers < bufferCount) {
            buffers++;
            return ByteBuffer.allocateDirect(bufferSize + ALIGNMENT).alignedSlice(ALIGNMENT)
                    .slice(0, bufferSize);
        }
        while (idle.isEmpty()) {
            handOver();
        }
        return idle.remove();
    }

    private void handOver() throws IOException {
        Pending<T> first = pending.remove();
        try {
            sink.take(first.outcome.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        } finally {
            idle.add(first.buffer);
        }
    }

    /** Forgets what has not begun, and returns when no thread is at work any more. */
    @Override
    public void close() {
        threads.getQueue().clear();
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(LONG_ENOUGH_DAYS, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true; // the buffers are still being filled: there is no way to go yet
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
