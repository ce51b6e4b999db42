package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserFoldersTest {

    @TempDir
    private Path work;

    @Test
    void aFolderThatCannotBeMadeIsNamedAndAnotherOneIsTaken() throws IOException {
        Path none = Files.createFile(work.resolve("file")).resolve("state/platter");
        IOException failure = assertThrows(IOException.class, () -> UserFolders.make(none));
        assertEquals("The folder " + none + " cannot be made, in which Platter keeps what has to outlast a "
                + "restart; set XDG_STATE_HOME to a folder of yours.", failure.getMessage());
        Path own = UserFolders.state(Map.of("XDG_STATE_HOME", work.toString())).resolve("platter");
        assertEquals(work.resolve("platter"), UserFolders.make(own));
        assertTrue(Files.isDirectory(own));
    }
}
