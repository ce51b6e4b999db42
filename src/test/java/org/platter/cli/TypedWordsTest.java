package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.session.Platters;
import org.platter.session.Shell;

/** What is typed is understood alike everywhere, and what is not is answered in a sentence. */
class TypedWordsTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path work;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"16777216", "16MiB", "16 MiB", "16m", "32768s", "16,0 MiB", "16.0M"})
    void aSizeIsTheSameForANewImageAResizeAndAnOperation(String size) throws IOException {
        Path made = work.resolve("made.raw");
        Cli.image("create", made, size);
        assertEquals(16 * MIB, Files.size(made));
        for (String line : new String[] {"resize", "apply"}) {
            Path image = work.resolve(line + ".raw");
            Cli.image("create", image, "8MiB");
            Cli.Outcome outcome = line.equals("apply")
                    ? Cli.run("apply", image, "-e", "disk size=\"" + size + "\"")
                    : Cli.run("image", "resize", image, size);
            assertEquals(0, outcome.status(), outcome.err());
            assertEquals(16 * MIB, Files.size(image), line);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"50%", "50 %", "50,0%", "-8MiB", "-16384s"})
    void whatIsRelativeIsTheSameForAResizeAndAnOperation(String size) throws IOException {
        for (String line : new String[] {"resize", "apply"}) {
            Path image = work.resolve(line + ".raw");
            Cli.image("create", image, "16MiB");
            Cli.Outcome outcome = line.equals("apply")
                    ? Cli.run("apply", image, "--shrink", "-e", "disk size=\"" + size + "\"")
                    : Cli.run("image", "resize", "--shrink", image, size);
            assertEquals(0, outcome.status(), outcome.err());
            assertEquals(8 * MIB, Files.size(image), line);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "50%    | beside one that is there",
        "+1GiB  | beside one that is there",
        "max    | beside one that is there",
        "1,000M | either thousands or a fraction",
        "many   | is not a size"
    })
    void aSizeThatANewImageCannotHaveIsAnsweredInASentence(String size, String sentence) {
        Cli.refused(2, sentence.strip(), "create", work.resolve("no.raw"), size.strip());
    }

    @Test
    void theRestOfASectorIsTold() {
        Path image = work.resolve("disk.raw");
        Cli.image("create", image, "8MiB");
        String told = Cli.run("apply", image, "--plan", "-e", "disk size=9000001").out();
        assertTrue(told.contains("The disk has 9000000 bytes instead of 9000001")
                || told.contains("The disk has 8999936 bytes instead of 9000001"), told);
    }

    @ParameterizedTest
    @CsvSource({"converrt, is “convert” meant?", "frobnicate, There is no command “image frobnicate”."})
    void aCommandThatThereIsNotIsSaidToBeNone(String word, String sentence) {
        Cli.Outcome outcome = Cli.run("image", word, "a.raw", "b.qcow2");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains(sentence), outcome.err());
    }

    @Test
    void temporaryFilesLieWhereTmpdirSays() throws IOException {
        Path image = work.resolve("disk.raw");
        Cli.image("create", "-e", "table type=gpt", "-e", "create start=1MiB size=4MiB fs=fat12", image,
                "8MiB");
        Path temporary = Files.createDirectory(work.resolve("temporary"));
        List<String> words = new ArrayList<>(List.of("env", "TMPDIR=" + temporary));
        words.addAll(Platters.command("shell", image.toString(), "--drop", "--", "pwd", "-P"));
        Shell.Outcome outcome = Shell.attempt("", words.toArray(String[]::new));
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains(temporary.toRealPath() + "/"), outcome.output());
    }

    @Test
    void aLoopDeviceThatIsMountedSaysThatItIsKeptAndWhy() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can attach a loop device");
        Path image = work.resolve("disk.raw");
        Cli.image("create", image, "16MiB");
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString());
        Path loop = Shell.attach(image);
        Path mount = Files.createDirectory(work.resolve("mount"));
        try {
            Shell.run("mount", loop.toString(), mount.toString());
            Cli.Outcome outcome = Cli.run("loop", "detach", loop);
            assertEquals(0, outcome.status(), outcome.err());
            assertTrue(outcome.out().startsWith(loop + " is in use (mounted at " + mount)
                    && outcome.out().contains("; the kernel detaches it as soon as that ends."),
                    outcome.out());
        } finally {
            Shell.attempt("", "umount", mount.toString());
        }
    }
}
