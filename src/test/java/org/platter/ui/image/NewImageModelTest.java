package org.platter.ui.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.session.image.FormatOption;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.NewImage;
import org.platter.ui.Answers;
import org.platter.ui.apply.JobOutcome;
import org.platter.ui.image.NewImageModel.Content;

final class NewImageModelTest {

    @TempDir
    Path folder;

    private final NewImageModel model = new NewImageModel(new SessionJobs(), new Answers());

    private String problem() {
        return model.problemBinding().get();
    }

    private void format(String name) {
        model.target().formatProperty().set(ImageFormats.find(name).orElseThrow());
    }

    @Test
    void anImageOfTheSizeIsMadeAndTakesNoRoom() throws IOException, Refusal {
        assertFalse(problem().isEmpty(), "there is no path yet");
        Path file = folder.resolve("new.raw");
        model.target().file().set(file);
        model.ask(1L << 40);
        assertEquals("", problem());
        JobOutcome outcome = model.make(file, model.wanted(), event -> {}, () -> false);
        assertEquals(Optional.of(file), outcome.made());
        assertEquals(1L << 40, Files.size(file));
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyWhereThatIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "mine");
        model.target().file().set(file);
        assertTrue(problem().contains("already"), problem());
        model.target().replaceProperty().set(true);
        assertEquals("", problem());
        assertTrue(model.wanted().replace());
        model.target().file().set(Files.writeString(folder.resolve("other"), "mine too"));
        assertTrue(problem().contains("already"), "it was said of the first one");
    }

    @Test
    void whatIsWrongIsSaid() {
        model.target().file().set(folder.resolve("none/new.raw"));
        assertTrue(problem().contains("folder"), problem());
        model.target().file().set(folder);
        assertTrue(problem().contains("is a folder"), problem());
        model.target().file().set(folder.resolve("new.raw"));
        model.ask(1000);
        assertFalse(problem().isEmpty());
        model.ask((4 << 20) + 1);
        assertTrue(problem().contains("512"), problem());
        model.reject("“x” is not a size.");
        assertEquals("“x” is not a size.", problem());
    }

    @Test
    void formatAndEndingFollowEachOther() {
        model.target().file().set(Path.of("/images/disk.vmdk"));
        assertEquals("vmdk", model.target().formatProperty().get().name());
        format("vpc");
        assertEquals("/images/disk.vhd", model.target().file().textProperty().get());
        format("qcow2");
        assertEquals("/images/disk.qcow2", model.target().file().textProperty().get());
        model.target().file().set(Path.of("/images/disk"));
        format("vdi");
        assertEquals("/images/disk", model.target().file().textProperty().get(), "a name without an ending");
    }

    @Test
    void onlyOptionsThatAreNotTheUsualAreAskedFor() {
        format("qcow2");
        for (FormatOption option : model.target().formatProperty().get().options()) {
            model.target().optionProperty(option).set(
                    option.name().equals("cluster_size") ? "2M" : option.usual());
        }
        assertEquals(Map.of("cluster_size", "2M"), model.wanted().options());
        format("raw");
        assertEquals(Map.of(), model.wanted().options());
    }

    @Test
    void anImageOnABackingFileIsAsLargeAsThatUnlessSaidOtherwise() throws IOException {
        Files.writeString(folder.resolve("base.raw"), "x");
        model.contentProperty().set(Content.BACKING);
        assertEquals("qcow2", model.target().formatProperty().get().name(), "raw has no backing file");
        model.target().file().set(folder.resolve("new.qcow2"));
        assertTrue(problem().contains("backing file"), problem());
        model.backing().textProperty().set("absent.raw");
        assertTrue(problem().contains("no file"), problem());
        model.backing().textProperty().set("base.raw");
        assertEquals("", problem(), "relative to the new image");
        NewImage wanted = model.wanted();
        assertEquals(Optional.of(Path.of("base.raw")), wanted.backing());
        assertEquals(Optional.of("raw"), wanted.backingFormat());
        assertEquals(OptionalLong.empty(), wanted.size());
        model.asLargeAsNeededProperty().set(false);
        model.ask(8L << 30);
        assertEquals(OptionalLong.of(8L << 30), model.wanted().size());
        format("vdi");
        assertTrue(problem().endsWith("images cannot be based on another one; choose qcow2."), problem());
        format("qcow2");
        model.target().file().set(folder.resolve("new.qcow2"));
        assertEquals("", problem());
    }

    @Test
    void aTableAndAFileSystemAreAScript() throws IOException, Refusal {
        model.contentProperty().set(Content.TABLE);
        model.target().file().set(folder.resolve("new.raw"));
        assertEquals(List.of("table type=gpt"), model.wanted().script());
        model.fileSystemProperty().set(FileSystems.all().stream()
                .filter(type -> type.id().equals("ext4")).findFirst());
        model.labelProperty().set("my \"data\"");
        assertEquals("create size=max fs=ext4 label=\"my \\\"data\\\"\"", model.wanted().script().get(1));
        model.labelProperty().set("much longer than sixteen");
        assertFalse(problem().isEmpty());
    }

    @Test
    void aFolderHasToBeThere() {
        model.target().file().set(folder.resolve("new.raw"));
        model.contentProperty().set(Content.FOLDER);
        assertTrue(problem().contains("which folder"), problem());
        model.folder().set(folder.resolve("none"));
        assertTrue(problem().contains("no folder"), problem());
        model.folder().set(folder);
        assertEquals("", problem());
        assertEquals(Optional.of(folder), model.wanted().folder());
        assertEquals(OptionalLong.empty(), model.wanted().size());
    }
}
