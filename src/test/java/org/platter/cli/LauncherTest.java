package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The script that starts Platter tells a command from an image before there is any Java. */
class LauncherTest {

    @Test
    void everyCommandIsOneThoughAFileIsCalledLikeIt() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("packaging/run"));
        String line = lines.stream().filter(it -> it.strip().startsWith("apply | ")).findFirst().orElseThrow();
        Set<String> known = new TreeSet<>(Commands.of(new Main(images -> {}), new String[0])
                .getSubcommands().keySet());
        known.remove("gui"); // for the window, whatever else is called so
        assertEquals(known, new TreeSet<>(List.of(line.strip().split("\\)")[0].split(" \\| "))));
    }
}
