package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.session.Shell;

/**
 * A copy that replaces a partition has its files from one, and its number, PARTUUID, type, flags and name.
 */
final class ReplacingCopyTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path work;

    @ParameterizedTest
    @CsvSource({"gpt, raw", "gpt, qcow2", "dos, raw", "dos, qcow2"})
    void theCopyIsWhatItsOriginalWas(String table, String format) throws IOException {
        Path raw = disk(table);
        String was = sfdisk(raw);
        String files = files(raw, MIB);
        Path image = raw;
        if (format.equals("qcow2")) {
            image = work.resolve("disk.qcow2");
            Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
        }
        String line = "copy 1 start=40MiB size=20MiB replace=1";
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "-e", line);
        assertTrue(plan.out().contains("Replace partition 1 by a copy of it at ")
                && plan.out().contains("are those of the partition that is replaced"), plan.out());
        assertFalse(plan.out().contains("PARTUUID of") || plan.out().contains("same UUID")
                || plan.out().contains("No partition is active"), plan.out());
        Cli.Outcome done = Cli.run("apply", image, "-e", line);
        assertEquals(0, done.status(), done.err());
        if (format.equals("qcow2")) {
            assertTrue(Shell.run("qemu-img", "check", image.toString()).contains("No errors"));
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        }
        assertEquals(was.replaceFirst("start=2048, size=24576", "start=81920, size=40960"),
                sfdisk(raw));
        assertEquals(files, files(raw, 40 * MIB));
        assertEquals(20 * MIB, Long.parseLong(Shell.run("sh", "-c", "dumpe2fs -h '" + part(raw, 40 * MIB)
                + "' 2>/dev/null | awk '/^Block count/ {b=$3} /^Block size/ {s=$3} END {print b*s}'")
                .strip()));
    }

    @Test
    void anotherPartitionIsReplacedAndSaid() throws IOException {
        Path image = disk("gpt");
        String files = files(image, MIB);
        List<String> was = sfdisk(image).lines().toList();
        String line = "copy 1 start=40MiB replace=2 uuid=random";
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "-e", line);
        assertTrue(plan.out().contains("What is on partition 2 is lost: swap"), plan.out());
        assertEquals(0, Cli.run("apply", image, "-e", line).status());
        List<String> now = sfdisk(image).lines().toList();
        assertEquals(was.get(0), now.get(0));
        assertEquals(was.get(1).replaceFirst("start=26624, size=8192", "start=81920, size=24576")
                .replaceFirst("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"),
                now.get(1));
        assertEquals(files, files(image, MIB));
        assertEquals(files, files(image, 40 * MIB));
    }

    @ParameterizedTest
    @CsvSource({"gpt, raw", "dos, qcow2"})
    void aPartitionOfAnotherImageReplacesOne(String table, String format) throws IOException {
        Path raw = disk(table);
        List<String> was = sfdisk(raw).lines().toList();
        Path other = work.resolve("other.qcow2");
        Path folder = Files.createDirectory(work.resolve("new files"));
        Files.write(folder.resolve("c"), Cli.bytes(2, 2 << 20));
        Cli.image("create", "--folder", folder, "-f", "qcow2", other);
        Path image = raw;
        if (format.equals("qcow2")) {
            image = work.resolve("disk.qcow2");
            Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
        }
        String line = "paste from=" + other + " partition=1 start=24MiB replace=1";
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "-e", line);
        assertTrue(plan.out().contains("Replace partition 1 by a copy of partition 1 of " + other)
                && plan.out().contains("are those of the partition that is replaced")
                && plan.out().contains("What is on partition 1 is lost: ext4"), plan.out() + plan.err());
        Cli.Outcome done = Cli.run("apply", image, "-e", line);
        assertEquals(0, done.status(), done.err());
        if (format.equals("qcow2")) {
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        }
        List<String> now = sfdisk(raw).lines().toList();
        assertEquals(was.get(0).replaceFirst("start=2048, size=24576", "start=49152, size=[0-9]+"),
                now.get(0).replaceFirst("size=[0-9]+", "size=[0-9]+"));
        assertEquals(was.get(1), now.get(1));
        String there = files(raw, 24 * MIB);
        assertTrue(there.contains("./c") && !there.contains("./a"), there);
    }

    private Path disk(String table) throws IOException {
        Path part = work.resolve("part");
        Path folder = Files.createDirectory(work.resolve("files"));
        Files.write(folder.resolve("a"), Cli.bytes(1, 3 << 20));
        Files.writeString(folder.resolve("b"), "two");
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "root", "-d", folder.toString(), part.toString(),
                "12M");
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        boolean isGpt = table.equals("gpt");
        Shell.feed("label: " + table + "\nstart=2048, size=24576" + (isGpt
                ? ", name=\"my root\", uuid=11111111-2222-4333-8444-555555555555, "
                        + "attrs=\"GUID:5,60 LegacyBIOSBootable\""
                : ", type=27, bootable") + "\nstart=26624, size=8192, type="
                + (isGpt
                        ? "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, name=swap" : "82")
                + "\n",
                "sfdisk", "-q", image.toString());
        Shell.copy(part, 0, image, MIB, 12 * MIB);
        Shell.run("truncate", "-s", "4M", work.resolve("swap").toString());
        Shell.run("mkswap", work.resolve("swap").toString());
        Shell.copy(work.resolve("swap"), 0, image, 13 * MIB, 4 * MIB);
        return image;
    }

    private static String sfdisk(Path image) {
        return String.join("\n", Shell.run("sfdisk", "-d", image.toString()).lines()
                .filter(line -> line.contains("start=")).map(line -> line.replaceAll("= +", "=")).toList());
    }

    private Path part(Path image, long at) throws IOException {
        Path part = work.resolve("part" + at);
        Files.deleteIfExists(part);
        Shell.run("truncate", "-s", "20M", part.toString());
        Shell.copy(image, at, part, 0, Math.min(20 * MIB, Files.size(image) - at));
        return part;
    }

    private String files(Path image, long at) throws IOException {
        Path part = part(image, at);
        Path out = work.resolve("out" + System.nanoTime());
        Files.createDirectory(out);
        Shell.run("debugfs", "-R", "rdump / " + out, part.toString());
        Shell.run("e2fsck", "-fn", part.toString());
        return Shell.run("sh", "-c", "cd " + out + " && find . -type f | sort | xargs sha256sum; blkid -p -o "
                + "value -s LABEL " + part);
    }
}
