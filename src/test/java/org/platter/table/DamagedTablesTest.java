package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.Problem;
import org.platter.layout.TableType;

/** Every kind of damage opens, says what is wrong, and is repaired where nothing is lost by it. */
final class DamagedTablesTest {

    private static final int LAST = Tables.SIZE - 512;

    @TempDir
    private Path folder;

    @FunctionalInterface
    interface Damage {
        void to(BlockDevice disk) throws IOException;
    }

    static Stream<Arguments> repairableGpt() {
        return Stream.of(
                damage("primary header", disk -> Tables.put(disk, 512 + 20, 1),
                        "start of the disk has a header with a"),
                damage("primary mark", disk -> Tables.put(disk, 512, 0), "start of the disk is missing"),
                damage("primary entries", disk -> Tables.put(disk, 1024 + 60, 1),
                        "entries with a wrong checksum"),
                damage("primary erased", disk -> disk.zero(new ByteRange(512, 17408)),
                        "start of the disk is missing"),
                damage("backup header", disk -> Tables.put(disk, LAST + 40, 1),
                        "end of the disk has a header with a"),
                damage("backup missing", disk -> disk.zero(ByteRange.of(LAST, 512)),
                        "end of the disk is missing"),
                damage("backup entries", disk -> Tables.put(disk, LAST - 16384 + 60, 1),
                        "entries with a wrong checksum"),
                damage("header here, entries there", disk -> {
                    Tables.put(disk, LAST, 0);
                    Tables.put(disk, 1024 + 60, 1);
                }, "With the backup's help"),
                damage("header there, entries here", disk -> {
                    Tables.put(disk, 512, 0);
                    Tables.put(disk, LAST - 16384 + 60, 1);
                }, "start of the disk is missing"),
                damage("no protective MBR", disk -> disk.zero(new ByteRange(0, 512)),
                        "protective MBR is missing"),
                damage("protective MBR without a mark", disk -> Tables.put(disk, 510, 0),
                        "lacks its mark 55 AA"),
                damage("both good, different", disk -> {
                    Tables.gptEntry(disk, LAST - 16384 + 5 * 128, 12000, 13000);
                    Tables.putInt(disk, LAST + 88, crc(disk.read(LAST - 16384, 16384)));
                    fixHeader(disk, LAST);
                }, "3 partitions at the start of the disk, 4 partitions in the backup"),
                damage("wrong alternate", disk -> {
                    Tables.putLong(disk, 512 + 32, 9000);
                    fixHeader(disk, 512);
                }, "says that its backup lies at sector 9000"),
                damage("usable over the table", disk -> {
                    for (int header : new int[] {512, LAST}) {
                        Tables.putLong(disk, header + 40, 10);
                        Tables.putLong(disk, header + 48, LAST / 512 - 3);
                        fixHeader(disk, header);
                    }
                }, "where it lies itself"),
                damage("partition before the usable sectors", disk -> {
                    for (int header : new int[] {512, LAST}) {
                        Tables.putLong(disk, header + 40, 4000);
                        fixHeader(disk, header);
                    }
                }, "outside of the sectors that the GPT sets aside"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repairableGpt")
    void aRepairedGptHasNoProblemAndAllItsPartitions(String name, Damage damage, String text)
            throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 3);
        List<String> good = Oracle.places(PartitionTables.read(disk));
        damage.to(disk);
        Layout damaged = PartitionTables.read(disk);
        assertEquals(TableType.GPT, damaged.table().type());
        assertEquals(good, Oracle.places(damaged));
        assertTrue(damaged.problems().stream().anyMatch(p -> p.text().contains(text)),
                () -> damaged.problems() + "");
        assertTrue(damaged.problems().stream().allMatch(Problem::repairable), () -> damaged.problems() + "");
        Layout wanted = PartitionTables.repaired(damaged);
        PartitionTables.write(disk, damaged, wanted);
        Layout repaired = PartitionTables.read(disk);
        assertEquals(List.of(), repaired.problems());
        assertEquals(Oracle.told(wanted), Oracle.told(repaired));
        assertProgramsFindNothing(disk, repaired);
    }

    static Stream<Arguments> hopelessGpt() {
        return Stream.of(
                damage("both headers", disk -> {
                    Tables.put(disk, 512 + 20, 1);
                    Tables.put(disk, LAST, 0);
                }, "No copy of the GPT can be read"),
                both("2^32 entries", 80, -1, "claims 4294967295 entries"),
                both("no entries", 80, 0, "claims 0 entries"),
                both("entry size 0", 84, 0, "entries of 0 bytes"),
                both("entry size 129", 84, 129, "entries of 129 bytes"),
                both("huge entries", 84, 0x7fff_ff80, "entries of 2147483520 bytes"),
                both("count times size wraps", 84, 0x8000_0000, "entries of 2147483648 bytes"),
                both("header size 0", 12, 0, "a length of 0 bytes"),
                both("header size 4 GiB", 12, -1, "a length of 4294967295 bytes"),
                both("first usable 0", 40, 0, "between sectors 0 and"),
                both("last usable before first", 48, 5, "and 5"),
                both("entries behind the end", 72, 1 << 20, "entries lie at sector 1048576"),
                both("entries over the header", 72, 0, "entries lie at sector 0"),
                entry("overlap", 2 * 128, 2048 + 1000, 2048 + 3000, "overlap by"),
                entry("end before start", 2 * 128, 5000, 4000, "cannot be"),
                entry("start beyond 2^63", 2 * 128, -5, -1, "cannot be"),
                entry("end where bytes wrap", 2 * 128, 5000, Long.MAX_VALUE / 512, "cannot be"),
                entry("past the end", 2 * 128, 12000, 40000, "after the end of the disk"),
                entry("over the primary", 2 * 128, 3, 2000, "where the GPT itself has to lie"),
                entry("over the backup", 2 * 128, 12000, 16370, "where the GPT itself has to lie"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hopelessGpt")
    void aGptThatCannotBeTrustedIsShownAndNotRepaired(String name, Damage damage, String text)
            throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 3);
        damage.to(disk);
        assertBeyondRepair(disk, text);
        assertEquals(TableType.GPT, PartitionTables.read(disk).table().type());
    }

    @Test
    void aBackupThatIsNotAtTheEndOfAGrownDiskMovesThere() throws IOException {
        MemoryDevice disk = copy(Tables.gpt(512, 128, 128, 3), 20 << 20);
        Layout damaged = PartitionTables.read(disk);
        assertEquals(1, damaged.problems().size());
        assertTrue(damaged.problems().get(0).text().contains("the disk has grown"), () -> damaged.problems()
                + "");
        Layout repaired = PartitionTables.repaired(damaged);
        assertEquals((20 << 20) - 33 * 512, repaired.table().usable().end());
        PartitionTables.write(disk, damaged, repaired);
        assertEquals(Oracle.told(repaired), Oracle.told(PartitionTables.read(disk)));
        assertTrue(Bytes.isZero(disk, new ByteRange(LAST - 16384, LAST + 512)),
                "the old backup is still there");
        assertProgramsFindNothing(disk, PartitionTables.read(disk));
    }

    @Test
    void aDamagedPrimaryOnAGrownDiskIsRestoredFromWhereTheProtectiveMbrEnds() throws IOException {
        MemoryDevice disk = copy(Tables.gpt(512, 128, 128, 3), 20 << 20);
        Tables.put(disk, 512, 0);
        Layout damaged = PartitionTables.read(disk);
        assertEquals(3, damaged.partitions().size(), () -> damaged.problems() + "");
        PartitionTables.write(disk, damaged, PartitionTables.repaired(damaged));
        assertProgramsFindNothing(disk, PartitionTables.read(disk));
    }

    @Test
    void aCutDiskIsRepairedIfItsPartitionsAreAllThere() throws IOException {
        MemoryDevice disk = copy(Tables.gpt(512, 128, 128, 3), 6 << 20);
        Layout damaged = PartitionTables.read(disk);
        assertTrue(damaged.problems().get(0).text().contains("may have been cut"), () -> damaged.problems()
                + "");
        PartitionTables.write(disk, damaged, PartitionTables.repaired(damaged));
        Layout repaired = PartitionTables.read(disk);
        assertEquals(3, repaired.partitions().size());
        assertProgramsFindNothing(disk, repaired);
    }

    @Test
    void aDiskCutThroughAPartitionIsNotRepaired() throws IOException {
        assertBeyondRepair(copy(Tables.gpt(512, 128, 128, 3), 3 << 20), "after the end of the disk");
    }

    @Test
    void aDiskCutSoThatTheBackupWouldLieInAPartitionIsNotRepaired() throws IOException {
        assertBeyondRepair(copy(Tables.gpt(512, 128, 128, 3), 4 << 20), "where the GPT itself has to lie");
    }

    @Test
    void aGptForTheOtherSectorSizeSaysSo() throws IOException {
        MemoryDevice source = Tables.gpt(4096, 128, 128, 1);
        MemoryDevice disk = new MemoryDevice(Tables.SIZE, 512);
        disk.write(0, source.read(0, Tables.SIZE));
        assertBeyondRepair(disk, "made for sectors of 4096 bytes");
    }

    @Test
    void aStaleGptUnderAnOrdinaryMbrIsNotSeen() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 3);
        Tables.entry(disk, 0, 0, 0x83, 2048, 4096);
        Layout layout = PartitionTables.read(disk);
        assertEquals(TableType.DOS, layout.table().type());
        assertEquals(List.of(), layout.problems());
        assertEquals(1, layout.partitions().size());
    }

