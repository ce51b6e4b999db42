package org.platter.ui.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.platter.session.BlockDevices.Device;
import org.platter.ui.Background;

final class DevicesModelTest {

    private final BlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();
    private final Background background = new Background("test devices", screen::add);
    private final FakeDevices devices = new FakeDevices().disk("sda", "disk", "Samsung SSD", "S62B", 466,
            "sda1 mounted at /").disk("sdb", "disk", "SanDisk USB", "4C53", 58)
            .loop(0, "/images/thumb.raw", false).loop(1, "/var/lib/snapd/snaps/core.snap", true);
    private final DevicesModel model = new DevicesModel(devices, background);

    @AfterEach
    void close() {
        background.close();
    }

    private void until(BooleanSupplier reached) throws InterruptedException {
        while (!reached.getAsBoolean()) {
            Runnable next = screen.poll(60, TimeUnit.SECONDS);
            assertTrue(next != null, "nothing more came");
            next.run();
        }
    }

    private List<String> shown() {
        return model.shown().stream().map(Device::path).map(Path::toString).toList();
    }

    private void list() throws InterruptedException {
        int before = devices.lists;
        model.refresh();
        until(() -> devices.lists > before && screen.isEmpty() && !model.shown().isEmpty());
    }

    @Test
    void theListComesInTheBackgroundAndItsFirstDiskIsSelected() throws InterruptedException {
        assertTrue(model.nothingBinding().get().startsWith("Looking"), model.nothingBinding().get());
        assertEquals("Select a disk first.", model.problemBinding().get());
        list();
        assertEquals(List.of("/dev/sda", "/dev/sdb", "/dev/loop0"), shown());
        assertEquals("/dev/sda", model.selectedProperty().get().orElseThrow().path().toString());
        assertEquals("", model.problemBinding().get());
    }

    @Test
    void loopDevicesOfPackagesAreShownWhenAskedFor() throws InterruptedException {
        list();
        model.showAllProperty().set(true);
        until(() -> shown().size() == 4);
        assertTrue(shown().contains("/dev/loop1"));
    }

    @Test
    void whatIsSelectedStaysSoWhileOthersComeAndGo() throws InterruptedException {
        list();
        model.selectBy(1);
        devices.disk("sdc", "disk", "Stick USB", "", 8);
        list();
        until(() -> shown().contains("/dev/sdc"));
        assertEquals("/dev/sdb", model.selectedProperty().get().orElseThrow().path().toString());
        devices.disks.removeIf(disk -> disk.path().endsWith("sdb"));
        list();
        until(() -> !shown().contains("/dev/sdb"));
        assertEquals("/dev/sda", model.selectedProperty().get().orElseThrow().path().toString());
    }

    @Test
    void aDiskIsFoundByAnyOfItsWords() throws InterruptedException {
        list();
        for (String words : List.of("sandisk", "USB sdb", "4c53", "  removable ")) {
            model.filterProperty().set(words);
            assertEquals(List.of("/dev/sdb"), shown(), words);
        }
        model.filterProperty().set("mounted");
        assertEquals(List.of("/dev/sda"), shown());
        model.filterProperty().set("floppy");
        assertEquals(List.of(), shown());
        assertTrue(model.nothingBinding().get().contains("floppy"), model.nothingBinding().get());
        assertTrue(model.selectedProperty().get().isEmpty());
    }

    @Test
    void theFilterIsOfferedForManyOnly() throws InterruptedException {
        list();
        assertFalse(model.filterUsefulProperty().get());
        for (int i = 0; i < DevicesModel.MANY; i++) {
            devices.disk("vd" + (char) ('a' + i), "virtual", "", "", 1);
        }
        list();
        until(() -> model.filterUsefulProperty().get());
    }

    @Test
    void aListThatCannotBeReadSaysWhyAndIsReadAgain() throws InterruptedException {
        devices.broken = java.util.Optional.of("/sys is not there.");
        model.refresh();
        until(() -> model.nothingBinding().get().startsWith("/sys"));
        devices.broken = java.util.Optional.empty();
        list();
        assertEquals(3, shown().size());
    }

    @Test
    void everythingThatIsShownIsAlsoReadAloud() {
        String said = DeviceWords.sentence(devices.disks.get(0));
        for (String word : List.of("/dev/sda", "Samsung SSD", "S62B", "466 GiB", "sda1 mounted at /")) {
            assertTrue(said.contains(word), said);
        }
    }
}
