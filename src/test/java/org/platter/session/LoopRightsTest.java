package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images that root attaches for somebody who asked by pkexec: what that user may not read or write stays so.
 */
final class LoopRightsTest {

    private static final int NOBODY = 65534;

    @TempDir
    private Path work;
    private Path image;

    @BeforeEach
    void make() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can attach a loop device");
        Shell.run("chmod", "755", work.toString());
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed("label: gpt\nsize=20M\n", "sfdisk", "-q", image.toString());
    }

    @AfterEach
    void detach() throws IOException {
        for (LoopDevices.Loop loop : LoopDevices.list()) {
            if (loop.file().startsWith(work)) {
                Shell.run("losetup", "--detach", loop.path().toString());
            }
        }
    }

    /** Runs the command as pkexec does. */
    private static Shell.Outcome asked(int user, String... arguments) {
        List<String> words = new ArrayList<>(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME=/root", "PKEXEC_UID=" + user));
        words.addAll(Platters.command(arguments));
        return Shell.attempt("", words.toArray(String[]::new));
    }

    private boolean isAttached() throws IOException {
        return LoopDevices.list().stream().anyMatch(loop -> loop.file().startsWith(work));
    }

    @Test
    void whatTheUserMayNotReadIsNotAttached() throws IOException {
        Shell.run("chmod", "600", image.toString());
        Path link = Files.createSymbolicLink(work.resolve("link"), image);
        for (Path path : List.of(image, link)) {
            for (String option : List.of("--direct-io", "--read-only")) {
                Shell.Outcome outcome = asked(NOBODY, "loop", "attach", option, path.toString());
                assertTrue(outcome.output().startsWith("platter: You have no permission to "),
                        outcome.output());
                assertFalse(isAttached(), path + " " + option);
            }
        }
        Files.createDirectory(work.resolve("closed"));
        Shell.run("chmod", "700", work.resolve("closed").toString());
        Shell.run("chmod", "644", image.toString());
        Path hidden = Files.move(image, work.resolve("closed/disk.raw"));
        Shell.Outcome outcome = asked(NOBODY, "loop", "attach", "--read-only", hidden.toString());
        assertEquals("platter: You have no permission to read " + hidden + ".", outcome.output().strip());
        assertFalse(isAttached());
    }

    @Test
    void whatTheUserMayOnlyReadIsAttachedToReadOnly() throws IOException {
        Shell.run("chmod", "644", image.toString());
        Shell.Outcome refused = asked(NOBODY, "loop", "attach", image.toString());
        assertEquals("platter: You have no permission to change " + image + "; attach it read-only.",
                refused.output().strip());
        assertEquals(3, refused.status());
        Shell.Outcome outcome = asked(NOBODY, "loop", "attach", "-r", image.toString());
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(LoopDevices.list().stream().anyMatch(loop -> loop.file().equals(image)
                && loop.readOnly()));
    }

    @Test
    void whatIsOfTheUserOrAGroupOfTheUserIsAttachedAndDetached() throws IOException {
        for (String rights : List.of(NOBODY + ":0 600", "0:" + NOBODY + " 660")) {
            Shell.run("chown", rights.split(" ")[0], image.toString());
            Shell.run("chmod", rights.split(" ")[1], image.toString());
            Shell.Outcome outcome = asked(NOBODY, "loop", "attach", image.toString());
            assertEquals(0, outcome.status(), rights + outcome.output());
            assertTrue(outcome.output().startsWith("/dev/loop"), outcome.output());
            assertEquals(0, asked(NOBODY, "loop", "detach", image.toString()).status());
        }
        Shell.run("chown", "0:0", image.toString());
        assertEquals(0, asked(0, "loop", "attach", image.toString()).status(), "root for itself");
    }
}
