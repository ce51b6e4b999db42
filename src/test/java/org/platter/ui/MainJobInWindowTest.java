package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Layout;
import org.platter.session.DiskSession;
import org.platter.session.SeedDisk;
import org.platter.session.SeedDisk.Part;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowPrompts;
import org.platter.ui.app.PlatterApp;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** The whole job in the real window, on a real image with real programs: by mouse, and by keyboard. */
final class MainJobInWindowTest {

    private static final long CYLINDER = 16065 * 512;

    private final FxRobot robot = new FxRobot();

    @TempDir
    private Path work;

    private SeedDisk seed;
    private Layout before;
    private OpenDisks disks;

    @BeforeEach
    void openTheThumbDrive() throws TimeoutException, IOException {
        seed = SeedDisk.thumb(work, "dos", Part.ext4(63, 979902), Part.ext4(979965, 996030));
        before = seed.read();
        FxToolkit.registerPrimaryStage();
        FxToolkit.setupStage(stage -> {
            Remembered remembered = Remembered.from(work.resolve("state"));
            remembered.put("width", "1000");
            remembered.put("height", "660");
            disks = new OpenDisks(DiskSession::show, Platform::runLater);
            Actions actions = PlatterApp.show(stage, remembered, disks, new WindowPrompts(stage),
                    new Recorded().files());
            stage.setX(0);
            stage.setY(0);
            actions.open(List.of(seed.image));
        });
        until(() -> isThere("#bar-after #partition-2"));
    }

    @AfterEach
    void closeTheWindow() throws TimeoutException {
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> disks.closeAll());
        FxToolkit.cleanupStages();
    }

    @Test
    void byMouse() throws TimeoutException, IOException {
        robot.clickOn("#align-cylinder");
        robot.push(KeyCode.SHORTCUT, KeyCode.R);
        until(() -> isThere("#disk-dialog"));
        robot.clickOn("#more-2");
        robot.clickOn("#disk-dialog #ok");
        until(() -> pending() == 1);
        drag("#bar-after #partition-2", 0.5, pixels(ByteSize.GIB));
        until(() -> pending() == 2);
        drag("#bar-after #partition-1", 1, pixels(2 * ByteSize.GIB));
        until(() -> pending() == 3);
        applyByMouse();
        Layout after = seed.verify();
        ByteRange first = range(after, 1);
        ByteRange second = range(after, 2);
        assertEquals(range(before, 2).length(), second.length());
        assertEquals(0, second.start() % CYLINDER);
        // a pixel is some 3 MiB, and the drag snaps to cylinders of 8 MiB
        assertEquals(range(before, 2).start() + ByteSize.GIB, second.start(), 24 * ByteSize.MIB);
        assertEquals(second.start(), first.end());
        assertEquals(63 * 512, first.start());
    }

    @Test
    void byKeyboard() throws TimeoutException, IOException {
        robot.push(KeyCode.SHORTCUT, KeyCode.R);
        until(() -> isThere("#disk-dialog"));
        type("3014"); // MiB
        until(() -> pending() == 1);
        select(2);
        robot.push(KeyCode.F6);
        until(() -> isThere("#before"));
        robot.clickOn("#before");
        robot.push(KeyCode.SHORTCUT, KeyCode.A);
        type("1024");
        until(() -> pending() == 2);
        select(1);
        robot.push(KeyCode.F6);
        until(() -> isThere("#after"));
        robot.clickOn("#after");
        robot.push(KeyCode.SHORTCUT, KeyCode.A);
        type("0");
        until(() -> pending() == 3);
        robot.push(KeyCode.SHORTCUT, KeyCode.ENTER);
        until(() -> isThere("#ok"));
        until(() -> !robot.lookup("#ok").queryAs(Button.class).isDisabled());
        robot.push(KeyCode.ENTER);
        until(() -> pending() == 0
                && disks.current().orElseThrow().preview().diskSize() != before.diskSize());
        until(() -> isThere("#cancel"));
        robot.push(KeyCode.ENTER);
        Layout after = seed.verify();
        assertEquals(range(before, 2).length(), range(after, 2).length());
        assertEquals(range(before, 2).start() + ByteSize.GIB, range(after, 2).start(), ByteSize.MIB);
        assertTrue(range(after, 2).start() - range(after, 1).end() < ByteSize.MIB, after.toString());
        assertEquals(3014 * ByteSize.MIB, after.diskSize());
    }

    private void applyByMouse() throws TimeoutException {
        robot.clickOn("#apply");
        until(() -> isThere("#ok"));
        until(() -> !robot.lookup("#ok").queryAs(Button.class).isDisabled());
        robot.clickOn("#ok");
        until(() -> pending() == 0
                && disks.current().orElseThrow().preview().diskSize() != before.diskSize());
        until(() -> isThere("#cancel"));
        robot.clickOn("#cancel");
    }

    private void select(int number) throws TimeoutException {
        robot.clickOn("#bar-after #partition-" + number);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void type(String text) throws TimeoutException {
        robot.write(text);
        WaitForAsyncUtils.waitForFxEvents();
        robot.push(KeyCode.ENTER);
    }

    private void drag(String query, double share, double by) {
        Node node = robot.lookup(query).query();
        Bounds bounds = node.localToScreen(node.getLayoutBounds());
        double x = share == 1 ? bounds.getMaxX() - 3 : bounds.getMinX() + share * bounds.getWidth();
        Point2D from = new Point2D(x, bounds.getCenterY());
        robot.moveTo(from).press(MouseButton.PRIMARY).moveBy(8, 0).moveTo(from.add(by, 0));
        WaitForAsyncUtils.waitForFxEvents();
        robot.release(MouseButton.PRIMARY);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private double pixels(long bytes) {
        return robot.lookup("#bar-after").query().getLayoutBounds().getWidth() * bytes
                / disks.current().orElseThrow().preview().diskSize();
    }

    private int pending() {
        return disks.current().map(disk -> disk.pending().operations().size()).orElse(-1);
    }

    private boolean isThere(String query) {
        return robot.lookup(query).tryQuery().isPresent();
    }

    private static ByteRange range(Layout layout, int number) {
        return layout.partition(number).orElseThrow().range();
    }

    private static void until(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(180, TimeUnit.SECONDS,
                () -> WaitForAsyncUtils.waitForAsyncFx(10_000, condition));
        WaitForAsyncUtils.waitForFxEvents();
    }
}
