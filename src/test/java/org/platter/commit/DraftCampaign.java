package org.platter.commit;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.Figures;

/**
 * The power fails at each flush of the commit of every draft of up to three operations, on small disks. What
 * was not flushed is kept, lost or garbled: in all combinations where they are at most 4096, that is of 7
 * writes; in all of kept and not kept of up to 12, lost or garbled by chance; and by chance above.
 * That is done to all drafts, or by chance to as many of each disk as {@code -Ddrafts} says.
 */
final class DraftCampaign {

    private static final int COMBINATIONS = 1 << 12;
    private static final long SEED = 1;

    @ParameterizedTest
    @EnumSource
    void theDiskIsOldOrNewWhicheverFlushThePowerFailsAt(SmallDisk disk) throws IOException {
        List<List<String>> drafts = Figures.some(disk.drafts(3), "drafts", SEED);
        PowerCuts inPlace = new PowerCuts(COMBINATIONS, CrashWorld.Fault.NONE, SEED);
        PowerCuts qcow2 = new PowerCuts(COMBINATIONS, CrashWorld.Fault.NONE, SEED);
        Figures inPlaceFigures = Figures.of(DraftCampaign.class, disk + " in place", drafts.size());
        Figures qcow2Figures = Figures.of(DraftCampaign.class, disk + " qcow2", drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            List<String> draft = drafts.get(i);
            long seed = SEED + i;
            inPlaceFigures.count(() -> inPlace.inPlace(disk, draft, seed), inPlace);
            qcow2Figures.count(() -> qcow2.qcow2(disk, draft, seed), qcow2);
        }
        inPlaceFigures.check();
        qcow2Figures.check();
    }
}
