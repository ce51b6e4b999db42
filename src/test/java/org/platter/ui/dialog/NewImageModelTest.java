package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewImageModelTest {

    @TempDir
    private Path folder;

    @Test
    void anImageOfTheSizeIsMadeAndTakesNoRoom() throws IOException {
        NewImageModel model = new NewImageModel();
        assertFalse(model.problemBinding().get().isEmpty(), "there is no path yet");
        Path file = folder.resolve("new.raw");
        model.pathProperty().set(file.toString());
        model.ask(1L << 40);
        assertEquals("", model.problemBinding().get());
        assertEquals(file, model.make());
        assertEquals(1L << 40, Files.size(file));
    }

    @Test
    void aFileThatIsThereIsNeverTouched() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "mine");
        NewImageModel model = new NewImageModel();
        model.pathProperty().set(file.toString());
        assertTrue(model.problemBinding().get().contains("already"), model.problemBinding().get());
        assertThrows(IOException.class, model::make);
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void whatIsWrongIsSaid() {
        NewImageModel model = new NewImageModel();
        model.pathProperty().set(folder.resolve("none/new.raw").toString());
        assertTrue(model.problemBinding().get().contains("folder"), model.problemBinding().get());
        model.pathProperty().set(folder.resolve("new.raw").toString());
        model.ask(1000);
        assertFalse(model.problemBinding().get().isEmpty());
        model.ask((4 << 20) + 1);
        assertTrue(model.problemBinding().get().contains("512"), model.problemBinding().get());
        model.reject("“x” is not a size.");
        assertEquals("“x” is not a size.", model.problemBinding().get());
    }
}
