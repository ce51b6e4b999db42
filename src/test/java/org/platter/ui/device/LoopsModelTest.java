package org.platter.ui.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.operation.Delete;
import org.platter.operation.Disks;
import org.platter.session.LoopDevices.Wish;
import org.platter.session.image.ImageOptions;
import org.platter.ui.Background;
import org.platter.ui.DiskViewModel;
import org.platter.ui.OpenDisks;
import org.platter.ui.apply.ScriptedDisk;

final class LoopsModelTest {

    @TempDir
    private Path folder;

    private final BlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();
    private final Background background = new Background("test loops", screen::add);
    private final FakeDevices devices = new FakeDevices();
    private final OpenDisks disks = new OpenDisks((path, options) -> {
        ScriptedDisk disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout());
        disk.path = path;
        disk.format = path.toString().endsWith(".qcow2") ? "qcow2" : "raw";
        opened = disk;
        return disk;
    }, screen::add);
    private volatile ScriptedDisk opened;
    private Path image;

    @BeforeEach
    void makeAnImage() throws IOException {
        image = Files.createFile(folder.resolve("thumb.raw"));
    }

    @AfterEach
    void close() {
        disks.closeAll();
        background.close();
    }

    private void until(BooleanSupplier reached) throws InterruptedException {
        while (!reached.getAsBoolean()) {
            Runnable next = screen.poll(60, TimeUnit.SECONDS);
            assertTrue(next != null, "nothing more came");
            next.run();
        }
    }

    private DiskViewModel open(Path path) throws InterruptedException {
        disks.open(path, ImageOptions.usual(), (failed, why) -> {}, () -> {});
        until(() -> disks.current().filter(disk -> disk.path().equals(path)).isPresent());
        return disks.current().orElseThrow();
    }

    private LoopsModel model() {
        LoopsModel model = new LoopsModel(devices, disks, background);
        model.refresh();
        return model;
    }

    @Test
    void theShownImageIsOfferedWithItsPartitions() throws InterruptedException {
        open(image);
        LoopsModel model = model();
        assertEquals(image, model.image().path().orElseThrow());
        assertEquals(List.of(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2)), model.parts());
        assertEquals("The whole image", model.words(model.parts().get(0)));
        assertTrue(model.words(OptionalInt.of(2)).startsWith("Partition 2"), model.words(OptionalInt.of(2)));
        model.image().set(folder.resolve("absent.raw"));
        assertEquals(List.of(OptionalInt.empty()), model.parts());
        assertTrue(model.attachProblemBinding().get().contains("absent.raw"));
    }

    @Test
    void aDeviceOrAnImageThatIsNotRawIsNotOffered() throws InterruptedException {
        open(folder.resolve("disk.qcow2"));
        assertTrue(model().image().isEmpty());
        open(Path.of("/dev/loop7"));
        assertTrue(model().image().isEmpty());
    }

    @Test
    void anImageThatIsOpenIsLetGoWhileItIsAttached() throws InterruptedException {
        open(image);
        LoopsModel model = model();
        model.partProperty().set(OptionalInt.of(2));
        model.directIoProperty().set(true);
        model.attach();
        until(() -> model.rows().size() == 1);
        assertEquals(1, opened.timesAside);
        assertEquals(List.of(new Wish(OptionalInt.of(2), false, true)), devices.wishes);
        assertEquals("/dev/loop0", model.selectedProperty().get().orElseThrow().loop().path().toString());
        assertEquals("thumb.raw is attached as /dev/loop0.", model.successProperty().get());
    }

    @Test
    void whatIsPendingIsNotLost() throws InterruptedException, Refusal {
        DiskViewModel disk = open(image);
        disk.pending().push(new Delete(disk.preview().partitions().get(0).id()));
        LoopsModel model = model();
        String problem = model.attachProblemBinding().get();
        assertEquals("Apply or clear what is pending on thumb.raw first, or attach it read-only: attached, "
                + "it is changed by way of its device.", problem);
        model.readOnlyProperty().set(true);
        assertEquals("", model.attachProblemBinding().get());
        model.attach();
        until(() -> model.rows().size() == 1);
        assertEquals(0, opened.timesAside);
        assertEquals(1, disk.draft().operations().size());
    }

    @Test
    void whatADialogSaysToDoFirstIsTheWay() throws InterruptedException, IOException, Refusal {
        Path qcow2 = Files.createFile(folder.resolve("disk.qcow2"));
        open(qcow2);
        LoopsModel model = model();
        model.image().set(qcow2);
        assertEquals("disk.qcow2 is a qcow2 image, and loop devices show the bytes of a file as they are; "
                + "convert it to raw first.", model.attachProblemBinding().get());
        model.image().set(image);
        assertEquals("", model.attachProblemBinding().get());
        assertEquals("Select a loop device first.", model.rowProblemBinding().get());
        model.attach();
        until(() -> model.rows().size() == 1);
        assertEquals("", model.rowProblemBinding().get());
        DiskViewModel disk = open(Path.of("/dev/loop0"));
        disk.pending().push(new Delete(disk.preview().partitions().get(0).id()));
        model.detach(model.rows().get(0));
        assertEquals("Apply or clear what is pending on /dev/loop0 first.", model.failureProperty().get());
        disk.pending().clear();
        model.detach(model.rows().get(0));
        until(() -> model.rows().isEmpty());
    }

    @Test
    void whatFailsIsToldAndNothingElseIsChanged() throws InterruptedException {
        LoopsModel model = model();
        model.image().set(image);
        devices.broken = Optional.of("Only root may attach loop devices.");
        model.attach();
        until(() -> !model.failureProperty().get().isEmpty());
        assertEquals("Only root may attach loop devices.", model.failureProperty().get());
        assertEquals("", model.attachProblemBinding().get());
    }

    @Test
    void onlyTheDeviceThatIsLookedAtIsSelectedAtFirst() throws InterruptedException {
        devices.loop(0, "/images/other.raw", false);
        devices.loop(1, image.toString(), false);
        LoopsModel none = model();
        until(() -> none.rows().size() == 2);
        assertEquals(Optional.empty(), none.selectedProperty().get());
        assertTrue(none.rowProblemBinding().get().startsWith("Select"), none.rowProblemBinding().get());
        for (Path path : List.of(image, Path.of("/dev/loop1"))) {
            open(path);
            LoopsModel model = model();
            until(() -> model.selectedProperty().get().isPresent());
            assertEquals("/dev/loop1", model.selectedProperty().get().get().loop().path().toString());
        }
    }

    @Test
    void aDeviceThatIsOpenIsClosedBeforeItIsDetached() throws InterruptedException {
        devices.loop(0, image.toString(), false);
        open(image);
        open(Path.of("/dev/loop0"));
        LoopsModel model = model();
        until(() -> model.rows().size() == 1);
        model.detach(model.rows().get(0));
        until(() -> model.rows().isEmpty());
        assertEquals(List.of(image), disks.disks().stream().map(DiskViewModel::path).toList());
        assertEquals("/dev/loop0 is detached.", model.successProperty().get());
    }

    @Test
    void aDeviceWithSomethingPendingStays() throws InterruptedException {
        devices.loop(0, image.toString(), false);
        DiskViewModel disk = open(Path.of("/dev/loop0"));
        disk.pending().push(new Delete(disk.preview().partitions().get(0).id()));
        LoopsModel model = model();
        until(() -> model.rows().size() == 1);
        model.detach(model.rows().get(0));
        assertTrue(model.failureProperty().get().contains("/dev/loop0"), model.failureProperty().get());
        assertEquals(1, devices.loops.size());
    }

    @Test
    void loopsOfPackagesAreListedWhenAskedFor() throws InterruptedException {
        devices.loop(0, "/var/lib/snapd/snaps/core.snap", true);
        LoopsModel model = model();
        until(() -> model.nothingBinding().get().startsWith("No loop"));
        assertEquals(List.of(), model.rows());
        model.showAllProperty().set(true);
        until(() -> model.rows().size() == 1);
    }
}
