package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.RestoreTable;
import org.platter.operation.TableText;
import org.platter.session.SeedDisk.Part;

/** What is done to a table as a whole, with sfdisk and sgdisk as the judges. */
final class TableWorkTest {

    private static final long SIZE = 512 * ByteSize.MIB;
    private static final String FIVE = "label: dos\nlabel-id: 0x12345678\nstart=2048, size=204800, bootable\n"
            + "start=206848, size=204800, type=7\nstart=411648, size=600000, type=5\n"
            + "start=415744, size=102400\nstart=522240, size=102400, type=82\nstart=626688, size=204800\n";

    @TempDir
    private Path work;

    @Test
    void aDosTableBecomesAGptAndBackWithEveryFileInItsPlace() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SIZE, FIVE, List.of(Part.ext4(2048, 204800)));
        disk.add(Part.ext4(626688, 204800), 2);
        apply(disk, "convert type=gpt");
        Layout gpt = layout(disk);
        assertEquals(TableType.GPT, gpt.table().type());
        assertEquals("1 2 5 6 7", numbers(gpt));
        assertTrue(gpt.partition(1).orElseThrow().flags().contains("legacy-boot"));
        assertEquals("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", gpt.partition(6).orElseThrow().typeCode());
        String verdict = Shell.run("sgdisk", "-v", disk.image.toString());
        assertTrue(verdict.contains("No problems found"), verdict);
        apply(disk, "convert type=dos");
        Layout dos = layout(disk);
        assertEquals("1 2 3 4 5 6", numbers(dos));
        assertEquals(Role.EXTENDED, dos.partition(4).orElseThrow().role());
        assertEquals("0x82", dos.partition(5).orElseThrow().typeCode());
        assertTrue(dos.partition(1).orElseThrow().flags().contains("boot"));
        assertEquals(gpt.partition(7).orElseThrow().range(), dos.partition(6).orElseThrow().range());
        assertTrue(Shell.run("sfdisk", "--verify", disk.image.toString()).contains("No errors detected"));
        Volume.EXT4.verify(disk.image, 2048 * 512, 204800 * 512, disk.hashes(0), work);
        Volume.EXT4.verify(disk.image, 626688L * 512, 204800 * 512, disk.hashes(1), work);
    }

    @Test
    void aTableWithoutRoomForTheCopyAtTheEndIsNotConverted() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SIZE, "label: dos\nstart=2048\n", List.of());
        Refusal refusal = assertThrows(Refusal.class, () -> apply(disk, "convert type=gpt"));
        assertTrue(refusal.getMessage().contains("disk size=+1MiB"), refusal.getMessage());
        apply(disk, "disk size=+1MiB", "convert type=gpt");
        assertEquals(TableType.GPT, layout(disk).table().type());
    }

    @Test
    void numbersFollowThePlaces() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SIZE, "label: dos\n4 : start=2048, size=20480\n"
                + "1 : start=411648, size=20480\n3 : start=206848, size=200000, type=5\n"
                + "5 : start=300000, size=20480, type=82\n6 : start=220000, size=20480, type=83\n",
                List.of());
        assertEquals("4 3 6 5 1", byPlace(layout(disk)));
        apply(disk, "sort");
        assertEquals("1 2 5 6 3", byPlace(layout(disk)));
        assertEquals("0x83", layout(disk).partition(5).orElseThrow().typeCode());
        assertTrue(Shell.run("sfdisk", "--verify", disk.image.toString()).contains("No errors detected"));
        Layout sorted = layout(disk);
        apply(disk, "sort", "flag 1 boot=on"); // in order already, which keeps nothing else from being done
        assertEquals(byPlace(sorted), byPlace(layout(disk)));
        assertTrue(layout(disk).partition(1).orElseThrow().flags().contains("boot"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 56, 256, 1000})
    void aTableOfAnyLengthIsRestoredWithThatLength(int length) throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(SIZE), image.toString());
        Shell.run("sgdisk", "-S", String.valueOf(length), "-n", "0:2048:+10M", "-n",
                Math.min(length, 200) + ":40960:+10M", image.toString());
        String dump = Shell.run("sfdisk", "--dump", image.toString());
        Layout before = layout(image);
        String text = TableText.of(before);
        assertEquals(headers(dump), headers(text));
        for (String saved : List.of(text, dump)) {
            apply(image, "table type=gpt");
            restore(image, saved);
            assertEquals(text, TableText.of(layout(image)));
            assertEquals(headers(dump), headers(Shell.run("sfdisk", "--dump", image.toString())));
            assertTrue(Shell.run("sgdisk", "-v", image.toString()).contains("No problems found"));
        }
    }

    @Test
    void bytesBehindAShorterTableStayAsTheyAreWhenItIsRestored() throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(SIZE), image.toString());
        Shell.feed("label: gpt\ntable-length: 4\nfirst-lba: 3\nstart=2048, size=2048\n", "sfdisk", "-q",
                image.toString());
        byte[] loader = "a loader behind the table".getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(20 * 512);
            file.write(loader);
        }
        String text = TableText.of(layout(image));
        restore(image, text);
        assertEquals(text, TableText.of(layout(image)));
        byte[] after = new byte[loader.length];
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(20 * 512);
            file.readFully(after);
        }
        assertArrayEquals(loader, after);
    }

    @Test
    void logicalsOutOfOrderKeepTheirNumbersWhenTheyAreRestored() throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(SIZE), image.toString());
        Shell.feed("label: dos\n1 : start=2048, size=204800, type=5\n5 : start=100000, size=2048, type=82\n"
                + "6 : start=4096, size=2048, type=83\n7 : start=50000, size=2048, type=7\n", "sfdisk", "-q",
                image.toString());
        String text = TableText.of(layout(image));
        apply(image, "table type=dos");
        restore(image, text);
        assertEquals(text, TableText.of(layout(image)));
        assertEquals("1 6 7 5", byPlace(layout(image)));
        assertTrue(Shell.run("sfdisk", "--verify", image.toString()).contains("No errors detected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u001b[31mred", "line\nfeed", "ünï", "\\x41 `$HOME`", "\ud83d\ude00",
        "half \ud83d",
        "\udc00 half", "\u009b31m", "a\u202eb"})
    void aNameIsSavedAsSfdiskSavesItAndRestored(String name) throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(SIZE), image.toString());
        apply(image, "table type=gpt", "create start=1MiB size=10MiB name=plain");
        Layout plain = layout(image);
        Layout named = plain.with(plain.partition(1).orElseThrow().withName(Optional.of(name)));
        String text = TableText.of(named);
        assertTrue(text.codePoints().allMatch(point -> point == '\n' || point >= ' ' && point < 0x7f
                || Character.isLetter(point) || point > 0x10000), text);
        restore(image, text);
        assertEquals(Optional.of(name), layout(image).partition(1).orElseThrow().name());
        restore(image, Shell.run("sfdisk", "--dump", image.toString()));
        assertEquals(Optional.of(name), layout(image).partition(1).orElseThrow().name());
    }

    private static List<String> headers(String text) {
        return text.lines().filter(line -> line.matches("(first-lba|last-lba|table-length|sector-size):.*"))
                .toList();
    }

    private static Layout layout(Path image) throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk();
        }
    }

    private static void restore(Path image, String text) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push(RestoreTable.of(text, 512));
            session.apply(event -> {}, () -> false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, "label: gpt\nlabel-id: 3B7E1A52-6D0C-4F7E-9D41-0C5A8F2BE613\n"
            + "start=2048, size=204800, name=\"a \\x22quoted\\x22 name\", attrs=\"LegacyBIOSBootable "
            + "GUID:60,63\"\n"
            + "start=409600, size=204800, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\n"})
    void aSavedTableIsRestoredAndSfdiskReadsItToo(String script) throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SIZE, script, List.of(Part.ext4(2048, 204800)));
        Layout before = layout(disk);
        String text = TableText.of(before);
        apply(disk, "table type=gpt");
        assertEquals(List.of(), layout(disk).partitions());
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT)) {
            session.push(RestoreTable.of(text, 512));
            String line = session.draft().lines().get(0);
            session.clear();
            session.push(line);
            session.apply(event -> {}, () -> false);
        }
        Layout after = layout(disk);
        assertEquals(TableText.of(before), TableText.of(after));
        assertEquals("ext4", after.partition(1).orElseThrow().content().type().orElse(""));
        assertEquals("VDG01", after.partition(1).orElseThrow().content().label().orElse(""));

        Path other = work.resolve("other.raw");
        Shell.run("truncate", "-s", String.valueOf(SIZE), other.toString());
        Shell.feed(text, "sfdisk", "-q", other.toString());
        try (DiskSession session = DiskSession.open(other, DiskSession.Mode.READ)) {
            assertEquals(TableText.of(before), TableText.of(session.onDisk()));
        }
        String dump = Shell.run("sfdisk", "--dump", disk.image.toString());
        RestoreTable.of(dump, 512).applyTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "label: sun\n", "label: gpt\nnonsense\n",
        "label: gpt\np1 : start=1, size=x, type=83\n",
        "label: gpt\nsector-size: 4096\n", "label: gpt\np1 : start=2048, size=99999999999, type=linux\n",
        "label: dos\np1 : start=2048, size=2048, type=83\np2 : start=3000, size=2048, type=83\n",
        "label: dos\np5 : start=2048, size=2048, type=83\n",
        "label: dos\np1 : start=999999999999999, size=999999999999999, type=83\n"})
    void aTextThatIsNoSavedTableIsRefusedInASentence(String text) throws IOException {
        SeedDisk disk = SeedDisk.make(work, SIZE, FIVE, List.of());
        Layout before = layout(disk);
        Refusal refusal = assertThrows(Refusal.class, () -> RestoreTable.of(text, 512).applyTo(before));
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
    }

    private static String numbers(Layout layout) {
        return layout.partitions().stream().map(Partition::number).sorted().map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String byPlace(Layout layout) {
        return layout.partitions().stream().map(partition -> String.valueOf(partition.number()))
                .collect(Collectors.joining(" "));
    }

    private static Layout layout(SeedDisk disk) throws IOException {
        return disk.read();
    }

    private static void apply(SeedDisk disk, String... lines) throws IOException, Refusal {
        apply(disk.image, lines);
    }

    private static void apply(Path image, String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }

    /** A file system is given up with its partition, as long as the disk is not read again. */
    @Test
    void whereAPartitionWasDeletedBeforeANewOneIsMadeUnasked() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SIZE, "label: dos\nstart=2048, size=204800\n",
                List.of(Part.ext4(2048, 204800)));
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT)) {
            session.push("delete 1");
            session.apply(event -> {}, () -> false);
            session.push("create start=1MiB size=100MiB fs=ext4");
            assertEquals(List.of(false), consents(session));
            session.clear();
            session.reload();
            session.push("create start=1MiB size=100MiB fs=ext4");
            assertEquals(List.of(true), consents(session));
            assertThrows(Refusal.class, () -> session.apply(event -> {}, () -> false));
        }
    }

    private static List<Boolean> consents(DiskSession session) throws IOException {
        return session.review().losses().stream().map(Review.Loss::needsConsent).toList();
    }
}
