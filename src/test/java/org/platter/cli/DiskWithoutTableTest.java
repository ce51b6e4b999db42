package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.session.Shell;

/** A disk without a table and the file system on it become smaller and larger as one. */
class DiskWithoutTableTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path work;

    @ParameterizedTest
    @CsvSource({
        "raw, apply IMAGE -e 'resize 1 size=20MiB' --shrink, 20, 20",
        "raw, apply IMAGE -e 'resize 1 size=-44MiB' --shrink, 20, 20",
        "raw, apply IMAGE -e 'disk size=20MiB' --shrink, 20, 20",
        "raw, apply IMAGE -e 'disk size=20MiB' -e 'disk size=+10MiB' --shrink, 30, 20",
        "raw, apply IMAGE -e 'resize 1 size=+16MiB', 80, 80",
        "raw, image resize --shrink IMAGE 20MiB, 20, 20",
        "raw, image resize --shrink IMAGE 50MiB, 50, 50",
        "qcow2, apply IMAGE -e 'resize 1 size=20MiB' --shrink, 20, 20",
        "qcow2, image resize --shrink IMAGE -44MiB, 20, 20",
        "vdi, image resize --shrink IMAGE -44MiB, 20, 20"
    })
    void becomesSmallerWithItsFileSystem(String format, String command, long disk, long fileSystem)
            throws IOException {
        Path image = make(format, 64 * MIB);
        Cli.Outcome outcome = run(command, image);
        assertEquals(0, outcome.status(), outcome.err());
        Path raw = raw(image, format);
        assertEquals(disk * MIB, Files.size(raw));
        assertEquals(fileSystem * MIB, size(raw));
        Shell.run("e2fsck", "-f", "-n", raw.toString());
        Shell.run("debugfs", "-R", "dump /content " + work.resolve("found"), raw.toString());
        assertArrayEquals(Cli.bytes(7, (int) MIB), Files.readAllBytes(work.resolve("found")));
    }

    @ParameterizedTest
    @CsvSource({
        "disk size=2MiB, it needs",
        "resize 1 size=2MiB, needs at least",
        "resize 1 size=max, no largest size",
        "resize 1 start=1MiB, always begins"
    })
    void isRefusedWhereItCannotBe(String line, String reason) throws IOException {
        Path image = make("raw", 64 * MIB);
        Cli.Outcome outcome = Cli.run("apply", image, "--shrink", "-e", line);
        assertEquals(3, outcome.status(), outcome.err());
        assertTrue(outcome.err().contains(reason), outcome.err());
        assertEquals(64 * MIB, Files.size(image));
    }

    @Test
    void aDiskLargerThanItsFileSystemIsCutBehindIt() throws IOException {
        Path image = make("raw", 32 * MIB);
        Shell.run("truncate", "-s", "64M", image.toString());
        Cli.Outcome outcome = Cli.run("apply", image, "--shrink", "-e", "disk size=40MiB");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals(40 * MIB, Files.size(image));
        assertEquals(32 * MIB, size(image));
    }

    @ParameterizedTest
    @CsvSource({"apply IMAGE -e 'disk size=-1MiB'", "apply IMAGE -e 'resize 1 size=40MiB'",
        "apply IMAGE --rehearse -e 'disk size=50%'", "shell IMAGE --keep -e 'disk size=40MiB' -- true",
        "image resize IMAGE -1MiB"})
    void noDiskBecomesSmallerWithoutConsent(String command) throws IOException {
        Path image = make("raw", 64 * MIB);
        Cli.Outcome outcome = run(command, image);
        assertEquals(3, outcome.status(), outcome.err());
        assertTrue(outcome.err().contains("add --shrink to allow that."), outcome.err());
        assertEquals(64 * MIB, Files.size(image));
    }

    @Test
    void aPlanTellsThatADiskBecomesSmallerAndNeedsNoConsent() throws IOException {
        Path image = make("raw", 64 * MIB);
        Cli.Outcome outcome = Cli.run("apply", image, "--plan", "-e", "resize 1 size=20MiB");
        assertEquals(0, outcome.status(), outcome.err());
        assertTrue(outcome.out().contains("The disk becomes smaller, from 64 MiB to 20 MiB."), outcome.out());
        assertTrue(outcome.out().contains("Shrink partition 1 from 64 MiB to 20 MiB, and the disk with it"),
                outcome.out());
    }

    private Path make(String format, long bytes) throws IOException {
        Path raw = work.resolve("made.raw");
        Path content = Files.createDirectory(work.resolve("files"));
        Files.write(content.resolve("content"), Cli.bytes(7, (int) MIB));
        Shell.run("truncate", "-s", String.valueOf(bytes), raw.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-d", content.toString(), raw.toString());
        if (format.equals("raw")) {
            return raw;
        }
        Path image = work.resolve("made." + format);
        Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        return image;
    }

    private Path raw(Path image, String format) {
        if (format.equals("raw")) {
            return image;
        }
        Path raw = work.resolve("back.raw");
        Shell.run("qemu-img", "convert", "-f", format, "-O", "raw", image.toString(), raw.toString());
        return raw;
    }

    private static long size(Path raw) {
        String told = Shell.run("dumpe2fs", "-h", raw.toString());
        return number(told, "Block count:") * number(told, "Block size:");
    }

    private static long number(String told, String key) {
        return told.lines().filter(line -> line.startsWith(key)).findFirst()
                .map(line -> Long.parseLong(line.substring(key.length()).strip())).orElseThrow();
    }

    private static Cli.Outcome run(String command, Path image) {
        Object[] words = java.util.regex.Pattern.compile("'([^']*)'|(\\S+)").matcher(command).results()
                .map(word -> word.group(1) != null ? word.group(1)
                        : word.group(2).equals("IMAGE") ? image.toString() : word.group(2))
                .toArray();
        return Cli.run(words);
    }
}
