package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.MIB;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.layout.Alignment;
import org.platter.layout.Partition;
import org.platter.session.Interrupted;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageOptions;
import org.platter.ui.action.Actions;
import org.platter.ui.app.PlatterApp;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** The real window, driven by mouse and keyboard; long, since one window serves all of its tests. */
final class MainWindowTest {

    private static final double WIDTH = 1000;

    @TempDir
    private static Path folder;
    private static Recorded recorded;
    private static Actions actions;
    private static OpenDisks disks;
    private static Stage stage;

    private final FxRobot robot = new FxRobot();

    /** One window for all tests: a new one for each would take most of their time. */
    @BeforeAll
    static void show() throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        FxToolkit.setupStage(shown -> {
            stage = shown;
            Remembered remembered = Remembered.from(folder.resolve("state"));
            remembered.put("width", String.valueOf(Math.round(WIDTH)));
            remembered.put("height", "660");
            remembered.put("theme", "light");
            recorded = new Recorded();
            disks = new OpenDisks(MainWindowTest::disk, Platform::runLater);
            actions = PlatterApp.show(shown, remembered, disks, recorded.prompts(), recorded.files());
            shown.setX(0);
            shown.setY(0);
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    @AfterAll
    static void hide() throws TimeoutException {
        FxToolkit.cleanupStages();
    }

    private static OpenDisk disk(Path path, ImageOptions options) {
        String name = String.valueOf(path.getFileName());
        FakeDisk disk = new FakeDisk(path.toString(), switch (name) {
            case "nested" -> Pictures.nested();
            case "twenty" -> Pictures.twenty();
            case "spread" -> Pictures.spread();
            case "unreadable" -> Pictures.unreadable();
            case "blank" -> Pictures.blank();
            case "damaged" -> Pictures.damaged(true);
            case "broken" -> Pictures.damaged(false);
            default -> Pictures.two();
        });
        if (name.equals("interrupted")) {
            disk.interrupted = Optional.of(new Interrupted("The power went.", List.of("delete 1"), 1, 2));
        } else if (name.equals("another")) {
            disk.interrupted = Optional.of(new Interrupted("Not this one.", List.of("delete 1"), 1, 2, true));
        }
        return disk;
    }

    @BeforeEach
    void restThePointerAndTakeTheFocus() throws TimeoutException {
        robot.moveTo(new Point2D(WIDTH + 60, 20)); // off the window, where no tooltip comes in the way
        onScreen(() -> {
            stage.toFront();
            stage.requestFocus();
            return null;
        });
        until(stage::isFocused);
    }

    @BeforeEach
    @AfterEach
    void closeAll() throws TimeoutException {
        onScreen(() -> {
            disks.closeAll();
            recorded.calls.clear();
            Theme.choiceProperty().set(Theme.Choice.LIGHT);
            return null;
        });
    }

    private static <T> T onScreen(Callable<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(60_000, work);
    }

    private static void until(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> onScreen(condition));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Input takes its way through the display server, so what it leads to comes in a while. */
    private static void eventually(Runnable law) {
        AtomicReference<AssertionError> failure = new AtomicReference<>();
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> onScreen(() -> {
                try {
                    law.run();
                    return true;
                } catch (AssertionError notYet) {
                    failure.set(notYet);
                    return false;
                }
            }));
        } catch (TimeoutException e) {
            throw failure.get();
        }
    }

    private DiskViewModel open(String name) throws TimeoutException {
        onScreen(() -> {
            actions.open(List.of(Path.of("/images", name)));
            return null;
        });
        until(() -> disks.current().isPresent()
                && !robot.lookup("#bar-after .segment").queryAll().isEmpty()
                && robot.lookup("#bar-after .segment").query().getLayoutBounds().getWidth() > 1);
        return disks.current().orElseThrow();
    }

    private Node segment(String id) {
        return robot.lookup("#bar-after").lookup("#" + id).query();
    }

    private static Point2D at(Node node, double x) {
        Bounds bounds = node.localToScreen(node.getLayoutBounds());
        return new Point2D(x >= 0 ? bounds.getMinX() + x : bounds.getMaxX() + x, bounds.getCenterY());
    }

