package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceCommandTest {

    @TempDir
    private Path work;

    @Test
    void theListIsForPeopleAndForPrograms() {
        Cli.Outcome text = Cli.run("device", "list", "--all");
        assertEquals(0, text.status(), text.err());
        assertTrue(text.out().lines().allMatch(line -> line.startsWith("/dev/")), text.out());
        Cli.Outcome json = Cli.run("device", "list", "--all", "--json");
        assertEquals(0, json.status(), json.err());
        assertTrue(json.out().contains("\"devices\": ["), json.out());
    }

    @Test
    void anImageIsNotMountedAndSaysSo() throws IOException {
        Path image = Cli.data(work, 1);
        Cli.run("apply", image, "-e", "table type=gpt", "-e", "create size=10MiB fs=ext4");
        for (String verb : new String[] {"mount", "unmount", "swapon", "swapoff"}) {
            Cli.Outcome outcome = Cli.run("device", verb, image, 1);
            assertEquals("platter: Only partitions of block devices can be mounted; this is an image file.",
                    outcome.err().strip());
            assertEquals(3, outcome.status());
        }
        assertEquals("platter: There is no partition 9 on " + image + ".",
                Cli.run("device", "mount", image, 9).err().strip());
        assertEquals(2, Cli.run("device").status());
        assertEquals(2, Cli.run("device", "mount", image).status());
    }
}
