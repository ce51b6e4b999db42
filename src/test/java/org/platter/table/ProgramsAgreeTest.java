package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * What sfdisk, fdisk, sgdisk and parted write, we read alike, and the other way round; seeds are in the name.
 */
final class ProgramsAgreeTest {

    private static final int ROUNDS = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} sectors {1} grain {2} seed {3}")
    @CsvSource({"DOS, 512, 512, 1", "DOS, 512, 1048576, 2", "DOS, 4096, 4096, 3", "DOS, 4096, 1048576, 4",
        "GPT, 512, 512, 5", "GPT, 512, 1048576, 6", "GPT, 4096, 4096, 7", "GPT, 4096, 1048576, 8"})
    void whatWeWriteIsReadAlike(TableType type, int sectorSize, long grain, long seed) throws IOException {
        Random random = new Random(seed);
        RandomLayouts layouts = new RandomLayouts(random, sectorSize, grain);
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, sectorSize).resized(700 * ByteSize.MIB)) {
            Layout before = PartitionTables.read(disk);
            for (int round = 0; round < ROUNDS; round++) {
                Layout after = layouts.changed(round == 0 ? layouts.empty(type, disk.size()) : before);
                PartitionTables.write(disk, before, after);
                before = PartitionTables.read(disk);
                String when = "seed " + seed + ", round " + round;
                assertEquals(List.of(), before.problems(), when);
                assertEquals(Oracle.told(after), Oracle.told(before), when);
                assertEquals(Oracle.told(after), Oracle.dump(image, sectorSize), when);
                assertNoComplaints(image, before, when);
            }
        }
    }

    @ParameterizedTest(name = "{0} sectors {1} grain {2} seed {3}")
    @CsvSource({"DOS, 512, 1048576, 2", "DOS, 4096, 1048576, 4", "GPT, 512, 512, 5", "GPT, 4096, 4096, 7"})
    void whatTheyWriteWeReadAlike(TableType type, int sectorSize, long grain, long seed) throws IOException {
        Random random = new Random(seed);
        RandomLayouts layouts = new RandomLayouts(random, sectorSize, grain);
        for (int round = 0; round < ROUNDS; round++) {
            Path image = folder.resolve("disk" + round);
            try (FileDevice disk = new FileDevice(image, sectorSize).resized(700 * ByteSize.MIB)) {
                Layout wanted = layouts.changed(layouts.changed(layouts.empty(type, disk.size())));
                Oracle.make(image, sectorSize, Oracle.script(wanted));
                Layout found = PartitionTables.read(disk);
                assertEquals(List.of(), found.problems());
                assertEquals(Oracle.dump(image, sectorSize), Oracle.told(found), "seed " + seed + ", round "
                        + round);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sgdisk -a 1 -S 64 -n 0:100:5000 -n 0:6000:9000", "sgdisk -S 1024 -n 0:0:+1M",
        "sgdisk -j 1000 -n 7:0:+1M -c 7:seven -A 7:set:2", "sgdisk -n 1:0:+1M -n 2:0:+1M -n 3:0:+1M -h 1:3",
        "sgdisk -S 4 -n 4:0:+1M -t 4:8200",
        "parted -s mklabel gpt mkpart a ext4 1MiB 2MiB mkpart b fat32 3MiB 4MiB",
        "parted -s mklabel msdos mkpart primary 32s 2000s mkpart extended 1MiB 9MiB mkpart logical 2MiB 3MiB"
                + " mkpart logical 63s 70s mkpart logical 4MiB 5MiB set 5 boot on"})
    void tablesOfUnusualShapesAreReadAndEditedAlike(String program) throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, 512).resized(64 * ByteSize.MIB)) {
            String[] words = (program.startsWith("parted") ? program.replace("-s ", "-s " + image + " ")
                    : program + " " + image).split(" ");
            Oracle.Answer made = Oracle.run("", words);
            Layout before = PartitionTables.read(disk);
            assertEquals(List.of(), before.problems(), made::output);
            assertFalse(before.partitions().isEmpty(), made::output);
            assertEquals(Oracle.dump(image, 512), Oracle.told(before));
            ByteRange range = before.partitions().get(0).range();
            Partition first = before.partitions().get(0);
            Layout after = before.with(first.withFlags(Set.of())
                    .withRange(first.role() == Role.EXTENDED ? range
                            : new ByteRange(range.start() + 512, range.end())));
            PartitionTables.write(disk, before, after);
            assertEquals(Oracle.told(after), Oracle.told(PartitionTables.read(disk)));
            assertEquals(Oracle.told(after), Oracle.dump(image, 512));
            assertNoComplaints(image, PartitionTables.read(disk), program);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void theTableIsByteForByteThatOfSfdisk(long seed) throws IOException {
        RandomLayouts layouts = new RandomLayouts(new Random(seed), 512, ByteSize.MIB);
        Path theirs = folder.resolve("theirs");
        try (FileDevice disk = new FileDevice(theirs, 512).resized(9000 * ByteSize.MIB);
                MemoryDevice ours = new MemoryDevice(disk.size(), 512)) {
            Oracle.make(theirs, 512, Oracle.script(layouts.changed(layouts.changed(
                    layouts.changed(layouts.empty(TableType.DOS, disk.size()))))));
            Layout layout = PartitionTables.read(disk);
            PartitionTables.write(ours, PartitionTables.read(ours), layout);
            for (ByteRange structure : PartitionTables.regions(layout)) {
                assertEquals(hex(disk, structure), hex(ours, structure), "seed " + seed + ", at "
                        + structure);
            }
        }
    }

    private static String hex(BlockDevice disk, ByteRange range) throws IOException {
        return HexFormat.ofDelimiter(" ")
                .formatHex(disk.read(range.start(), (int) range.length()).array(), 440, 512);
    }

    private static void assertNoComplaints(Path image, Layout layout, String when) throws IOException {
        if (layout.sectorSize() == 512) {
            Oracle.Answer verified = Oracle.run("", "sfdisk", "--verify", image.toString());
            assertTrue(verified.output().contains("No errors detected"), () -> when + verified.output());
            assertEquals(Oracle.places(layout), Oracle.partedPlaces(image), when);
            if (layout.table().type() == TableType.GPT) {
                Oracle.Answer checked = Oracle.run("", "sgdisk", "-v", image.toString());
                assertTrue(checked.output().contains("No problems found"), () -> when + checked.output());
            }
        } else {
            Oracle.Answer verified = Oracle.run("v\nq\n", "fdisk", "-b", "4096", image.toString());
            assertTrue(verified.output().contains("No errors detected"), () -> when + verified.output());
        }
    }
}
