package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at each flush of the commit of every draft of up to three operations, on small disks. What
 * was not flushed is kept, lost or garbled: in all combinations where they are at most 4096, that is of 7
 * writes; in all of kept and not kept of up to 12, lost or garbled by chance; and by chance above.
 */
final class DraftCampaign {

    private static final int COMBINATIONS = 1 << 12;
    private static final long SEED = 1;

    @ParameterizedTest
    @EnumSource
    void theDiskIsOldOrNewWhicheverFlushThePowerFailsAt(SmallDisk disk) throws IOException {
        List<List<String>> drafts = disk.drafts(3);
        PowerCuts inPlace = new PowerCuts(COMBINATIONS, CrashWorld.Fault.NONE, SEED);
        PowerCuts qcow2 = new PowerCuts(COMBINATIONS, CrashWorld.Fault.NONE, SEED);
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            faults.add(inPlace.inPlace(disk, drafts.get(i), SEED + i));
            faults.add(qcow2.qcow2(disk, drafts.get(i), SEED + i));
        }
        faults.removeIf(String::isEmpty);
        Path figures = Files.createDirectories(Path.of("target/figures")).resolve("drafts");
        Files.writeString(figures, String.format("%-8s %d drafts, in place: %s%n%-8s %d drafts, qcow2: %s%n",
                disk,
                drafts.size(), inPlace, disk, drafts.size(), qcow2), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertEquals(List.of(), faults);
    }
}
