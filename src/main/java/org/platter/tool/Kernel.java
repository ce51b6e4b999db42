package org.platter.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel lets this process do. */
public final class Kernel {

    private static final Path PROC = Path.of("/proc");
    /** The right to mount (capabilities(7), CAP_SYS_ADMIN). */
    private static final int MOUNTING = 21;

    private Kernel() {}

    /** Returns whether this process may mount, and attach loop devices. */
    public static boolean letsMount() {
        return lines(PROC.resolve("self/status")).stream().filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(),
                        16) >>> MOUNTING & 1) == 1)
                && Files.isWritable(Path.of("/dev/loop-control"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // what the kernel does not tell is not there
        }
    }
}
