package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README says that can be done to each file system is what the file systems say themselves. */
class ReadmeTest {

    @Test
    void theTableOfFileSystemsIsTrue() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = ReadmeTable.text();
        assertTrue(readme.contains(table), "README.md should say:\n" + table);
    }
}