    private void drag(Point2D from, double by) throws TimeoutException {
        robot.moveTo(from).press(MouseButton.PRIMARY);
        robot.moveBy(Math.signum(by) * 8, 0).moveTo(from.add(by, 0));
        until(() -> robot.lookup("#drag-bubble").tryQuery().filter(Node::isVisible).isPresent());
    }

    private void drop() throws TimeoutException {
        robot.release(MouseButton.PRIMARY);
        until(() -> robot.lookup("#drag-bubble").tryQuery().isEmpty());
    }

    private String bubble(String line) {
        return robot.lookup("#drag-bubble ." + line).<Label>query().getText();
    }

    private static Partition second(DiskViewModel disk) {
        return disk.preview().partition(Pictures.SECOND).orElseThrow();
    }

    private double pixelsPer(DiskViewModel disk, long bytes) {
        return robot.lookup("#bar-after").query().getLayoutBounds().getWidth() * bytes / disk.preview()
                .diskSize();
    }

    @Test
    void withoutADiskTheWindowSaysHowToOpenOne() throws TimeoutException {
        eventually(() -> assertTrue(robot.lookup("#empty-open").query().isVisible()));
        recorded.images = List.of(Path.of("/images/two"));
        robot.clickOn("#empty-open");
        eventually(() -> assertEquals(List.of("images"), recorded.calls));
    }

    @Test
    void draggingABodyMovesThePartitionAndKeepsItsSize() throws TimeoutException {
        DiskViewModel disk = open("two");
        Node body = segment("partition-2");
        drag(at(body, body.getLayoutBounds().getWidth() / 2), pixelsPer(disk, GIB));
        eventually(() -> assertTrue(bubble("headline").startsWith("Starts at 1.4"), bubble("headline")));
        eventually(() -> assertTrue(disk.draft().isEmpty(), "nothing is queued before it is let go"));
        drop();
        eventually(() -> assertEquals(486 * MIB, second(disk).range().length()));
        eventually(() -> assertEquals(0, second(disk).range().start() % MIB));
        eventually(() -> assertEquals(479 * MIB + GIB, second(disk).range().start(), 12 * MIB));
        eventually(() -> assertEquals(1, disk.pending().operations().size()));
        eventually(() -> assertTrue(robot.lookup("#drag-bubble").tryQuery().isEmpty()));
        eventually(() -> assertTrue(robot.lookup("#bar-before").query().isVisible()));
    }

    @Test
    void whatIsWrongWithAPartitionIsMarkedInItsRowAndSaidInFoldedLines() throws TimeoutException {
        open("unreadable");
        eventually(() -> assertEquals(List.of(false, true), robot.lookup(".problem-mark").queryAllAs(
                Label.class).stream().filter(mark -> mark.getScene() != null)
                .sorted(java.util.Comparator.comparingDouble(mark -> mark.localToScene(0, 0).getY()))
                .map(Node::isVisible).limit(2).toList()));
        Label mark = robot.lookup(".problem-mark").queryAllAs(Label.class).stream().filter(Node::isVisible)
                .findFirst().orElseThrow();
        robot.moveTo(mark);
        eventually(() -> assertTrue(mark.getTooltip().isShowing()));
        String told = mark.getTooltip().getText();
        assertTrue(told.startsWith("What is in partition 2 is not known"), told);
        assertTrue(mark.getTooltip().getWidth() < 520, mark.getTooltip().getWidth() + " pixels wide");
    }

    @Test
    void draggingTheEndResizesAndLeavesTheStartWhereItIs() throws TimeoutException {
        DiskViewModel disk = open("two");
        drag(at(segment("partition-2"), -3), pixelsPer(disk, 500 * MIB));
        eventually(() -> assertTrue(bubble("headline").contains("(+"), bubble("headline")));
        drop();
        eventually(() -> assertEquals(479 * MIB, second(disk).range().start()));
        eventually(() -> assertEquals(986 * MIB, second(disk).range().length(), 12 * MIB));
        eventually(() -> assertEquals(0, second(disk).range().end() % MIB));
    }

