package org.platter.tool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Reads what a program prints, in a thread of its own, since a read cannot be given up; a few pieces ahead at
 * most, so that a program that floods waits for its listener.
 */
final class Listener implements Closeable {

    private static final int AHEAD = 8;
    private static final byte[] NOTHING = {};

    private final InputStream from;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private boolean isAtEnd;
    private boolean isGivenUp;

    Listener(Process process) {
        from = process.getInputStream();
        Thread thread = new Thread(this::listen, "output of " + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the next piece, waiting for it at most so long; an empty one if none came or none will. */
    synchronized byte[] next(long milliseconds) {
        if (pieces.isEmpty() && !isAtEnd) {
            await(milliseconds);
        }
        byte[] piece = pieces.poll();
        notifyAll();
        return piece == null ? NOTHING : piece;
    }

    /** Returns whether more may come. */
    synchronized boolean isOpen() {
        return !isAtEnd || !pieces.isEmpty();
    }

    @Override
    public synchronized void close() {
        isGivenUp = true;
        notifyAll();
    }

    private void listen() {
        byte[] buffer = new byte[32 << 10];
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                if (!add(Arrays.copyOf(buffer, length))) {
                    break;
                }
            }
        } catch (IOException e) {
            end(); // the program is gone, which its exit status tells better
        }
        end();
    }

    private synchronized boolean add(byte[] piece) {
        while (pieces.size() >= AHEAD && !isGivenUp) {
            await(0);
        }
        pieces.add(piece);
        notifyAll();
        return !isGivenUp;
    }

    private synchronized void end() {
        isAtEnd = true;
        notifyAll();
    }

    @SuppressWarnings("WaitNotInLoop") // each caller has the loop
    private void await(long milliseconds) {
        try {
            wait(milliseconds);
        } catch (InterruptedException e) {
            // nobody interrupts the engine; were it so, this only ends the wait
            Thread.currentThread().interrupt();
        }
    }
}
