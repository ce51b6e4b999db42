package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** What is said of a disk or a partition that was cut can be done, and puts it right. */
class CutDiskTest {

    @TempDir
    private Path work;

    @ParameterizedTest
    @CsvSource({"gpt, apply", "gpt, image", "msdos, apply", "msdos, image", "gpt-4096, apply"})
    void aDiskThatEndsBeforeItsLastPartitionIsMadeLargerAsTheSentenceSays(String kind, String way)
            throws IOException {
        Path image = work.resolve("cut.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Object[] sector = kind.contains("4096") ? new Object[] {"--sector-size", "4096"} : new Object[0];
        done(join(new Object[] {"apply", image, "-e", "table type=" + kind.replace("-4096", ""), "-e",
            "create start=1MiB size=10MiB fs=ext4 label=kept", "-e", "create size=max"}, sector));
        long size = Files.size(image);
        Shell.run("truncate", "-s", "40M", image.toString());
        Cli.Outcome told = Cli.run(join(new Object[] {"apply", image, "-e", "label 1 text=x"}, sector));
        assertEquals(3, told.status(), told.err());
        Matcher advice = Pattern.compile("enlarged to at least (\\d+) bytes \\((disk size=\\d+)\\)")
                .matcher(told.err());
        assertTrue(advice.find(), told.err());
        assertTrue(Long.parseLong(advice.group(1)) <= size, told.err());
        assertEquals(3, Cli.run(join(new Object[] {"apply", image, "-e", "disk size=-1MiB"}, sector))
                .status());
        done(join(way.equals("apply") ? new Object[] {"apply", image, "-e", advice.group(2)}
                : new Object[] {"image", "resize", image, advice.group(1)}, sector));
        done(join(new Object[] {"apply", image, "-e", "label 1 text=x"}, sector));
        Cli.Outcome now = Cli.run(join(new Object[] {"info", "--json", image}, sector));
        assertTrue(now.out().contains("\"x\"") && !now.out().contains("problems\": [\n"), now.out());
        if (!kind.equals("gpt-4096")) {
            assertTrue(Shell.run("sfdisk", "--verify", image.toString()).contains("No errors detected"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "ntfs", "fat32"})
    void aFileSystemThatEndsBehindItsPartitionIsWholeOnceThatIsAsLargeAsItWas(String fs) throws IOException {
        Path image = work.resolve("cut.raw");
        Shell.run("truncate", "-s", "128M", image.toString());
        done("apply", image, "-e", "table type=gpt", "-e", "create start=1MiB size=64MiB fs=" + fs);
        Shell.feed("2048,100000\n", "sfdisk", "-q", "-N", "1", image.toString());
        Cli.Outcome told = Cli.run("apply", image, "-e", "label 1 text=x");
        assertEquals(3, told.status(), told.err());
        assertTrue(told.err().contains("make the partition as large as it was, which checks it"), told.err());
        Cli.Outcome less = Cli.run("apply", image, "-e", "resize 1 size=60MiB");
        assertEquals(3, less.status(), less.err());
        assertTrue(less.err().contains("has to have at least"), less.err());
        done("apply", image, "-e", "resize 1 size=64MiB");
        done("apply", image, "-e", "label 1 text=x", "-e", "resize 1 size=max");
    }

    private static Object[] join(Object[] words, Object[] more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more))
                .toArray();
    }

    private static void done(Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        assertEquals(0, outcome.status(), outcome.err());
    }
}
