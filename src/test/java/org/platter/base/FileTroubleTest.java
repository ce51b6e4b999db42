package org.platter.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class FileTroubleTest {

    @TempDir
    private Path work;

    @Test
    void whatJavaNamesByAPathIsASentence() throws IOException {
        Path file = Files.createFile(work.resolve("file"));
        says("There is no file or folder " + work.resolve("none/x") + ".",
                () -> Files.writeString(work.resolve("none/x"), ""));
        says(file.resolve("x") + " cannot be used: Not a directory.",
                () -> Files.writeString(file.resolve("x"), ""));
        says(file + " is there already.", () -> Files.createFile(file));
        says(work + " is a folder that is not empty.", () -> Files.delete(work));
        says("You have no permission to use /x.", () -> {
            throw new AccessDeniedException("/x");
        });
        IOException own = new IOException("A sentence.");
        assertSame(own, FileTrouble.told(own));
    }

    private static void says(String sentence, Executable work) {
        assertEquals(sentence, FileTrouble.told(assertThrows(IOException.class, work)).getMessage());
    }
}
