package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.operation.Format;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FreeSpace;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.frame.FileSystemChoice;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** A passphrase is typed twice, and is in a file of the user's own until its operation is done or let go. */
final class PassphraseFlowTest extends DialogFlow {

    @TempDir
    private Path folder;

    @Start
    void start(Stage stage) {
        show(stage);
    }

    @Test
    void aTypedPassphraseIsInAFileUntilTheDiskIsClosedAndNeverInAScript(FxRobot robot) throws Exception {
        DiskViewModel disk = disk();
        open(() -> FormatDialog.show(owner, disk, Disks.partition(disk.preview(), 1)));
        double before = fx(() -> dialog().orElseThrow().getHeight());
        choose("luks2");
        until("there is room for it", () -> dialog().orElseThrow().getHeight() > before + 30);
        assertEquals("Type a passphrase.", message());
        focus("passphrase");
        robot.write("open sesame");
        focus("passphrase-again");
        robot.write("open");
        until("they differ", () -> message().equals("Type the same passphrase twice."));
        assertTrue(fx(() -> node(Button.class, "ok").isDisabled()));
        robot.write(" sesame").type(KeyCode.ENTER);
        until("the dialog is closed", () -> dialog().isEmpty());

        Path file = Path.of(((Format) fx(disk::draft).operations().get(0)).passphraseFile().orElseThrow());
        assertEquals("open sesame", Files.readString(file));
        assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(file.startsWith("/proc"), file + " is not in memory only");
        assertEquals(List.of("format 1 fs=luks2 label=vdg01 passphrase-file=" + file),
                fx(disk::draft).lines());
        Path script = folder.resolve("script");
        fx(() -> {
            disk.files().saveScript(script, failure -> {});
            return null;
        });
        until("it is saved", () -> Files.exists(script) && Files.readString(script).endsWith("\n"));
        List<String> saved = Files.readAllLines(script);
        assertTrue(saved.get(0).startsWith("# The passphrase that was typed is not saved"), saved.toString());
        assertEquals(List.of("format 1 fs=luks2 label=vdg01"), saved.subList(1, saved.size()));
        fx(() -> {
            disk.pending().undo();
            disk.pending().redo();
            return null;
        });
        assertTrue(Files.exists(file), "what is undone can be done again");
        fx(() -> {
            disk.close();
            return null;
        });
        until("it is deleted", () -> !Files.exists(file));
    }

    @Test
    void aNewPartitionTakesItsPassphraseToo(FxRobot robot) throws Exception {
        DiskViewModel disk = disk("delete 2");
        open(() -> NewPartitionDialog.show(owner, disk, FreeSpace.of(disk.preview()).get(0)));
        choose("luks1");
        until("it is no higher than a small screen", () -> dialog().orElseThrow().getHeight() < 720);
        focus("passphrase");
        robot.write("one");
        focus("passphrase-again");
        robot.write("one");
        until("it can be made", () -> !node(Button.class, "ok").isDisabled());
        assertTrue(message().contains("cryptsetup"), message());
        choose("ext4");
        assertEquals("", message(), "it was said of the other one");
        assertFalse(fx(() -> node(Node.class, "passphrase").getParent().getParent().isVisible()));
        choose("luks1");
        focus("passphrase-again");
        robot.type(KeyCode.TAB).type(KeyCode.SPACE);
        assertTrue(fx(() -> node(ToggleButton.class, "show-passphrase").isSelected()));
        assertEquals("one", fx(() -> node(TextField.class, "passphrase-shown").getText()));
        assertFalse(fx(() -> node(Node.class, "passphrase").isVisible()));
        focus("passphrase-again-shown");
        robot.type(KeyCode.END).write("!"); // all of it is selected
        until("they differ", () -> message().equals("Type the same passphrase twice."));
        robot.type(KeyCode.BACK_SPACE).type(KeyCode.TAB).type(KeyCode.SPACE);
        assertTrue(fx(() -> node(Node.class, "passphrase").isVisible()));
        until("it can be made", () -> !node(Button.class, "ok").isDisabled());
        focus("ok");
        robot.type(KeyCode.ENTER);
        until("the dialog is closed", () -> dialog().isEmpty());
        String line = fx(disk::draft).lines().get(1);
        assertTrue(line.contains(" fs=luks1 ") && line.contains(" passphrase-file=/"), line);
        assertFalse(line.contains("one"), line);
        fx(() -> {
            disk.close();
            return null;
        });
    }

    private static DiskViewModel disk(String... lines) throws Refusal {
        return view(new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(), lines));
    }

    @SuppressWarnings("unchecked")
    private void choose(String id) {
        fx(() -> {
            ComboBox<FileSystemChoice> box = node(ComboBox.class, "file-system");
            box.setValue(box.getItems().stream()
                    .filter(choice -> choice.type().filter(type -> type.id().equals(id)).isPresent())
                    .findFirst().orElseThrow());
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** No click: the dialog may still be on its way to a new size. */
    private void focus(String id) {
        fx(() -> {
            node(Node.class, id).requestFocus();
            return null;
        });
        until(id + " has the focus", () -> node(Node.class, id).isFocused());
    }

    private String message() {
        return fx(() -> node(Label.class, "message").getText());
    }
}
