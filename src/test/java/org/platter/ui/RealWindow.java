package org.platter.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.platter.ui.action.Actions;
import org.platter.ui.action.FilePrompts;
import org.platter.ui.action.WindowPrompts;
import org.platter.ui.app.PlatterApp;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** What tests of the real window do on its thread, and wait for. */
final class RealWindow {

    private static final long SECONDS = 60;

    private RealWindow() {}

    /** Shows a new window on real images, which remembers nothing and is answered by {@code prompts}. */
    static Actions show(OpenDisks disks, Path state, FilePrompts prompts) throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        AtomicReference<Actions> actions = new AtomicReference<>();
        FxToolkit.setupStage(stage -> actions.set(PlatterApp.show(stage, Remembered.from(state), disks,
                new WindowPrompts(stage), prompts)));
        return actions.get();
    }

    static <T> T on(Callable<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(20_000, work);
    }

    static void run(Runnable work) {
        on(() -> {
            work.run();
            return null;
        });
    }

    /** @param shown what the window says, for the message where it is waited in vain */
    static void until(String what, Callable<Boolean> reached, Supplier<String> shown) {
        try {
            WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS, () -> on(reached));
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain until " + what + "; " + on(shown::get), e);
        }
    }

    /** Closes the dialogs, the disks and the window. */
    static void close(OpenDisks disks) throws TimeoutException {
        run(() -> List.copyOf(Window.getWindows()).forEach(window -> {
            if (window instanceof Stage stage && stage.getOwner() != null) {
                stage.hide();
            }
        }));
        run(disks::closeAll);
        FxToolkit.cleanupStages();
    }
}
