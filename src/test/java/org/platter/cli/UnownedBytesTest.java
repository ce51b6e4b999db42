package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.session.Shell;

/** Bytes of a partition behind the end of its file system, which nothing known owns, are kept. */
@Execution(ExecutionMode.CONCURRENT)
final class UnownedBytesTest {

    private static final long MIB = 1 << 20;
    private static final int TAIL = 9;
    /** What makes each kind of file system, and its size in MiB. */
    private static final Map<String, Integer> KINDS = Map.ofEntries(Map.entry("mke2fs -q -F -t ext4", 8),
            Map.entry("mke2fs -q -F -t ext2", 8), Map.entry("mkfs.fat -F 16", 16),
            Map.entry("mkntfs -q -F -f -p 2048 -H 16 -S 63", 8), Map.entry("mkfs.xfs -q -f", 320),
            Map.entry("mkfs.btrfs -q -f", 128), Map.entry("mkswap", 8), Map.entry("mkfs.exfat", 8),
            Map.entry("mkfs.jfs -q", 16), Map.entry("mkreiserfs -q -f", 40), Map.entry("mkfs.minix", 8),
            Map.entry("mkfs.udf --blocksize=512", 8), Map.entry("hfsplus", 8));

    @TempDir
    private Path work;

    static Iterable<String> kinds() {
        return KINDS.keySet();
    }

    /** A MiB in the middle of what is behind the file system, and one at the end of the partition. */
    @ParameterizedTest
    @MethodSource("kinds")
    void bytesBehindAFileSystemAreMovedAndCopiedWithIt(String maker) throws IOException {
        long own = KINDS.get(maker) * MIB;
        Path image = disk(maker, own);
        for (String line : new String[] {"move 1 start=+2MiB", "copy 1 start=" + (own + 14 * MIB)}) {
            Path changed = work.resolve("changed.raw");
            Shell.run("cp", "--sparse=always", image.toString(), changed.toString());
            Cli.Outcome outcome = Cli.run("apply", changed, "-e", line);
            assertEquals(0, outcome.status(), outcome.err());
            assertTail(maker + ", " + line, changed,
                    own + (line.startsWith("move") ? 3 * MIB : own + 14 * MIB));
            Files.delete(changed);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bytesBehindAFileSystemStayInAnImageThatIsMadeSparse(String maker) throws IOException {
        long own = KINDS.get(maker) * MIB;
        Path image = disk(maker, own);
        Path copy = work.resolve("copy.raw");
        Path qcow2 = work.resolve("copy.qcow2");
        Cli.image("convert", "--sparsify", image, qcow2);
        Cli.image("convert", "--sparsify", "-O", "raw", qcow2, copy);
        assertTail(maker, copy, own + MIB);
        Cli.image("sparsify", qcow2);
        Shell.run("qemu-img", "convert", "-O", "raw", qcow2.toString(), copy.toString());
        assertTail(maker, copy, own + MIB);
        Cli.image("sparsify", image);
        assertTail(maker, image, own + MIB);
    }

    /** Makes a disk of one partition that is longer than its file system by {@link #TAIL} MiB. */
    private Path disk(String maker, long own) throws IOException {
        Path part = work.resolve("part");
        Shell.run("truncate", "-s", String.valueOf(own), part.toString());
        if (maker.equals("hfsplus")) {
            makeHfsPlus(part);
        } else {
            Shell.run("sh", "-c", maker + " " + part);
        }
        Path image = work.resolve("disk.raw");
        long length = own + TAIL * MIB;
        Shell.run("truncate", "-s", String.valueOf(2 * length + 8 * MIB), image.toString());
        Shell.feed("label: dos\nstart=2048, size=" + length / 512 + "\n", "sfdisk", "-q", image.toString());
        Shell.copy(part, 0, image, MIB, own);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (int at : new int[] {TAIL / 2, TAIL - 1}) {
                file.seek(own + (1 + at) * MIB);
                file.write(Cli.bytes(at, (int) MIB));
            }
        }
        return image;
    }

    /** No program for Linux is in Debian that makes an HFS+; Platter does. */
    private void makeHfsPlus(Path part) {
        Path disk = work.resolve("hfsplus.raw");
        Shell.run("truncate", "-s", "12M", disk.toString());
        assertEquals(0, Cli.run("apply", disk, "-e", "table type=msdos", "-e",
                "create start=1MiB size=8MiB fs=hfsplus").status());
        Shell.copy(disk, MIB, part, 0, 8 * MIB);
    }

    private static void assertTail(String what, Path image, long tail) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            for (int at : new int[] {TAIL / 2, TAIL - 1}) {
                byte[] found = new byte[(int) MIB];
                file.seek(tail + at * MIB);
                file.readFully(found);
                assertArrayEquals(Cli.bytes(at, (int) MIB), found, what + ", MiB " + at);
            }
        }
    }
}
