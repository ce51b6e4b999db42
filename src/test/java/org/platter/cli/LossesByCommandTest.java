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
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/**
 * What once lost data with status 0, by the commands of an ordinary user, in raw and in qcow2 images: each
 * kind of loss ends with the bytes in their place, or with a sentence and an image that is as it was. Long,
 * since each kind of loss is made in its own way.
 */
final class LossesByCommandTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private static Path work;
    private static OrdinaryUser user;

    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        user = new OrdinaryUser(work);
    }

    @AfterAll
    static void end() throws IOException {
        user.close();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(user.home(), "case");
        user.give(folder);
    }

    /** Makes a raw image with a table by sfdisk, where one is given. */
    private Path disk(String size, String table) {
        Path image = file("disk.raw", size);
        if (!table.isEmpty()) {
            Shell.feed(table, "sfdisk", "-q", image.toString());
        }
        return image;
    }

    private Path file(String name, String size) {
        Path file = folder.resolve(name);
        Shell.run("truncate", "-s", size, file.toString());
        return file;
    }

    /** Makes a file system, or something else, in a file. */
    private Path made(String name, String size, String... program) {
        Path file = file(name, size);
        String[] words = Arrays.copyOf(program, program.length + 1);
        words[program.length] = file.toString();
        Shell.run(words);
        return file;
    }

    private static void write(Path file, long at, byte... bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at < 0 ? open.length() + at : at);
            open.write(bytes);
        }
    }

    private static void write(Path file, long at, String text) throws IOException {
        write(file, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the same disk in an image of that format, which is the user's. */
    private Path in(String format, Path raw) {
        Path image = raw;
        if (!format.equals("raw")) {
            image = raw.resolveSibling("disk." + format);
            Shell.run("qemu-img", "convert", "-f", "raw", "-O", format, raw.toString(), image.toString());
            Shell.run("rm", raw.toString());
        }
        user.give(folder);
        return image;
    }

    /** Returns the disk of an image in a raw one, as QEMU reads it. */
    private Path flat(Path image) {
        if (!image.toString().endsWith(".qcow2")) {
            return image;
        }
        Path flat = folder.resolve("flat");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), flat.toString());
        return flat;
    }

    private byte[] bytes(Path image, long at, int length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(flat(image).toFile(), "r")) {
            byte[] bytes = new byte[length];
            open.seek(at);
            open.readFully(bytes);
            return bytes;
        }
    }

    /** Returns a partition of an image as a file. */
    private Path part(Path image, long start, long length) throws IOException {
        Path part = folder.resolve("part");
        Files.deleteIfExists(part);
        Shell.copy(flat(image), start, part, 0, length);
        return part;
    }

    private static String done(Object... words) {
        Cli.Outcome outcome = user.run(words);
        assertEquals(0, outcome.status(), () -> Arrays.toString(words) + outcome.err() + outcome.out());
        return outcome.out() + outcome.err();
    }

    /** Runs a command that is refused with this status and sentence, and leaves the image as it was. */
    private static String refused(int status, String sentence, Path image, Object... words)
            throws IOException {
        byte[] before = Files.readAllBytes(image);
        Cli.Outcome outcome = user.run(words);
        assertTrue(outcome.err().contains(sentence),
                () -> Arrays.toString(words) + outcome.err() + outcome.out());
        assertEquals(status, outcome.status(), () -> Arrays.toString(words) + outcome.err());
        assertArrayEquals(before, Files.readAllBytes(image), () -> Arrays.toString(words));
        return outcome.err();
    }

    private static String line(Path image, String line, String sentence) throws IOException {
        return refused(3, sentence, image, "apply", image, "-e", line);
    }

    /** Does what was refused, with the range that the sentence names. */
    private static void overwrite(Path image, String line, String sentence) throws IOException {
        String range = line(image, line, sentence).replaceAll("(?s).*--overwrite ([0-9-]+),.*", "$1");
        done("apply", image, "--overwrite", range, "-e", line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void bytesBehindFileSystemsStayBehindThem(String format) throws IOException {
        Path raw = disk("80M", "label: dos\nstart=2048, size=24576\nstart=26624, size=24576\n"
                + "start=51200, size=24576\n");
        int number = 0;
        for (String[] maker : new String[][] {
            {"mke2fs", "-q", "-F", "-t", "ext4"}, {"mkfs.fat", "-F", "12"},
            {"mkswap"}}) {
            Path made = made("fs", "8M", maker);
            Shell.copy(made, 0, raw, MIB + 12L * number * MIB, 8 * MIB);
            Files.delete(made);
            write(raw, (10L + 12 * number) * MIB, Cli.bytes(number, MIB / 4));
            write(raw, (13L + 12 * number) * MIB - 4096, Cli.bytes(10 + number++, 4096));
        }
        Path image = in(format, raw);
        done("apply", image, "-e", "move 3 start=+3MiB", "-e", "move 2 start=+2MiB", "-e",
                "move 1 start=+1MiB", "-e", "copy 1 start=50MiB");
        done("image", "sparsify", image);
        Path copy = folder.resolve("copy.qcow2");
        done("image", "convert", "--sparsify", "-O", "qcow2", image, copy);
        Path clone = folder.resolve("clone." + format);
        done("image", "clone", image, clone);
        for (Path one : new Path[] {image, copy, clone}) {
            Path flat = flat(one);
            for (int i = 0; i < 4; i++) { // the fourth is the copy
                long start = i == 3 ? 50L * MIB : (2L + 13 * i) * MIB;
                assertArrayEquals(Cli.bytes(i % 3, MIB / 4),
                        bytes(flat, start + 9L * MIB, MIB / 4));
                assertArrayEquals(Cli.bytes(10 + i % 3, 4096), bytes(flat, start + 12L * MIB - 4096, 4096));
            }
        }
        Shell.run("e2fsck", "-fn", part(image, 2L * MIB, 8L * MIB).toString());
        Shell.run("fsck.fat", "-n", part(image, 15L * MIB, 8L * MIB).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aBootLoaderIsOverwrittenByAGptOnlyWhereAsked(String format) throws IOException {
        Path raw = disk("16M", "label: dos\nstart=2048, size=8192\n");
        write(raw, 512, Cli.bytes(1, 20 * 512));
        write(raw, 812, "loading\0.\0\r\n\0Geom\0Read\0 Error\0");
        Path image = in(format, raw);
        for (String line : new String[] {"convert type=gpt", "table type=gpt"}) {
            line(image, line, "GRUB's core image");
        }
        overwrite(image, "convert type=gpt", "--overwrite 512-10752");
        done("apply", image, "-e", "name 1 text=root", "-e", "flag 1 required=on");
        String back = done("apply", image, "--plan", "-e", "convert type=msdos");
        assertTrue(back.contains("The name in the table of partition 1 changes"), back);
        assertTrue(back.contains("The attributes of partition 1 are dropped (required)"), back);
    }

    /** Which is U-Boot's place on some boards; {@link SparingGptTest} has others. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aBootLoaderAtEightKibibytesIsKeptByAGpt(String format) throws IOException {
        Path raw = disk("16M", "label: dos\nstart=2048, size=8192\n");
        write(raw, 8192, Cli.bytes(2, 24 << 10));
        Path image = in(format, raw);
        done("apply", image, "-e", "convert type=gpt");
        assertArrayEquals(Cli.bytes(2, 24 << 10), bytes(image, 8192, 24 << 10));
        assertTrue(Shell.run("sgdisk", "-v", flat(image).toString()).contains("No problems found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void anOddEndIsKeptAndCompared(String format) throws IOException {
        int size = 8 * MIB + 300;
        byte[] all = Cli.bytes(3, size);
        Path raw = Files.write(folder.resolve("disk.raw"), all);
        Path image = in(format, raw);
        if (format.equals("qcow2")) {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.seek(24);
                file.writeLong(size); // as no program writes it that makes whole sectors
            }
        }
        Path copy = folder.resolve("copy.raw");
        done("image", "convert", "-O", "raw", image, copy);
        assertArrayEquals(all, bytes(copy, 0, size));
        done("image", "compare", image, copy);
        write(copy, size - 1, (byte) (all[size - 1] + 1));
        assertEquals(1, user.run("image", "compare", image, copy).status());
        done("image", "convert", "--salvage", "-O", "raw", image, folder.resolve("saved.raw"));
        assertArrayEquals(all, bytes(folder.resolve("saved.raw"), 0, size));
        Path clone = folder.resolve("clone." + format);
        done("image", "clone", image, clone);
        assertArrayEquals(all, bytes(clone, 0, size));
        done("image", "resize", image, "+1MiB");
        assertArrayEquals(Arrays.copyOf(all, size + MIB), bytes(image, 0, size + MIB));
        done("apply", clone, "-e", "disk size=+1MiB");
        assertArrayEquals(Arrays.copyOf(all, size + MIB), bytes(clone, 0, size + MIB));
        Path over = folder.resolve("over.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b",
                folder.resolve("saved.raw").toString(), "-F", "raw", over.toString());
        user.give(over);
        done("image", "rebase", "-b", "", over);
        assertArrayEquals(all, bytes(over, 0, size));
    }

    @ParameterizedTest
    @CsvSource({"raw, 34", "raw, 2048", "qcow2, 34", "qcow2, 2048"})
    void aGptIsRestoredFromItsBackup(String format, int zeros) throws IOException {
        Path raw = disk("16M", "label: gpt\nsize=8M, name=one\nsize=2M\n");
        String table = Shell.run("sfdisk", "-d", raw.toString());
        write(raw, 0, new byte[zeros * 512]);
        Path image = in(format, raw);
        assertTrue(done("info", image).contains("Table: gpt"));
        assertTrue(done("apply", image, "--plan", "-e", "table type=msdos").contains("Mind: All partitions"));
        done("apply", image, "-e", "repair");
        Path flat = flat(image);
        assertEquals(table.replace(raw.toString(), flat.toString()),
                Shell.run("sfdisk", "-d", flat.toString()));
        assertTrue(Shell.run("sgdisk", "-v", flat.toString()).contains("No problems found"));
    }

    /** A GPT under an MBR that does not name it, a file system under an old MBR, and a disk of PC-98. */
    @ParameterizedTest
    @CsvSource({"raw, gpt", "qcow2, gpt", "raw, none", "qcow2, none", "raw, pc98", "qcow2, pc98"})
    void whereTwoReadingsContradictEachOtherNothingIsWritten(String format, String other) throws IOException {
        Path raw = disk("16M", other.equals("gpt") ? "label: gpt\nsize=8M\nsize=4M\n" : "");
        switch (other) {
            case "none" -> Shell.run("mke2fs", "-q", "-F", "-t", "ext4", raw.toString());
            case "pc98" -> Shell.run("parted", "-s", raw.toString(), "mklabel", "pc98");
            default -> {}
        }
        if (!other.equals("pc98")) {
            Path mbr = file("mbr", "16M");
            Shell.feed("label: dos\nstart=2048, size=4096\n", "sfdisk", "-q", mbr.toString());
            Shell.copy(mbr, 0, raw, 0, 512);
        }
        Path image = in(format, raw);
        String sentence = switch (other) {
            case "gpt" -> "a GPT with 2 partitions";
            case "none" -> "ext4 over all of it";
            default -> "(PC-98 label)";
        };
        assertTrue(done("info", image).contains(sentence));
        line(image, "create start=8MiB size=1MiB fs=ext4", sentence);
        line(image, "table type=gpt", sentence);
        if (other.equals("none")) {
            done("apply", image, "--table", "none", "-e", "check 1");
            Shell.run("e2fsck", "-fn", flat(image).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aTableForLargerSectorsIsNotReadBySmallOnes(String format) throws IOException {
        Path raw = disk("64M", "");
        Path ext = made("fs", "8M", "mke2fs", "-q", "-F", "-t", "ext4");
        ByteBuffer entries = ByteBuffer.allocate(66).order(ByteOrder.LITTLE_ENDIAN);
        entries.put(4, (byte) 0x83).putInt(8, 256).putInt(12, 2048);
        entries.put(20, (byte) 0x05).putInt(24, 4096).putInt(28, 8192);
        entries.putShort(64, (short) 0xaa55);
        write(raw, 446, entries.array());
        write(raw, 4096L * 4096 + 510, (byte) 0x55, (byte) 0xaa);
        Shell.copy(ext, 0, raw, MIB, 8 * MIB);
        Path image = in(format, raw);
        line(image, "create start=20MiB size=1MiB", "made for sectors of 4096 bytes");
        done("apply", "--sector-size", 4096, image, "-e", "create start=20MiB size=8MiB fs=ext4");
        assertArrayEquals(Files.readAllBytes(ext), bytes(image, MIB, 8 * MIB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aPartitionThatIsMadeAgainHoldsWhatItHeld(String format) throws IOException {
        Path raw = disk("16M", "label: gpt\nstart=2048, size=4096\nstart=8192, size=16384\n");
        Path ext = made("fs", "8M", "mke2fs", "-q", "-F", "-t", "ext4");
        write(ext, 0, Cli.bytes(1, 1024));
        write(ext, -4096, Cli.bytes(2, 4096));
        Shell.copy(ext, 0, raw, 4 * MIB, 8 * MIB);
        Path image = in(format, raw);
        byte[] before = bytes(image, 4 * MIB, 8 * MIB);
        done("apply", image, "-e", "delete 2");
        String told = done("apply", image, "-e", "create start=4MiB size=8MiB");
        assertTrue(told.contains("ext4, and that stays"), told);
        assertArrayEquals(before, bytes(image, 4 * MIB, 8 * MIB));
        done("apply", image, "-e", "delete 2", "-e", "create start=4MiB size=8MiB");
        assertArrayEquals(before, bytes(image, 4 * MIB, 8 * MIB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aFatWhoseSecondTableIsInForceKeepsItsFiles(String format) throws IOException {
        String text = "a longer text\n".repeat(5000);
        Path fat = fat32(text);
        try (RandomAccessFile file = new RandomAccessFile(fat.toFile(), "rw")) {
            file.seek(14);
            long table = 512L * (file.read() | file.read() << 8);
            write(fat, table + 12, new byte[1988]); // the first table says that there is no file
        }
        write(fat, 0x28, (byte) 0x81, (byte) 0);
        Path image = in(format, partitioned(fat, 40));
        done("apply", image, "-e", "move 1 start=+2MiB");
        done("apply", image, "-e", "check 1");
        assertEquals(text, Shell.run("mtype", "-i", part(image, 3 * MIB, 40 * MIB).toString(), "::FILE.TXT"));
    }

    private Path fat32(String text) throws IOException {
        Path fat = made("fs", "40M", "mkfs.fat", "-F", "32", "-n", "WORK");
        Path written = Files.writeString(folder.resolve("text"), text);
        Shell.run("mcopy", "-i", fat.toString(), written.toString(), "::FILE.TXT");
        return fat;
    }

    /** Puts a file system into the only partition of a disk that is twice as large. */
    private Path partitioned(Path made, int mebibytes) {
        Path raw = disk(2 * mebibytes + 8 + "M", "label: dos\nstart=2048, size=" + mebibytes * 2048 + "\n");
        Shell.copy(made, 0, raw, MIB, (long) mebibytes * MIB);
        return raw;
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aTableOfManyEntriesIsSavedAndRestored(String format) throws IOException {
        Path raw = disk("16M", "");
        Shell.run("sgdisk", "-S", "256", "-n", "200:4096:+4M", raw.toString());
        String dump = Shell.run("sfdisk", "-d", raw.toString());
        Path image = in(format, raw);
        Path saved = folder.resolve("saved");
        done("table", "save", image, saved);
        assertTrue(Files.readString(saved).contains("table-length: 256"));
        done("apply", image, "-e", "table type=gpt");
        done("table", "restore", image, saved);
        assertEquals(dump.replace(raw.toString(), flat(image).toString()),
                Shell.run("sfdisk", "-d", flat(image).toString()));
    }

    /** All counts of a qcow2, or its last one, are 0. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clustersInUseOutliveARepairOfLeaks(boolean all) throws IOException {
        Path image = file("disk.qcow2", "0");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "4M");
        Shell.run("qemu-io", "-c", "write -P 1 0 4M", image.toString());
        user.give(folder);
        int last = (int) (Files.size(image) + 65535 >> 16) - 1;
        write(image, 2 * 65536 + (all ? 0 : 2L * last), new byte[all ? 2 * last + 2 : 2]);
        user.run("image", "check", "-r", "leaks", image);
        byte[] ones = new byte[4 * MIB];
        Arrays.fill(ones, (byte) 1);
        assertArrayEquals(ones, bytes(image, 0, ones.length));
        done("image", "check", "-r", "all", image);
        Shell.run("qemu-img", "check", image.toString());
        assertArrayEquals(ones, bytes(image, 0, ones.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaks", "all"})
    void aQcow2ThatIsCutShortIsNotRepaired(String what) throws IOException {
        Path image = file("disk.qcow2", "0");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "4M");
        Shell.run("qemu-io", "-c", "write -P 1 0 2M", image.toString());
        Shell.run("truncate", "-s", "-192K", image.toString());
        user.give(folder);
        refused(1, "convert --salvage", image, "image", "check", "-r", what, image);
        Path saved = folder.resolve("saved.raw");
        Cli.Outcome told = user.run("image", "convert", "--salvage", "-O", "raw", image, saved);
        assertEquals(1, told.status(), told.out());
        assertTrue(told.err().contains("0x1d0000, 196608 bytes"), told.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vdi", "parallels", "qcow2"})
    void anImageWithTwoEntriesForOnePlaceIsNotWritten(String format) throws IOException {
        Path image = folder.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "16M");
        Shell.run("qemu-io", "-f", format, "-c", "write -P 1 0 1M", "-c", "write -P 2 15M 1M",
                image.toString());
        user.give(folder);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
        int table = switch (format) {
            case "vdi" -> bytes.getInt(0x154);
            case "parallels" -> 64;
            default -> (int) bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(3 * 65536) & 0xffffff;
        };
        int width = format.equals("qcow2") ? 8 : 4;
        int entry = format.equals("qcow2") ? 15 * 16 : 15;
        bytes.put(table + width * entry, bytes.array(), table, width);
        Files.write(image, bytes.array());
        assertEquals(5, user.run("image", "check", image).status());
        refused(format.equals("qcow2") ? 1 : 3, "can only be read", image, "apply", image, "-e",
                "table type=gpt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow", "qcow2"})
    void anEncryptedImageStaysEncrypted(String format) throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "geheim");
        Path image = folder.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "--object", "secret,id=s,data=geheim", "-f", format, "-o",
                "encrypt.format=aes,encrypt.key-secret=s", image.toString(), "8M");
        user.give(folder);
        refused(3, "encrypted", image, "image", "resize", "--passphrase-file", passphrase, image, "16MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aRaidSuperblockAtTheEndStaysThere(String format) throws IOException {
        Path raw = disk("16M", "label: dos\nstart=2048, size=8192\n");
        write(raw, -8192, superblock());
        Path image = in(format, raw);
        for (String line : new String[] {"disk size=+64MiB", "resize 1 size=max", "table type=gpt",
            "create start=8MiB size=max fs=ext4"}) {
            line(image, line, "a RAID superblock (linux_raid_member)");
        }
        refused(3, "a RAID superblock", image, "image", "resize", image, "+64MiB");
    }

    /** Of MD 1.0, for a disk of 16 MiB. */
    private static byte[] superblock() {
        return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).putInt(0xa92b4efc).putInt(1)
                .putLong(0x90, 32768 - 16).putInt(4092, 1).array();
    }

    /** MD 1.0 keeps its superblock 8 KiB before the end; a mainboard's, and DDF, in the last sectors. */
    @ParameterizedTest
    @CsvSource({"raw, linux_raid_member", "qcow2, linux_raid_member", "raw, ddf_raid_member",
        "qcow2, ddf_raid_member", "raw, isw_raid_member", "qcow2, isw_raid_member"})
    void aMemberOfARaidStaysOne(String format, String name) throws IOException {
        Path raw = disk("16M", "");
        switch (name) {
            case "ddf_raid_member" -> write(raw, -512, HexFormat.of().parseHex("de11de11"));
            case "isw_raid_member" -> write(raw, -1024, "Intel Raid ISM Cfg Sig. ");
            default -> write(raw, -8192, superblock());
        }
        assertEquals(name, Shell.run("blkid", "-p", "-o", "value", "-s", "TYPE", raw.toString()).strip());
        Path image = in(format, raw);
        assertTrue(done("info", image).contains(name));
        assertTrue(done("apply", image, "--plan", "-e", "table type=gpt").contains("Mind: All partitions"));
        overwrite(image, "table type=gpt", "which look like a member of something larger (" + name + ")");
    }

    /** {@link AbsolutePlacesTest} has what is only told: LILO and GRUB. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aLabelOfBsdNamesTheSamePartsAfterAMove(String format) throws IOException {
        Path raw = disk("64M", "label: dos\nstart=2048, size=16384, type=a5\n");
        write(raw, MIB + 512, AbsolutePlacesTest.label("a5"));
        Path image = in(format, raw);
        assertTrue(done("apply", image, "-e", "move 1 start=+1MiB").contains("these are corrected"));
        String parts = Shell.run("partx", "--raw", "-g", "-o", "START,SECTORS", flat(image).toString());
        assertEquals("4096 16384\n4112 4096\n8208 2048\n", parts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void whatARepairRemovesIsTold(String format) throws IOException {
        Path ext = made("fs", "16M", "mke2fs", "-q", "-F", "-t", "ext4");
        Path text = Files.writeString(folder.resolve("text"), "a text".repeat(1000));
        Shell.run("debugfs", "-w", "-R", "write " + text + " one", ext.toString());
        Shell.run("debugfs", "-w", "-R", "clri <12>", ext.toString());
        Path image = in(format, partitioned(ext, 16));
        for (String line : new String[] {"move 1 start=+2MiB", "resize 1 size=20MiB", "label 1 text=x"}) {
            line(image, line, "check it first");
        }
        String told = done("apply", image, "-e", "check 1");
        assertTrue(told.contains("e2fsck repaired the ext4 of partition 1, and removed"), told);
    }

    @ParameterizedTest
    @CsvSource({"raw, swap", "qcow2, swap", "raw, ntfs", "qcow2, ntfs"})
    void whatASleepingSystemLeftIsNotTouched(String format, String type) throws IOException {
        boolean isSwap = type.equals("swap");
        Path made = isSwap ? made("fs", "8M", "mkswap")
                : made("fs", "8M", "mkntfs", "-q", "-Q", "-F", "-p", "2048", "-H", "16", "-S", "63");
        if (isSwap) {
            write(made, 4086, "S1SUSPEND\0");
        } else {
            Shell.run("ntfsfix", made.toString()); // which marks it
            byte[] bytes = Files.readAllBytes(made);
            byte[] empty = new byte[4096];
            Arrays.fill(empty, (byte) 0xff);
            int journal = 0;
            while (!Arrays.equals(bytes, journal, journal + 4096, empty, 0, 4096)) {
                journal += 4096;
            }
            write(made, journal, "RSTR");
            write(made, journal + 0x18, (byte) 0x30, (byte) 0);
            write(made, journal + 0x3c, new byte[4]);
        }
        Path image = in(format, partitioned(made, 8));
        String sentence = isSwap ? "machine is suspended" : "Windows has not closed this NTFS";
        for (String line : isSwap ? new String[] {"format 1 fs=swap", "resize 1 size=7MiB"}
                : new String[] {"resize 1 size=7MiB", "resize 1 size=max", "label 1 text=NEW"}) {
            line(image, line, sentence);
        }
    }

    @ParameterizedTest
    @CsvSource({"raw, ext4 or vfat", "qcow2, ext4 or vfat", "raw, swap or crypto_LUKS",
        "qcow2, swap or crypto_LUKS"})
    void whatCouldBeTwoThingsIsMovedWhole(String format, String names) throws IOException {
        boolean isFat = names.endsWith("vfat");
        Path made = isFat ? fat32("a text") : made("fs", "8M", "mkswap");
        if (isFat) {
            Path ext = made("ext", "40M", "mke2fs", "-q", "-F", "-t", "ext4");
            Shell.copy(ext, 1024, made, 1024, 1024);
        } else {
            write(made, 0, HexFormat.of().parseHex("4c554b53babe0002"));
        }
        int size = isFat ? 40 : 8;
        write(made, (size - 2L) * MIB, Cli.bytes(8, MIB)); // as the other file system has it
        byte[] before = Files.readAllBytes(made);
        Path image = in(format, partitioned(made, size));
        line(image, "label 1 text=NEW", "Partition 1 could be " + names);
        done("apply", image, "-e", "move 1 start=+3MiB");
        assertArrayEquals(before, bytes(image, 4 * MIB, size * MIB));
    }

    /** As an old mkudffs leaves it: blocks of 512 bytes under those of 4096. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aUdfOverAnotherIsMovedWhole(String format) throws IOException {
        Path old = made("old", "8M", "mkudffs", "-b", "512", "-l", "old");
        Path udf = made("fs", "8M", "mkudffs", "-b", "4096", "-l", "new");
        byte[] from = Files.readAllBytes(old);
        byte[] into = Files.readAllBytes(udf);
        for (int at = 45056; at < into.length; at += 512) {
            if (Arrays.equals(into, at, at + 512, new byte[512], 0, 512)) {
                System.arraycopy(from, at, into, at, 512);
            }
        }
        System.arraycopy(from, 34816, into, 34816, 512); // so that none of the two is in force
        System.arraycopy(Cli.bytes(9, MIB), 0, into, 5 * MIB, MIB);
        Files.write(udf, into);
        Path image = in(format, partitioned(udf, 8));
        done("apply", image, "-e", "move 1 start=+3MiB");
        assertArrayEquals(into, bytes(image, 4 * MIB, into.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aSoundFatOfWindowsXpIsMovedAsItIs(String format) throws IOException {
        Path fat = fat32("a text");
        write(fat, 0x47, "XP LABEL   ");
        byte[] before = Files.readAllBytes(fat);
        Path image = in(format, partitioned(fat, 40));
        done("apply", image, "-e", "move 1 start=+2MiB", "-e", "check 1");
        assertArrayEquals(Arrays.copyOf(before, MIB), bytes(image, 3 * MIB, MIB));
        assertFalse(done("info", image).contains("Problem"));
    }
}
