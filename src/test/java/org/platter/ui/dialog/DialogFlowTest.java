package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.theme.Styles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Layout;
import org.platter.operation.Disks;
import org.platter.session.DiskSession;
import org.platter.session.Interrupted;
import org.platter.ui.CopySource;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FreeSpace;
import org.platter.ui.action.DialogContext;
import org.platter.ui.apply.ApplyDialog;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.device.Devices;
import org.platter.ui.image.FakeJobs;
import org.platter.ui.image.ImageInformationDialog;
import org.platter.ui.image.SnapshotsDialog;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** The real dialogs, by mouse and keyboard; long, since one window serves them all. */
final class DialogFlowTest extends DialogFlow {

    /** What a window manager puts around a window, in pixels, on a screen of 720. */
    private static final int TITLE = 40;

    @Start
    void start(Stage stage) {
        show(stage);
    }

    private static Layout thumb() {
        return Disks.thumb(63, 979902, 979965, 996030).layout();
    }

    private static DiskViewModel disk(Layout layout, String... lines) throws Refusal {
        return view(new ScriptedDisk(layout, lines));
    }

    private void untilClosed() {
        until("the dialog is closed", () -> dialog().isEmpty());
    }

    private String message() {
        return node(Label.class, "message").getText();
    }

    private static List<String> lines(DiskViewModel disk) {
        return fx(() -> disk.draft().lines());
    }

    @Test
    void typingAndEnterMoveAPartition(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        assertTrue(node(Button.class, "ok").isDisabled(), "nothing was changed yet");
        robot.clickOn("#before").press(KeyCode.CONTROL, KeyCode.A).release(KeyCode.A, KeyCode.CONTROL)
                .write("1024")
                .type(KeyCode.ENTER);
        untilClosed();
        assertEquals(2, lines(disk).size());
        assertTrue(lines(disk).get(1).startsWith("move 2 start=1503MiB"), lines(disk).toString());
    }

    @Test
    void aSizeThatCannotBeHadStaysInItsFieldUntilItIsPutRight(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        robot.clickOn("#before").press(KeyCode.CONTROL, KeyCode.A).release(KeyCode.A, KeyCode.CONTROL)
                .write("9999").type(KeyCode.TAB);
        until("it is left", () -> !node(TextField.class, "before").isFocused());
        assertEquals("9999", node(TextField.class, "before").getText());
        assertTrue(isMarked("before"));
        assertFalse(isMarked("size"));
        assertTrue(message().startsWith("There can be at most"), message());
        assertTrue(node(Button.class, "ok").isDisabled());
        robot.clickOn("#largest");
        until("it is another one", () -> message().isEmpty());
        assertNotEquals("9999", node(TextField.class, "before").getText());
        assertFalse(isMarked("before"));
        assertFalse(node(Button.class, "ok").isDisabled());
    }

    private boolean isMarked(String field) {
        return fx(() -> node(TextField.class, field).getPseudoClassStates().contains(Styles.STATE_DANGER));
    }

