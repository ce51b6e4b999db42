package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.Problem;
import org.platter.layout.TableType;

/**
 * Whatever bytes a disk holds, reading its table ends soon, with a layout; and what can be repaired can be
 * written.
 */
final class HostileTablesTest {

    private static final int ROUNDS = 800;
    private static final int LOOKED_AT = 256 << 10;
    private static final int[] VALUES = {0, 1, 2, 4, 5, 0x0f, 0x7f, 0x80, 0x83, 0x85, 0xee, 0xfe, 0xff};

    @ParameterizedTest(name = "{0} sectors {1} seed {2}")
    @CsvSource({"DOS, 512, 1", "DOS, 4096, 2", "GPT, 512, 3", "GPT, 4096, 4"})
    void flippedBytesGiveALayoutAndARepairThatHolds(TableType type, int sectorSize, long seed) {
        Random random = new Random(seed);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < ROUNDS; round++) {
                attack(type == TableType.GPT ? Tables.gpt(sectorSize, 16, 128, 4) : dos(sectorSize), random,
                        "seed " + seed + ", round " + round);
            }
        });
    }

    private static void attack(MemoryDevice disk, Random random, String when) throws IOException {
        long sectors = disk.size() / disk.sectorSize();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            long sector = switch (random.nextInt(8)) {
                case 0, 1 -> 0;
                case 2, 3 -> random.nextInt(4);
                case 4 -> sectors - 1 - random.nextInt(6);
                default -> 16 << random.nextInt(4); // where the boot records lie
            };
            int field = random.nextBoolean() ? random.nextInt(128) : 440 + random.nextInt(72);
            Tables.put(disk, sector * disk.sectorSize() + field, random.nextBoolean()
                    ? random.nextInt(256) : VALUES[random.nextInt(VALUES.length)]);
        }
        if (random.nextBoolean()) { // an attacker knows how to compute a checksum
            for (long header : new long[] {disk.sectorSize(), disk.size() - disk.sectorSize()}) {
                if (Bytes.has(disk, header, "EFI PART")) {
                    fixChecksumIfPossible(disk, header);
                }
            }
        }
        ByteBuffer bytes = disk.read(0, LOOKED_AT);
        Layout found;
        try {
            found = PartitionTables.read(disk);
            PartitionTables.regions(found);
            found.free();
        } catch (RuntimeException fault) {
            throw new AssertionError(when, fault);
        }
        assertEquals(bytes, disk.read(0, LOOKED_AT), when);
        if (found.problems().stream().allMatch(Problem::repairable)) {
            try {
                Layout repaired = PartitionTables.repaired(found);
                PartitionTables.write(disk, found, repaired);
                Layout again = PartitionTables.read(disk);
                assertEquals(List.of(), again.problems(), when);
                assertEquals(Oracle.told(repaired), Oracle.told(again), when);
            } catch (RuntimeException fault) {
                throw new AssertionError(when + found, fault);
            }
        }
    }

    private static void fixChecksumIfPossible(MemoryDevice disk, long header) throws IOException {
        long array = Tables.getLong(disk, header + 72);
        long length = (long) Tables.getInt(disk, header + 80) * Tables.getInt(disk, header + 84);
        if (array > 0 && array < disk.size() / disk.sectorSize() && length > 0 && length < 1 << 20
                && array * disk.sectorSize() + length <= disk.size()) {
            Tables.fixChecksum(disk, header);
        }
    }

    private static MemoryDevice dos(int sectorSize) throws IOException {
        MemoryDevice disk = new MemoryDevice(Tables.SIZE, sectorSize);
        Tables.entry(disk, 0, 0, 0x83, 1, 10);
        Tables.entry(disk, 0, 1, 0x05, 16, 1024);
        Tables.record(disk, 16, 1, 8, 16, 16);
        Tables.record(disk, 32, 1, 8, 48, 64);
        Tables.record(disk, 64, 1, 40, 112, 800);
        Tables.record(disk, 128, 10, 700, 0, 0);
        Tables.putShort(disk, 510, 0xaa55);
        return disk;
    }
}
