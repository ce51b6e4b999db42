package org.platter.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.platter.block.MemoryDevice;

class FuseWindowTest extends WindowContract {

    @Override
    Windows windows() {
        return Windows.in(folder, folder);
    }

    @Test
    void thisMachineHasFuse() throws IOException {
        Windows windows = windows();
        windows.open(new MemoryDevice(512, 512), "p1").close();
        assertEquals(Optional.empty(), windows.whyCopies());
    }
}
