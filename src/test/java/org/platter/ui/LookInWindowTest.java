package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Delete;
import org.platter.session.DiskSession;
import org.platter.session.SeedDisk;
import org.platter.session.SeedDisk.Part;
import org.platter.session.image.ImageOptions;

/** A window only looks at an image until something is queued on it; the image is a real one. */
final class LookInWindowTest {

    @TempDir
    private Path folder;

    private final Screen screen = new Screen();
    private final List<DiskViewModel> windows = new ArrayList<>();
    private Path image;

    @BeforeEach
    void make() throws IOException {
        image = SeedDisk.make(folder, 32 * ByteSize.MIB, "label: dos\nstart=2048, size=32768\n",
                List.of(Part.ext4(2048, 32768))).image;
    }

    @AfterEach
    void close() {
        windows.forEach(DiskViewModel::close);
    }

    private DiskViewModel open() throws IOException {
        DiskViewModel disk = new DiskViewModel(DiskSession.show(image, ImageOptions.usual()),
                new Background("look test", screen));
        windows.add(disk);
        return disk;
    }

    private Optional<String> delete(DiskViewModel disk) {
        return disk.pending().push(new Delete(disk.preview().partition(1).orElseThrow().id()));
    }

    /** Waits for all that the disk's thread has been given. */
    private void settle(DiskViewModel disk) {
        boolean[] done = {false};
        disk.minima().learn(disk.onDisk().partitions().get(0).id(), () -> done[0] = true);
        screen.until(() -> done[0]);
    }

    private String label(DiskViewModel disk) {
        return disk.preview().partition(1).flatMap(it -> it.content().label()).orElse("");
    }

    @Test
    void theFirstToQueueHasTheImageAndTheOtherIsToldAndGoesOnLooking() throws IOException {
        DiskViewModel one = open();
        DiskViewModel two = open();
        assertFalse(one.disk().isHeld());
        assertEquals(Optional.empty(), delete(one));
        screen.until(() -> one.disk().isHeld());
        settle(one);
        assertEquals(1, one.pending().operations().size());
        assertEquals(Optional.empty(), Reasons.edit(two));
        delete(two);
        screen.until(() -> two.pending().dropped().isPresent());
        assertTrue(two.pending().dropped().get().contains("is in use by another program"),
                two.pending().dropped().get());
        assertEquals(two.pending().dropped(), two.disk().readOnlyReason());
        assertTrue(two.draft().isEmpty());
        assertEquals(1, two.preview().partitions().size());
        assertTrue(Reasons.edit(two).isPresent());
    }

    @Test
    void whatAnotherChangedMeanwhileIsShownAndNothingIsQueuedOrApplied() throws IOException, Refusal {
        DiskViewModel disk = open();
        try (DiskSession other = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            other.push("label 1 text=other");
            other.apply(event -> {}, () -> false);
        }
        delete(disk);
        List<String> outcomes = new ArrayList<>();
        disk.jobs().run("apply", () -> { // a caller that is fast enough to ask for it before the window knows
            disk.disk().apply(event -> {}, () -> false);
            return disk;
        }, done -> outcomes.add("applied"), failure -> outcomes.add(failure.getMessage()));
        screen.until(() -> !outcomes.isEmpty());
        assertEquals(List.of(Texts.get("hold.dropped")), outcomes);
        assertTrue(disk.pending().dropped().orElse("").contains("is not what was shown here any more"));
        assertEquals("other", label(disk));
        assertTrue(disk.draft().isEmpty());
        assertEquals(Optional.empty(), Reasons.edit(disk));
        delete(disk);
        assertEquals(Optional.empty(), disk.pending().dropped());
        settle(disk);
        assertEquals(1, disk.pending().operations().size());
    }

    /** What is shown of limits, too, waits until somebody drags or resizes. */
    @Test
    void noProgramLooksIntoWhatIsOnlySelected() throws IOException {
        DiskViewModel disk = open();
        disk.selectionProperty().set(new Selection.Nothing());
        disk.selectionProperty().set(new Selection.OfPartition(disk.onDisk().partitions().get(0).id()));
        boolean[] done = {false};
        disk.files().saveTable(folder.resolve("table"), () -> done[0] = true, failure -> {});
        screen.until(() -> done[0]);
        assertTrue(disk.onDisk().partitions().get(0).fileSystem().orElseThrow().minimum().isEmpty());
        disk.minima().prepare(disk.onDisk().partitions().get(0).id());
        screen.until(
                () -> disk.onDisk().partitions().get(0).fileSystem().orElseThrow().minimum().isPresent());
        assertFalse(disk.disk().isHeld());
    }

    @Test
    void readingItAgainLetsGoOfIt() throws IOException, Refusal {
        DiskViewModel disk = open();
        delete(disk);
        disk.pending().clear();
        screen.until(() -> disk.disk().isHeld());
        disk.jobs().reload(failure -> {});
        screen.until(() -> !disk.busyProperty().get());
        assertFalse(disk.disk().isHeld());
        try (DiskSession other = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertEquals(Optional.empty(), other.readOnlyReason());
        }
    }
}
