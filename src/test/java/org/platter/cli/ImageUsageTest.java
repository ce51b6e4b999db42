package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the {@code platter image} commands say to words that they do not understand. */
final class ImageUsageTest {

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"create", "info", "resize", "convert", "clone", "check", "commit", "rebase",
        "snapshot", "bitmap", "compare", "map", "sparsify", "measure"})
    void everyCommandIsExplainedWithExamples(String command) {
        Cli.Outcome help = Cli.attempt(command, "--help");
        assertEquals(0, help.status());
        assertTrue(help.out().contains("Usage: platter image " + command), help.out());
        assertTrue(help.out().contains("Examples:") && help.out().contains("  platter image " + command),
                help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 110), help.out());
        assertTrue(Cli.attempt("--help").out().contains("  " + command + " "), "it is in the list");
    }

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("Which command?"), List.of("“image recreate”", "recreate"),
                List.of("SIZE", "resize", "x.raw"), List.of("12parsecs", "resize", "x.raw", "12parsecs"),
                List.of("--shrimp", "resize", "x.raw", "--shrimp", "-1M"),
                List.of("max", "resize", "x.raw", "max"),
                List.of("Which image", "create"), List.of("How large", "create", "x.raw"),
                List.of("1parsec", "create", "x.raw", "1parsec"),
                List.of("qcow3", "create", "-f", "qcow3", "x", "1M"),
                List.of("-b FILE", "create", "-F", "raw", "x.qcow2"),
                List.of("-F FORMAT", "create", "-f", "qcow2", "-b", "x.raw", "x.qcow2"),
                List.of("do not go together", "create", "--folder", ".", "-e", "table type=gpt", "x.raw"),
                List.of("no option", "create", "-o", "=3", "x.raw", "1M"),
                List.of("512 or 4096", "create", "--sector-size", "1000", "x.raw", "1M"),
                List.of("TARGET", "convert", "x.raw"), List.of("zip", "convert", "-O", "zip", "x.raw", "y"),
                List.of("cache mode", "convert", "-t", "unsafe", "x.raw", "y"),
                List.of("threads", "convert", "-m", "0", "x.raw", "y"),
                List.of("-F FORMAT", "convert", "-B", "b.raw", "x.raw", "y"),
                List.of("-B FILE", "convert", "-F", "raw", "x.raw", "y"),
                List.of("TARGET", "clone", "/dev/null"), List.of("IMAGE", "check"),
                List.of("some", "check", "-r", "some", "x.qcow2"), List.of("OVERLAY", "commit"),
                List.of("--backing", "rebase", "x.qcow2"),
                List.of("-F FORMAT", "rebase", "-b", "y", "x.qcow2"),
                List.of("mutually exclusive", "snapshot", "-c", "a", "-d", "b", "x.qcow2"),
                List.of("OTHER", "compare", "x.raw"), List.of("IMAGE", "map"), List.of("IMAGE", "sparsify"),
                List.of("--size", "measure"), List.of("not both", "measure", "--size", "1M", "x.raw"),
                List.of("-z", "info", "-z", "x.raw"), List.of("vdo", "info", "-f", "vdo", "x.raw"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongWordIsNamedInOneSentence(List<String> words) {
        Cli.Outcome outcome = Cli.attempt(words.subList(1, words.size()).toArray());
        assertEquals(2, outcome.status(), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(words.get(0)), outcome.err());
        assertTrue(outcome.err().contains("--help"), outcome.err());
    }

    @Test
    void whatIsNotThereIsNamedInOneSentence() throws IOException {
        String gone = work.resolve("gone.qcow2").toString();
        String raw = work.resolve("there.raw").toString();
        Cli.image("create", raw, "1M");
        for (List<?> words : List.<List<?>>of(List.of("info", gone), List.of("resize", gone, "+1M"),
                List.of("convert", gone, work.resolve("new")), List.of("clone", gone, work.resolve("new")),
                List.of("check", gone), List.of("commit", gone), List.of("rebase", "-b", "", gone),
                List.of("snapshot", gone), List.of("snapshot", "-c", "one", gone), List.of("map", gone),
                List.of("sparsify", gone), List.of("measure", gone),
                List.of("create", "-f", "qcow2", "-b", gone, "-F", "qcow2", work.resolve("new")),
                List.of("create", "--folder", gone, work.resolve("new")),
                List.of("create", "--script", gone, work.resolve("new"), "1M"),
                List.of("info", "--passphrase-file", gone, raw))) {
            Cli.refused(1, "gone.qcow2", words.toArray());
        }
        Cli.refused(7, "gone.qcow2", "compare", raw, gone);
        Cli.refused(1, "nofolder", "create", work.resolve("nofolder/new.raw"), "1M");
        assertEquals(List.of("there.raw"), List.of(work.toFile().list()));
    }

    @Test
    void whatMayNotBeReadOrWrittenIsSaid() throws IOException {
        Path folder = Files.createDirectory(work.resolve("closed"));
        Cli.refused(1, "directory", "create", folder, "1M");
        Cli.refused(1, "closed", "info", folder);
        Path text = Files.writeString(work.resolve("text"), "");
        assertTrue(Cli.image("info", text).contains("Problem: " + text + " is empty."));
        Cli.refused(1, "empty", "map", text);
    }
}
