package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElevationTest {

    @TempDir
    Path folder;

    /** It would touch each of them before it starts anything. */
    @Test
    void whatAsksForThePasswordMayOpenFewFilesAndGetsEveryArgumentAsItIs() throws IOException {
        List<String> said = askedWith("engine", "/dev/a disk $HOME");
        assertTrue(Integer.parseInt(said.get(0)) <= 1024, said.get(0));
        assertEquals(List.of("engine", "/dev/a disk $HOME"), said.subList(said.size() - 2, said.size()));
    }

    @Test
    void whyNothingWasDoneIsToldBySentences() throws IOException {
        String script = Files.readString(Path.of("packaging/run"));
        assertTrue(script.contains("packaging/install.\" 125\n"),
                "another status for what others can change");
        assertTrue(Elevation.refusal(125, "edit /dev/sdb").endsWith("; install Platter by "
                + "packaging/install."));
        assertEquals("", Elevation.refusal(1, "edit /dev/sdb"));
    }

    /** Runs what asks for the password as a script that prints the limit and its arguments. */
    private List<String> askedWith(String... arguments) throws IOException {
        Path asker = folder.resolve("pkexec");
        Files.writeString(asker, "#!/bin/sh\nulimit -n\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(asker, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder(Elevation.asRoot(arguments).arguments());
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        return builder.start().inputReader().lines().toList();
    }
}