    @Test
    void draggingTheStartOfTheFirstOneOntoItsNeighbourStopsAtTheLimit() throws TimeoutException {
        DiskViewModel disk = open("two");
        drag(at(segment("partition-1"), -3), 400);
        eventually(() -> assertTrue(bubble("limits").contains("max 478 MiB"), bubble("limits")));
        drop();
        eventually(() -> assertEquals(List.of(), disk.draft().lines(), "nothing changed"));
    }

    @Test
    void escapeLeavesADragWithoutATrace() throws TimeoutException {
        DiskViewModel disk = open("two");
        Node body = segment("partition-2");
        double left = body.getLayoutX();
        drag(at(body, 40), 200);
        eventually(() -> assertNotEquals(left, segment("partition-2").getLayoutX()));
        robot.type(KeyCode.ESCAPE);
        drop();
        eventually(() -> assertTrue(disk.draft().isEmpty()));
        eventually(() -> assertEquals(left, segment("partition-2").getLayoutX()));
        eventually(() -> assertTrue(robot.lookup("#drag-bubble").tryQuery().isEmpty()));
    }

    @Test
    void draggingFollowsTheAlignmentThatIsChosen() throws TimeoutException {
        DiskViewModel disk = open("two");
        robot.clickOn("#align-cylinder");
        eventually(() -> assertEquals(Alignment.CYLINDER, disk.alignmentProperty().get()));
        Node body = segment("partition-2");
        drag(at(body, 60), 260);
        drop();
        long cylinder = disk.preview().geometry().cylinderBytes(512);
        eventually(() -> assertEquals(0, second(disk).range().start() % cylinder));
        eventually(() -> assertEquals(486 * MIB, second(disk).range().length()));
    }

