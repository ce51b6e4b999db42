package org.platter.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.platter.base.ByteSize;
import org.platter.layout.PartitionId;
import org.platter.session.BlockDevices;
import org.platter.session.Interrupted;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageOptions;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowPrompts;
import org.platter.ui.app.PlatterApp;
import org.platter.ui.main.FileChoosers;

/**
 * Shows the window with layouts made by hand: {@code two mixed nested twenty damaged interrupted nvme0n1},
 * and a theme.
 */
public final class Demo {

    /** The toolkit's side of it. */
    public static final class DemoApp extends Application {
        @Override
        public void start(Stage stage) throws Exception {
            List<String> words = getParameters().getRaw();
            OpenDisks disks = new OpenDisks(Demo::open, Platform::runLater);
            Remembered remembered = Remembered.from(Files.createTempDirectory("demo").resolve("state"));
            remembered.put("theme", words.contains("dark") ? "dark" : "light");
            words.stream().filter(word -> word.matches("[0-9]+x[0-9]+")).findFirst().ifPresent(size -> {
                remembered.put("width", size.split("x")[0]);
                remembered.put("height", size.split("x")[1]);
            });
            if (words.contains("recent")) {
                remembered.opened(Path.of("/var/lib/libvirt/images/debian.raw"));
                remembered.opened(Path.of("/home/someone/images/a long folder name/thumb.raw"));
            }
            Actions actions = PlatterApp.show(stage, remembered, disks, new WindowPrompts(stage),
                    new FileChoosers(stage));
            actions.open(words.stream().filter(word -> word.startsWith("/")).map(Path::of).toList());
        }
    }

    private Demo() {}

    private static OpenDisk open(Path path, ImageOptions options) {
        String name = String.valueOf(path.getFileName());
        FakeDisk disk = new FakeDisk(path.toString(), switch (name) {
            case "mixed", "nvme0n1" -> Pictures.mixed();
            case "nested" -> Pictures.nested();
            case "twenty" -> Pictures.twenty();
            case "damaged" -> Pictures.damaged(true);
            case "broken" -> Pictures.damaged(false);
            case "blank" -> Pictures.blank();
            default -> Pictures.two();
        });
        if (name.equals("nvme0n1")) {
            inUse(disk);
        }
        if (name.equals("interrupted")) {
            disk.interrupted = Optional.of(new Interrupted("The power went while partition 2 was being "
                    + "moved. Resume it to finish what was begun.", List.of("move 2 start=+1GiB"), 5, 10));
        }
        disk.warnings = List.of("Partition 2 moves, and a machine starts from it: a boot loader that "
                + "finds it by its place has to be installed again.");
        return disk;
    }

    /** A disk of this computer, of which some is in use. */
    private static void inUse(FakeDisk disk) {
        String[] uses = {"mounted at /boot/efi", "", "mounted at /", "", "mounted at /home",
            "swap space in use"};
        Map<PartitionId, String> found = new HashMap<>();
        for (int i = 0; i < uses.length; i++) {
            if (!uses[i].isEmpty()) {
                found.put(disk.onDisk().partition(i + 1).orElseThrow().id(), uses[i]);
            }
        }
        disk.uses = found;
        disk.device = Optional.of(new BlockDevices.Device(disk.path(), 32 * ByteSize.GIB,
                "WD_BLACK SN850X 2000GB", "22501X800042", "disk", false, false, Optional.empty(), 512, 4096,
                List.copyOf(found.values())));
    }

    public static void main(String[] arguments) {
        Application.launch(DemoApp.class, arguments);
    }
}
