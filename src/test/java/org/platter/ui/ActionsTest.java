package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        actions = new Actions(disks, recorded.dialogs(), recorded.prompts(), remembered,
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
        List<String> keys = Stream.of(UserAction.values()).map(UserAction::key).sorted().toList();
        assertEquals(keys.stream().distinct().toList(), keys);
    }

    @Test
    void withoutADiskAllActionsOnDisksSaySo() {
        for (UserAction action : UserAction.values()) {
            assertEquals(action.scope() != UserAction.Scope.WINDOW,
                    actions.refusalProperty(action).get().isPresent(), action.id());
        }
        actions.run(UserAction.DELETE);
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
        actions.run(UserAction.DELETE);
        assertEquals(1, disk.pending().size());
        assertEquals(List.of(), recorded.calls);
        actions.run(UserAction.NEW_PARTITION);
        disk.selectionProperty().set(new Selection.OfPartition(Pictures.SECOND));
        for (UserAction action : List.of(UserAction.RESIZE_MOVE, UserAction.FORMAT, UserAction.LABEL,
                UserAction.UUID, UserAction.FLAGS, UserAction.INFORMATION, UserAction.APPLY,
                UserAction.REHEARSE)) {
            actions.run(action);
        }
        assertEquals(List.of("newPartition", "resizeMove", "format", "label", "uuid", "flags", "information",
                "apply", "rehearse"), recorded.calls);
    }

    @Test
    void everyActionWithoutARefusalDoesSomething() {
        recorded.mayDiscard = false; // closing must ask, and is not done
        for (UserAction action : UserAction.values()) {
            DiskViewModel disk = opened("/nested.raw");
            disk.clear();
            actions.run(UserAction.DELETE);
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
        actions.run(UserAction.DELETE);
        recorded.mayDiscard = false;
        actions.run(UserAction.CLOSE);
        assertEquals(List.of(disk), disks.disks());
        actions.run(UserAction.QUIT);
        assertFalse(quit.get());
        recorded.mayDiscard = true;
        actions.run(UserAction.QUIT);
        assertTrue(quit.get());
        assertEquals(List.of(), disks.disks());
    }

    @Test
    void aRefusalIsForgottenWhenSomethingChanges() {
        DiskViewModel disk = opened("/one.raw");
        actions.run(UserAction.PASTE);
        assertEquals("Copy a partition first.", actions.noticeProperty().get());
        disk.selectionProperty().set(new Selection.Nothing());
        assertEquals("", actions.noticeProperty().get());
    }

    @Test
    void anotherDiskHasItsOwnRefusals() {
        opened("/one.raw");
        actions.run(UserAction.DELETE);
        assertEquals(Optional.empty(), actions.refusalProperty(UserAction.UNDO).get());
        opened("/nested.raw");
        assertTrue(actions.refusalProperty(UserAction.UNDO).get().isPresent());
        disks.close(disks.current().orElseThrow());
        assertEquals(Optional.empty(), actions.refusalProperty(UserAction.UNDO).get());
    }
}
