package org.platter.tool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The programs that run at the moment; when Platter is told to end they are, too. */
final class Running {

    static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();

    private static final long GRACE_MILLIS = 2000;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Running::endAll, "end of programs"));
    }

    private Running() {}

    private static void endAll() {
        PROCESSES.forEach(Process::destroy);
        long until = System.currentTimeMillis() + GRACE_MILLIS;
        for (Process process : PROCESSES) {
            try {
                if (!process.waitFor(until - System.currentTimeMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }
        Lifeline.end();
    }
}
