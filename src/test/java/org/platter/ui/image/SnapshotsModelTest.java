package org.platter.ui.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.OnDisk;
import org.platter.ui.apply.ScriptedDisk;

final class SnapshotsModelTest {

    private final FakeJobs jobs = new FakeJobs();
    private ScriptedDisk disk;
    private DiskViewModel view;

    @BeforeEach
    void open() throws Refusal {
        jobs.snapshots.addAll(FakeJobs.taken(2));
        disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout());
        disk.format = "qcow2";
        show();
        view = disk.view();
    }

    /** The image tells what the jobs left. */
    private void show() {
        disk.facts = Optional.of(FakeJobs.facts("/images/thumb.qcow2", "qcow2", ByteSize.GIB, ByteSize.MIB,
                Optional.empty(), List.copyOf(jobs.snapshots), List.of()));
    }

    private SnapshotsModel model() {
        jobs.play = (events, cancelled) -> show();
        return new SnapshotsModel(jobs, view);
    }

    private void settle() throws InterruptedException {
        disk.until(() -> !view.busyProperty().get());
        show();
    }

    @Test
    void theNameThatIsOfferedIsFreeAndATakenOneIsRefused() {
        SnapshotsModel model = model();
        assertEquals("", model.nameProblemBinding().get());
        model.nameProperty().set("nightly-1");
        assertTrue(model.nameProblemBinding().get().contains("already"), model.nameProblemBinding().get());
        model.nameProperty().set("  ");
        assertTrue(model.nameProblemBinding().get().contains("name"), model.nameProblemBinding().get());
        model.nameProperty().set("ä".repeat(200));
        assertTrue(model.nameProblemBinding().get().contains("long"), "255 bytes, not characters");
    }

    @Test
    void takingAndDeletingWorkOnTheImageWhileItIsClosedHere() throws Exception {
        SnapshotsModel model = model();
        model.nameProperty().set(" upgrade ");
        model.take();
        settle();
        assertEquals(1, disk.timesAside);
        assertEquals(List.of("take upgrade"), jobs.calls);
        assertEquals("“upgrade” was taken.", model.successProperty().get());
        model.selectedProperty().set(Optional.of(jobs.snapshots.get(0)));
        model.delete();
        settle();
        assertEquals("delete 1", jobs.calls.get(1));
    }

    @Test
    void goingBackKeepsThePresentFirstUnlessThatIsNotWanted() throws Exception {
        SnapshotsModel model = model();
        SnapshotFacts first = jobs.snapshots.get(0);
        model.selectedProperty().set(Optional.of(first));
        model.keptNameProperty().set("kept");
        model.goBack(() -> {});
        settle();
        assertEquals(List.of("take kept", "back 1"), jobs.calls);
        model.selectedProperty().set(Optional.of(first));
        model.keepPresentProperty().set(false);
        model.keptNameProperty().set("");
        assertEquals("", model.keptProblemBinding().get(), "a name that is not needed");
        model.goBack(() -> {});
        settle();
        assertEquals("back 1", jobs.calls.get(2));
    }

    @Test
    void aFailureIsToldAndNothingElseIsDone() throws Exception {
        SnapshotsModel model = model();
        jobs.play = (events, cancelled) -> {
            throw new IOException("No space left on device.");
        };
        model.selectedProperty().set(Optional.of(jobs.snapshots.get(0)));
        model.goBack(() -> {
            throw new AssertionError("it was not done");
        });
        settle();
        assertEquals("No space left on device.", model.failureProperty().get());
        assertEquals(1, jobs.calls.size(), "what is now could not be kept, so it was left");
    }

    @Test
    void whatIsPendingStandsInTheWay() throws Exception {
        assertEquals(Optional.empty(), ActionList.GO_BACK.whyNot(view));
        view.pending().append("delete 1");
        assertTrue(model().refusal().orElseThrow().contains("pending"));
        assertEquals("Apply or clear the pending operations first.",
                ActionList.GO_BACK.whyNot(view).orElseThrow());
        assertEquals(Optional.empty(), ActionList.SNAPSHOTS.whyNot(view), "they can be looked at");
        view.pending().clear();
        assertEquals(Optional.empty(), ActionList.GO_BACK.whyNot(view));
    }

    @Test
    void actionsThatTheFormatCannotDoSayWhy() throws Exception {
        disk.format = "raw";
        disk.facts = Optional.empty();
        assertEquals("Raw images keep no snapshots; convert it to qcow2 to have them.",
                ActionList.SNAPSHOTS.whyNot(view).orElseThrow());
        assertEquals("Raw images have no dirty bitmaps; convert it to qcow2 to have them.",
                ActionList.BITMAPS.whyNot(view).orElseThrow());
        assertTrue(ActionList.CHECK_IMAGE.whyNot(view).orElseThrow().contains("no structures"));
        assertEquals("Raw images cannot be based on another one; convert it to qcow2 to have that.",
                ActionList.REBASE.whyNot(view).orElseThrow());
        assertTrue(ActionList.COMMIT_IMAGE.whyNot(view).orElseThrow().contains("not based"));
        assertEquals(Optional.empty(), ActionList.COMPACT.whyNot(view));
        disk.format = "qcow2";
        for (OnDisk action : List.of(ActionList.SNAPSHOTS, ActionList.BITMAPS, ActionList.REBASE)) {
            assertEquals(Optional.empty(), action.whyNot(view), action.id());
        }
        disk.format = "raw";
        disk.path = Path.of("nbd://host/export");
        for (OnDisk action : List.of(ActionList.SNAPSHOTS, ActionList.CHECK_IMAGE, ActionList.REBASE,
                ActionList.COMMIT_IMAGE, ActionList.COMPACT, ActionList.GO_BACK)) {
            assertTrue(action.whyNot(view).orElseThrow().contains("no image file here"), action.id());
        }
        assertEquals("nbd://host/export", view.name());
    }
}
