package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FreeSpace;
import org.platter.ui.Theme;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.frame.FileSystemChoice;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The box of file systems of a new partition, where sectors of 4096 bytes are too large for some of them. */
final class FileSystemFlowTest extends DialogFlow {

    private final FxRobot robot = new FxRobot();

    @Start
    void start(Stage stage) {
        show(stage);
    }

    private void openTheDialog() throws Refusal {
        DiskViewModel disk = view(new ScriptedDisk(Disks.gpt("3GiB", 4096).layout()));
        open(() -> NewPartitionDialog.show(owner, disk, FreeSpace.of(disk.preview()).get(0)));
        fx(() -> {
            box().requestFocus();
            return null;
        });
        until("the box has the focus", () -> box().isFocused());
    }

    private void openTheList() throws Refusal {
        openTheDialog();
        robot.type(KeyCode.F4);
        until("the list is shown", () -> box().isShowing() && !cells().isEmpty());
    }

    @SuppressWarnings("unchecked")
    private ComboBox<FileSystemChoice> box() {
        return node(ComboBox.class, "file-system");
    }

    private String chosen() {
        return fx(() -> box().getValue() == null ? "nothing" : box().getValue().name());
    }

    private static List<ListCell<?>> cells() {
        return Window.getWindows().stream().flatMap(window -> Stream.ofNullable(window.getScene()))
                .flatMap(scene -> scene.getRoot().lookupAll(".combo-box-popup .list-cell").stream())
                .<ListCell<?>>map(cell -> (ListCell<?>) cell).filter(cell -> !cell.isEmpty()).toList();
    }

    private static ListCell<?> cell(String name) {
        return cells().stream().filter(cell -> cell.getText().split(" – ")[0].equals(name)).findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(value = Theme.Choice.class, names = {"LIGHT", "DARK"})
    void whatCannotBeMadeIsGreyAndItsReasonReadable(Theme.Choice theme) throws Refusal {
        fx(() -> {
            Theme.choiceProperty().set(theme);
            return null;
        });
        openTheList();
        WaitForAsyncUtils.waitForFxEvents();
        ListCell<?> grey = fx(() -> cell("exFAT"));
        assertEquals("exFAT – It is made for sectors of at most 512 bytes.", grey.getText());
        double usual = fx(() -> contrast(cell("FAT12")));
        double less = fx(() -> contrast(grey));
        assertTrue(less >= 4.5, theme + ": " + less); // WCAG 2.1, 1.4.3
        assertTrue(less <= usual * 0.6, theme + ": " + less + " beside " + usual);
        assertTrue(fx(() -> grey.getGraphic().getOpacity()) < 0.5);
    }

    /** The contrast of the text of a cell with what is behind it. */
    private static double contrast(ListCell<?> cell) {
        assertEquals(1, cell.getOpacity());
        double text = luminance((Color) cell.getTextFill());
        double behind = luminance((Color) cell.getBackground().getFills().get(0).getFill());
        return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
    }

    private static double luminance(Color color) {
        double[] linear = DoubleStream.of(color.getRed(), color.getGreen(), color.getBlue())
                .map(value -> value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4))
                .toArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keysPassOverWhatCannotBeMade(boolean isListShown) throws Refusal {
        if (isListShown) {
            openTheList();
        } else {
            openTheDialog();
        }
        List<String> possible = fx(() -> box().getItems().stream().filter(FileSystemChoice::isPossible)
                .map(FileSystemChoice::name).toList());
        List<String> seen = new ArrayList<>(List.of(chosen()));
        for (int i = 1; i < possible.size(); i++) {
            seen.add(typed(KeyCode.DOWN));
        }
        assertEquals(possible, seen);
        assertFalse(seen.stream().anyMatch(List.of("exFAT", "HFS", "Minix")::contains));
        assertEquals(seen.get(seen.size() - 1), typed(KeyCode.DOWN));
        seen.clear();
        seen.add(chosen());
        for (int i = 1; i < possible.size(); i++) {
            seen.add(0, typed(KeyCode.UP));
        }
        assertEquals(possible, seen);
        assertEquals(possible.get(0), typed(KeyCode.UP));
        assertEquals(possible.get(possible.size() - 1), typed(KeyCode.END));
        assertEquals(possible.get(0), typed(KeyCode.HOME));
        assertTrue(possible.contains(typed(KeyCode.PAGE_DOWN)));
        assertEquals(possible.get(0), typed(KeyCode.PAGE_UP));
    }

    private String typed(KeyCode key) {
        robot.type(key);
        WaitForAsyncUtils.waitForFxEvents();
        return chosen();
    }

    @Test
    void keysKeepTheChosenOneInSight() throws Refusal {
        openTheList();
        for (int i = 0; i < 14; i++) {
            robot.type(KeyCode.DOWN);
            WaitForAsyncUtils.waitForFxEvents();
            String chosen = chosen();
            until(chosen + " is in sight", () -> isInSight(cell(chosen)));
        }
    }

    private static boolean isInSight(Node cell) {
        Node list = cell;
        while (!(list instanceof ListView)) {
            list = list.getParent();
        }
        return cell.getPseudoClassStates().contains(PseudoClass.getPseudoClass("selected"))
                && list.localToScreen(list.getLayoutBounds())
                        .contains(cell.localToScreen(cell.getLayoutBounds()));
    }

    @Test
    void aClickOnWhatCannotBeMadeChoosesNothingAndLeavesTheListOpen() throws Refusal {
        openTheList();
        robot.clickOn(fx(() -> cell("exFAT")));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("ext4", chosen());
        assertTrue(fx(() -> box().isShowing()));
        robot.clickOn(fx(() -> cell("FAT12")));
        until("the list is closed", () -> !box().isShowing());
        assertEquals("FAT12", chosen());
    }

    @Test
    void theChosenOneIsNotTakenAwayByCtrl() throws Refusal {
        openTheList();
        robot.press(KeyCode.CONTROL).clickOn(fx(() -> cell("ext4"))).type(KeyCode.SPACE)
                .type(KeyCode.BACK_SLASH).release(KeyCode.CONTROL);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("ext4", chosen());
    }
}
