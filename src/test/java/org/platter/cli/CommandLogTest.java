package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.Platters;
import org.platter.session.Shell;

/** What stands in the log after commands of the command line, each of which is a process of its own. */
final class CommandLogTest {

    private static final String SECRET = "open sesame 4711";

    @TempDir
    Path work;

    @Test
    void aJobAndItsProgramsStandInIt() throws IOException {
        Path image = disk();
        assertEquals(0,
                run("apply", image.toString(), "-e", "table type=gpt", "-e", "create fs=ext4").status());
        List<String> lines = lines();
        assertTrue(lines.get(0)
                .endsWith(" INFO job platter apply " + image + " -e table type=gpt -e create fs=ext4: "
                        + "begun"),
                lines.get(0));
        assertTrue(lines.stream().anyMatch(line -> line.matches(".* INFO tool mke2fs .*: done \\(0\\) after "
                + "\\d+\\.\\d{3} s")), lines.toString());
        assertTrue(lines.get(lines.size() - 1).matches(".* INFO job platter apply .*: exit status 0 after "
                + "\\d+\\.\\d{3} s"), lines.toString());
    }

    @Test
    void whatFailedStandsInItWithItsTrace() throws IOException {
        Path folder = Files.createDirectory(work.resolve("folder"));
        assertEquals(1, run("image", "check", folder.toString()).status());
        String text = String.join("\n", lines());
        assertTrue(text.contains(" WARNING cli " + folder), text);
        assertTrue(text.contains("    \tat org.platter."), text);
        assertTrue(text.contains(": failed after "), text);
    }

    @Test
    void whatIsOnlyReadLeavesNone() throws IOException {
        assertEquals(0, run("info", disk().toString()).status());
        assertEquals(0, run("image", "info", disk().toString()).status());
        assertFalse(Files.exists(work.resolve("state")));
    }

    @Test
    void noSecretStandsInIt() throws IOException {
        Path passphrase = Files.writeString(work.resolve("passphrase"), SECRET + "\n");
        Path wrong = Files.writeString(work.resolve("wrong"), SECRET + "2\n");
        Path image = work.resolve("luks.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "--object",
                "secret,id=s,data=" + SECRET, "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
                image.toString(), "16M");
        assertEquals(0, run("image", "convert", "-O", "raw", "--passphrase-file", passphrase.toString(),
                image.toString(), work.resolve("open.raw").toString()).status());
        assertEquals(1, run("image", "convert", "-O", "raw", "--passphrase-file", wrong.toString(),
                image.toString(), work.resolve("not.raw").toString()).status());
        Path disk = disk();
        assertEquals(0, run("apply", disk.toString(), "-e", "table type=gpt", "-e",
                "create fs=luks passphrase-file=" + passphrase).status());
        String text = String.join("\n", lines());
        assertTrue(text.contains("tool qemu-nbd") && text.contains("tool cryptsetup"), text);
        assertFalse(text.contains("sesame") || text.contains("4711"), text);
    }

    private Path disk() {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        return image;
    }

    private Shell.Outcome run(String... words) {
        List<String> all = new ArrayList<>(List.of("env", "XDG_STATE_HOME=" + work.resolve("state")));
        all.addAll(Platters.command(words));
        return Shell.attempt("", all.toArray(String[]::new));
    }

    private List<String> lines() throws IOException {
        try (Stream<String> lines = Files.lines(work.resolve("state").resolve("platter/log/platter.log"))) {
            return lines.toList();
        }
    }
}
