package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.OnDisk;
import org.platter.ui.action.WindowAction;

final class ActionsTest {

    @TempDir
    Path folder;

    private final Screen screen = new Screen();
    private final Recorded recorded = new Recorded();
    private final AtomicBoolean quit = new AtomicBoolean();
    private Remembered remembered;
    private OpenDisks disks;
    private Actions actions;

    @BeforeEach
    void open() {
        remembered = Remembered.from(folder.resolve("state"));
        disks = new OpenDisks((path, options) -> {
            if (path.toString().contains("absent")) {
                throw new IOException(path + " is not there.");
            }
            return new FakeDisk(path.toString(), path.toString().contains("nested") ? Pictures.nested()
                    : Pictures.two());
        }, screen);
        actions = new Actions(disks, recorded.prompts(), recorded.files(), remembered,
                () -> quit.set(true));
    }

    @AfterEach
    void close() {
        disks.closeAll();
    }

    private DiskViewModel opened(String path) {
        actions.open(List.of(Path.of(path)));
        screen.until(() -> disks.current().filter(disk -> disk.path().equals(Path.of(path))).isPresent());
        return disks.current().orElseThrow();
    }

    @Test
    void noKeyIsOfTwoActions() {
        List<String> keys = ActionList.all().stream().map(WindowAction::key).sorted().toList();
        assertEquals(keys.stream().distinct().toList(), keys);
    }

    @Test
    void everyClassOfActionsIsInTheList() {
        Set<String> classes = new ClassFileImporter().importPackagesOf(ActionList.class).stream()
                .filter(type -> type.isAssignableTo(WindowAction.class)
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName).collect(Collectors.toSet());
        assertEquals(classes, ActionList.all().stream().map(action -> action.getClass().getName())
                .collect(Collectors.toSet()));
    }

    @Test
    void withoutADiskAllActionsOnDisksSaySo() {
        for (WindowAction action : ActionList.all()) {
            assertEquals(action instanceof OnDisk,
                    actions.refusalProperty(action).get().isPresent(), action.id());
        }
        actions.run(ActionList.DELETE);
        assertEquals("Open a disk first.", actions.noticeProperty().get());
    }

    @Test
    void anImageThatCannotBeOpenedIsToldAndNotRemembered() {
        actions.open(List.of(Path.of("/absent.raw")));
        screen.until(() -> recorded.calls.contains("failure"));
        assertEquals(List.of(), remembered.recent());
        assertEquals(Optional.empty(), disks.current());
    }

    @Test
    void anImageThatIsOpenIsShownAndNotOpenedTwice() {
        opened("/one.raw");
        opened("/nested.raw");
        actions.open(List.of(Path.of("/one.raw")));
        assertEquals(2, disks.disks().size());
        assertEquals(Path.of("/one.raw"), disks.current().orElseThrow().path());
        assertEquals(List.of(Path.of("/nested.raw"), Path.of("/one.raw")), remembered.recent());
    }

    @Test
    void deleteIsQueuedAtOnceAndTheOthersAsk() {
        DiskViewModel disk = opened("/one.raw");
        actions.run(ActionList.DELETE);
        assertEquals(1, disk.pending().operations().size());
        assertEquals(List.of(), recorded.calls);
        actions.run(ActionList.NEW_PARTITION);
        disk.selectionProperty().set(new Selection.OfPartition(Pictures.SECOND));
        for (WindowAction action : List.of(ActionList.RESIZE_MOVE, ActionList.FORMAT, ActionList.LABEL,
                ActionList.UUID, ActionList.FLAGS, ActionList.INFORMATION, ActionList.APPLY,
                ActionList.REHEARSE)) {
            actions.run(action);
        }
        assertEquals(
                List.of("new-partition", "resize-move", "format", "label", "uuid", "flags", "information",
                        "apply", "rehearse"),
                recorded.calls);
    }

    @Test
    void everyActionWithoutARefusalDoesSomething() {
        recorded.mayDiscard = false; // closing must ask, and is not done
        for (WindowAction action : ActionList.all()) {
            DiskViewModel disk = opened("/nested.raw");
            disk.pending().clear();
            actions.run(ActionList.DELETE);
            disk.selectionProperty().set(new Selection.OfPartition(disk.preview().partitions().get(0).id()));
            if (actions.refusalProperty(action).get().isEmpty()) {
                recorded.calls.clear();
                List<?> before = List.of(disk.draft(), disk.desk().copiedProperty().get(),
                        disk.busyProperty().get());
                actions.run(action);
                List<?> after = List.of(disk.draft(), disk.desk().copiedProperty().get(),
                        disk.busyProperty().get());
                assertTrue(!recorded.calls.isEmpty() || !before.equals(after), action.id() + " did nothing");
            }
        }
    }

    @Test
    void closingWithPendingOperationsAsks() {
        DiskViewModel disk = opened("/one.raw");
        actions.run(ActionList.DELETE);
        recorded.mayDiscard = false;
        actions.run(ActionList.CLOSE);
        assertEquals(List.of(disk), disks.disks());
        actions.run(ActionList.QUIT);
        assertFalse(quit.get());
        recorded.mayDiscard = true;
        actions.run(ActionList.QUIT);
        assertTrue(quit.get());
        assertEquals(List.of(), disks.disks());
    }

    @Test
    void aRefusalIsForgottenWhenSomethingChanges() {
        DiskViewModel disk = opened("/one.raw");
        actions.run(ActionList.PASTE);
        assertEquals("Copy a partition first.", actions.noticeProperty().get());
        disk.selectionProperty().set(new Selection.Nothing());
        assertEquals("", actions.noticeProperty().get());
    }

    @Test
    void anotherDiskHasItsOwnRefusals() {
        opened("/one.raw");
        actions.run(ActionList.DELETE);
        assertEquals(Optional.empty(), actions.refusalProperty(ActionList.UNDO).get());
        opened("/nested.raw");
        assertTrue(actions.refusalProperty(ActionList.UNDO).get().isPresent());
        disks.close(disks.current().orElseThrow());
        assertEquals(Optional.empty(), actions.refusalProperty(ActionList.UNDO).get());
    }
}
