package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;

final class RememberedTest {

    @TempDir
    Path folder;

    @Test
    void whatIsSavedIsThereAtTheNextStart() throws IOException, Refusal {
        Path file = folder.resolve("a/b/state");
        Remembered first = Remembered.from(file);
        first.opened(Path.of("/images/one.raw"));
        first.opened(Path.of("/images/ä two = 2.raw"));
        first.opened(Path.of("/images/one.raw"));
        first.put("theme", "dark");
        first.saving().run();
        Remembered next = Remembered.from(file);
        assertEquals(List.of(Path.of("/images/one.raw"), Path.of("/images/ä two = 2.raw")), next.recent());
        assertEquals(Optional.of("dark"), next.get("theme"));
    }

    @Test
    void onlyTheLatestTwelveAreKept() {
        Remembered remembered = Remembered.from(folder.resolve("state"));
        for (int i = 0; i < 20; i++) {
            remembered.opened(Path.of("/images/" + i));
        }
        assertEquals(12, remembered.recent().size());
        assertEquals(Path.of("/images/19"), remembered.recent().get(0));
    }

    @Test
    void aDamagedFileIsAFirstStart() throws IOException {
        Path file = folder.resolve("state");
        Files.write(file, new byte[] {(byte) 0xff, '\\', 'u', 'x', 0});
        assertEquals(List.of(), Remembered.from(file).recent());
        Files.writeString(file, "recent.0=relative\nrecent.1=/absolute\n");
        assertEquals(List.of(Path.of("/absolute")), Remembered.from(file).recent());
    }

    @Test
    void aFileThatCannotBeWrittenIsAFailureOfTheWorkOnly() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        assertThrows(IOException.class, Remembered.from(notAFolder.resolve("state")).saving()::run);
    }

    @Test
    void itLiesInTheStateFolderOfTheDesktop() {
        assertEquals(Path.of("/state/platter/window.properties"),
                Remembered.place(Map.of("XDG_STATE_HOME", "/state")));
        assertTrue(Remembered.place(Map.of()).endsWith(".local/state/platter/window.properties"));
        assertTrue(Remembered.place(Map.of("XDG_STATE_HOME", "relative")).isAbsolute());
    }
}
