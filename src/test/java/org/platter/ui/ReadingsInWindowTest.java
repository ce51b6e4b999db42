package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.ui.RealWindow.on;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.layout.Choices;
import org.platter.layout.Problem;
import org.platter.layout.Reading;
import org.platter.layout.TableType;
import org.platter.operation.Delete;
import org.platter.operation.SetLabel;
import org.platter.session.DiskSession;
import org.platter.session.Shell;
import org.platter.session.image.ImageOptions;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;

/** A disk that can be read in several ways is read in the window as somebody chooses; the images are real. */
final class ReadingsInWindowTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final Screen screen = new Screen();
    private final List<DiskViewModel> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DiskViewModel::close);
    }

    private DiskViewModel open(Path image) throws IOException {
        DiskViewModel disk = new DiskViewModel(DiskSession.show(image, ImageOptions.usual()),
                new Background("readings test", screen));
        opened.add(disk);
        return disk;
    }

    /** An ext4 over the whole disk under an old MBR. */
    private Path twoTables() throws IOException {
        Path image = folder.resolve("tables.raw");
        Path table = folder.resolve("table");
        Shell.run("truncate", "-s", "64M", image.toString(), table.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString());
        Shell.feed("label: dos\nstart=2048, size=4096\n", "sfdisk", "-q", table.toString());
        Shell.copy(table, 0, image, 0, 512);
        return image;
    }

    /** A FAT32 with a superblock of an ext4 in the sectors that it reserves. */
    private Path twoContents() throws IOException {
        Path image = folder.resolve("contents.raw");
        Path ext = folder.resolve("ext");
        Path fat = folder.resolve("fat");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.run("truncate", "-s", "40M", ext.toString(), fat.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", ext.toString());
        Shell.run("mkfs.fat", "-F", "32", "-n", "DATA", fat.toString());
        Shell.copy(ext, 1024, fat, 1024, 1024);
        Shell.feed("label: dos\nstart=2048, size=81920\n", "sfdisk", "-q", image.toString());
        Shell.copy(fat, 0, image, MIB, 40 * MIB);
        return image;
    }

    private static List<Reading> readings(DiskViewModel disk) {
        return disk.onDisk().problems().stream().map(Problem::readings).flatMap(List::stream).toList();
    }

    private void choose(DiskViewModel disk, Choices choices) {
        disk.jobs().choose(choices, failure -> {
            throw new AssertionError(failure);
        });
        screen.until(() -> !disk.busyProperty().get());
    }

    private void again(DiskViewModel disk) {
        disk.jobs().forgetChoices(failure -> {
            throw new AssertionError(failure);
        });
        screen.until(() -> !disk.busyProperty().get());
    }

    private void apply(DiskViewModel disk) {
        disk.jobs().run("Committing", () -> {
            disk.disk().apply(event -> {}, () -> false);
            return disk;
        }, done -> {}, failure -> {
            throw new AssertionError(failure);
        });
        screen.until(() -> !disk.busyProperty().get());
    }

    @Test
    void theTableThatIsChosenCountsUntilItIsChosenAgain() throws IOException {
        DiskViewModel disk = open(twoTables());
        assertEquals(List.of("Read as DOS (MBR)", "Read as ext4 over the whole disk"),
                readings(disk).stream().map(Describe::reading).toList());
        assertTrue(Reasons.edit(disk).isPresent());
        choose(disk, readings(disk).get(1).choices());
        assertEquals(TableType.NONE, disk.onDisk().table().type());
        assertEquals(Optional.empty(), Reasons.edit(disk));
        assertEquals("It has no table", Describe.choices(disk.disk().choices()));

        assertEquals(Optional.empty(),
                disk.pending().push(new SetLabel(disk.onDisk().partition(1).orElseThrow().id(), "whole")));
        List<Throwable> failures = new ArrayList<>();
        disk.jobs().choose(Choices.of(TableType.DOS), failures::add);
        assertEquals(Texts.get("why.pending"), failures.get(0).getMessage());
        apply(disk);
        disk.jobs().reload(failures::add);
        screen.until(() -> !disk.busyProperty().get());
        assertEquals(TableType.NONE, disk.onDisk().table().type());
        assertEquals(Optional.of("whole"), disk.onDisk().partition(1).orElseThrow().content().label());

        again(disk);
        assertEquals(2, readings(disk).size());
        choose(disk, readings(disk).get(0).choices());
        assertEquals(TableType.DOS, disk.onDisk().table().type());
        assertEquals(Optional.empty(), Reasons.edit(disk));
    }

    @Test
    void whatCannotBeReadSoIsReadAsBefore() throws IOException {
        DiskViewModel disk = open(twoTables());
        List<Throwable> failures = new ArrayList<>();
        disk.jobs().choose(Choices.of(TableType.GPT), failures::add);
        screen.until(() -> !disk.busyProperty().get());
        assertEquals("The disk cannot be read as one with a table of the kind gpt.",
                failures.get(0).getMessage());
        assertEquals(Choices.NONE, disk.disk().choices());
        assertEquals(2, readings(disk).size());
    }

    @Test
    void theContentThatIsChosenIsWorkedOnAndStaysChosenAfterACommit() throws IOException {
        DiskViewModel disk = open(twoContents());
        assertEquals(List.of("ext4", "vfat"), Describe.readings(disk.onDisk().partition(1).orElseThrow()));
        assertTrue(ActionList.LABEL.whyNot(disk).isPresent());
        choose(disk, Choices.of(1, "vfat"));
        assertEquals(Optional.empty(), ActionList.LABEL.whyNot(disk));
        disk.pending().push(new SetLabel(disk.onDisk().partition(1).orElseThrow().id(), "NEW"));
        apply(disk);
        assertEquals(Optional.of("NEW"), disk.onDisk().partition(1).orElseThrow().content().label());
        assertEquals("Partition 1 holds vfat", Describe.choices(disk.disk().choices()));
        disk.pending().push(new Delete(disk.onDisk().partition(1).orElseThrow().id()));
        apply(disk);
        assertEquals(Choices.NONE, disk.disk().choices());
    }

    @Test
    void theSizeOfSectorsIsChosenToo() throws IOException {
        Path image = folder.resolve("sectors.raw");
        Path ext = folder.resolve("part");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.run("truncate", "-s", "16M", ext.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", ext.toString());
        Shell.feed("label: dos\nstart=2048, size=4096\n", "sfdisk", "-q", image.toString());
        Shell.copy(ext, 0, image, 8 * MIB, 16 * MIB);
        DiskViewModel disk = open(image);
        assertEquals(List.of("Read with sectors of 4096 bytes", "Read with sectors of 512 bytes"),
                readings(disk).stream().map(Describe::reading).toList());
        choose(disk, readings(disk).get(0).choices());
        assertEquals(4096, disk.onDisk().sectorSize());
        assertEquals(Optional.of("ext4"), disk.onDisk().partition(1).orElseThrow().content().type());
        assertEquals(Optional.empty(), Reasons.edit(disk));
        again(disk);
        choose(disk, readings(disk).get(1).choices());
        assertEquals(512, disk.onDisk().sectorSize());
        assertEquals(Optional.empty(), Reasons.edit(disk));
    }

    private static Optional<Node> find(String id) {
        return Window.getWindows().stream().filter(window -> window.getScene() != null)
                .flatMap(window -> Optional.ofNullable(window.getScene().getRoot().lookup("#" + id)).stream())
                .findFirst();
    }

    private static void until(String what, java.util.concurrent.Callable<Boolean> reached) {
        RealWindow.until(what, reached, () -> "it was not");
    }

    private static void fire(String id) {
        until("#" + id + " can be pressed", () -> find(id).filter(node -> !node.isDisabled()).isPresent());
        assertTrue(on(() -> find(id).orElseThrow().isFocusTraversable()));
        Platform.runLater(() -> find(id).map(Button.class::cast).ifPresent(Button::fire));
    }

    private static Menu readAs() {
        return ((MenuBar) find("menu-bar").orElseThrow()).getMenus().stream()
                .flatMap(menu -> menu.getItems().stream())
                .filter(item -> "menu-read-as".equals(item.getId())).map(Menu.class::cast).findFirst()
                .orElseThrow();
    }

    @Test
    void theRealWindowOffersTheWaysAndTheWayBack() throws IOException, TimeoutException {
        OpenDisks disks = new OpenDisks(DiskSession::show, Platform::runLater);
        Actions actions = RealWindow.show(disks, folder.resolve("state"), new Recorded().files());
        try {
            Path tables = twoTables();
            Path contents = twoContents();
            RealWindow.run(() -> actions.open(List.of(tables)));
            fire("read-as-2");
            until("it has no table",
                    () -> disks.current().orElseThrow().onDisk().table().type() == TableType.NONE
                            && find("choose-again").isPresent());
            assertTrue(on(() -> !readAs().isVisible()));
            fire("choose-again");
            until("both are shown", () -> find("read-as-1").isPresent() && find("choose-again").isEmpty());

            RealWindow.run(() -> actions.close(disks.current().orElseThrow()));
            RealWindow.run(() -> actions.open(List.of(contents)));
            until("both contents are shown", () -> !disks.disks().isEmpty() && readAs().isVisible());
            assertEquals(List.of("Read as ext4", "Read as vfat"),
                    on(() -> readAs().getItems().stream().map(MenuItem::getText).toList()));
            RealWindow.run(() -> readAs().getItems().get(1).fire());
            until("it is vfat", () -> type(disks).equals(Optional.of("vfat")) && !readAs().isVisible());
            fire("choose-again");
            until("it is both", () -> type(disks).isEmpty() && readAs().isVisible());
            Platform.runLater(() -> actions.run(ActionList.INFORMATION));
            fire("read-as-vfat");
            until("it is vfat again", () -> type(disks).equals(Optional.of("vfat"))
                    && find("information-dialog").isEmpty());
        } finally {
            RealWindow.close(disks);
        }
    }

    private static Optional<String> type(OpenDisks disks) {
        return disks.current().orElseThrow().onDisk().partition(1).flatMap(it -> it.content().type());
    }
}
