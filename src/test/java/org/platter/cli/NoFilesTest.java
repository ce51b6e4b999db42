package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.Shell;

class NoFilesTest {

    @TempDir
    Path work;

    /** Nobody can mount a physical volume, root neither; and it is called what the window calls it. */
    @Test
    void aPhysicalVolumeIsNamedAndHasNoFilesOfItsOwn() throws IOException {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "100M", image.toString());
        Path script = Files.writeString(work.resolve("script"),
                "table type=gpt\ncreate start=1MiB size=40MiB fs=lvm2\ncreate size=20MiB fs=swap\n");
        assertEquals(0, Cli.run("apply", image, script).status());
        assertTrue(Cli.run("info", image).out().contains("LVM physical volume"));
        Cli.Outcome refused = Cli.run("browse", image, "1");
        assertEquals(3, refused.status());
        assertTrue(refused.err().contains("(LVM physical volume) has no files of its own to be shown; they "
                + "are in its logical volumes"), refused.err());
        assertTrue(Cli.run("browse", image, "2").err().contains("(Linux swap) has no files of its own"));
    }
}
