package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.platter.ui.Background;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Theme;
import org.platter.ui.apply.ScriptedDisk;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** An empty window and the dialogs that it opens. */
@ExtendWith(ApplicationExtension.class)
abstract class DialogFlow {

    Stage owner;

    /** To be called at the start: the extension looks for that method in the class of the test itself. */
    void show(Stage stage) {
        Theme.choiceProperty().set(Theme.Choice.LIGHT);
        Theme.install();
        owner = stage;
        Pane root = new Pane();
        Theme.dress(root);
        stage.setScene(new Scene(root, 1000, 720));
        stage.show();
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(() -> List.copyOf(Window.getWindows()).forEach(Window::hide));
        WaitForAsyncUtils.waitForFxEvents();
    }

    static DiskViewModel view(ScriptedDisk disk) {
        return fx(() -> new DiskViewModel(disk, new Background("dialog test", Platform::runLater)));
    }

    static <T> T fx(Callable<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(20_000, work);
    }

    void open(Runnable dialog) {
        fx(() -> {
            dialog.run();
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
        until("a dialog is shown", () -> dialog().isPresent() && dialog().get().isFocused());
    }

    Optional<Stage> dialog() {
        return Window.getWindows().stream().filter(window -> window instanceof Stage && window != owner)
                .map(Stage.class::cast).findFirst();
    }

    <T extends Node> T node(Class<T> type, String id) {
        Node found = dialog().orElseThrow().getScene().lookup("#" + id);
        assertTrue(found != null, "no #" + id);
        return type.cast(found);
    }

    static void until(String what, Callable<Boolean> reached) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> fx(reached));
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain until " + what, e);
        }
    }
}