    @Test
    void aTextThatIsNoSizeStaysInItsFieldUntilItIsPutRight(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb());
        open(() -> ResizeDiskDialog.show(owner, disk));
        robot.write("3 pints").type(KeyCode.TAB);
        until("it is left", () -> !node(TextField.class, "size").isFocused());
        assertEquals("3 pints", node(TextField.class, "size").getText());
        assertTrue(message().contains("3 pints"), message());
        assertTrue(isMarked("size"));
        robot.clickOn("#more-2");
        until("it is a size", () -> !node(Button.class, "ok").isDisabled());
        assertNotEquals("3 pints", node(TextField.class, "size").getText());
        assertFalse(isMarked("size"));
    }

    @Test
    void escapeChangesNothing(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        robot.clickOn("#largest").type(KeyCode.ESCAPE);
        untilClosed();
        assertEquals(1, lines(disk).size());
    }

    @Test
    void theEndIsDraggedWithTheMouse(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        PlacementBar bar = node(PlacementBar.class, "placement");
        double width = bar.getWidth();
        double end = width * 486.34 / 2535.5;
        Point2D left = fx(() -> bar.localToScreen(0, 30));
        robot.drag(left.getX() + end - 2, left.getY(), MouseButton.PRIMARY)
                .moveTo(left.getX() + end + 40, left.getY()).dropTo(left.getX() + width / 2, left.getY());
        double size = Double.parseDouble(fx(() -> node(TextField.class, "size").getText()));
        assertTrue(size > 1100 && size < 1400, "it is " + size);
        robot.clickOn("#ok");
        untilClosed();
        assertTrue(lines(disk).get(1).startsWith("resize 2 end="), lines(disk).toString());
    }

    /** As where a menu of the system has taken the release. */
    @Test
    void aDragOfWhichTheReleaseIsLostEndsWhereThePointerMovesWithoutAButton(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        Node bar = node(Node.class, "placement");
        double middle = fx(() -> middle(bar));
        mouse(bar, MouseEvent.MOUSE_PRESSED, middle, true);
        mouse(bar, MouseEvent.MOUSE_DRAGGED, middle + 60, true);
        String moved = fx(bar::getAccessibleText);
        mouse(bar, MouseEvent.MOUSE_MOVED, middle + 60, false);
        mouse(bar, MouseEvent.MOUSE_DRAGGED, middle + 120, true); // of a press that it has not seen
        assertEquals(moved, fx(bar::getAccessibleText));
        until("it is drawn where it is", () -> Math.abs(middle(bar) - middle - 60) < 5);
        mouse(bar, MouseEvent.MOUSE_PRESSED, middle + 60, true);
        mouse(bar, MouseEvent.MOUSE_DRAGGED, middle + 120, true);
        assertNotEquals(moved, fx(bar::getAccessibleText));
        mouse(bar, MouseEvent.MOUSE_RELEASED, middle + 120, false);
        robot.type(KeyCode.ESCAPE);
        assertEquals(1, lines(disk).size());
    }

    private static double middle(Node bar) {
        return bar.lookup(".segment").getBoundsInParent().getCenterX();
    }

    private static void mouse(Node node, EventType<MouseEvent> type, double x, boolean isDown) {
        fx(() -> {
            Point2D at = node.localToScene(x, 30);
            node.fireEvent(new MouseEvent(type, at.getX(), at.getY(), at.getX(), at.getY(),
                    isDown ? MouseButton.PRIMARY : MouseButton.NONE, 1, false, false, false, false, isDown,
                    false,
                    false, true, false, false, null));
            return null;
        });
    }

    @Test
    void arrowKeysMoveItByAMiB(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        fx(() -> {
            node(PlacementBar.class, "placement").requestFocus();
            return null;
        });
        robot.type(KeyCode.RIGHT, 3);
        double before = Double.parseDouble(fx(() -> node(TextField.class, "before").getText()));
        assertTrue(before > 2 && before <= 3.5, "it is " + before);
        assertEquals("486.34", node(TextField.class, "size").getText());
    }

    @Test
    void whatIsWrongIsSaidWhileItIsTyped(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb(), "disk size=+2GiB");
        open(() -> ResizeMoveDialog.show(owner, disk, Disks.partition(disk.preview(), 2)));
        robot.write("9999");
        assertTrue(message().contains("larger"), message());
        assertTrue(node(Button.class, "ok").isDisabled());
        robot.press(KeyCode.CONTROL, KeyCode.A).release(KeyCode.A, KeyCode.CONTROL).write("500 MiB");
        assertFalse(node(Button.class, "ok").isDisabled(), message());
    }

    @Test
    void aPartitionIsMadeWithLabelAndFileSystem(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(Disks.gpt("8GiB").layout());
        open(() -> NewPartitionDialog.show(owner, disk, FreeSpace.of(disk.preview()).get(0)));
        robot.write("100").clickOn("#label").write("data").clickOn("#name").write("Stuff").clickOn("#ok");
        untilClosed();
        assertEquals(1, lines(disk).size());
        assertTrue(lines(disk).get(0).contains("size=100MiB") && lines(disk).get(0).contains("label=data"),
                lines(disk).toString());
    }

    @Test
    void enterInALabelSetsIt(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb());
        open(() -> TextDialog.label(owner, disk, Disks.partition(disk.preview(), 1)));
        robot.write("über").type(KeyCode.ENTER);
        untilClosed();
        assertEquals(List.of("label 1 text=über"), lines(disk));
    }

    @Test
    void aFlagIsTicked(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb());
        open(() -> TypeDialog.show(owner, disk, Disks.partition(disk.preview(), 1)));
        robot.clickOn("#flag-boot");
        assertTrue(node(CheckBox.class, "flag-boot").isSelected());
        robot.clickOn("#ok");
        untilClosed();
        assertEquals(List.of("flag 1 boot=on"), lines(disk));
    }

    @Test
    void theImageGrowsByAButton(FxRobot robot) throws Refusal {
        DiskViewModel disk = disk(thumb());
        open(() -> ResizeDiskDialog.show(owner, disk));
        robot.clickOn("#more-2").clickOn("#ok");
        untilClosed();
        assertEquals(1012924416L + 2 * ByteSize.GIB, fx(() -> disk.preview().diskSize()));
    }

    @Test
    void theMatrixHasARowForEachFileSystem() {
        open(() -> SupportDialog.show(owner, DiskSession::installedSupport));
        assertEquals(FileSystems.all().size(), node(TableView.class, "support").getItems().size());
    }

    @Test
    void applyingGoesFromTheQuestionToTheOutcome(FxRobot robot) throws Refusal {
        ScriptedDisk scripted = new ScriptedDisk(thumb(), "disk size=+2GiB", "move 2 start=+1GiB");
        scripted.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.STAGE));
            events.accept(new Event.StepStarted("Move partition 2"));
            events.accept(new Event.CommandStarted(List.of("e2fsck", "-f", "-p", "/window/p2")));
            for (int i = 0; i < 5000; i++) {
                events.accept(new Event.Output("line " + i));
            }
            events.accept(new Event.CommandEnded(0, "clean"));
            events.accept(new Event.StepEnded(Event.Outcome.DONE));
        };
        DiskViewModel disk = view(scripted);
        open(() -> ApplyDialog.apply(owner, disk));
        robot.clickOn("#ok");
        until("it is done", () -> dialog().orElseThrow().getTitle().equals("Done"));
        TreeView<?> details = node(TreeView.class, "details");
        until("the step is shown", () -> details.getExpandedItemCount() > 0);
        assertEquals(601, fx(() -> details.getRoot().getChildren().get(0).getChildren().get(0).getChildren()
                .size() - 1),
                "300 first lines, 300 last ones, one for what was left out, and the exit status");
        assertTrue(lines(disk).isEmpty());
        robot.type(KeyCode.ENTER);
        untilClosed();
    }

    @Test
    void aFailureOpensTheDetailsWhereItHappened(FxRobot robot) throws Refusal {
        ScriptedDisk scripted = new ScriptedDisk(thumb(), "disk size=+2GiB");
        scripted.play = (events, cancelled) -> {
            events.accept(new Event.StepStarted("Check"));
            events.accept(new Event.CommandStarted(List.of("e2fsck", "-f")));
            events.accept(new Event.Output("Bad magic number"));
            events.accept(new Event.CommandEnded(8, "operational error"));
            events.accept(new Event.StepEnded(Event.Outcome.FAILED));
            throw new IOException("e2fsck ended with status 8 (operational error).");
        };
        DiskViewModel disk = view(scripted);
        open(() -> ApplyDialog.apply(owner, disk));
        robot.type(KeyCode.ENTER);
        until("it has failed", () -> dialog().orElseThrow().getTitle().equals("Nothing was changed"));
        assertTrue(node(TitledPane.class, "details-drawer").isExpanded());
        assertTrue(String.valueOf(node(TreeView.class, "details").getSelectionModel().getSelectedItem())
                .contains("e2fsck -f"));
        Set<String> sentences = labels();
        assertTrue(sentences.contains("e2fsck ended with status 8 (operational error)."),
                sentences.toString());
        assertEquals(1, lines(disk).size(), "it is still pending");
    }

    private Set<String> labels() {
        return fx(() -> dialog().orElseThrow().getScene().getRoot().lookupAll(".label").stream()
                .filter(Label.class::isInstance).map(node -> ((Label) node).getText())
                .collect(Collectors.toSet()));
    }

    @Test
    void anInterruptedCommitIsResumed(FxRobot robot) throws Refusal {
        ScriptedDisk scripted = new ScriptedDisk(thumb());
        scripted.interrupted = Optional.of(new Interrupted("A commit was interrupted.",
                List.of("move 2 start=+1GiB"),
                5, 10));
        DiskViewModel disk = view(scripted);
        open(() -> ApplyDialog.resume(owner, disk));
        assertTrue(labels().contains("move 2 start=+1GiB"), labels().toString());
        robot.clickOn("#ok");
        until("it is done", () -> scripted.interrupted.isEmpty());
    }

    @Test
    void theWindowDoesNotCloseWhileWorkIsUnderWay(FxRobot robot) throws Refusal {
        ScriptedDisk scripted = new ScriptedDisk(thumb(), "disk size=+2GiB");
        scripted.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.STAGE));
            while (!cancelled.getAsBoolean()) {
                Thread.onSpinWait();
            }
            throw new Cancelled();
        };
        DiskViewModel disk = view(scripted);
        open(() -> ApplyDialog.apply(owner, disk));
        robot.clickOn("#ok");
        until("work is under way", () -> disk.busyProperty().get());
        robot.type(KeyCode.ESCAPE);
        until("it has stopped", () -> dialog().orElseThrow().getTitle().equals("Stopped"));
        assertEquals(1, lines(disk).size());
    }

    /**
     * For every dialog: it fits a small screen, Escape closes it, and each of its fields has a name that is
     * read aloud.
     */
    @Test
    void everyDialogFitsIsNamedAndClosesByEscape(FxRobot robot) throws Refusal {
        DiskViewModel dos = disk(thumb(), "disk size=+2GiB");
        DiskViewModel gpt = disk(Disks.gpt("8GiB").primary(2048, 1048576, Disks.ext4("boot", 100 << 20))
                .layout());
        FakeJobs jobs = new FakeJobs();
        DialogContext images = new DialogContext(owner, jobs, Devices.ofThisComputer());
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("resize", () -> ResizeMoveDialog.show(owner, dos, Disks.partition(dos.preview(), 2)));
        all.put("new", () -> NewPartitionDialog.show(owner, gpt, FreeSpace.of(gpt.preview()).get(0)));
        all.put("paste", () -> CopyDialog.show(owner, dos, CopySource.here(Disks.partition(dos.preview(), 1)),
                FreeSpace.of(dos.preview()).get(0)));
        all.put("format", () -> FormatDialog.show(owner, dos, Disks.partition(dos.preview(), 1)));
        all.put("label", () -> TextDialog.label(owner, dos, Disks.partition(dos.preview(), 1)));
        all.put("uuid", () -> TextDialog.uuid(owner, dos, Disks.partition(dos.preview(), 1)));
        all.put("name", () -> TextDialog.name(owner, gpt, Disks.partition(gpt.preview(), 1)));
        all.put("flags", () -> TypeDialog.show(owner, gpt, Disks.partition(gpt.preview(), 1)));
        all.put("information", () -> InformationDialog.show(owner, dos, Disks.partition(dos.preview(), 1),
                choices -> {}));
        all.put("disk information", () -> InformationDialog.show(owner, gpt));
        all.put("table", () -> NewTableDialog.show(owner, dos));
        all.put("disk", () -> ResizeDiskDialog.show(owner, dos));
        all.put("apply", () -> ApplyDialog.apply(owner, dos));
        all.put("image", () -> images.making().newImage(DiskSession::installedSupport, path -> {}));
        DiskViewModel qcow2 = qcow2();
        all.put("image information", () -> ImageInformationDialog.show(owner, jobs, qcow2));
        all.put("snapshots", () -> SnapshotsDialog.show(owner, jobs, qcow2));
        all.put("go back", () -> SnapshotsDialog.goBack(owner, jobs, qcow2));
        all.put("convert", () -> images.making().convert(Optional.of(qcow2), path -> {}));
        all.put("clone", () -> images.making().cloneDevice(path -> {}));
        all.put("compare", () -> images.jobDialogs().compare(Optional.of(qcow2)));
        all.put("compact", () -> images.jobDialogs().compact(qcow2, path -> {}));
        all.put("check", () -> images.jobDialogs().check(qcow2));
        all.put("commit", () -> images.jobDialogs().commit(qcow2));
        all.put("rebase", () -> images.jobDialogs().rebase(qcow2));
        all.put("support", () -> SupportDialog.show(owner, DiskSession::installedSupport));
        all.put("keys", () -> HelpDialogs.keys(owner, List.of(new HelpDialogs.Key("Undo", "Shortcut+Z"))));
        all.put("about", () -> HelpDialogs.about(owner));
        all.put("failure", () -> QuestionDialogs.failure(owner, "It failed", "The reason, in a sentence."));
        for (Map.Entry<String, Runnable> entry : all.entrySet()) {
            open(entry.getValue());
            Stage shown = dialog().orElseThrow();
            Scene inside = shown.getScene();
            assertTrue(inside.getWidth() <= 1024 && inside.getHeight() <= 720 - TITLE,
                    entry.getKey() + " is " + inside.getWidth() + " x " + inside.getHeight());
            assertEquals(List.of(), fx(() -> unnamed(shown)), entry.getKey());
            robot.type(KeyCode.ESCAPE);
            until(entry.getKey() + " is closed", () -> dialog().isEmpty());
        }
    }

    private static DiskViewModel qcow2() throws Refusal {
        ScriptedDisk disk = new ScriptedDisk(thumb());
        disk.format = "qcow2";
        disk.facts = Optional.of(FakeJobs.facts("/images/thumb.qcow2", "qcow2", ByteSize.GIB, ByteSize.MIB,
                Optional.of("base.raw"), FakeJobs.taken(20), List.of()));
        return view(disk);
    }

    private static List<String> unnamed(Stage stage) {
        List<Node> fields = new ArrayList<>();
        collect(stage.getScene().getRoot(), fields);
        Set<Node> named = stage.getScene().getRoot().lookupAll(".label").stream()
                .filter(Label.class::isInstance)
                .map(label -> ((Label) label).getLabelFor()).collect(Collectors.toSet());
        return fields.stream().filter(field -> !named.contains(field)
                && (field.getAccessibleText() == null || field.getAccessibleText().isEmpty()))
                .map(Node::toString).toList();
    }

    private static void collect(Node node, List<Node> fields) {
        if (node instanceof TextField || node instanceof ComboBox) {
            fields.add(node);
        } else if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, fields));
        }
    }
}
