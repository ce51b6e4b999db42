package org.platter.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.platter.session.remote.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code platter engine}: what the window starts as root for a block device. */
@Command(name = "engine", hidden = true,
        description = "Serves the window's requests for a block device over the standard input and output.")
final class EngineCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DEVICE", description = "The block device.")
    private Path device;

    @Override
    public Integer call() throws IOException {
        Engine.keepPrivate();
        Engine.serve(device, new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        return Main.DONE;
    }
}
