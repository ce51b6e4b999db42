package org.platter.ui;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.platter.base.FileTrouble;
import org.platter.base.Refusal;
import org.platter.session.OpenDisk;

/**
 * The worker thread of one disk, and the one bridge back to the window's thread. Work runs in the order in
 * which it was given, and nothing of it on the window's thread.
 */
public final class Background implements AutoCloseable {

    private final Executor screen;
    private final ExecutorService worker;

    /**
     * @param name what the thread is called
     * @param screen runs what it is given on the window's thread: {@code Platform::runLater}
     */
    public Background(String name, Executor screen) {
        this.screen = screen;
        worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs {@code work} on the worker, then one of the two continuations on the window's thread. A fault of
     * the program itself reaches {@code failed} too, and the thread's handler of uncaught exceptions.
     *
     * @param failed takes an {@link IOException}, a {@link Refusal} or a fault of the program
     */
    public <T> void run(OpenDisk.Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        try {
            worker.execute(() -> {
                try {
                    T result = work.run();
                    screen.execute(() -> done.accept(result));
                } catch (IOException expected) {
                    System.getLogger("org.platter.ui").log(Level.WARNING,
                            String.valueOf(expected.getMessage()),
                            expected);
                    screen.execute(() -> failed.accept(FileTrouble.told(expected)));
                } catch (Refusal expected) {
                    screen.execute(() -> failed.accept(expected));
                } catch (RuntimeException | Error fault) {
                    screen.execute(() -> failed.accept(fault));
                    throw fault;
                }
            });
        } catch (RejectedExecutionException closed) {
            // The disk was closed meanwhile; there is nobody to tell.
        }
    }

    /** Runs {@code work} on the worker, and waits for it; for the worker of another disk. */
    <T> T await(OpenDisk.Work<T> work) throws IOException, Refusal {
        FutureTask<T> task = new FutureTask<>(work::run);
        worker.execute(task);
        for (;;) {
            try {
                return task.get();
            } catch (InterruptedException e) {
                continue; // nobody interrupts it
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof Refusal refusal) {
                    throw refusal;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Runs {@code update} on the window's thread, soon; for progress that work tells of while it runs. */
    public void onScreen(Runnable update) {
        screen.execute(update);
    }

    /** Lets work that was given before run to its end, and takes no more. */
    @Override
    public void close() {
        worker.shutdown();
    }

    /** Closes, and waits until the worker has ended, for {@code seconds} at most. */
    public void closeAndWait(long seconds) throws InterruptedException {
        close();
        worker.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
