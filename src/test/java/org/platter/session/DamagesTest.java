package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

    /** A file that gets longer has another content, also where e2fsck -p calls that safe. */
    @Test
    void aFileIsMadeLongerByACheckAlone() throws IOException {
        Damages damages = new Damages(work, "ext2");
        damages.run(152, 0, 1);
        assertEquals(Map.of("check mode=look: damaged", 1, "move: refused", 1), damages.figures);
    }

    /** In what e2fsck leaves, and calls clean, it makes an inode again when it is called once more. */
    @Test
    void aSecondCheckFindsNothing() throws IOException {
        Damages damages = new Damages(work, "ext2");
        damages.run(62, 0, 6);
        assertEquals(Map.of("check mode=look: damaged", 1, "check: told", 1), damages.figures);
    }

    /** Its checker asks about lost files, and gives up the repair where nobody answers. */
    @Test
    void anF2fsWithLostFilesIsRepaired() throws IOException {
        Damages damages = new Damages(work, "f2fs");
        damages.run(4, 0, 6);
        assertEquals(Map.of("check mode=look: damaged", 1, "check: told", 1), damages.figures);
    }
}
