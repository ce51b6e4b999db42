package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.Figures;

/** Each file system damaged by 200 seeds, or by as many as {@code -Ddamages} says, and all that is done to it. */
final class DamagesCampaign {

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(
            strings = {"ext2", "ext3", "ext4", "fat16", "fat32", "exfat", "ntfs", "f2fs", "xfs", "hfsplus",
                "reiserfs", "udf", "jfs", "btrfs"})
    void nothingChangesThatIsNotTold(String type) throws IOException {
        Damages damages = new Damages(work, type);
        int seeds = Figures.limit("damages", 200);
        Figures figures = Figures.of(DamagesCampaign.class, type, seeds);
        for (int i = 1; i <= seeds; i++) {
            long seed = i;
            figures.count(() -> {
                damages.run(seed, 0, 1, 2, 3, 4, 5, 6);
                return "";
            }, damages.figures);
        }
        figures.check();
    }
}
