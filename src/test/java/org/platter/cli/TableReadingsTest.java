package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** Disks on which more than one table, or a table and something else, could be what counts. */
final class TableReadingsTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private Path disk(String size, String table) {
        Path image = folder.resolve("disk.raw");
        Shell.run("truncate", "-s", size, image.toString());
        if (!table.isEmpty()) {
            Shell.feed(table, "sfdisk", "-q", image.toString());
        }
        return image;
    }

    /** The first sector of a disk with this MBR is put in front of the image. */
    private void putMbr(Path image, String table) throws IOException {
        Path other = folder.resolve("mbr.raw");
        Shell.run("truncate", "-s", "64M", other.toString());
        Shell.feed(table, "sfdisk", "-q", other.toString());
        Shell.copy(other, 0, image, 0, 512);
    }

    private static void write(Path image, long at, byte... bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(at < 0 ? file.length() + at : at);
            file.write(bytes);
        }
    }

    /** Returns the same disk in a qcow2 image. */
    private static Path qcow2(Path raw) {
        Path image = Path.of(raw + ".qcow2");
        Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());
        return image;
    }

    private static void assertReadOnly(Path raw, String... words) {
        assertReadOnlyIn(raw, words);
        assertReadOnlyIn(qcow2(raw), words);
    }

    private static void assertReadOnlyIn(Path image, String... words) {
        String info = Cli.run("info", image).out();
        Cli.Outcome refused = Cli.run("apply", image, "-e", "create size=1MiB");
        assertEquals(3, refused.status(), refused.out());
        for (String word : words) {
            assertTrue(info.contains(word), info);
            assertTrue(refused.err().contains(word), refused.err());
        }
        assertTrue(Cli.run("info", "--json", image).out().contains(words[0]));
    }

    private static Cli.Outcome done(Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        assertEquals(0, outcome.status(), outcome.err() + outcome.out());
        return outcome;
    }

    @ParameterizedTest
    @ValueSource(ints = {34 * 512, MIB})
    void aGptOfWhichTheBackupIsLeftIsRestored(int zeros) throws IOException {
        Path image = disk("64M", "label: gpt\nsize=8M, name=one\nsize=4M\n");
        String before = Shell.run("sfdisk", "-d", image.toString());
        write(image, 0, new byte[zeros]);
        String info = Cli.run("info", image).out();
        assertTrue(info.contains("Table: gpt") && info.contains("The backup is good"), info);
        assertTrue(done("apply", image, "--plan", "-e", "table type=msdos").out()
                .contains("All partitions and what is on them are lost."));
        Path other = qcow2(image);
        done("apply", image, "-e", "repair");
        assertEquals(before, Shell.run("sfdisk", "-d", image.toString()));
        assertTrue(Shell.run("sgdisk", "-v", image.toString()).contains("No problems found"));
        done("apply", other, "-e", "repair");
        assertEquals("Images are identical.",
                Shell.run("qemu-img", "compare", "-f", "raw", image.toString(), other.toString()).strip());
    }

    @Test
    void aGptUnderAnMbrThatDoesNotNameItIsSeen() throws IOException {
        Path image = disk("64M", "label: gpt\nsize=8M\nsize=4M\n");
        putMbr(image, "label: dos\nstart=2048, size=4096\n");
        assertReadOnly(image, "an MBR with 1 partition (1: 2 MiB from 1 MiB)",
                "a GPT with 2 partitions (1: 8 MiB from 1 MiB; 2: 4 MiB from 9 MiB)",
                "--table msdos or --table gpt");
        assertTrue(Cli.run("info", image, "--table", "gpt").out().contains("The protective MBR is missing"));
        Path other = folder.resolve("other.raw");
        Shell.run("cp", image.toString(), other.toString());
        done("apply", image, "--table", "gpt", "-e", "repair");
        assertTrue(Shell.run("sgdisk", "-v", image.toString()).contains("No problems found"));
        assertFalse(Cli.run("info", image).out().contains("Problem"));
        String told = Cli.run("info", other, "--table", "msdos").out();
        assertTrue(told.contains("it is erased once the table changes."), told);
        done("apply", other, "--table", "msdos", "-e", "create start=10MiB size=1MiB");
        assertFalse(Cli.run("info", other).out().contains("Problem"));
        assertTrue(Shell.run("sfdisk", "-d", other.toString()).contains("label: dos"));
    }

    @Test
    void anOldBackupBehindAnMbrIsTold() throws IOException {
        Path image = disk("64M", "label: gpt\nsize=8M\n");
        write(image, 512, new byte[33 * 512]);
        putMbr(image, "label: dos\nstart=2048, size=4096\n");
        assertTrue(Cli.run("info", image).out().contains("the backup of a GPT, 1 partition"));
        done("apply", image, "-e", "create start=10MiB size=1MiB");
        assertTrue(Cli.run("info", image).out().contains("the backup of a GPT, 1 partition"));
    }

    @Test
    void aFileSystemUnderAnOldMbrIsSeen() throws IOException {
        Path image = disk("64M", "");
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString());
        putMbr(image, "label: dos\nstart=2048, size=4096\n");
        assertReadOnly(image, "an MBR with 1 partition", "ext4 over all of it",
                "--table msdos or --table none");
        String json = Cli.run("info", "--json", image).out().replaceAll("\\s+", " ");
        assertTrue(json.contains("\"readings\": [ { \"table\": \"dos\" }, "
                + "{ \"table\": \"none\", \"content\": \"ext4\" } ]"), json);
        done("apply", image, "--table", "none", "-e", "label 1 text=whole");
        Shell.run("e2fsck", "-fn", image.toString());
        assertTrue(Shell.run("dumpe2fs", "-h", image.toString()).contains("whole"));
        done("apply", image, "--table", "msdos", "-e", "create start=8MiB size=4MiB fs=ext2");
        assertEquals(3, Cli.run("info", image, "--table", "gpt").status());
    }

    @Test
    void twoBytesOfABootLoaderAreNoFileSystem() throws IOException {
        Path image = disk("64M", "label: dos\nsize=8M\n");
        write(image, 0x438, (byte) 0x53, (byte) 0xef);
        assertFalse(Cli.run("info", image).out().contains("Problem"));
        done("apply", image, "-e", "create size=1MiB");
    }

    /** What was there before a file system was made over all of the disk. */
    @Test
    void aFileSystemOverAnOldGptCountsWhereNothingIsInItsPartitions() {
        Path image = disk("64M", "label: gpt\nsize=8M\n");
        Shell.run("mkfs.fat", "-I", image.toString());
        String info = Cli.run("info", image).out();
        assertTrue(info.contains("Table: none") && info.contains("vfat"), info);
        assertTrue(info.contains("Mind: At the end of the disk lies the backup of a GPT"), info);
    }

    /** As parted makes them; blkid knows some. */
    @ParameterizedTest
    @CsvSource({"sun, Sun, sun", "dvh, SGI, sgi", "pc98, PC-98, dos", "mac, Mac, mac", "bsd, BSD,",
        "amiga, Amiga,",
        "atari, Atari, atari"})
    void aLabelOfAnotherSystemIsNamedAndKept(String label, String name, String blkid) {
        Path image = disk("64M", "");
        Shell.run("parted", "-s", image.toString(), "mklabel", label);
        if (label.equals("atari")) { // one without partitions cannot be told
            Shell.run("parted", "-s", image.toString(), "mkpart", "primary", "ext2", "8MiB", "30MiB");
        }
        assertEquals(blkid == null ? "" : blkid, Shell.attempt("", "blkid", "-p", "-o", "value", "-s",
                "PTTYPE",
                image.toString()).output().strip());
        String kind = label.equals("pc98") ? "msdos" : "none";
        assertReadOnly(image, "(" + name + " label)", "Should another table count, say so (--table " + kind
                + ").");
        assertEquals(3, Cli.run("apply", image, "-e", "table type=gpt").status());
        done("apply", image, "--table", kind, "-e", "table type=gpt");
        assertFalse(Cli.run("info", image).out().contains("Problem"));
    }

    /** What blkid takes a disk for is told, and that a new table would be the end of it. */
    @ParameterizedTest
    @CsvSource({"isw_raid_member, -1024, 496e74656c20526169642049534d20436667205369672e20",
        "ddf_raid_member, -512, de11de11", "ddf_raid_member, -131584, de11de11",
        "nvidia_raid_member, -1024, 4e5649444941202020", "lsi_mega_raid_member, -512, 245849444524",
        "jmicron_raid_member, -512, 4a4d01000100", "hpt45x_raid_member, -5632, f316785a",
        "hpt37x_raid_member, 4640, f016785a", "VMFS_volume_member, 1048576, 0dd001c0",
        "promise_fasttrack_raid_member, -32256, 50726f6d69736520546563686e6f6c6f67792c20496e632e",
        "via_raid_member, -512, 55aa0100000000000000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000",
        "adaptec_raid_member, -512, 37fc4d1e", "silicon_medley_raid_member, -416, 0000002f"})
    void aMemberOfARaidIsNoEmptyDisk(String name, long place, String magic) throws IOException {
        Path image = disk("64M", "");
        write(image, place, java.util.HexFormat.of().parseHex(magic));
        switch (name) {
            case "adaptec_raid_member" -> write(image, -256, "DPTM".getBytes(StandardCharsets.US_ASCII));
            case "silicon_medley_raid_member" -> write(image, -512 + 0x13e, (byte) 0, (byte) 0xd1);
            default -> {}
        }
        if (!name.equals("via_raid_member")) {
            assertEquals(name,
                    Shell.run("blkid", "-p", "-o", "value", "-s", "TYPE", image.toString()).strip());
        }
        String info = Cli.run("info", image).out();
        assertTrue(info.contains(name), info);
        String plan = done("apply", image, "--plan", "-e", "table type=gpt").out();
        assertTrue(plan.contains("Mind: All partitions and what is on them are lost."), plan);
        String refused = Cli.run("apply", image, "-e", "table type=gpt").err();
        assertTrue(refused.contains("which look like a member of something larger (" + name + ")"), refused);
        Shell.feed("label: dos\nsize=8M\n", "sfdisk", "-q", "--wipe=never", image.toString());
        if (name.startsWith("VMFS")) {
            assertReadOnlyIn(image, name + " over all of it", "--table msdos or --table none");
        } else {
            assertTrue(Cli.run("info", image).out().contains("The whole disk is a member of a RAID ("
                    + name));
        }
    }

    /** As a device with such sectors is partitioned; --sector-size is what reads it right. */
    @Test
    void anMbrForLargerSectorsIsToldByWhereItsPartitionsBegin() throws IOException {
        Path image = disk("64M", "");
        Path volume = folder.resolve("volume");
        Shell.run("truncate", "-s", "8M", volume.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", volume.toString());
        byte[] entries = new byte[66];
        ByteBuffer fields = ByteBuffer.wrap(entries).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        fields.put(4, (byte) 0x83).putInt(8, 256).putInt(12, 2048);
        fields.put(20, (byte) 0x05).putInt(24, 4096).putInt(28, 8192);
        fields.putShort(64, (short) 0xaa55);
        write(image, 446, entries);
        write(image, 4096L * 4096 + 510, (byte) 0x55, (byte) 0xaa);
        Shell.copy(volume, 0, image, MIB, 8 * MIB);
        assertReadOnly(image, "made for sectors of 4096 bytes",
                "Open it with --sector-size 4096, or say that it counts as it is "
                        + "(--table msdos).");
        String info = done("info", image, "--sector-size", "4096").out();
        assertTrue(info.contains("ext4") && !info.contains("Problem"), info);
        assertFalse(Cli.run("info", image, "--table", "msdos").out().contains("Problem"));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void aBackupAloneTellsTheSizeOfSectors(int sector) throws IOException {
        Path image = folder.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        done("apply", image, "--sector-size", sector, "-e", "table type=gpt", "-e", "create size=4MiB");
        write(image, 0, new byte[MIB]);
        done("apply", image, "-e", "repair");
        assertTrue(Cli.run("info", image).out().contains("sectors of " + sector + " bytes"));
    }

    @Test
    void whatIsOddInATableIsTold() throws IOException {
        Path image = disk("64M", "label: dos\nsize=8M, bootable\nsize=8M\n");
        write(image, 446 + 16, (byte) 0x80);
        write(image, 446 + 48 + 4, (byte) 0x83);
        String info = Cli.run("info", image).out();
        assertTrue(info.contains("Mind: More than one partition is active (1, 2)"), info);
        assertTrue(info.contains("Mind: Entry 4 of the MBR has a type (0x83) and a size of 0"), info);
        assertTrue(Cli.run("info", "--json", image).out().contains("More than one partition is active"));
        for (String line : new String[] {"delete 2", "create size=1MiB", "table type=gpt",
            "flag 1 boot=off"}) {
            assertPlanned(image, line, "More than one partition is active (1, 2)",
                    "Entry 4 of the MBR has a type");
        }
        String same = "uuid=7F3A2C11-0000-4000-8000-000000000001";
        Path gpt = folder.resolve("gpt.raw");
        Shell.run("truncate", "-s", "64M", gpt.toString());
        Shell.feed("label: gpt\nsize=8M, " + same + "\nsize=8M\n", "sfdisk", "-q", gpt.toString());
        Shell.run("sfdisk", "-q", "--part-uuid", gpt.toString(), "2", "7F3A2C11-0000-4000-8000-000000000002");
        assertFalse(Cli.run("info", gpt).out().contains("Mind"));
        try (RandomAccessFile file = new RandomAccessFile(gpt.toFile(), "rw")) {
            makeTwins(file, 512);
            makeTwins(file, file.length() - 512);
        }
        String twins = Cli.run("info", gpt).out();
        assertTrue(twins.contains("Mind: Partitions 1 and 2 have the same GUID"), twins);
        assertTrue(twins.contains("Mind: The GPT is of revision 0x00020000"), twins);
        assertPlanned(gpt, "move 2 start=+8MiB", "Partitions 1 and 2 have the same GUID",
                "The GPT is of revision 0x00020000");
    }

    /** What a repair, or a new table, writes over is told in the plan. */
    @Test
    void whatIsWrongWithATableIsToldBeforeItIsWrittenOver() throws IOException {
        Path image = disk("64M", "label: gpt\nsize=8M\n");
        write(image, -512, new byte[512]);
        write(image, 0, new byte[512]);
        String[] wrong = {"The protective MBR is missing", "The backup GPT at the end of the disk is "
                + "missing"};
        String info = Cli.run("info", image).out();
        assertTrue(info.contains(wrong[0]) && info.contains(wrong[1]), info);
        for (String line : new String[] {"repair", "table type=msdos"}) {
            assertPlanned(image, line, wrong);
            assertPlanned(qcow2(image), line, wrong);
        }
        done("apply", image, "-e", "repair");
        assertFalse(done("apply", image, "--plan", "-e", "delete 1").out().contains("protective"));
    }

    private static void assertPlanned(Path image, String line, String... words) {
        String plan = done("apply", image, "--plan", "-e", line).out();
        String json = done("apply", image, "--plan", "--json", "-e", line).out();
        for (String word : words) {
            assertTrue(plan.contains("Mind: " + word), line + "\n" + plan);
            assertTrue(json.contains(word), line + "\n" + json);
        }
    }

    /** Makes the second entry's GUID the first's, and the revision another, with right checksums. */
    private static void makeTwins(RandomAccessFile file, long place) throws IOException {
        byte[] bytes = new byte[512];
        file.seek(place);
        file.readFully(bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        byte[] entries = new byte[128 * 128];
        file.seek(header.getLong(72) * 512);
        file.readFully(entries);
        System.arraycopy(entries, 16, entries, 128 + 16, 16);
        file.seek(header.getLong(72) * 512);
        file.write(entries);
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update(entries);
        header.putInt(8, 0x20000).putInt(88, (int) sum.getValue()).putInt(16, 0);
        sum.reset();
        sum.update(bytes, 0, 92);
        header.putInt(16, (int) sum.getValue());
        file.seek(place);
        file.write(bytes);
    }

    @Test
    void theStateOfAFileSystemIsToldBeforeItIsWritten() throws IOException {
        Path image = disk("64M", "label: dos\nsize=10M\nsize=10M\nsize=10M\nsize=10M\n");
        Path volume = folder.resolve("volume");
        Shell.run("truncate", "-s", "10M", volume.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-L", "gone", volume.toString());
        Shell.copy(volume, 0, image, 21L * MIB, 10 * MIB);
        write(image, 21L * MIB, new byte[2048]);
        Shell.run("debugfs", "-w", "-R", "feature needs_recovery", volume.toString());
        Shell.copy(volume, 0, image, MIB, 10 * MIB);
        Shell.run("mkfs.fat", "-F", "16", volume.toString());
        write(volume, 0x25, (byte) 1);
        Shell.copy(volume, 0, image, 11L * MIB, 10 * MIB);
        Shell.run("mke2fs", "-q", "-F", "-t", "ext2", volume.toString());
        write(volume, 1024 + 0x3a, (byte) 0);
        Shell.copy(volume, 0, image, 31L * MIB, 10 * MIB);
        String info = Cli.run("info", image).out();
        assertTrue(info.contains("Partition 1: The journal of this ext4 holds changes that are not yet in "
                + "it"), info);
        assertTrue(info.contains("Partition 2: This FAT16 is marked as not unmounted"), info);
        assertTrue(info.contains("Mind: Partition 3: The first superblock of an ext4 “gone” is lost"), info);
        assertTrue(info.contains("“e2fsck -b 8193 -B 1024” puts it back."), info);
        assertTrue(info.contains("Partition 4: This ext2 is not marked as unmounted"), info);
        String plan = Cli.run("apply", image, "--plan", "-e", "label 2 text=NEW").out();
        assertTrue(plan.contains("Mind: Partition 2: This FAT16 is marked as not unmounted"), plan);
        Shell.copy(image, 21L * MIB, volume, 0, 10 * MIB);
        assertEquals(1,
                Shell.attempt("", "e2fsck", "-fy", "-b", "8193", "-B", "1024", volume.toString()).status());
        Shell.run("e2fsck", "-fn", volume.toString());
    }
}
