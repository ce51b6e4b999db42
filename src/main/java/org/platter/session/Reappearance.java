package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.tool.ToolFailure;

/**
 * Waits for the node of a partition. A program that lets go of a disk that was open to be written makes udev read
 * its table afresh: the partitions that are not in use vanish, and are there again when udev and the
 * desktop's service have looked at them.
 */
final class Reappearance {

    private static final long PATIENCE_MILLIS = 15_000;
    private static final long PAUSE_MILLIS = 200;

    private final Path node;
    private final long patienceMillis;

    Reappearance(Path node) {
        this(node, PATIENCE_MILLIS);
    }

    Reappearance(Path node, long patienceMillis) {
        this.node = node;
        this.patienceMillis = patienceMillis;
    }

    /** What a program does with the node. */
    @FunctionalInterface
    interface Call {
        void run() throws IOException;
    }

    /** Does it, and again as long as it fails because the node is not there. */
    void await(Call call) throws IOException {
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (true) {
            try {
                call.run();
                return;
            } catch (ToolFailure e) {
                if (!isMissing(e.output()) || System.nanoTime() - end > 0 || !pause()) {
                    throw e;
                }
            }
        }
    }

    /** Returns whether a program has printed that there is no such node, or the service does not know it. */
    private boolean isMissing(String output) {
        return output.contains("Error looking up object for device " + node)
                || output.contains(node.toString()) && (output.contains("does not exist")
                        || output.contains("No such file or directory"));
    }

    /** Returns whether to go on after it. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
