package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at each flush of the commit of a draft, on small disks: some drafts, and some of the ways
 * in which what was not flushed can end; {@code packaging/test-long} tries them all.
 */
final class DraftCrashTest {

    private static final long SEED = 20_261_130;
    private static final int DRAFTS = 12;
    private static final int COMBINATIONS = 30;

    @ParameterizedTest
    @EnumSource
    void theDiskIsOldOrNewWhicheverFlushThePowerFailsAt(SmallDisk disk) throws IOException {
        Random random = new Random(SEED);
        List<List<String>> drafts = disk.drafts(3);
        PowerCuts cuts = new PowerCuts(COMBINATIONS, CrashWorld.Fault.NONE, SEED);
        for (int i = 0; i < DRAFTS; i++) {
            List<String> draft = drafts.get(random.nextInt(drafts.size()));
            assertEquals("", cuts.inPlace(disk, draft, SEED + i), disk + ", in place");
            assertEquals("", cuts.qcow2(disk, draft, SEED + i), disk + ", qcow2");
        }
    }

    @ParameterizedTest
    @EnumSource(value = CrashWorld.Fault.class,
            names = {"MARK_BEFORE_FLUSH", "BEGIN_BEFORE_SCRATCH", "HEADER_BEFORE_SYNC"})
    void aMachineThatBreaksTheOrderIsFoundOut(CrashWorld.Fault fault) throws IOException {
        List<List<String>> drafts = SmallDisk.TWO.drafts(2);
        PowerCuts cuts = new PowerCuts(COMBINATIONS, fault, SEED);
        for (List<String> draft : drafts) {
            if (!cuts.inPlace(SmallDisk.TWO, draft, SEED).isEmpty()
                    || !cuts.qcow2(SmallDisk.TWO, draft, SEED).isEmpty()) {
                return;
            }
        }
        assertTrue(false, fault + " lost nothing");
    }
}