    static Stream<Arguments> repairableDos() {
        return Stream.of(
                damage("loop", disk -> Tables.record(disk, 9048, 100, 2000, 1000, 500),
                        "turns back to sector 3048"),
                damage("link to the first record", disk -> Tables.entry(disk, 9048, 1, 5, 0, 100),
                        "turns back"),
                damage("boot flag", disk -> Tables.put(disk, 446, 0x37), "boot flag of partition 1 is 0x37"),
                damage("no mark", disk -> Tables.putShort(disk, 3048 * 512 + 510, 0), "lacks its mark"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repairableDos")
    void aRepairedMbrHasNoProblemAndAllItsPartitions(String name, Damage damage, String text)
            throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        List<String> good = Oracle.places(PartitionTables.read(disk));
        damage.to(disk);
        Layout damaged = PartitionTables.read(disk);
        assertEquals(good, Oracle.places(damaged), () -> damaged.problems() + "");
        assertTrue(damaged.problems().get(0).text().contains(text), () -> damaged.problems() + "");
        PartitionTables.write(disk, damaged, PartitionTables.repaired(damaged));
        Layout repaired = PartitionTables.read(disk);
        assertEquals(List.of(), repaired.problems());
        assertEquals(good, Oracle.places(repaired));
        assertProgramsFindNothing(disk, repaired);
    }

    static Stream<Arguments> hopelessDos() {
        return Stream.of(
                damage("overlap", disk -> Tables.entry(disk, 0, 2, 0x83, 500, 1000),
                        "Partition 1 and partition 3 overlap"),
                damage("overlap of the extended", disk -> Tables.entry(disk, 0, 2, 0x83, 2000, 1000),
                        "overlap"),
                damage("past the end", disk -> Tables.entry(disk, 0, 2, 0x83, 16384, 1000),
                        "after the end of the disk"),
                damage("32 bits wrap", disk -> Tables.entry(disk, 0, 2, 0x83, 0xffff_f000L, 0xffff_f000L),
                        "after the end of the disk"),
                damage("starts at 0", disk -> Tables.entry(disk, 0, 2, 0x83, 0, 60), "starts at sector 0"),
                damage("two extended", disk -> Tables.entry(disk, 0, 2, 0x0f, 1200, 500), "both extended"),
                damage("link out of the extended", disk -> Tables.entry(disk, 9048, 1, 5, 14336, 100),
                        "goes on at sector"),
                damage("link where 32 bits wrap", disk -> Tables.entry(disk, 9048, 1, 5, 0xffff_f900L, 100),
                        "goes on at sector 4294967552"),
                damage("logical out of the extended", disk -> Tables.entry(disk, 9048, 0, 0x83, 100, 8000),
                        "does not lie inside of the extended"),
                damage("logical where 32 bits wrap",
                        disk -> Tables.entry(disk, 9048, 0, 0x83, 0xffff_ff00L, 100),
                        "after the end of the disk"),
                damage("logicals overlap", disk -> Tables.entry(disk, 3048, 0, 0x83, 64, 7000),
                        "Partition 5 and "),
                damage("record inside of a logical", disk -> Tables.entry(disk, 3048, 0, 0x83, 64, 6001),
                        "Partition 5 and the boot record of logical partition 6 overlap"),
                damage("record starts its own partition", disk -> Tables.entry(disk, 3048, 0, 0x83, 0, 10),
                        "overlap"),
                damage("no record", disk -> disk.write(5048 * 512, filled(512, 'x')), "makes no sense"),
                damage("no first record", disk -> disk.write(2048 * 512, filled(512, 'x')), "makes no sense"),
                damage("two partitions in a record", disk -> Tables.entry(disk, 3048, 2, 0x83, 1200, 10),
                        "more than one"),
                damage("two links in a record", disk -> Tables.entry(disk, 3048, 2, 5, 9000, 10),
                        "links to two others"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hopelessDos")
    void anMbrThatCannotBeTrustedIsShownAndNotRepaired(String name, Damage damage, String text)
            throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        damage.to(disk);
        assertBeyondRepair(disk, text);
        assertEquals(TableType.DOS, PartitionTables.read(disk).table().type());
    }

    @Test
    void anEndlessChainEnds() throws IOException {
        MemoryDevice disk = new MemoryDevice(64 << 20, 512);
        Tables.entry(disk, 0, 0, 5, 1, (64 << 11) - 1);
        Tables.putShort(disk, 510, 0xaa55);
        for (int i = 0; i < 2000; i++) {
            Tables.record(disk, 1 + 4 * i, 1, 2, 4 * i + 4, 4);
        }
        assertBeyondRepair(disk, "more than 1024 links");
    }

    @Test
    void aCrowdOfPartitionsEnds() throws IOException {
        MemoryDevice disk = new MemoryDevice(1L << 40, 512);
        try (MemoryDevice small = Tables.gpt(512, 128, 128, 0)) {
            disk.write(0, small.read(0, 1024));
        }
        Tables.putInt(disk, 512 + 80, 32768);
        Tables.putLong(disk, 512 + 40, 10000);
        Tables.putLong(disk, 512 + 48, (1L << 31) - 10000);
        for (int i = 0; i < 32768; i++) {
            Tables.gptEntry(disk, 1024 + i * 128, 10000 + i, 10000 + i + 5);
        }
        Tables.putInt(disk, 512 + 88, crc(disk.read(1024, 4 << 20)));
        fixHeader(disk, 512);
        assertBeyondRepair(disk, "more than 1024 partitions");
    }

    private void assertProgramsFindNothing(MemoryDevice disk, Layout layout) throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice file = new FileDevice(image, 512).resized(disk.size())) {
            file.write(0, disk.read(0, (int) Math.min(disk.size(), 16 << 20)));
            if (disk.size() > 16 << 20) {
                file.write(16 << 20, disk.read(16 << 20, (int) disk.size() - (16 << 20)));
            }
        }
        assertEquals(Oracle.told(layout), Oracle.dump(image, 512));
        if (layout.table().type() == TableType.GPT) {
            Oracle.Answer sgdisk = Oracle.run("", "sgdisk", "-v", image.toString());
            assertTrue(sgdisk.output().contains("No problems found"), sgdisk::output);
        }
        Oracle.Answer sfdisk = Oracle.run("", "sfdisk", "--verify", image.toString());
        assertTrue(sfdisk.output().contains("No errors detected"), sfdisk::output);
    }

    private static void assertBeyondRepair(BlockDevice disk, String text) throws IOException {
        Layout layout = PartitionTables.read(disk);
        assertTrue(layout.problems().stream().anyMatch(p -> !p.repairable() && p.text().contains(text)),
                () -> layout.problems() + "");
        assertFalse(layout.isEditable());
        assertThrows(IllegalArgumentException.class, () -> PartitionTables.repaired(layout));
        assertThrows(IllegalArgumentException.class, () -> PartitionTables.write(disk, layout, layout));
    }

    private static MemoryDevice copy(MemoryDevice source, long size) throws IOException {
        MemoryDevice disk = new MemoryDevice(size, 512);
        disk.write(0, source.read(0, (int) Math.min(size, source.size())));
        return disk;
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static int crc(ByteBuffer bytes) {
        return GptHeader.crc(bytes.array());
    }

    /** Puts the checksum of a header right, and leaves that of its entries. */
    private static void fixHeader(BlockDevice disk, long offset) throws IOException {
        int crc = Tables.getInt(disk, offset + 88);
        Tables.fixChecksum(disk, offset);
        if (crc != Tables.getInt(disk, offset + 88)) {
            throw new AssertionError("the entries were not as the header says");
        }
    }

    private static Arguments damage(String name, Damage damage, String text) {
        return Arguments.of(name, damage, text);
    }

    /** A field of both headers, with the headers' checksums right. */
    private static Arguments both(String name, int field, int value, String text) {
        return damage(name, disk -> {
            for (int header : new int[] {512, LAST}) {
                Tables.putInt(disk, header + field, value);
                Tables.putInt(disk, header + 16, 0);
                int size = Tables.getInt(disk, header + 12);
                Tables.putInt(disk, header + 16, crc(disk.read(header, size < 92 || size > 512 ? 92 : size)));
            }
        }, text);
    }

    /** An entry of both copies, with all checksums right. */
    private static Arguments entry(String name, int offset, long first, long last, String text) {
        return damage(name, disk -> {
            Tables.gptEntry(disk, 1024 + offset, first, last);
            Tables.fixChecksums(disk);
        }, text);
    }
}
