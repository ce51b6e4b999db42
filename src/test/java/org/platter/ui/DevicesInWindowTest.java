package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.ui.RealWindow.on;
import static org.platter.ui.RealWindow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import org.platter.session.LoopDevices;
import org.platter.session.OpenDisk;
import org.platter.session.Shell;
import org.platter.session.image.ImageOptions;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.DialogContext;
import org.platter.ui.action.WindowAction;
import org.platter.ui.action.WindowPrompts;
import org.platter.ui.app.PlatterApp;
import org.platter.ui.device.Devices;
import org.platter.ui.device.FakeDevices;
import org.platter.ui.image.SessionJobs;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** Devices in the real window: made-up ones, and a real loop device where the user may attach one. */
final class DevicesInWindowTest {

    @TempDir
    private Path work;

    private final FxRobot robot = new FxRobot();
    private final FakeDevices devices = new FakeDevices().disk("sda", "disk", "Samsung SSD", "S62B", 466,
            "sda1 mounted at /").disk("sdb", "disk", "SanDisk USB", "4C53", 58);
    private volatile CountDownLatch permission = new CountDownLatch(0);
    private OpenDisks disks;
    private Actions actions;

    private void show(OpenDisks.Opener opener, Devices known) throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        FxToolkit.setupStage(stage -> {
            disks = new OpenDisks(opener, Platform::runLater);
            actions = PlatterApp.show(stage, Remembered.from(work.resolve("state")), disks,
                    new WindowPrompts(new DialogContext(stage, new SessionJobs(), known)),
                    new Recorded().files());
            stage.setX(0);
            stage.setY(0);
        });
        robot.moveTo(new Point2D(1200, 20)); // where it rests on nothing
    }

    private OpenDisk fake(Path path, ImageOptions options) throws IOException {
        try {
            permission.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (path.endsWith("sdc")) {
            throw new IOException("The permission to edit " + path + " was not given.");
        }
        FakeDisk disk = new FakeDisk(path.toString(), Pictures.two());
        disk.uses = Map.of(Pictures.FIRST, "mounted at /home");
        return disk;
    }

    @AfterEach
    void close() throws TimeoutException {
        permission.countDown();
        RealWindow.close(disks);
    }

    private void until(String what, Callable<Boolean> reached) {
        RealWindow.until(what, reached, () -> "the notice is “" + actions.noticeProperty().get() + "”");
    }

    private void start(WindowAction action, String dialog) {
        until(action + " can be had", () -> actions.refusalProperty(action).get().isEmpty());
        Platform.runLater(() -> actions.run(action));
        until(dialog + " is shown and has the focus", () -> find(dialog).filter(node -> node.getScene()
                .getWindow().isFocused()).isPresent());
    }

    private static Optional<Node> find(String id) {
        return Window.getWindows().stream().filter(window -> window.getScene() != null)
                .map(window -> window.getScene().getRoot())
                .map(root -> id.equals(root.getId()) ? root : root.lookup("#" + id))
                .filter(node -> node != null).findFirst();
    }

    private void fire(String id) {
        until("#" + id + " can be pressed", () -> find(id).filter(node -> !node.isDisabled()).isPresent());
        Platform.runLater(() -> find(id).map(Button.class::cast).ifPresent(Button::fire));
    }

    private static ListView<?> list(String id) {
        return (ListView<?>) find(id).orElseThrow();
    }

    private static String said(String id) {
        return on(() -> find(id).map(node -> ((Label) node).getText()).orElse(""));
    }

    private DiskViewModel disk() {
        return on(() -> disks.current().orElseThrow());
    }

    private boolean isShown(Path path) {
        return disks.current().filter(disk -> disk.path().equals(path)).isPresent();
    }

    @Test
    void aDeviceIsChosenAndOpenedByTheKeyboard() throws TimeoutException {
        show(this::fake, devices);
        start(ActionList.OPEN_DEVICE, "devices-dialog");
        until("the disks are listed", () -> list("devices").getItems().size() == 2);
        devices.disk("sdd", "disk", "Plugged in just now, USB", "", 8);
        robot.push(KeyCode.F5);
        until("the new one is listed", () -> list("devices").getItems().size() == 3);
        robot.push(KeyCode.DOWN);
        until("the second is selected", () -> list("devices").getSelectionModel().getSelectedIndex() == 1);
        robot.push(KeyCode.ENTER);
        until("it is open", () -> isShown(Path.of("/dev/sdb")));
        assertTrue(find("devices-dialog").isEmpty());
        start(ActionList.OPEN_DEVICE, "devices-dialog");
        robot.push(KeyCode.ESCAPE);
        until("the dialog is closed", () -> find("devices-dialog").isEmpty());
    }

    @Test
    void whileAPermissionIsWaitedForTheWindowLivesAndSaysSo() throws TimeoutException {
        show(this::fake, devices.disk("sdc", "disk", "Foreign", "", 8));
        permission = new CountDownLatch(1);
        run(() -> actions.open(List.of(Path.of("/dev/sdc"))));
        until("it says so", () -> find("opening").filter(Node::isVisible).isPresent());
        start(ActionList.OPEN_DEVICE, "devices-dialog");
        robot.push(KeyCode.ESCAPE);
        until("the dialog is closed", () -> find("devices-dialog").isEmpty());
        permission.countDown();
        until("the refusal is told", () -> find("failure-dialog").isPresent());
        assertFalse(on(() -> find("opening").orElseThrow().isVisible()));
        assertEquals(List.of(), on(() -> List.copyOf(disks.opening())));
    }

    @Test
    void whatIsInUseIsMarkedAndEveryChangeOfItRefusedWithTheUse() throws TimeoutException {
        show(this::fake, devices);
        run(() -> actions.open(List.of(Path.of("/dev/sda"))));
        until("it is drawn", () -> find("bar-after").filter(bar -> bar.lookup("#partition-1") != null
                && bar.lookup("#partition-1").getLayoutBounds().getWidth() > 1).isPresent());
        for (WindowAction action : List.of(ActionList.DELETE, ActionList.RESIZE_MOVE, ActionList.FORMAT,
                ActionList.CHECK, ActionList.LABEL, ActionList.UUID, ActionList.NEW_TABLE)) {
            String why = on(() -> actions.refusalProperty(action).get().orElse(""));
            assertTrue(why.contains("mounted at /home"), action + ": " + why);
        }
        Node segment = on(() -> find("bar-after").orElseThrow().lookup("#partition-1"));
        assertTrue(segment.getAccessibleText().contains("In use: mounted at /home"));
        TableView<?> table = (TableView<?>) on(() -> find("partition-table").orElseThrow());
        assertTrue(on(() -> table.getVisibleLeafColumns().stream()
                .filter(column -> "column-use".equals(column.getId()))
                .anyMatch(column -> "/home".equals(column.getCellData(0)))));
        Bounds place = on(() -> segment.localToScreen(segment.getLayoutBounds()));
        Point2D middle = new Point2D(place.getCenterX(), place.getCenterY());
        robot.moveTo(middle).press(MouseButton.PRIMARY).moveBy(40, 0).release(MouseButton.PRIMARY);
        until("the drag is refused with the use",
                () -> actions.noticeProperty().get().contains("mounted at /home"));
        assertTrue(on(() -> disk().draft().isEmpty()));
        start(ActionList.UNMOUNT);
        until("it is free", () -> disk().usesProperty().get().isEmpty());
        assertEquals("Partition 1 is unmounted.", on(() -> actions.noticeProperty().get()));
        assertTrue(on(() -> table.getVisibleLeafColumns().stream()
                .noneMatch(column -> "column-use".equals(column.getId()))));
        assertEquals(Optional.empty(), on(() -> actions.refusalProperty(ActionList.DELETE).get()));
    }

    /** From an image to a mounted file system and back, as root. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void anImageIsAttachedMountedUnmountedAndDetached() throws TimeoutException, IOException, Refusal {
        Path image = work.resolve("thumb.raw");
        Shell.run("truncate", "-s", "96M", image.toString());
        Shell.feed("label: gpt\nsize=40M\nsize=40M\n", "sfdisk", "-q", image.toString());
        Shell.run("mke2fs", "-q", "-t", "ext4", "-L", "vdg01", "-E", "offset=1048576", image.toString(),
                "40M");
        show(DiskSession::show, Devices.ofThisComputer());
        Optional<Path> node = Optional.empty();
        try {
            run(() -> actions.open(List.of(image)));
            until("the image is open", () -> isShown(image));
            start(ActionList.LOOP_DEVICES, "loops-dialog");
            assertEquals(image.toString(),
                    on(() -> ((TextField) find("attach-image").orElseThrow()).getText()));
            fire("attach");
            until("it is attached", () -> attached(image).isPresent()
                    && said("message").contains(" is attached as "));
            node = attached(image);
            Path loop = node.orElseThrow();
            assertTrue(on(() -> disk().disk().readOnlyReason().orElse("")).contains(loop.toString()));
            mountAndUnmount(loop);
            start(ActionList.LOOP_DEVICES, "loops-dialog");
            until("it is selected", () -> !list("loops").getItems().isEmpty());
            select(loop);
            fire("detach");
            until("it is gone", () -> attached(image).isEmpty()
                    && disks.disks().stream().noneMatch(disk -> disk.path().equals(loop)));
            node = Optional.empty();
            until("the image may be edited again", () -> disk().disk().isEditable());
        } finally {
            if (node.isPresent()) {
                LoopDevices.detach(node.get());
            }
        }
    }

    private void mountAndUnmount(Path loop) {
        until("the device is the selected one", () -> !list("loops").getItems().isEmpty());
        select(loop);
        fire("open-loop");
        until("the device is open", () -> isShown(loop));
        start(ActionList.MOUNT);
        until("it is mounted", () -> disk().usesProperty().get().size() == 1);
        String use = on(() -> disk().usesProperty().get().values().iterator().next());
        Path point = Path.of(use.replace("mounted at ", ""));
        assertTrue(Files.isDirectory(point.resolve("lost+found")), use);
        assertEquals("Partition 1 is mounted at " + point + ".", on(() -> actions.noticeProperty().get()));
        assertTrue(on(() -> actions.refusalProperty(ActionList.DELETE).get()).orElse("").contains(use));
        start(ActionList.UNMOUNT);
        until("it is unmounted", () -> disk().usesProperty().get().isEmpty());
        assertFalse(Files.isDirectory(point.resolve("lost+found")));
    }

    private void start(WindowAction action) {
        until(action + " can be had", () -> actions.refusalProperty(action).get().isEmpty());
        run(() -> actions.run(action));
        until(action + " is done", () -> !disk().busyProperty().get());
    }

    private void select(Path loop) {
        until(loop + " can be selected", () -> {
            ListView<?> list = list("loops");
            for (int i = 0; i < list.getItems().size(); i++) {
                if (list.getItems().get(i).toString().contains(loop + ",")) {
                    list.getSelectionModel().select(i);
                    return true;
                }
            }
            return false;
        });
    }

    private static Optional<Path> attached(Path image) throws IOException {
        Path real = image.toRealPath();
        return LoopDevices.list().stream().filter(loop -> loop.file().equals(real))
                .map(LoopDevices.Loop::path).findFirst();
    }
}
