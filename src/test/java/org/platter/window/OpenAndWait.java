package org.platter.window;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.block.MemoryDevice;

/** A program of its own that opens a window in a folder, writes its path and waits to be ended. */
final class OpenAndWait {

    private OpenAndWait() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Windows windows = arguments[0].equals("copy") ? Windows.copies(folder) : Windows.in(folder, folder);
        Window window = windows.open(new MemoryDevice(1 << 20, 512), "p1");
        System.out.println(window.path());
        while (System.in.read() >= 0) {
            continue;
        }
        window.close();
    }
}