    @Test
    void keysUndoRedoAndSayWhyTheyDoNothing() throws TimeoutException {
        DiskViewModel disk = open("two");
        robot.clickOn(segment("partition-2")).type(KeyCode.DELETE);
        eventually(() -> assertEquals(1, disk.preview().partitions().size()));
        robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
        eventually(() -> assertEquals(2, disk.preview().partitions().size()));
        robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.Z).release(KeyCode.SHIFT, KeyCode.CONTROL);
        eventually(() -> assertEquals(1, disk.preview().partitions().size()));
        robot.press(KeyCode.CONTROL).type(KeyCode.V).release(KeyCode.CONTROL);
        eventually(() -> assertEquals("Copy a partition first.",
                robot.lookup("#status-text").<Label>query().getText()));
    }

    @Test
    void aLongFolderGivesWayBeforeTheName() throws TimeoutException {
        open("a-folder-without-any-blank-in-its-name-".repeat(6) + "/thumb-drive-of-2023.raw");
        eventually(() -> {
            Label name = robot.lookup("#disk-name").query();
            assertEquals("thumb-drive-of-2023.raw", name.getText());
            assertTrue(name.getWidth() >= name.prefWidth(-1), name.getWidth() + " of " + name.prefWidth(-1));
        });
    }

    @Test
    void arrowsGoFromCellToCellAndTheTableFollows() throws TimeoutException {
        DiskViewModel disk = open("nested");
        robot.clickOn(segment("partition-1"));
        robot.type(KeyCode.RIGHT, 3);
        eventually(() -> assertEquals(3, disk.selectedPartition().orElseThrow().number(), "1, 2, free, 3"));
        TableView<PartitionRow> table = robot.lookup("#partition-table").query();
        eventually(() -> assertEquals("3", table.getSelectionModel().getSelectedItem().title()));
        robot.type(KeyCode.END);
        eventually(() -> assertTrue(disk.selectedGap().isPresent()));
        robot.type(KeyCode.ENTER);
        eventually(() -> assertEquals(List.of("new-partition"), recorded.calls));
        robot.type(KeyCode.HOME).type(KeyCode.ENTER);
        eventually(() -> assertEquals(List.of("new-partition", "information"), recorded.calls));
    }

    @Test
    void aDoubleClickOpensInformation() throws TimeoutException {
        open("two");
        robot.doubleClickOn(segment("partition-2"));
        eventually(() -> assertEquals(List.of("information"), recorded.calls));
    }

    @Test
    void selectingInTheTableSelectsOnTheBar() throws TimeoutException {
        DiskViewModel disk = open("two");
        robot.clickOn(robot.lookup("#partition-table .table-cell")
                .match((TableCell<?, ?> cell) -> "vdg02".equals(cell.getText())).<Node>query());
        eventually(() -> assertEquals(2, disk.selectedPartition().orElseThrow().number()));
        eventually(() -> assertTrue(segment("partition-2").getPseudoClassStates().stream()
                .anyMatch(state -> state.getPseudoClassName().equals("selected"))));
    }

    /** As JavaFX sends them where the release of an earlier press went to another window. */
    @Test
    void aDragEndsWhereverItsEventsGo() throws TimeoutException {
        DiskViewModel disk = open("two");
        Node body = segment("partition-2");
        Node free = robot.lookup("#bar-after .fs-free").query();
        Point2D from = at(body, 60);
        fire(body, MouseEvent.MOUSE_PRESSED, from, true);
        fire(free, MouseEvent.MOUSE_DRAGGED, from.add(300, 0), true);
        assertTrue(robot.lookup("#drag-bubble").tryQuery().isPresent());
        fire(free, MouseEvent.MOUSE_RELEASED, from.add(300, 0), false);
        assertTrue(robot.lookup("#drag-bubble").tryQuery().isEmpty());
        eventually(() -> assertEquals(1, disk.pending().operations().size()));
        fire(segment("partition-1"), MouseEvent.MOUSE_PRESSED, at(segment("partition-1"), 60), true);
        fire(free, MouseEvent.MOUSE_DRAGGED, from, true);
        fire(stage.getScene().getRoot(), MouseEvent.MOUSE_MOVED, from, false);
        assertTrue(robot.lookup("#drag-bubble").tryQuery().isEmpty());
        eventually(() -> assertEquals(1, disk.pending().operations().size()));
        fire(segment("partition-1"), MouseEvent.MOUSE_PRESSED, at(segment("partition-1"), 60), true);
        onScreen(() -> {
            disks.closeAll();
            return null;
        });
        open("two");
        robot.press(KeyCode.CONTROL).type(KeyCode.W).release(KeyCode.CONTROL);
        until(() -> disks.disks().isEmpty()); // a drag of a closed disk swallows no key
    }

    private void fire(Node target, EventType<MouseEvent> type, Point2D at, boolean isDown) {
        onScreen(() -> {
            Point2D inScene = stage.getScene().getRoot().screenToLocal(at);
            Event.fireEvent(target, new MouseEvent(type, inScene.getX(), inScene.getY(), at.getX(), at.getY(),
                    MouseButton.PRIMARY, 1, false, false, false, false, isDown, false, false, false, false,
                    false,
                    null));
            return null;
        });
    }

    @Test
    void oneOfSeveralPendingOperationsCanBeTakenOut() throws TimeoutException {
        DiskViewModel disk = open("two");
        Node body = segment("partition-2");
        drag(at(body, 60), 300);
        drop();
        drag(at(segment("partition-1"), -3), 60);
        drop();
        ListView<PendingOperation> list = robot.lookup("#pending-list").query();
        eventually(() -> assertEquals(2, list.getItems().size()));
        eventually(() -> assertEquals("Apply (2)", robot.lookup("#apply").<Button>query().getText()));
        robot.clickOn("#remove-1");
        eventually(() -> assertEquals(1, list.getItems().size()));
        eventually(() -> assertEquals(478 * MIB,
                disk.preview().partition(Pictures.FIRST).orElseThrow().range().length()));
        robot.clickOn("#undo");
        eventually(() -> assertEquals(2, list.getItems().size()));
    }

    @Test
    void aGreyButtonSaysWhyInItsTooltip() throws TimeoutException {
        open("two");
        Button paste = robot.lookup("#paste").query();
        eventually(() -> assertTrue(paste.isDisabled()));
        eventually(() -> assertEquals("Copy a partition first.", paste.getAccessibleHelp()));
        robot.moveTo(paste);
        until(() -> robot.listWindows().stream()
                .filter(window -> window instanceof javafx.scene.control.Tooltip)
                .map(window -> ((javafx.scene.control.Tooltip) window).getText())
                .anyMatch(text -> text.contains("Copy a partition first.")));
    }

    @Test
    void theContextMenuOffersWhatCanBeDone() throws TimeoutException {
        DiskViewModel disk = open("two");
        robot.rightClickOn(segment("partition-2"));
        until(() -> robot.lookup("#menu-delete").tryQuery().filter(Node::isVisible).isPresent());
        robot.clickOn("#menu-delete");
        eventually(() -> assertEquals(1, disk.preview().partitions().size()));
    }

    @Test
    void theThemeChangesWhatIsDrawn() throws TimeoutException {
        open("two");
        Color light = drawn();
        robot.press(KeyCode.ALT).type(KeyCode.DIGIT3).release(KeyCode.ALT);
        until(() -> stage.getScene().getRoot().getStyleClass().contains("dark"));
        Color dark = drawn();
        assertTrue(light.getBrightness() > 0.8 && dark.getBrightness() < 0.3, light + " and " + dark);
    }

    private Color drawn() throws TimeoutException {
        Node window = stage.getScene().getRoot();
        return onScreen(() -> window.snapshot(null, null).getPixelReader().getColor(4, 420));
    }

    @Test
    void twentyPartitionsCanAllBeHit() throws TimeoutException {
        DiskViewModel disk = open("twenty");
        for (int number : List.of(1, 4, 7, 13, 20)) {
            robot.clickOn(segment("partition-" + number));
            WaitForAsyncUtils.waitForFxEvents();
            assertEquals(number, disk.selectedPartition().orElseThrow().number());
        }
        for (Partition partition : disk.preview().partitions()) {
            double width = segment("partition-" + partition.number()).getLayoutBounds().getWidth();
            assertTrue(width >= 20, partition.number() + " is " + width + " wide");
        }
    }

    @Test
    void aCellOfTheBarNeverShowsAPartOfItsNumber() throws TimeoutException {
        for (String name : List.of("twenty", "spread")) {
            DiskViewModel disk = open(name);
            for (Partition partition : disk.preview().partitions()) {
                String number = String.valueOf(partition.number());
                eventually(() -> {
                    List<String> shown = Stream.of(".title", ".number")
                            .map(segment("partition-" + number)::lookup).filter(Node::isVisible)
                            .map(label -> ((Text) label.lookup(".text")).getText()).toList();
                    assertEquals(1, shown.size(), number);
                    assertTrue(shown.get(0).matches(number + "(  ..+)?"), number + " is " + shown);
                });
            }
        }
    }

    @Test
    void theTableStaysWhereItIsWhenARowInSightIsSelected() throws TimeoutException {
        DiskViewModel disk = open("twenty");
        robot.clickOn(segment("partition-9"));
        eventually(() -> assertEquals(9, disk.selectedPartition().orElseThrow().number()));
        eventually(() -> assertTrue(rowsInSight().containsAll(List.of("1", "9")), rowsInSight().toString()));
        robot.clickOn(segment("partition-20"));
        eventually(() -> assertTrue(rowsInSight().contains("20"), rowsInSight().toString()));
    }

    /** The numbers of partitions whose rows can be seen from edge to edge. */
    private List<String> rowsInSight() {
        TableView<PartitionRow> table = robot.lookup("#partition-table").query();
        Bounds place = table.lookup(".clipped-container").localToScreen(
                table.lookup(".clipped-container").getLayoutBounds());
        return table.lookupAll(".table-row-cell").stream().map(row -> (TableRow<?>) row)
                .filter(row -> !row.isEmpty() && row.isVisible())
                .filter(row -> place.contains(row.localToScreen(row.getLayoutBounds())))
                .map(row -> ((PartitionRow) row.getItem()).title()).toList();
    }

    @Test
    void aDamagedTableIsListedWithItsRepair() throws TimeoutException {
        open("damaged");
        eventually(() -> assertTrue(robot.lookup("#banner-repair-table").tryQuery().isPresent()));
        String text = robot.lookup("#banner .label").queryAllAs(Label.class).stream().map(Label::getText)
                .reduce("", (all, line) -> all + line + "\n");
        assertTrue(text.contains("The backup GPT is not at the end") && text.contains("checksum"), text);
        eventually(() -> assertTrue(robot.lookup("#delete").query().isDisabled()));
    }

    @Test
    void aBlankDiskOffersATable() throws TimeoutException {
        open("blank");
        robot.clickOn("#banner-new-table");
        eventually(() -> assertEquals(List.of("new-table"), recorded.calls));
    }

    @Test
    void damageForGoodHasNoRepair() throws TimeoutException {
        open("broken");
        eventually(() -> assertTrue(robot.lookup("#banner").tryQuery().isPresent()));
        eventually(() -> assertTrue(robot.lookup("#banner-repair-table").tryQuery().isEmpty()));
    }

    @Test
    void anInterruptedCommitOffersToResume() throws TimeoutException {
        open("interrupted");
        robot.clickOn("#banner-resume");
        eventually(() -> assertEquals(List.of("resume"), recorded.calls));
    }

    @Test
    void anInterruptedCommitOfAnotherDiskOffersToReadTheDiskAgain() throws TimeoutException {
        open("another");
        eventually(() -> assertEquals("An interrupted change does not fit this disk",
                robot.lookup("#banner .heading").<Label>query().getText()));
        assertTrue(robot.lookup("#banner-resume").tryQuery().isEmpty());
        assertFalse(robot.lookup("#banner-reload").query().isDisabled());
    }

    @Test
    void severalDisksAreTabs() throws TimeoutException {
        DiskViewModel first = open("two");
        onScreen(() -> {
            actions.open(List.of(Path.of("/images/nested")));
            return null;
        });
        until(() -> disks.disks().size() == 2);
        eventually(() -> assertNotEquals(Optional.of(first), disks.current()));
        robot.clickOn("#tab-two");
        eventually(() -> assertEquals(Optional.of(first), disks.current()));
        robot.press(KeyCode.CONTROL).type(KeyCode.W).release(KeyCode.CONTROL);
        until(() -> disks.disks().size() == 1);
        eventually(() -> assertFalse(disks.disks().contains(first)));
    }

    @Test
    void aColumnCanBeShownAndIsRemembered() throws TimeoutException {
        open("two");
        TableView<PartitionRow> table = robot.lookup("#partition-table").query();
        eventually(() -> assertEquals(7, table.getVisibleLeafColumns().size()));
        MenuBar bar = robot.lookup("#menu-bar").query();
        CheckMenuItem start = (CheckMenuItem) bar.getMenus().stream()
                .flatMap(menu -> menu.getItems().stream())
                .filter(item -> "menu-columns".equals(item.getId()))
                .flatMap(menu -> ((Menu) menu).getItems().stream())
                .filter(item -> "show-start".equals(item.getId())).findFirst().orElseThrow();
        onScreen(() -> {
            start.setSelected(true);
            return null;
        });
        eventually(() -> assertEquals(8, table.getVisibleLeafColumns().size()));
        eventually(() -> assertTrue(actions.remembered().get("columns").orElse("").contains("start")));
        ByteRange range = disks.current().orElseThrow().preview().partitions().get(0).range();
        eventually(() -> assertEquals(MIB, range.start()));
        eventually(() -> assertEquals("1 MiB", table.getVisibleLeafColumns().get(7).getCellData(0)));
    }

    @Test
    void aFileThatIsDroppedOnTheWindowIsOpened() throws TimeoutException {
        Label file = new Label("a file");
        Stage folderWindow = onScreen(() -> {
            Stage other = new Stage();
            file.setMinSize(120, 80);
            file.setOnDragDetected(event -> {
                ClipboardContent content = new ClipboardContent();
                content.putFiles(List.of(new File("/images/dropped")));
                file.startDragAndDrop(TransferMode.COPY).setContent(content);
                event.consume();
            });
            other.setScene(new Scene(file));
            other.setX(WIDTH + 80);
            other.setY(100);
            other.show();
            return other;
        });
        robot.drag(file).moveBy(10, 10).moveTo("#empty-state").moveBy(5, 5).drop();
        until(() -> disks.current().isPresent());
        assertEquals(Path.of("/images/dropped"), disks.current().orElseThrow().path());
        onScreen(() -> {
            folderWindow.close();
            return null;
        });
    }
}
