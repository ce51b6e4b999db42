package org.platter.session.remote;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteNeededTest {

    @TempDir
    private Path work;

    @Test
    void filesFoldersAndWhatIsNotThereNeedNoRights() {
        assertFalse(RemoteSession.isNeeded(work));
        assertFalse(RemoteSession.isNeeded(work.resolve("none")));
        assertFalse(RemoteSession.isNeeded(Path.of("/dev/null")));
    }
}
