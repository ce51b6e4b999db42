package org.platter.ui.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import org.platter.operation.Disks;
import org.platter.ui.OpenDisks;
import org.platter.ui.Theme;
import org.platter.ui.apply.ScriptedDisk;

/** Saves a picture of the lists of devices, in light and dark, with made-up devices: {@code FOLDER}. */
public final class DevicePictures {

    /** The toolkit's side of it. */
    public static final class PicturesApp extends Application {

        private record Shot(String name, Runnable open, Runnable then) {}

        private final List<Shot> shots = new ArrayList<>();
        private Path folder;
        private Stage owner;

        @Override
        public void start(Stage stage) throws IOException {
            owner = stage;
            folder = Files.createDirectories(Path.of(getParameters().getRaw().get(0)));
            Theme.choiceProperty().set(Theme.Choice.LIGHT);
            Theme.install();
            Pane root = new Pane();
            Theme.dress(root);
            stage.setScene(new Scene(root, 1000, 720));
            stage.show();
            for (FakeDevices some : List.of(none(), one(), many())) {
                int count = some.disks.size();
                shots.add(new Shot("devices-" + count, () -> DevicesDialog.open(owner, some, node -> {}),
                        () -> {}));
                shots.add(new Shot("loops-" + some.loops.size(), () -> LoopsDialog.show(owner, some,
                        new OpenDisks((path, options) -> new ScriptedDisk(Disks.thumb(63, 979902, 979965,
                        996030).layout()), Platform::runLater), node -> {}), () -> {}));
            }
            shots.add(new Shot("devices-none-such", () -> DevicesDialog.open(owner, many(), node -> {}),
                    () -> ((TextField) top().getScene().lookup("#device-filter")).setText("floppy")));
            shots.add(new Shot("loops-failed", () -> LoopsDialog.show(owner, many(), disks(), node -> {}),
                    () -> {
                        ((TextField) top().getScene().lookup("#attach-image")).setText("/etc/absent.raw");
                        ((CheckBox) top().getScene().lookup("#attach-read-only")).setSelected(true);
                    }));
            shots.add(new Shot("loops-detach", () -> LoopsDialog.show(owner, many(), disks(), node -> {}),
                    () -> ((Button) top().getScene().lookup("#detach")).fire()));
            next(0, false);
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

        private void next(int index, boolean dark) {
            if (index == shots.size()) {
                if (dark) {
                    Platform.exit();
                } else {
                    Theme.choiceProperty().set(Theme.Choice.DARK);
                    next(0, true);
                }
                return;
            }
            shots.get(index).open().run();
            after(700, () -> {
                shots.get(index).then().run();
                after(500, () -> {
                    save(shots.get(index).name() + (dark ? "-dark" : "-light"));
                    List.copyOf(Window.getWindows()).stream().filter(window -> window != owner)
                            .forEach(Window::hide);
                    after(200, () -> next(index + 1, dark));
                });
            });
        }

        private static void after(int millis, Runnable then) {
            PauseTransition pause = new PauseTransition(Duration.millis(millis));
            pause.setOnFinished(event -> Platform.runLater(then));
            pause.play();
        }

        private static Stage top() {
            List<Window> windows = Window.getWindows().stream().filter(Stage.class::isInstance).toList();
            return (Stage) windows.get(windows.size() - 1);
        }

        private void save(String name) {
            try {
                ImageIO.write(SwingFXUtils.fromFXImage(top().getScene().snapshot(null), null), "png",
                        folder.resolve(name + ".png").toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private DevicePictures() {}

    public static void main(String[] arguments) {
        Application.launch(PicturesApp.class, arguments);
    }
}
