package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.ui.RealWindow.on;
import static org.platter.ui.RealWindow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.DiskSession;
import org.platter.session.Shell;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;
import org.testfx.api.FxRobot;

/** The dialogs on whole images in the real window, on real images, judged by qemu-img. */
final class ImagesInWindowTest {

    @TempDir
    private Path work;

    private OpenDisks disks;
    private Actions actions;

    @BeforeEach
    void show() throws TimeoutException {
        disks = new OpenDisks(DiskSession::show, Platform::runLater);
        actions = RealWindow.show(disks, work.resolve("state"), new Recorded().files());
    }

    @AfterEach
    void close() throws TimeoutException {
        RealWindow.close(disks);
    }

    private static void until(String what, Callable<Boolean> reached) {
        RealWindow.until(what, reached, () -> "shown are " + Window.getWindows().stream()
                .filter(Stage.class::isInstance)
                .map(window -> ((Stage) window).getTitle() + ": " + texts(window)).toList());
    }

    private static List<String> texts(Window window) {
        return window.getScene().getRoot().lookupAll("#message").stream()
                .map(node -> ((Label) node).getText())
                .filter(text -> !text.isEmpty()).toList();
    }

    /** Starts an action, which may block until its dialog is closed, and waits for the dialog. */
    private void open(WindowAction action, String dialog) {
        until(action + " can be had", () -> actions.refusalProperty(action).get().isEmpty());
        Platform.runLater(() -> actions.run(action));
        until(dialog + " is shown", () -> find(dialog).isPresent());
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

    /** Presses a button as soon as it can be. */
    private static void fire(String id) {
        until("#" + id + " can be pressed", () -> find(id).filter(node -> !node.isDisabled()).isPresent());
        Platform.runLater(() -> find(id).map(Button.class::cast).ifPresent(Button::fire));
    }

    private static void type(String id, Object text) {
        run(() -> ((TextField) find(id).orElseThrow()).setText(String.valueOf(text)));
    }

    private static void gone(String dialog) {
        until(dialog + " is closed", () -> find(dialog).isEmpty());
    }

    private static void titled(String dialog, String title) {
        until("“" + title + "” is said", () -> find(dialog)
                .map(node -> ((Stage) node.getScene().getWindow()).getTitle()).filter(title::equals)
                .isPresent());
    }

    private DiskViewModel disk() {
        return on(() -> disks.current().orElseThrow());
    }

    private static List<String> snapshots(DiskViewModel disk) {
        return on(() -> disk.snapshots().stream().map(taken -> taken.name()).toList());
    }

    private void opened(Path image) {
        until(image + " is open", () -> disks.current()
                .filter(disk -> disk.path().equals(image)).isPresent());
    }

    private static String label(DiskViewModel disk) {
        return on(() -> disk.onDisk().partitions().get(0).content().label().orElse(""));
    }

    /** Returns a copy of an image, for programs that would respect the window's lock. */
    private String seen(Path image) throws IOException {
        return Files.copy(image, work.resolve("seen"), StandardCopyOption.REPLACE_EXISTING).toString();
    }

    /** An image is made, a snapshot is taken, a change keeps one too, and both can be gone back to. */
    @Test
    void whatAChangeKeptCanBeGoneBackTo() throws IOException {
        Path image = work.resolve("disk.qcow2");
        open(ActionList.NEW_IMAGE, "new-dialog");
        type("path", image);
        run(() -> node(ComboBox.class, "content").getSelectionModel().select(1));
        run(() -> node(ComboBox.class, "file-system").getSelectionModel().select(1));
        type("label", "before");
        type("size", "256");
        fire("ok");
        titled("new-dialog", "The image is made");
        fire("open-made");
        opened(image);
        DiskViewModel disk = disk();
        assertEquals("qcow2", node(Label.class, "chip-format").getText());
        assertEquals("before", label(disk));

        open(ActionList.SNAPSHOTS, "snapshots-dialog");
        assertEquals("Select a snapshot first.", node(Button.class, "delete-snapshot").getAccessibleHelp());
        type("snapshot-name", "first");
        fire("take");
        until("it is taken", () -> disk.snapshots().size() == 1);
        new FxRobot().type(KeyCode.ESCAPE);
        gone("snapshots-dialog");
        assertEquals("1 snapshot", node(Label.class, "chip-snapshots").getText());

        run(() -> assertEquals(Optional.empty(), disk.pending().append("label 1 text=after")));
        open(ActionList.APPLY, "apply-dialog");
        until("a snapshot is offered, the image being held", () -> find("keep-snapshot").isPresent());
        run(() -> node(CheckBox.class, "keep-snapshot").setSelected(true));
        type("snapshot-name", "kept");
        fire("ok");
        titled("apply-dialog", "Done");
        fire("cancel");
        gone("apply-dialog");
        assertEquals("after", label(disk));
        assertEquals(List.of("first", "kept"), snapshots(disk));

        open(ActionList.BITMAPS, "bitmaps-dialog");
        assertEquals("Select a bitmap first.", node(Button.class, "toggle-bitmap").getAccessibleHelp());
        type("bitmap-name", "nightly");
        type("bitmap-granularity", "3 KiB");
        assertEquals("A bitmap cannot have a granularity of 3 KiB; it is a power of two from 512 bytes to "
                + "2 GiB.", node(Button.class, "add-bitmap").getAccessibleHelp());
        type("bitmap-granularity", "128 KiB");
        fire("add-bitmap");
        until("it is added", () -> disk.bitmaps().size() == 1 && !disk.busyProperty().get());
        fire("toggle-bitmap");
        until("it is disabled", () -> !disk.bitmaps().get(0).isEnabled());
        assertTrue(Shell.run("qemu-img", "info", seen(image)).contains("name: nightly"));
        assertEquals(128 << 10, disk.bitmaps().get(0).granularity());
        String longName = "n".repeat(300);
        type("bitmap-name", longName);
        fire("add-bitmap");
        until("it is added", () -> disk.bitmaps().size() == 2 && !disk.busyProperty().get());
        assertTrue(on(() -> find("bitmaps").orElseThrow().lookupAll(".scroll-bar").stream()
                .noneMatch(bar -> bar.isVisible()
                        && ((ScrollBar) bar).getOrientation() == Orientation.HORIZONTAL)));
        fire("merge-bitmap");
        until("it is asked", () -> find("merge-source").isPresent());
        assertEquals(longName, on(() -> node(ComboBox.class, "merge-source").getValue()));
        fire("really");
        until("it is merged", () -> find("merge-source").isEmpty() && !disk.busyProperty().get());
        until("it is told", () -> on(() -> find("bitmaps-dialog").orElseThrow().lookupAll(".label").stream()
                .anyMatch(label -> ((Label) label).getText().contains("has the bits of “n"))));
        new FxRobot().type(KeyCode.ESCAPE);
        gone("bitmaps-dialog");

        open(ActionList.GO_BACK, "go-back-dialog");
        type("kept-name", "the present");
        fire("really-go-back");
        gone("go-back-dialog");
        assertEquals("before", label(disk));
        assertEquals(List.of("first", "kept", "the present"), snapshots(disk));
        assertTrue(Shell.run("qemu-img", "check", seen(image)).contains("No errors"));
        assertTrue(Shell.run("qemu-img", "snapshot", "-l", seen(image)).contains("the present"));

        open(ActionList.IMAGE_INFORMATION, "image-information-dialog");
        until("the map is drawn", () -> find("allocation-strip").isPresent());
        assertEquals(4, on(() -> ((VBox) find("timeline").orElseThrow()).getChildren()
                .size()), "three snapshots and now");
        fire("cancel");
        gone("image-information-dialog");

        open(ActionList.CHECK_IMAGE, "check-dialog");
        titled("check-dialog", "Nothing is wrong");
        fire("cancel");
        gone("check-dialog");
    }

    @Test
    void aConvertedImageIsEqualAndACompactedOneSmaller() throws Exception {
        Path image = work.resolve("source.raw");
        Files.write(image, new byte[0]);
        Shell.run("qemu-img", "resize", "-f", "raw", image.toString(), "64M");
        Shell.run("qemu-io", "-f", "raw", "-c", "write -P 7 1M 9M", image.toString());
        run(() -> actions.open(List.of(image)));
        opened(image);
        Path copy = work.resolve("copy.qcow2");
        open(ActionList.CONVERT, "convert-dialog");
        assertEquals(image.toString(), node(TextField.class, "source").getText());
        type("path", copy);
        run(() -> node(CheckBox.class, "compress").setSelected(true));
        fire("ok");
        titled("convert-dialog", "Converted");
        fire("cancel");
        gone("convert-dialog");
        Shell.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", seen(image), copy.toString());

        open(ActionList.COMPARE, "compare-dialog");
        type("other", copy);
        fire("ok");
        titled("compare-dialog", "They are equal");
        fire("cancel");
        gone("compare-dialog");
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 4M 64k", copy.toString());
        open(ActionList.COMPARE, "compare-dialog");
        type("other", copy);
        fire("ok");
        titled("compare-dialog", "They differ");
        fire("cancel");
        gone("compare-dialog");

        Path taken = work.resolve("taken.raw");
        Files.writeString(taken, "mine");
        open(ActionList.CONVERT, "convert-dialog");
        type("path", taken);
        assertTrue(node(Button.class, "ok").isDisabled());
        fire("cancel");
        gone("convert-dialog");
        assertEquals("mine", Files.readString(taken));
    }

    @Test
    void filesOutsideOfTheFolderAreOpenedOnlyWhenThatIsAllowed() throws Exception {
        Path away = Files.createDirectory(work.resolve("away"));
        Path base = away.resolve("base.qcow2");
        Path overlay = work.resolve("overlay.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "64M");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base.toString(), "-F", "qcow2",
                overlay.toString());
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 5 2M 1M", overlay.toString());
        Platform.runLater(() -> actions.open(List.of(overlay)));
        until("it is asked", () -> find("consent-dialog").isPresent());
        assertTrue(on(() -> find("consent-dialog").orElseThrow().lookupAll(".consent-path").stream()
                .anyMatch(path -> ((Label) path).getText().equals(base.toString()))));
        fire("cancel");
        gone("consent-dialog");
        assertEquals(Optional.empty(), on(disks::current));
        assertTrue(on(() -> find("failure-dialog").isEmpty()), "a user who said no knows why");

        Platform.runLater(() -> actions.open(List.of(overlay)));
        until("it is asked again", () -> find("consent-dialog").isPresent());
        fire("allow");
        opened(overlay);
        DiskViewModel disk = disk();
        assertEquals(Optional.of(base.toString()), on(() -> disk.disk().facts().orElseThrow().backingFile()));

        open(ActionList.IMAGE_INFORMATION, "image-information-dialog");
        until("the chain is drawn", () -> find("chain").isPresent()
                && find("chain").orElseThrow().lookupAll(".chain-box").size() == 2);
        fire("cancel");
        gone("image-information-dialog");

        open(ActionList.COMMIT_IMAGE, "commit-dialog");
        fire("ok");
        titled("commit-dialog", "Committed");
        fire("cancel");
        gone("commit-dialog");
        assertTrue(Shell.run("qemu-io", "-f", "qcow2", "-r", "-U", "-c", "read -P 5 2M 1M", base.toString())
                .contains("read 1048576/1048576"));

        open(ActionList.REBASE, "rebase-dialog");
        run(() -> node(RadioButton.class, "alone").setSelected(true));
        fire("ok");
        titled("rebase-dialog", "Rebased");
        fire("cancel");
        gone("rebase-dialog");
        assertEquals(Optional.empty(), on(() -> disk.disk().facts().orElseThrow().backingFile()));
        assertFalse(Shell.run("qemu-img", "info", "-U", overlay.toString()).contains("backing file:"));
        assertTrue(on(() -> ActionList.COMMIT_IMAGE.whyNot(disk)).isPresent());
    }

    @Test
    void anAddressIsOpenedByOneConnection() throws IOException {
        Path image = work.resolve("served.raw");
        Shell.run("qemu-img", "create", "-q", "-f", "raw", image.toString(), "64M");
        Path socket = work.resolve("s");
        Path number = work.resolve("pid");
        // takes one connection, and ends with it
        Shell.run("qemu-nbd", "--fork", "--pid-file", number.toString(), "-k", socket.toString(),
                "-x", "disk", "-f", "raw", image.toString());
        long server = Long.parseLong(Files.readString(number).strip());
        try {
            open(ActionList.OPEN_ADDRESS, "address-dialog");
            type("address", "http://host/disk");
            assertTrue(node(Button.class, "ok").isDisabled());
            type("address", "nbd+unix:///disk?socket=" + socket);
            fire("ok");
            until("it is open", () -> disks.current().isPresent());
            assertEquals(64L << 20, on(() -> disk().onDisk().diskSize()));
            assertTrue(on(() -> ActionList.SNAPSHOTS.whyNot(disk())).orElseThrow()
                    .contains("no image file"));
            open(ActionList.IMAGE_INFORMATION, "image-information-dialog");
            fire("cancel");
            gone("image-information-dialog");
            run(() -> assertTrue(disk().pending().append("table type=gpt").isEmpty()));
        } finally {
            ProcessHandle.of(server).ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    void anEncryptedImageAsksForItsPassphraseUntilThatIsRight() {
        Path image = work.resolve("secret.qcow2");
        Shell.makeEncrypted(image, "open sesame");
        Platform.runLater(() -> actions.open(List.of(image)));
        until("it is asked", () -> find("passphrase-dialog").isPresent());
        run(() -> node(PasswordField.class, "passphrase").setText("wrong"));
        fire("ok");
        until("it is said that it was wrong", () -> find("passphrase-dialog").map(dialog -> texts(
                dialog.getScene().getWindow())).filter(said -> said.contains("This is not its passphrase."))
                .isPresent());
        run(() -> node(PasswordField.class, "passphrase").setText("open sesame"));
        fire("ok");
        opened(image);
        assertEquals(16L << 20, on(() -> disk().onDisk().diskSize()));
    }
}
