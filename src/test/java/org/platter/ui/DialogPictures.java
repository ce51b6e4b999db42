package org.platter.ui;

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
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Duration;
import javax.imageio.ImageIO;

/**
 * Saves pictures of dialogs, each in light and dark: {@code FOLDER [NAME]...}, where names may be cut short.
 */
public abstract class DialogPictures extends Application {

    /** @param then what is done in the dialog when it is open */
    public record Shot(String name, Runnable open, Runnable then) {}

    private List<Shot> shots;
    private Path folder;
    private Stage owner;

    /** @param owner an empty window for the dialogs to belong to */
    protected abstract List<Shot> shots(Stage owner) throws Exception;

    @Override
    public final void start(Stage stage) throws Exception {
        owner = stage;
        List<String> words = getParameters().getRaw();
        folder = Files.createDirectories(Path.of(words.get(0)));
        Theme.choiceProperty().set(Theme.Choice.LIGHT);
        Theme.install();
        Pane root = new Pane();
        Theme.dress(root);
        stage.setScene(new Scene(root, 1000, 720));
        stage.show();
        shots = new ArrayList<>(shots(stage));
        shots.removeIf(shot -> words.size() > 1
                && words.stream().skip(1).noneMatch(shot.name()::startsWith));
        next(0, false);
    }

    /** The dialog that lies above the others. */
    protected static Stage top() {
        List<Window> windows = Window.getWindows().stream().filter(Stage.class::isInstance).toList();
        return (Stage) windows.get(windows.size() - 1);
    }

    protected static <T extends Node> T find(Class<T> type, String id) {
        return type.cast(top().getScene().lookup("#" + id));
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
        Shot shot = shots.get(index);
        Platform.runLater(shot.open()); // one that waits for its answer holds nothing up
        after(700, () -> {
            shot.then().run();
            after(900, () -> {
                save(shot.name() + (dark ? "-dark" : "-light"));
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

    private void save(String name) {
        try {
            ImageIO.write(SwingFXUtils.fromFXImage(top().getScene().snapshot(null), null), "png",
                    folder.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
