package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.ui.RealWindow.on;
import static org.platter.ui.RealWindow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.session.DiskSession;
import org.platter.session.FileManager;
import org.platter.session.SeedDisk;
import org.platter.session.SeedDisk.Part;
import org.platter.session.Shell;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;

/** Work between two disks of one window, and on the table of one, on real images. */
final class TabsInWindowTest {

    private static final long PART = 60 * ByteSize.MIB;

    @TempDir
    private Path work;

    private final Recorded recorded = new Recorded();
    private OpenDisks disks;
    private Actions actions;

    @BeforeEach
    void show() throws TimeoutException {
        disks = new OpenDisks(DiskSession::show, Platform::runLater);
        actions = RealWindow.show(disks, work.resolve("state"), recorded.files());
    }

    @AfterEach
    void close() throws TimeoutException {
        RealWindow.close(disks);
    }

    private void until(String what, Callable<Boolean> reached) {
        RealWindow.until(what, reached, () -> "the notice is “" + actions.noticeProperty().get()
                + "”, the message “" + find("message").map(node -> ((Label) node).getText())
                        .orElse("")
                + "”");
    }

    private static Optional<Node> find(String id) {
        return Window.getWindows().stream().filter(window -> window.getScene() != null)
                .map(window -> window.getScene().getRoot())
                .map(root -> id.equals(root.getId()) ? root : root.lookup("#" + id))
                .filter(node -> node != null).findFirst();
    }

    private static <T extends Node> T node(Class<T> type, String id) {
        return on(() -> type.cast(find(id).orElseThrow(() -> new AssertionError("no #" + id))));
    }

    private void open(WindowAction action, String dialog) {
        until(action + " can be had", () -> actions.refusalProperty(action).get().isEmpty());
        Platform.runLater(() -> actions.run(action));
        until(dialog + " is shown", () -> find(dialog).isPresent());
    }

    private void fire(String id) {
        until("#" + id + " can be pressed", () -> find(id).filter(node -> !node.isDisabled()).isPresent());
        Platform.runLater(() -> find(id).map(Button.class::cast).ifPresent(Button::fire));
    }

    private DiskViewModel openImage(Path image) {
        run(() -> actions.open(List.of(image)));
        until(image + " is open", () -> disks.current()
                .filter(disk -> disk.path().equals(image)).isPresent());
        return on(() -> disks.current().orElseThrow());
    }

    private void apply() {
        open(ActionList.APPLY, "apply-dialog");
        fire("ok");
        until("it is done", () -> find("apply-dialog").map(node -> ((Stage) node.getScene().getWindow())
                .getTitle().equals("Done")).orElse(false));
        fire("cancel");
        until("the dialog is closed", () -> find("apply-dialog").isEmpty());
    }

    private SeedDisk seed() throws IOException {
        return SeedDisk.make(work, 64 * ByteSize.MIB, "label: dos\nstart=2048, size=" + PART / 512 + "\n",
                List.of(Part.ext4(2048, PART / 512)));
    }

