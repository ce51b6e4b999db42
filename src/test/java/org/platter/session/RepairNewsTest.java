package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.layout.Partition;

/**
 * What a checker changes in a file system is told; where nothing is wrong it changes nothing. Long, since
 * each kind of file system is damaged in its own way.
 */
final class RepairNewsTest {

    private static final long START = ByteSize.MIB;
    private static final int SIZE = 40 << 20;

    @TempDir
    private Path work;

    private Path image;
    private final List<Event.Checked> told = new ArrayList<>();

    /** Puts a file system into the only partition of a disk. */
    private void disk(Path fileSystem) throws IOException {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "130M", image.toString());
        Shell.feed("label: dos\nstart=2048, size=" + Files.size(fileSystem) / 512 + ", type=83\n", "sfdisk",
                "-q", image.toString());
        put(fileSystem);
    }

    private void put(Path fileSystem) {
        Shell.run("dd", "if=" + fileSystem, "of=" + image, "bs=1M", "seek=1", "conv=notrunc,sparse",
                "status=none");
    }

    private Path made(String... program) {
        return made(SIZE, program);
    }

    private Path made(int size, String... program) {
        Path file = work.resolve("fs");
        Shell.run("truncate", "-s", String.valueOf(size), file.toString());
        List<String> words = new ArrayList<>(List.of(program));
        words.add(file.toString());
        Shell.run(words.toArray(String[]::new));
        return file;
    }

    private Path ext(String type, String... commands) throws IOException {
        Path file = made("mke2fs", "-q", "-F", "-L", "root", "-t", type);
        Path text = Files.writeString(work.resolve("text"), "a text".repeat(1000));
        debugfs(file, "write " + text + " one");
        debugfs(file, "write " + text + " two");
        for (String command : commands) {
            debugfs(file, command);
        }
        return file;
    }

    private static void debugfs(Path file, String command) {
        Shell.run("debugfs", "-w", "-R", command, file.toString());
    }

    private Path fat32(String text) throws IOException {
        Path file = made("mkfs.fat", "-F", "32", "-n", "WORK");
        Path written = Files.writeString(work.resolve("text"), text);
        Shell.run("mcopy", "-i", file.toString(), written.toString(), "::FILE.TXT");
        return file;
    }

    private static void write(Path file, long at, int... bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            for (int one : bytes) {
                open.write(one);
            }
        }
    }

    private static byte[] read(Path file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(at);
            open.readFully(bytes);
        }
        return bytes;
    }

    private void apply(String... lines) throws IOException, Refusal {
        told.clear();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {
                if (event instanceof Event.Checked found) {
                    told.add(found);
                }
            }, () -> false);
        }
    }

    private String hash() {
        return Volume.imageHash(image);
    }

    private String told() {
        return told.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"move 1 start=+2MiB", "resize 1 size=30MiB", "resize 1 size=max",
        "label 1 text=x",
        "uuid 1 value=random", "copy 1 start=60MiB"})
    void whatTakesARepairIsRefusedWithTheAdviceToCheck(String line) throws IOException, Refusal {
        disk(ext("ext4", "clri <12>"));
        String before = hash();
        Refusal refused = assertThrows(Refusal.class, () -> apply(line));
        assertTrue(refused.getMessage().matches("The ext4 of partition [12] has damage \\(e2fsck: “Entry "
                + "'one' in / \\(2\\) has deleted/unused inode 12\\.”\\), so nothing was changed; check it "
                + "first, which repairs it \\(“check [12]”\\), or look at all that is wrong \\(“check [12] "
                + "mode=look”\\)\\."), refused.getMessage());
        assertEquals(before, hash());
    }

    /** As the advice of what is refused says. */
    @Test
    void theCheckTellsWhatItRemovedAndThenTheMoveIsMade() throws IOException, Refusal {
        disk(ext("ext4", "clri <12>"));
        String before = hash();
        apply("check 1 mode=look");
        assertEquals(before, hash());
        assertEquals(Event.Condition.DAMAGED, told.get(0).condition());
        assertTrue(told().contains("Entry 'one' in / (2) has deleted/unused inode 12."), told());
        apply("check 1");
        assertEquals(1, told.size());
        assertEquals(Event.Condition.MENDED, told.get(0).condition());
        assertTrue(told.get(0).text().startsWith("e2fsck repaired the ext4 of partition 1, and removed"),
                told());
        assertTrue(told().contains("Entry 'one' in / (2) has deleted/unused inode 12.  Clear? yes"), told());
        apply("move 1 start=+2MiB");
        assertEquals(List.of(), told);
        apply("resize 1 size=50MiB", "uuid 1 value=random", "check 1");
        assertEquals(List.of(), told);
        apply("check 1 mode=look");
        assertEquals("Nothing is wrong with the ext4 of partition 1.", told.get(0).text());
    }

    @Test
    void theCommandLineTellsItBehindTheDoneAndInItsJson() throws IOException {
        disk(ext("ext4", "clri <12>"));
        Shell.Outcome looked = Platters.run("apply", image.toString(), "-e", "check 1 mode=look", "--json");
        assertTrue(looked.output().contains("\"condition\": \"damaged\""), looked.output());
        Shell.Outcome checked = Platters.run("apply", image.toString(), "-e", "check 1");
        assertEquals(0, checked.status(), checked.output());
        String end = checked.output().substring(checked.output().indexOf("Done.\n"));
        assertTrue(end.startsWith("Done.\ne2fsck repaired the ext4 of partition 1, and removed"), end);
        assertTrue(end.contains("    | Entry 'one' in / (2) has deleted/unused inode 12.  Clear? yes\n"),
                end);
    }

    /** A sound file system, as its checker says, is not written to by the checker. */
    @ParameterizedTest
    @ValueSource(strings = {"XP's label", "label in the boot sector only", "no label in the boot sector"})
    void aFatAsOtherSystemsLeaveItKeepsItsBytes(String kind) throws IOException, Refusal {
        Path fat = fat32("text");
        switch (kind) {
            case "XP's label" -> write(fat, 0x47, "XP LABEL   ".chars().toArray());
            case "no label in the boot sector" -> write(fat, 0x47, "NO NAME    ".chars().toArray());
            default -> {
                Shell.run("fatlabel", "-r", fat.toString());
                write(fat, 0x47, "OLD LABEL  ".chars().toArray());
            }
        }
        disk(fat);
        byte[] before = read(image, START, SIZE);
        apply("check 1");
        assertArrayEquals(before, read(image, START, SIZE));
        apply("move 1 start=+2MiB");
        assertEquals(List.of(), told);
        byte[] after = read(image, START + (2 << 20), 1 << 20);
        byte[] wanted = Arrays.copyOf(before, 1 << 20);
        assertArrayEquals(wanted, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"move 1 start=+2MiB", "check 1", "uuid 1 value=random"})
    void theMarkOfAnUncleanUnmountIsTold(String line) throws IOException, Refusal {
        Path fat = fat32("text");
        write(fat, 0x41, 1);
        disk(fat);
        apply(line);
        assertEquals("The mark of an unclean unmount was removed from the FAT32 of partition 1, in which no "
                + "damage was found.", told.get(0).text());
        apply("check 1 mode=look");
        assertEquals("Nothing is wrong with the FAT32 of partition 1.", told.get(0).text());
    }

    /** What any system puts right is put right by a check too, whatever mark is beside it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aWrongCountOfFreeClustersIsMendedByTheCheckAlone(int mark) throws IOException, Refusal {
        Path fat = fat32("text");
        write(fat, 0x41, mark);
        write(fat, 512 + 488, 7, 0);
        disk(fat);
        apply("move 1 start=+2MiB");
        apply("check 1");
        assertTrue(told().contains("Free cluster summary wrong"), told());
        apply("check 1 mode=look");
        assertEquals("Nothing is wrong with the FAT32 of partition 1.", told.get(0).text());
    }

    /** The first table says that the disk is empty; the second is in force, and has the file. */
    @ParameterizedTest
    @ValueSource(strings = {"check 1", "resize 1 size=max", "label 1 text=NEW", "move 1 start=+2MiB",
        "check 1 mode=look"})
    void aFatWhoseSecondTableIsInForceKeepsItsFiles(String line) throws IOException, Refusal {
        String text = "a longer text\n".repeat(5000);
        Path fat = fat32(text);
        byte[] boot = read(fat, 0, 512);
        long table = 512L * ((boot[14] & 0xff) | (boot[15] & 0xff) << 8);
        for (int i = 12; i < 2000; i++) {
            write(fat, table + i, 0);
        }
        write(fat, 0x28, 0x81, 0);
        disk(fat);
        apply(line);
        boolean isLevelled = !line.startsWith("move") && !line.endsWith("look");
        assertEquals(isLevelled, told().contains("the file allocation table in force, number 2, was copied"),
                told());
        assertFalse(told().contains("fsck.fat repaired"), told());
        if (isLevelled) {
            Shell.run("dd", "if=" + image, "of=" + fat, "bs=1M", "skip=1", "status=none");
            assertEquals(text, Shell.run("mtype", "-i", fat.toString(), "::FILE.TXT"));
        }
    }

    /** As on TexFAT; no program makes one, and those that check one read the first. */
    @ParameterizedTest
    @ValueSource(strings = {"check 1", "check 1 mode=look", "move 1 start=+2MiB", "label 1 text=NEW",
        "uuid 1 value=random"})
    void anExfatWhoseSecondTableIsInForceIsRefused(String line) throws IOException {
        Path exfat = made("mkfs.exfat");
        int shift = read(exfat, 108, 1)[0];
        ByteBuffer boot = ByteBuffer.wrap(read(exfat, 80, 12)).order(ByteOrder.LITTLE_ENDIAN);
        long table = (long) boot.getInt(0) << shift;
        int length = boot.getInt(4) << shift;
        assertTrue(table + 2L * length <= (long) boot.getInt(8) << shift);
        Files.write(work.resolve("table"), read(exfat, table, length));
        Shell.copy(work.resolve("table"), 0, exfat, table + length, length);
        write(exfat, 110, 2);
        write(exfat, 106, 1);
        disk(exfat);
        String before = hash();
        Refusal refused = assertThrows(Refusal.class, () -> apply(line));
        assertTrue(refused.getMessage().contains("The second file allocation table of this exFAT is in "
                + "force"),
                refused.getMessage());
        assertEquals(before, hash());
    }

    /** A file of 20 MiB is in the journal; without it the file system would fit in 7 MiB. */
    @Test
    void theJournalIsReplayedBeforeTheMinimumIsAskedFor() throws IOException, Refusal {
        Path old = made("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-O", "^metadata_csum");
        Path later = Files.copy(old, work.resolve("later"));
        byte[] content = new byte[20 << 20];
        new Random(1).nextBytes(content);
        Path text = Files.write(work.resolve("text"), content);
        debugfs(later, "write " + text + " file");
        byte[] was = Files.readAllBytes(old);
        byte[] is = Files.readAllBytes(later);
        StringBuilder numbers = new StringBuilder();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int at = 0; at < SIZE; at += 4096) {
            boolean isStructure = at < 2 << 20;
            if (!Arrays.equals(was, at, at + 4096, is, at, at + 4096) && isStructure) {
                numbers.append(numbers.length() > 0 ? "," : "").append(at / 4096);
                blocks.write(is, at, 4096);
            } else if (!isStructure) {
                System.arraycopy(is, at, was, at, 4096);
            }
        }
        Files.write(old, was);
        Path written = Files.write(work.resolve("blocks"), blocks.toByteArray());
        Shell.feed("jo\njw -b " + numbers + " " + written + "\njc\n", "debugfs", "-w", "-f", "-",
                old.toString());
        disk(old);
        apply("resize 1 size=min");
        assertTrue(told().contains("recovering journal"), told());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            long size = session.onDisk().partition(1).orElseThrow().range().length();
            assertTrue(size > 26 << 20 && size < SIZE, "it has " + size + " bytes");
            Shell.copy(image, START, later, 0, size);
        }
        Shell.run("debugfs", "-R", "dump file " + written, later.toString());
        assertArrayEquals(content, Files.readAllBytes(written));
    }

    /** Extents in what says that it is an ext3: after the repair it says that it is an ext4. */
    @Test
    void aCheckMayChangeTheKindAndTellsIt() throws IOException, Refusal {
        Path file = made("mke2fs", "-q", "-F", "-t", "ext3", "-O", "extent");
        Path text = Files.writeString(work.resolve("text"), "a text");
        debugfs(file, "write " + text + " one");
        debugfs(file, "feature -extent");
        disk(file);
        assertEquals("ext3", type());
        apply("check 1");
        assertEquals("ext4", type());
        assertTrue(told().contains("By its repair the kind of partition 1, which was ext3, is ext4 now."),
                told());
    }

    private String type() throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            Partition partition = session.onDisk().partition(1).orElseThrow();
            return partition.content().type().orElseThrow();
        }
    }

    /** What ntfsresize leaves is the mark beside an empty journal, which is no reason. */
    @ParameterizedTest
    @ValueSource(strings = {"Windows has not closed this NTFS", "Windows wants to check this NTFS"})
    void anNtfsThatWindowsHasToSeeFirstIsRefusedWithTheReason(String reason) throws IOException, Refusal {
        Path ntfs = made("mkntfs", "-Q", "-F");
        disk(ntfs);
        apply("resize 1 size=30MiB", "resize 1 size=max");
        Shell.run("ntfsfix", ntfs.toString()); // which marks it
        byte[] bytes = Files.readAllBytes(ntfs);
        byte[] empty = new byte[4096];
        Arrays.fill(empty, (byte) 0xff);
        int journal = 0;
        while (!Arrays.equals(bytes, journal, journal + 4096, empty, 0, 4096)) {
            journal += 4096;
        }
        write(ntfs, journal, 'R', 'S', 'T', 'R');
        write(ntfs, journal + 0x18, 0x30, 0);
        boolean isOpen = reason.endsWith("closed this NTFS");
        write(ntfs, journal + 0x3c, isOpen ? 0 : 0xff, isOpen ? 0 : 0xff, 0, 0);
        put(ntfs);
        Shell.feed("label: dos\nstart=2048, size=81920, type=07\n", "sfdisk", "-q", image.toString());
        String before = hash();
        for (String line : List.of("resize 1 size=30MiB", "resize 1 size=max", "move 1 start=+2MiB",
                "label 1 text=NEW", "uuid 1 value=random")) {
            Refusal refused = assertThrows(Refusal.class, () -> apply(line));
            assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        }
        IOException checked = assertThrows(IOException.class, () -> apply("check 1"));
        assertTrue(checked.getMessage().startsWith(reason), checked.getMessage());
        assertEquals(before, hash());
    }

    @Test
    void aHibernatedSystemIsNotFormattedAway() throws IOException, Refusal {
        Path swap = made("mkswap");
        write(swap, 4096 - 10, "S1SUSPEND\0".chars().toArray());
        disk(swap);
        String before = hash();
        for (String line : List.of("format 1 fs=swap", "format 1 fs=ext4", "format 1 fs=none",
                "resize 1 size=30MiB")) {
            Refusal refused = assertThrows(Refusal.class, () -> apply(line));
            assertTrue(refused.getMessage().contains("machine is suspended"), refused.getMessage());
        }
        assertEquals(before, hash());
        apply("delete 1", "create start=1MiB size=40MiB fs=swap"); // as the sentence says
        assertEquals("swap", type());
    }

    @Test
    void theWaitForOtherMachinesIsTold() throws IOException, Refusal {
        disk(ext("ext4"));
        Path fs = work.resolve("fs");
        Shell.run("tune2fs", "-O", "mmp", "-E", "mmp_update_interval=1", fs.toString());
        put(fs);
        List<String> notes = new ArrayList<>();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("check 1 mode=look");
            session.apply(event -> {
                if (event instanceof Event.Note note) {
                    notes.add(note.text());
                }
            }, () -> false);
        }
        assertTrue(notes.toString().contains("guarded against being used by two machines (MMP)"),
                notes.toString());
    }

    /** A program that does nothing, and says that it has succeeded. */
    @ParameterizedTest
    @CsvSource({"ntfsresize, 100", "resize2fs, 42", "resize_reiserfs, 42", "resize.f2fs, 65",
        "tunefs.ocfs2, 41"})
    void aFileSystemThatDidNotGrowWithItsPartitionIsNoSuccess(String program, int mebibytes)
            throws IOException {
        switch (program) {
            case "ntfsresize" -> disk(made("mkntfs", "-Q", "-F"));
            case "resize2fs" -> disk(ext("ext4"));
            case "resize.f2fs" -> disk(made(64 << 20, "mkfs.f2fs", "-q", "-f"));
            case "tunefs.ocfs2" -> disk(made("mkfs.ocfs2", "-F", "-q", "-M", "local"));
            default -> disk(made("mkreiserfs", "-q", "-f", "-f"));
        }
        String before = hash();
        Path programs = Java.folder("programs");
        Path fake = Files.writeString(programs.resolve(program), "#!/bin/sh\nexit 0\n");
        Shell.run("chmod", "755", fake.toString());
        List<String> words = new ArrayList<>(List.of("env", "PATH=" + programs + ":" + System.getenv("PATH")
                + ":/usr/sbin:/sbin"));
        words.addAll(Platters.command("apply", image.toString(), "-e", "resize 1 size=" + mebibytes + "MiB"));
        Shell.Outcome outcome = Shell.attempt("", words.toArray(String[]::new));
        assertEquals(1, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains(" of partition 1 was to span " + mebibytes
                + " MiB and spans " + (program.equals("resize.f2fs") ? 64 : 40) + " MiB."),
                outcome.output());
        assertEquals(before, hash());
    }
}
