package org.platter.ui.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.platter.operation.Disks;
import org.platter.ui.DialogPictures;
import org.platter.ui.OpenDisks;
import org.platter.ui.apply.ScriptedDisk;

/** Saves a picture of the lists of devices, in light and dark, with made-up devices: {@code FOLDER}. */
public final class DevicePictures {

    /** The toolkit's side of it. */
    public static final class PicturesApp extends DialogPictures {

        @Override
        protected List<Shot> shots(Stage owner) {
            List<Shot> shots = new ArrayList<>();
            for (FakeDevices some : List.of(none(), one(), many())) {
                int count = some.disks.size();
                shots.add(new Shot("devices-" + count, () -> DevicesDialog.open(owner, some, node -> {}),
                        () -> {}));
                shots.add(new Shot("loops-" + some.loops.size(), () -> LoopsDialog.show(owner, some,
                        new OpenDisks((path, options) -> new ScriptedDisk(Disks.thumb(63, 979902, 979965,
                                996030).layout()), Platform::runLater),
                        node -> {}), () -> {}));
            }
            shots.add(new Shot("devices-none-such", () -> DevicesDialog.open(owner, many(), node -> {}),
                    () -> find(TextField.class, "device-filter").setText("floppy")));
            shots.add(new Shot("loops-failed", () -> LoopsDialog.show(owner, many(), disks(), node -> {}),
                    () -> {
                        find(TextField.class, "attach-image").setText("/etc/absent.raw");
                        find(CheckBox.class, "attach-read-only").setSelected(true);
                    }));
            shots.add(new Shot("loops-detach", () -> LoopsDialog.show(owner, many(), disks(), node -> {}),
                    () -> find(Button.class, "detach").fire()));
            return shots;
        }

        private static OpenDisks disks() {
            return new OpenDisks((path, options) -> {
                throw new IOException("no");
            }, Platform::runLater);
        }

        private static FakeDevices none() {
            return new FakeDevices();
        }

        private static FakeDevices one() {
            return new FakeDevices().disk("sda", "disk", "ATA Samsung SSD 870 EVO 500GB", "S62BNJ0R123456",
                    466, "sda1 mounted at /boot/efi", "sda2 mounted at /", "sda3 swap space in use")
                    .loop(0, "/home/someone/images/thumb.raw", false);
        }

        private static FakeDevices many() {
            FakeDevices all = one().disk("nvme0n1", "disk", "WD_BLACK SN850X 2000GB", "22501X800042", 1863)
                    .disk("sdb", "disk", "SanDisk USB Ultra Fit 3.1 flash drive with a rather long name that "
                            + "some maker gave it, revision 1.00", "4C531001520127119473AABBCCDD", 58)
                    .disk("mmcblk0", "memory card", "SD64G", "0x1a2b3c4d", 59).disk("sr0", "optical",
                            "HL-DT-ST DVDRAM GH24NSD1", "K2AH7", 4)
                    .disk("md127", "RAID", "", "", 3726, "part of dm-0")
                    .disk("nbd0", "network", "", "", 10).disk("vda", "virtual", "", "", 20)
                    .disk("dm-0", "mapped", "", "", 3726, "mounted at /srv");
            return all.loop(1, "/var/lib/libvirt/images/templates of the whole department/and a folder "
                    + "below/debian-12-generic-amd64-20240717-1811.raw", true,
                    "loop1p1 mounted at /run/media/someone/a rather long label of a file system")
                    .loop(12, "/srv/images/small.raw", true);
        }
    }

    private DevicePictures() {}

    public static void main(String[] arguments) {
        Application.launch(PicturesApp.class, arguments);
    }
}
