package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file system damaged by 200 seeds, or by as many as {@code -Ddamages} says, and all that is done to it. */
final class DamagesCampaign {

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"ext2", "ext3", "ext4", "fat16", "fat32", "exfat", "ntfs", "f2fs", "xfs", "hfsplus",
        "reiserfs", "udf"})
    void nothingChangesThatIsNotTold(String type) throws IOException {
        Damages damages = new Damages(work, type);
        List<String> faults = new ArrayList<>();
        for (long seed = 1; seed <= Long.getLong("damages", 200); seed++) {
            try {
                damages.run(seed, 0, 1, 2, 3, 4, 5, 6);
            } catch (AssertionError e) {
                faults.add(e.getMessage());
            }
        }
        Files.writeString(Files.createDirectories(Path.of("target/figures")).resolve("damages"),
                type + " " + damages.figures + ", faults: " + faults.size() + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertEquals(List.of(), faults);
    }
}
