package org.platter.ui.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.platter.session.DiskSession;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageOptions;
import org.platter.session.remote.RemoteSession;
import org.platter.ui.Background;
import org.platter.ui.DiskViewModel;
import org.platter.ui.OpenDisks;
import org.platter.ui.Remembered;
import org.platter.ui.Texts;
import org.platter.ui.Theme;
import org.platter.ui.action.Actions;
import org.platter.ui.action.FilePrompts;
import org.platter.ui.action.Prompts;
import org.platter.ui.action.WindowPrompts;
import org.platter.ui.main.FileChoosers;
import org.platter.ui.main.MainWindow;

/** The application: one window, in which each disk is a tab. */
public final class PlatterApp extends Application {

    /** As much as frames of windows take, in pixels: theirs is known only when they are shown. */
    private static final double FRAME = 48;

    private final Remembered remembered = Remembered.from(Remembered.place(System.getenv()));

    private final Background state = new Background("platter state", Platform::runLater);

    @Override
    public void start(Stage stage) {
        List<Path> images = getParameters().getRaw().stream().map(Path::of).toList();
        Actions actions = show(stage, remembered, new OpenDisks(PlatterApp::disk, Platform::runLater),
                new WindowPrompts(stage), new FileChoosers(stage));
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> tell(actions, fault));
        remembered.recent().addListener((ListChangeListener<Path>) change -> save());
        actions.open(images);
    }

    /**
     * A device that is root's is edited by an engine that runs as root; all else needs no rights but the
     * user's.
     */
    private static OpenDisk disk(Path path, ImageOptions options) throws IOException {
        return RemoteSession.isNeeded(path) ? RemoteSession.open(path) : DiskSession.show(path, options);
    }

    /** A fault of the program: told where the eye is, and in full in the log. The window goes on. */
    private static void tell(Actions actions, Throwable fault) {
        System.getLogger("org.platter.ui").log(System.Logger.Level.ERROR, String.valueOf(fault), fault);
        Platform.runLater(() -> actions.notice(Texts.get("fault", fault)));
    }

    /** Fills a stage with the main window and shows it. */
    public static Actions show(Stage stage, Remembered remembered, OpenDisks disks, Prompts prompts,
            FilePrompts files) {
        remembered.get("theme").flatMap(PlatterApp::theme).ifPresent(Theme.choiceProperty()::set);
        Theme.install();
        Theme.choiceProperty().addListener(
                (property, before, now) -> remembered.put("theme", now.name().toLowerCase(Locale.ROOT)));
        Actions actions = new Actions(disks, prompts, files, remembered, stage::close);
        MainWindow window = new MainWindow(actions);
        Theme.dress(window);
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setScene(new Scene(window, within(size(remembered, "width", 1080), screen.getWidth()),
                within(size(remembered, "height", 700), screen.getHeight())));
        stage.setMinWidth(760);
        stage.setMinHeight(520);
        Stream.of(16, 24, 32, 48, 64, 128, 256).map(size -> "/org/platter/ui/icons/platter-" + size + ".png")
                .flatMap(PlatterApp::image).forEach(stage.getIcons()::add);
        disks.currentProperty().addListener((property, before, now) -> stage.setTitle(title(now)));
        stage.setTitle(title(disks.current()));
        stage.setOnCloseRequest(event -> {
            if (!actions.closeAll()) {
                event.consume();
            }
        });
        stage.setOnHidden(event -> {
            if (!stage.isMaximized()) {
                remembered.put("width", String.valueOf(Math.round(stage.getScene().getWidth())));
                remembered.put("height", String.valueOf(Math.round(stage.getScene().getHeight())));
            }
        });
        stage.show();
        return actions;
    }

    /** Remembers in the background; where that fails, the next start shows the usual. */
    private void save() {
        state.run(remembered.saving(), saved -> {}, failure -> {});
    }

    @Override
    public void stop() throws InterruptedException {
        save();
        state.closeAndWait(2);
    }

    private static String title(Optional<DiskViewModel> disk) {
        return disk.map(shown -> Texts.get("window.title", shown.name()))
                .orElse(Texts.get("window.title.empty"));
    }

    private static Optional<Theme.Choice> theme(String id) {
        return Stream.of(Theme.Choice.values()).filter(choice -> choice.name().equalsIgnoreCase(id))
                .findFirst();
    }

    /** Returns a length of what is inside of the window's frame, so that all of it is on the screen. */
    static double within(double wished, double screen) {
        return Math.min(wished, screen - FRAME);
    }

    private static double size(Remembered remembered, String name, double usual) {
        return remembered.get(name).filter(text -> text.matches("[0-9]{3,4}")).map(Double::valueOf)
                .orElse(usual);
    }

    private static Stream<Image> image(String name) {
        InputStream stream = PlatterApp.class.getResourceAsStream(name);
        return stream == null ? Stream.empty() : Stream.of(new Image(stream));
    }
}
