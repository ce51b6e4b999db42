package org.platter.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.platter.block.BlockDevice;
import org.platter.host.FuseMount;
import org.platter.host.HostFile;
import org.platter.host.PrivateFolder;

/** A window that the kernel shows and this process answers for: nothing is copied. */
final class FuseWindow implements OpenWindow {

    /** Two: while one waits for the device the other takes the next request; each has a buffer of a MiB. */
    private static final int THREADS = 2;
    /** How long a program that has ended, or something that looks at every new file, is waited for. */
    private static final long GREETING_SECONDS = 10;
    private static final long PATIENCE_MILLIS = 3000;
    private static final long PAUSE_NANOS = 10_000_000;

    private final PrivateFolder folder;
    private final Path path;
    private final FuseMount mount;
    private final FuseServer server;
    private final List<Thread> threads = new ArrayList<>();
    private boolean isClosed;

    private FuseWindow(PrivateFolder folder, Path path, FuseMount mount, BlockDevice device) {
        this.folder = folder;
        this.path = path;
        this.mount = mount;
        this.server = new FuseServer(mount, device, THREADS);
    }

    /**
     * Opens a window.
     *
     * @param base the folder in which its private folder is made
     * @throws IOException where this machine does not let us mount
     */
    static FuseWindow open(BlockDevice device, String name, Path base) throws IOException {
        PrivateFolder folder = PrivateFolder.in(base);
        try {
            Path path = folder.path().resolve(name);
            HostFile.create(path).close();
            FuseWindow window = new FuseWindow(folder, path, FuseMount.over(path), device);
            try {
                window.start(name);
                return window;
            } catch (IOException | RuntimeException e) {
                window.end(false);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private void start(String name) throws IOException {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(server::serve, "window " + name + " " + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        // This process never asks for its own file: killed while it waits for its own answer, it would wait
        // for ever.
        if (!server.awaitBeginning(GREETING_SECONDS)) {
            throw new IOException("the kernel does not talk to " + path);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public synchronized void close() throws IOException {
        if (isClosed) {
            return;
        }
        boolean isUnmounted = false;
        try {
            isUnmounted = unmount();
        } finally {
            end(isUnmounted);
        }
        IOException failure = server.failure();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (!isUnmounted && server.writers() > 0) {
            throw new IOException("A program still had " + path.getFileName() + " open for writing.");
        }
    }

    @Override
    public void abandon() {
        mount.detach();
        folder.close();
    }

    private boolean unmount() throws IOException {
        long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!mount.tryUnmount()) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private void end(boolean isUnmounted) {
        isClosed = true;
        ALL.remove(this);
        if (!isUnmounted) {
            mount.detach();
        }
        mount.stop();
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    continue; // nobody interrupts the engine; and what was written has to be in the device
                }
            }
        }
        mount.close();
        folder.close();
    }
}
