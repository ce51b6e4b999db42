package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.Figures;

/**
 * System calls by which a job or its recovery changes files fail, with each error, once and for good, and Platter
 * dies or is killed there: the image is old, or new, or resumed to be new. Every call of the job is tried, and
 * every death of the job is recovered without a fault. Of recoveries every call of each distinct one is tried:
 * where two make the same calls from one on, by kind, file, offset and size, these are tried once, some errors
 * after the first death that leads there and some after the last; and of a run of calls of one kind on one file,
 * the first, the middle and the last. Only the job is killed as a process; a recovery dies by failing all that it
 * does from there on. {@code -Dcalls} says how many tries of each kind of image there are, chosen by chance; else
 * all are made.
 */
final class SystemCallCampaign {

    private static final long SEED = 1;

    @TempDir
    private Path work;

    @ParameterizedTest
    @EnumSource
    void theImageIsOldOrNewWhicheverCallFails(FaultedImage.Kind kind) throws IOException,
            InterruptedException {
        run("all", kind);
    }

    @ParameterizedTest
    @EnumSource
    void theImageIsOldOrNewWhereverPlatterIsKilled(FaultedImage.Kind kind) throws IOException,
            InterruptedException {
        run("killed", kind);
    }

    /** Goes on behind a try that comes to no end in another process, behind anything else in the same. */
    private void run(String which, FaultedImage.Kind kind) throws IOException, InterruptedException {
        Path file = Figures.file(SystemCallCampaign.class, which + " " + kind);
        List<String> parts = new ArrayList<>(); // the figures of each process
        List<String> faults = new ArrayList<>();
        int[] tried = {0};
        int status = FaultCampaign.HUNG;
        while (status == FaultCampaign.HUNG) {
            parts.add(which + " " + kind + ": fewer than 100 tried");
            Figures.write(file, parts, faults);
            status = SystemCallTest.campaign(work, which, SEED, kind + "="
                    + Figures.limit("calls", Integer.MAX_VALUE), tried[0], line -> {
                        if (line.startsWith("LOST")) {
                            faults.add(line);
                        } else if (line.startsWith("HUNG")) {
                            tried[0] = Integer.parseInt(line.substring("HUNG ".length()));
                        } else if (line.matches(kind + " +[0-9].*")) {
                            parts.set(parts.size() - 1, which + " " + line);
                            Figures.write(file, parts, faults);
                        }
                    });
        }
        if (status != 0) {
            faults.add("it ended with status " + status);
        }
        Figures.write(file, parts, faults);
        assertEquals(List.of(), faults);
    }
}