    private Path empty(String format, String name) throws IOException, Refusal {
        Path image = work.resolve(name);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "80M");
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("table type=gpt");
            session.apply(event -> {}, () -> false);
        }
        return image;
    }

    /** Copies the first partition of the disk that is shown into the free space of another. */
    private void paste(DiskViewModel from, DiskViewModel into, boolean newUuid) {
        run(() -> {
            disks.currentProperty().set(Optional.of(from));
            from.selectionProperty().set(new Selection.OfPartition(from.preview().partition(1).orElseThrow()
                    .id()));
            actions.run(ActionList.COPY);
            disks.currentProperty().set(Optional.of(into));
            into.selectionProperty().set(new Selection.OfGap(FreeSpace.of(into.preview()).get(0)));
        });
        String tip = on(() -> actions.tipProperty(ActionList.PASTE).get());
        assertTrue(tip.contains(from.name()), tip);
        open(ActionList.PASTE, "paste-dialog");
        CheckBox box = node(CheckBox.class, "new-uuid");
        assertTrue(box.isSelected() && !box.isDisabled(), "a new UUID is offered");
        run(() -> box.setSelected(newUuid));
        fire("ok");
        until("it is queued", () -> find("paste-dialog").isEmpty() && into.draft().operations().size() == 1);
        apply();
    }

    /** Of a raw image. */
    private static String hash(DiskViewModel disk) throws IOException {
        Partition partition = disk.onDisk().partition(1).orElseThrow();
        return Shell.run("sh", "-c", "dd if=" + disk.path() + " bs=1M status=none skip="
                + partition.range().start() / ByteSize.MIB + " count=" + PART / ByteSize.MIB
                + " | sha256sum");
    }

    private static Content.FileSystem inside(DiskViewModel disk) {
        return disk.onDisk().partition(1).orElseThrow().fileSystem().orElseThrow();
    }

    @Test
    void aPartitionGoesFromTabToTabAndBackTheSame() throws IOException, Refusal {
        DiskViewModel raw = openImage(seed().image);
        DiskViewModel qcow2 = openImage(empty("qcow2", "middle.qcow2"));
        DiskViewModel back = openImage(empty("raw", "back.raw"));
        paste(raw, qcow2, false);
        paste(qcow2, back, false);
        assertEquals(hash(raw), hash(back));
        assertEquals(inside(raw).uuid(), inside(back).uuid());
        assertTrue(raw.disk().isEditable() && qcow2.disk().isEditable(), "their own tabs go on");
        Path seen = Files.copy(qcow2.path(), work.resolve("seen.qcow2")); // QEMU would respect the tab's lock
        Shell.run("qemu-img", "check", "-q", seen.toString());
    }

    @Test
    void aCopyGetsAUuidOfItsOwnAndItsLabelStays() throws IOException, Refusal {
        DiskViewModel raw = openImage(seed().image);
        DiskViewModel vdi = openImage(empty("vdi", "other.vdi"));
        paste(raw, vdi, true);
        assertNotEquals(inside(raw).uuid(), inside(vdi).uuid());
        assertEquals(inside(raw).label(), inside(vdi).label());
    }

    @Test
    void aTableIsSavedReplacedAndRestored() throws IOException, Refusal {
        DiskViewModel disk = openImage(seed().image);
        Path file = work.resolve("saved.table");
        recorded.table = Optional.of(file);
        run(() -> actions.run(ActionList.SAVE_TABLE));
        until("it is saved", () -> actions.noticeProperty().get().contains("saved"));
        assertTrue(Files.readString(file).startsWith("label: dos"), Files.readString(file));
        open(ActionList.CONVERT_TABLE, "convert-table-dialog");
        until("what follows is said", () -> find("message").isPresent());
        fire("cancel");
        until("it is closed", () -> find("convert-table-dialog").isEmpty());
        run(() -> actions.run(ActionList.DELETE));
        assertTrue(on(() -> disk.preview().partitions().isEmpty()));
        open(ActionList.RESTORE_TABLE, "restore-table-dialog");
        fire("ok");
        until("it is queued", () -> disk.draft().operations().size() == 2);
        assertEquals(disk.onDisk().partition(1).orElseThrow().range(),
                on(() -> disk.preview().partition(1).orElseThrow().range()));
        run(() -> actions.run(ActionList.UNDO));
        assertTrue(on(() -> disk.preview().partitions().isEmpty()));
        Files.writeString(file, "no table at all");
        Platform.runLater(() -> actions.run(ActionList.RESTORE_TABLE));
        until("it is refused in a sentence", () -> find("failure-dialog").isPresent());
    }

    @Test
    void filesAreShownUntilThatIsStoppedAndNothingIsAppliedMeanwhile() throws IOException, Refusal {
        System.setProperty(FileManager.PROPERTY, "no-such-file-manager");
        try {
            DiskViewModel disk = openImage(seed().image);
            run(() -> {
                disk.selectionProperty().set(new Selection.OfPartition(disk.preview().partition(1)
                        .orElseThrow().id()));
                actions.run(ActionList.BROWSE);
            });
            until("the files are shown", () -> find("browse-banner").isPresent());
            Path folder = on(() -> disk.shownFiles().property().get().orElseThrow().path());
            try (Stream<Path> files = Files.list(folder)) {
                assertTrue(files.count() > 1);
            }
            until("what is missing is said", () -> disk.shownFiles().property().get().orElseThrow().note()
                    .filter(note -> note.contains("not installed")).isPresent());
            run(() -> actions.run(ActionList.DELETE));
            assertEquals(1, on(() -> disk.draft().operations().size()));
            assertEquals(Optional.of("The files of partition 1 are shown at " + folder
                    + "; stop that first."),
                    on(() -> ActionList.APPLY.whyNot(disk)));
            fire("browse-stop");
            until("they are not shown any more", () -> find("browse-banner").isEmpty());
            assertEquals(Optional.empty(), on(() -> ActionList.APPLY.whyNot(disk)));
            until("its folder is gone", () -> !Files.exists(folder));
            run(() -> {
                actions.run(ActionList.UNDO);
                disk.selectionProperty().set(new Selection.OfPartition(disk.preview().partition(1)
                        .orElseThrow().id()));
                actions.run(ActionList.BROWSE);
            });
            until("they are shown again", () -> disk.shownFiles().property().get().isPresent());
            Path again = on(() -> disk.shownFiles().property().get().orElseThrow().path());
            run(() -> disks.close(disk));
            until("closing ends it", () -> !Files.exists(again));
        } finally {
            System.clearProperty(FileManager.PROPERTY);
        }
    }

    @Test
    void whatIsNotQueuedSinceTheDiskIsAnotherIsSaidInTheWindow() throws IOException, Refusal {
        DiskViewModel disk = openImage(seed().image);
        try (DiskSession other = DiskSession.open(disk.path(), DiskSession.Mode.EDIT)) {
            other.push("label 1 text=other");
            other.apply(event -> {}, () -> false);
        }
        run(() -> actions.run(ActionList.DELETE));
        until("it is said", () -> find("banner").map(banner -> banner.lookupAll(".label").stream()
                .map(label -> ((Label) label).getText()).toList())
                .filter(said -> said.contains(Texts.get("banner.dropped"))
                        && said.toString().contains("is not what was shown here any more"))
                .isPresent());
        assertTrue(on(() -> disk.draft().isEmpty()));
        run(() -> {
            disk.selectionProperty().set(new Selection.OfPartition(disk.preview().partition(1).orElseThrow()
                    .id()));
            actions.run(ActionList.DELETE);
        });
        until("it is said no more", () -> find("banner").isEmpty());
        assertEquals(1, on(() -> disk.draft().operations().size()));
    }

    @Test
    void twoTabsAreCompared() throws IOException, Refusal {
        SeedDisk seed = seed();
        Path other = work.resolve("other.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", seed.image.toString(), other.toString());
        DiskViewModel raw = openImage(seed.image);
        DiskViewModel qcow2 = openImage(other);
        open(ActionList.COMPARE, "compare-dialog");
        run(() -> node(TextField.class, "other").setText(seed.image.toString()));
        fire("ok");
        until("they are compared",
                () -> find("compare-dialog").map(node -> ((Stage) node.getScene().getWindow())
                        .getTitle().equals("They are equal")).orElse(false));
        until("both are free", () -> !raw.busyProperty().get() && !qcow2.busyProperty().get());
        assertTrue(raw.disk().isEditable() && qcow2.disk().isEditable());
        assertTrue(Files.exists(other));
    }
}
