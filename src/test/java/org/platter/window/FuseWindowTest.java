package org.platter.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.platter.block.MemoryDevice;
import org.platter.tool.Programs;

class FuseWindowTest extends WindowContract {

    @Override
    Windows windows() {
        return Windows.in(folder, folder);
    }

    @Test
    void itIsFuseWhereTheUserMayUseItAndElseTheReasonIsSaid() throws IOException {
        Windows windows = windows();
        windows.open(new MemoryDevice(512, 512), "p1").close();
        boolean mayMount = System.getProperty("user.name").equals("root")
                ? Files.readString(Path.of("/proc/self/status")).contains("CapEff:\t000001ff")
                : Programs.installed().has("fusermount3");
        if (mayMount && Files.isWritable(Path.of("/dev/fuse"))) {
            assertEquals(Optional.empty(), windows.whyCopies());
        } else {
            assertTrue(windows.whyCopies().orElseThrow().contains("fuse"), windows.whyCopies().toString());
        }
    }
}
