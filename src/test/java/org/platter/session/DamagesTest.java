package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample of {@link DamagesCampaign}. */
final class DamagesTest {

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "fat32", "exfat", "ntfs"})
    void nothingChangesThatIsNotTold(String type) throws IOException {
        Damages damages = new Damages(work, type);
        for (long seed = 1; seed <= 2; seed++) {
            damages.run(seed, List.of(Damages.LINES.get((int) seed), "check 1"));
        }
    }
}
