package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Event;
import org.platter.session.Java;
import org.platter.session.Platters;
import org.platter.session.Shell;

class ProgramWordsBelowTest {

    /** The sentence says what failed; what the program printed is the detail. */
    @Test
    void whatAProgramPrintedStandsBelowTheSentence() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TerminalWriter err = new TerminalWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Progress progress = new Progress(err, false);
        progress.accept(new Event.StepStarted("Grow partition 1"));
        progress.accept(new Event.Output("first line"));
        progress.accept(new Event.Output("second line"));
        progress.accept(new Event.StepEnded(Event.Outcome.FAILED));
        progress.end();
        assertEquals(1, Main.explain(new IOException("resize2fs failed."), err));
        Main.explain(new IOException("Another failure."), err);
        assertEquals("""
                Grow partition 1
                platter: resize2fs failed.
                    | first line
                    | second line
                platter: Another failure.
                """, bytes.toString(StandardCharsets.UTF_8));
    }

    /** None of them is in the sentence, the last one least of all. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void aFailedChangeIsToldInASentenceAndTheWholeMessageBelow(String option, @TempDir Path work)
            throws IOException {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "20M", image.toString());
        Shell.feed("label: dos\nstart=2048, size=8192, type=83\n", "sfdisk", "-q", image.toString());
        Shell.run("mke2fs", "-q", "-F", "-E", "offset=1048576", image.toString(), "4M");
        Path programs = Java.folder("programs");
        Path fake = Files.writeString(programs.resolve("resize2fs"), "#!/bin/sh\nseq 50\n"
                + "echo \"$1: bad luck while growing\"\necho 'Abort? yes'\nexit 3\n");
        Shell.run("chmod", "755", fake.toString());
        Shell.Outcome outcome = Shell.attempt("", Stream.concat(Stream.of("env", "PATH=" + programs + ":"
                + System.getenv("PATH") + ":/usr/sbin:/sbin"),
                Platters.command("apply", image.toString(), "-e",
                        "resize 1 size=max", option).stream())
                .filter(word -> !word.isEmpty()).toArray(String[]::new));
        assertEquals(1, outcome.status(), outcome.output());
        assertTrue(
                Pattern.compile("(?m)^platter: .*partition 1.*: resize2fs ended with status 3; nothing was "
                        + "changed\\. What it printed tells why\\.\n    \\| 1\n    \\| 2\n(    \\| \\d+\n)*"
                        + "    \\| p1: bad luck while growing\n    \\| Abort\\? yes$")
                        .matcher(outcome.output())
                        .find(),
                outcome.output());
    }

    /** Once, whether the program's lines were told as it went or not. */
    @ParameterizedTest
    @CsvSource({"qemu-img, image create new.vdi 10MiB", "qemu-img, image check disk.vmdk",
        "qemu-nbd, info disk.vmdk"})
    void outsideOfChangesTheWholeMessageStandsBelow(String program, String words, @TempDir Path work)
            throws IOException {
        Path image = work.resolve("disk.vmdk");
        Shell.run("qemu-img", "create", "-q", "-f", "vmdk", image.toString(), "20M");
        Path programs = Java.folder("programs");
        Path fake = Files.writeString(programs.resolve(program),
                "#!/bin/sh\nprintf 'first of all\\nbad luck\\n"
                        + "Abort? yes\\n'; exit 1\n");
        Shell.run("chmod", "755", fake.toString());
        Shell.Outcome outcome = Shell.attempt("", Stream.concat(Stream.of("env", "-C", work.toString(),
                "PATH=" + programs + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin"),
                Platters.command(words.split(" ")).stream()).toArray(String[]::new));
        assertEquals(1, outcome.status(), outcome.output());
        assertTrue(outcome.output().endsWith("    | first of all\n    | bad luck\n    | Abort? yes\n"),
                outcome.output());
        assertEquals(2, outcome.output().split("first of all").length, outcome.output());
        assertTrue(outcome.output().lines().anyMatch(line -> line.startsWith("platter: ")
                && !line.contains("luck") && !line.contains("Abort")), outcome.output());
    }
}
