package org.platter.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.platter.session.Interrupted;
import org.platter.session.image.ImageOptions;
import org.platter.ui.dialog.WindowDialogs;
import org.platter.ui.main.FileChoosers;

/**
 * Shows the window with layouts made by hand: {@code two mixed nested twenty damaged interrupted empty} and a
 * theme.
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
            Actions actions = PlatterApp.show(stage, remembered, disks, new WindowDialogs(stage),
                    new FileChoosers(stage));
            actions.open(words.stream().filter(word -> word.startsWith("/")).map(Path::of).toList());
        }
    }

    private Demo() {}

    private static DiskModel open(Path path, ImageOptions options) {
        String name = String.valueOf(path.getFileName());
        FakeDisk disk = new FakeDisk(path.toString(), switch (name) {
            case "mixed" -> Pictures.mixed();
            case "nested" -> Pictures.nested();
            case "twenty" -> Pictures.twenty();
            case "damaged" -> Pictures.damaged(true);
            case "broken" -> Pictures.damaged(false);
            case "blank" -> Pictures.blank();
            default -> Pictures.two();
        });
        if (name.equals("interrupted")) {
            disk.interrupted = Optional.of(new Interrupted("The power went while partition 2 was being "
                    + "moved. Resume it to finish what was begun.", List.of("move 2 start=+1GiB"), 5, 10));
        }
        disk.warnings = List.of("Partition 2 moves, and a machine starts from it: a boot loader that "
                + "finds it by its place has to be installed anew.");
        return disk;
    }

    public static void main(String[] arguments) {
        Application.launch(DemoApp.class, arguments);
    }
}
