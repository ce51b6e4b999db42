package org.platter.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.platter.base.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code platter gui}: opens images in the window. */
@Command(name = "gui", mixinStandardHelpOptions = true, description = "Opens images in the window.")
final class GuiCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "IMAGE", description = "The images to open.")
    private List<Path> images = List.of();

    @Override
    public Integer call() throws Refusal {
        if (System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
            throw new Refusal("There is no display to open a window on; "
                    + "use the command line instead: “platter info IMAGE”, “platter apply IMAGE” (see "
                    + "“platter --help”).");
        }
        main.openWindow(images);
        return Main.DONE;
    }
}
