package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteDiskTest {

    @TempDir
    private Path work;

    @Test
    void filesFoldersAndWhatIsNotThereNeedNoRights() {
        assertFalse(RemoteDisk.isNeeded(work));
        assertFalse(RemoteDisk.isNeeded(work.resolve("none")));
        assertFalse(RemoteDisk.isNeeded(Path.of("/dev/null")));
    }
}
