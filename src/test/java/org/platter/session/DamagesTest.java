package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
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
        damages.run(1, 0, 1, 6);
        damages.run(2, 0, 3, 6);
        damages.run(3, 0, 6);
    }
}
