package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** What nothing known owns is not destroyed without being named, and a boot loader not without consent. */
@Execution(ExecutionMode.CONCURRENT)
final class OverwritingTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"convert type=gpt", "table type=gpt"})
    void grubsCoreImageIsOverwrittenOnlyWhereAsked(String line) throws IOException {
        Path image = disk("label: dos\nstart=2048, size=8192\n");
        byte[] core = Cli.bytes(1, 20 * 512);
        put(core, 300, "loading\0.\0\r\n\0Geom\0Read\0 Error\0");
        write(image, 512, core);
        assertNamed(image, line, "GRUB's core image", "512-10752");
    }

    /** The entries of the primary GPT, where there is one, were overwritten by the loader that lies there. */
    @ParameterizedTest
    @CsvSource({"dos, convert type=gpt", "gpt, repair"})
    void aLoaderThatLeavesNoRoomIsOverwrittenOnlyWhereAsked(String table, String line) throws IOException {
        Path image = disk("label: " + table + "\nstart=2048, size=8192\n");
        byte[] loader = Cli.bytes(2, MIB - 1024);
        put(loader, 8192 - 1024 + 4, "eGON.BT0");
        write(image, 1024, loader);
        assertNamed(image, line, "U-Boot SPL", "1024-17408");
    }

    /** A damaged table is repaired without such a question. */
    @Test
    void theRepairOfADamagedTableAsksNothing() throws IOException {
        Path image = disk("label: gpt\nstart=2048, size=8192\n");
        write(image, 1024 + 40, new byte[] {1, 2, 3});
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "--json", "-e", "repair");
        assertTrue(plan.out().contains("\"losses\": []"), plan.out());
        assertEquals(0, Cli.run("apply", image, "-e", "repair").status());
    }

    @Test
    void bytesThatLookLikeNothingAreNamed() throws IOException {
        Path image = disk("label: dos\nstart=2048, size=8192\nstart=20480, size=4096\n");
        byte[] unknown = Cli.bytes(4, 8192);
        write(image, 7 * MIB, unknown);
        Cli.Outcome kept = Cli.run("apply", image, "--plan", "--json", "-e", "move 2 start=+1MiB");
        assertTrue(kept.out().contains("\"losses\": []"), kept.out());
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "-e", "move 2 start=6MiB");
        String sentence = "Mind: 8 KiB in bytes " + 7 * MIB + "-" + (7 * MIB + 8192)
                + " of the disk that nothing known owns lie outside of all partitions, where partition 2 "
                + "will be.";
        assertTrue(plan.out().contains(sentence), plan.out());
        assertEquals(0, Cli.run("apply", image, "-e", "move 2 start=6MiB").status());
    }

    /** What lies outside of all partitions is nobody's, and where the disk ends it may be a footer. */
    @Test
    void aDiskThatBecomesSmallerNamesWhatIsCutOff() throws IOException {
        Path image = disk("label: dos\nstart=2048, size=8192\n");
        write(image, 15 * MIB, Cli.bytes(6, 4096));
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "--shrink", "-e", "disk size=-2MiB");
        assertTrue(plan.out().contains("4 KiB in bytes " + 15 * MIB + "-" + (15 * MIB + 4096) + " of the "
                + "disk that nothing known owns lie outside of all partitions, behind the new end of the "
                + "disk."), plan.out());
        Cli.Outcome done = Cli.run("apply", image, "--shrink", "-e", "disk size=-2MiB");
        assertEquals(0, done.status(), done.err());
    }

    /** MD 1.0 keeps its superblock 8 KiB before the end, MD 0.90 at the last whole 64 KiB but one. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "0.90"})
    void aRaidSuperblockAtTheEndOfTheDiskIsKept(String version) throws IOException {
        Path image = disk("label: dos\nstart=2048, size=8192\n");
        ByteBuffer superblock = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        superblock.putInt(0xa92b4efc).putInt(version.equals("1.0") ? 1 : 0);
        long place = version.equals("1.0") ? 16 * MIB - 8192 : 16 * MIB - 65536;
        if (version.equals("1.0")) {
            superblock.putLong(0x90, place / 512);
        }
        superblock.putInt(superblock.capacity() - 4, 1);
        write(image, place, superblock.array());
        for (String line : new String[] {"disk size=+64MiB", "resize 1 size=max", "table type=gpt",
            "create start=8MiB size=max fs=ext4"}) {
            if (line.startsWith("table") && version.equals("0.90")) {
                continue; // the copy of a GPT lies behind it
            }
            byte[] before = Files.readAllBytes(image);
            Cli.Outcome refused = Cli.run("apply", image, "-e", line);
            assertEquals(3, refused.status(), line + refused.out() + refused.err());
            assertTrue(refused.err().contains("a RAID superblock (linux_raid_member)"), refused.err());
            assertArrayEquals(before, Files.readAllBytes(image));
        }
        Cli.Outcome resized = Cli.attempt("resize", image, "+64MiB");
        assertEquals(3, resized.status(), resized.err());
        String range = resized.err().replaceAll("(?s).*--overwrite ([0-9-]+),.*", "$1");
        assertEquals(0, Cli.attempt("resize", "--overwrite", range, image, "+64MiB").status(), range);
    }

    @Test
    void bytesBehindAFileSystemAreNamedBeforeItGrowsOverThem() throws IOException {
        Path image = disk("label: dos\nstart=2048, size=20480\n");
        Path part = work.resolve("part");
        Shell.run("truncate", "-s", "4M", part.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", part.toString());
        Shell.copy(part, 0, image, MIB, 4 * MIB);
        write(image, 7 * MIB, Cli.bytes(5, 4096));
        for (String line : new String[] {"check 1", "resize 1 size=12MiB", "resize 1 size=8MiB",
            "resize 1 size=5MiB"}) {
            Cli.Outcome plan = Cli.run("apply", image, "--plan", "-e", line);
            assertTrue(plan.out()
                    .contains("4 KiB in bytes " + 7 * MIB + "-" + (7 * MIB + 4096) + " of the disk "
                            + "that nothing known owns lie behind the file system of partition 1;"),
                    line
                            + plan.out());
        }
        Cli.Outcome moved = Cli.run("apply", image, "--plan", "--json", "-e", "move 1 start=+1MiB");
        assertTrue(moved.out().contains("\"losses\": []"), moved.out());
    }

    /** What was in no partition of the draft, and is a file system all the same, is somebody's. */
    @ParameterizedTest
    @CsvSource({"mke2fs -q -F -t ext4 -L data, ext4 “data”", "mkfs.fat -F 16 -n DATA, FAT16 “DATA”",
        "mkntfs -q -F -f -p 4096 -H 16 -S 63 -L data, NTFS “data”", "mkfs.minix, Minix",
        "mkfs.udf --blocksize=512 -l data, UDF “data”"})
    void aFileSystemInFreeSpaceIsOverwrittenOnlyWhereAsked(String maker, String name) throws IOException {
        Path image = disk("label: dos\nstart=2048, size=2048\nstart=4096, size=18432\nstart=24576, "
                + "size=4096\n");
        Path part = work.resolve("part");
        Shell.run("truncate", "-s", "9M", part.toString());
        Shell.run("sh", "-c", maker + " " + part);
        write(part, 3 * MIB, Cli.bytes(7, MIB / 2)); // as a file has it
        Shell.copy(part, 0, image, 2 * MIB, 9 * MIB);
        Path two = work.resolve("two.raw");
        Files.copy(image, two);
        for (String[] asked : new String[][] {{"delete 2", "create start=2MiB size=9MiB fs=ext4"},
            {"delete 2", "move 3 start=5MiB"}, {"resize 2 size=max"}}) {
            Cli.Outcome plan = Cli.run("apply", image, "--plan", "--json", "-e", String.join("\n", asked));
            assertFalse(plan.out().contains("a file system ("), plan.out());
        }
        Shell.run("sfdisk", "-q", "--delete", image.toString(), "2");
        String look = "a file system (" + name;
        for (String line : new String[] {"create start=2MiB size=9MiB fs=ext4", "move 3 start=5MiB",
            "resize 1 size=4MiB\nformat 1 fs=ext2", "copy 3 start=5MiB", "create start=2MiB size=9MiB\n"
                    + "format 2 fs=ext4"}) {
            byte[] before = Files.readAllBytes(image);
            Cli.Outcome refused = apply(image, line);
            assertEquals(3, refused.status(), line + refused.out() + refused.err());
            assertTrue(refused.err().contains(look) && refused.out().contains(look), refused.err());
            assertArrayEquals(before, Files.readAllBytes(image));
        }
        for (String line : new String[] {"create start=2MiB size=9MiB", "create start=2MiB size=9MiB fs=none",
            "create start=2MiB size=9MiB\nmove 2 start=3MiB", "move 3 start=13MiB"}) {
            Files.copy(image, two, StandardCopyOption.REPLACE_EXISTING);
            Cli.Outcome done = apply(two, line);
            assertEquals(0, done.status(), line + done.err());
        }
        String line = "create start=2MiB size=9MiB fs=ext4";
        String range = apply(image, line).err().replaceAll("(?s).*--overwrite ([0-9-]+),.*", "$1");
        assertEquals(0, Cli.run("apply", image, "--overwrite", range, "-e", line).status(), range);
    }

    /**
     * What a partition left behind where it was is not lost, and what is in a file of another is not seen.
     */
    @Test
    void whatAPartitionLeftBehindIsOverwrittenUnasked() throws IOException {
        Path image = disk("label: dos\nstart=2048, size=8192\nstart=12288, size=8192\n");
        Path part = work.resolve("part");
        Shell.run("truncate", "-s", "4M", part.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", part.toString());
        Shell.copy(part, 0, image, MIB, 4 * MIB);
        Shell.copy(part, 0, image, 11 * MIB, 4 * MIB);
        Cli.Outcome done = apply(image, "create start=11MiB size=4MiB fs=ext4");
        assertEquals(0, done.status(), done.err());
    }

    private static Cli.Outcome apply(Path image, String lines) {
        return Cli.run(Stream.concat(Stream.of("apply", image),
                lines.lines().flatMap(line -> Stream.of("-e", line))).toArray());
    }

    /** Fails unless a line is refused for what lies in a range, and done once that range is named. */
    private static void assertNamed(Path image, String line, String looksLike, String range)
            throws IOException {
        byte[] before = Files.readAllBytes(image);
        Cli.Outcome plan = Cli.run("apply", image, "--plan", "--json", "-e", line);
        assertEquals(0, plan.status(), plan.err());
        assertTrue(plan.out().contains("\"looksLike\": \"" + looksLike), plan.out());
        for (String how : new String[] {"--rehearse", "--overwrite=0-512"}) {
            Cli.Outcome refused = Cli.run("apply", image, how, "-e", line);
            assertEquals(3, refused.status(), refused.out() + refused.err());
            assertTrue(refused.err().contains(looksLike) && refused.err().contains("--overwrite " + range),
                    refused.err());
            assertArrayEquals(before, Files.readAllBytes(image));
        }
        Cli.Outcome done = Cli.run("apply", image, "--overwrite", range, "-e", line);
        assertEquals(0, done.status(), done.err());
        assertFalse(java.util.Arrays.equals(before, Files.readAllBytes(image)));
    }

    private Path disk(String table) {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "16M", image.toString());
        Shell.feed(table, "sfdisk", "-q", image.toString());
        return image;
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] mark = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(mark, 0, bytes, at, mark.length);
    }

    private static void write(Path image, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }
}
