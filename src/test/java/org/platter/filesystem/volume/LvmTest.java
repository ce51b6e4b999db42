package org.platter.filesystem.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.bytes.Crc32;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.LoopDevice;
import org.platter.layout.Content;
import org.platter.tool.Kernel;

/** Physical volumes of LVM2, by pvck, and as root by LVM itself on a loop device. */
class LvmTest {

    private static final long MIB = ByteSize.MIB;
    private static final String CONFIGURATION = "global{locking_dir=\"%s\" activation=0} "
            + "backup{backup=0 archive=0} devices{use_devicesfile=0 hints=\"none\"}";

    private final FileSystemType lvm = FileSystems.byId("lvm2").orElseThrow();

    @TempDir
    Path folder;

    @Test
    void aNewOneIsLvmsToo() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        String uuid = lvm.checkedUuid(lvm.randomUuid());
        partition.run(lvm.create("", uuid, 2048, 512));
        Content.FileSystem content = (Content.FileSystem) FileSystems.probe(partition);
        Blkid.agreesWith(content, partition);
        assertEquals(Optional.of(uuid), content.uuid());
        assertEquals(OptionalLong.of(64 * MIB), content.size());
        assertEquals(List.of(), content.problems());
        partition.run(lvm.checkup().look());
        partition.resize(lvm, 40 * MIB);
        partition.run(lvm.uuid(lvm.randomUuid()));
        partition.run(lvm.checkup().look());
        assertEquals(OptionalLong.of(40 * MIB), lvm.probe(partition).orElseThrow().size());
        if (Kernel.letsMount()) {
            assertEquals(lvm.probe(partition).orElseThrow().uuid().orElseThrow() + " 40.00m",
                    call(partition, "pvs", "--noheadings", "-opv_uuid,pv_size", "--separator= "));
        }
        assertThrows(Refusal.class, () -> lvm.checkedLabel("x"));
        assertThrows(Refusal.class, () -> lvm.checkedUuid("12345678-1234"));
    }

    @Test
    void aGroupIsReadShrunkGrownAndRenumbered() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        partition.run(lvm.create("", lvm.randomUuid(), 2048, 512));
        grouped(partition);
        LvmMetadata.VolumeGroup group = LvmMetadata.read(partition).orElseThrow().group().orElseThrow();
        assertEquals("group", group.name());
        assertEquals(4 * MIB, group.extentSize());
        assertEquals(new ByteRange(MIB, 61 * MIB), group.extents());
        LvmMetadata.LogicalVolume one = group.logicalVolumes().get(0);
        assertEquals("one", one.name());
        assertTrue(one.isWhole() && one.isVisible());
        assertEquals(20 * MIB, one.size());
        assertEquals(List.of(new LvmMetadata.Segment(0, 12 * MIB, MIB),
                new LvmMetadata.Segment(12 * MIB, 8 * MIB, 21 * MIB)), one.segments());
        assertEquals(RangeSet.of(new ByteRange(MIB, 13 * MIB), new ByteRange(21 * MIB, 29 * MIB)),
                group.allocated());
        Content.FileSystem content = lvm.probe(partition).orElseThrow();
        assertEquals(Optional.of("group"), content.label());
        assertEquals(OptionalLong.of(29 * MIB), content.minimum());
        assertEquals(OptionalLong.of(21 * MIB), content.used());
        byte[] data = new byte[(int) (12 * MIB)];
        new Random(2).nextBytes(data);
        partition.write(MIB, ByteBuffer.wrap(data));

        partition.run(lvm.checkup().look());
        assertThrows(IOException.class, () -> partition.resize(lvm, 28 * MIB));
        for (long size : new long[] {29 * MIB, 64 * MIB, 33 * MIB}) {
            partition.resize(lvm, size);
            partition.run(lvm.checkup().look());
            assertEquals((size - MIB) / (4 * MIB) * 4 * MIB, LvmMetadata.read(partition).orElseThrow().group()
                    .orElseThrow().extents().length());
        }
        for (int i = 0; i < 700; i++) { // round and round
            partition.run(lvm.uuid(lvm.randomUuid()));
        }
        partition.run(lvm.checkup().look());
        content = lvm.probe(partition).orElseThrow();
        assertEquals(OptionalLong.of(33 * MIB), content.size());
        assertEquals(List.of(), content.problems());
        assertEquals(Digests.of(data), Digests.of(partition.read(MIB, data.length).array()));
        if (Kernel.letsMount()) {
            String uuid = content.uuid().orElseThrow();
            assertEquals(uuid + " 32.00m 8", call(partition, "pvs", "--noheadings",
                    "-opv_uuid,pv_size,pv_pe_count", "--separator= "));
            assertEquals("one linear 0-2\none linear 5-6", call(partition, "lvs", "--noheadings",
                    "--segments", "-olv_name,segtype,seg_pe_ranges", "--separator= ")
                    .replaceAll("\\S+:", ""));
            call(partition, "pvresize", "DEVICE"); // and LVM goes on where this ended
            assertEquals(OptionalLong.of(61 * MIB), lvm.probe(partition).orElseThrow().size());
            call(partition, "pvresize", "--yes", "--setphysicalvolumesize", "50M", "DEVICE");
            assertEquals(List.of(), lvm.probe(partition.slice(new ByteRange(0, 50 * MIB), "cut"))
                    .orElseThrow().problems());
            call(partition, "vgck", "group");
        }
        Blkid.agreesWith(lvm.probe(partition).orElseThrow().withLabel(Optional.empty()), partition);
    }

    @Test
    void onlyTheExtentsInUseAreLive() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        partition.run(lvm.create("", lvm.randomUuid(), 2048, 512));
        grouped(partition);
        LiveBlocks live = lvm.liveBlocks(partition).orElseThrow();
        assertEquals(21 * MIB + 3 * MIB, partition.length(live)); // and what is too short for an extent
        try (TestPartition copy = partition.copyOf(live, 7 * MIB, new Random(1))) {
            copy.run(lvm.checkup().look());
            assertEquals(LvmMetadata.read(partition), LvmMetadata.read(copy));
        }
    }

    @Test
    void oneOfSeveralKeepsItsSize() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        partition.run(lvm.create("", lvm.randomUuid(), 2048, 512));
        write(partition, text(partition).replace("physical_volumes {", "physical_volumes {\npv1 {\nid = \""
                + lvm.randomUuid() + "\"\ndev_size = 131072\npe_start = 2048\npe_count = 15\n}"));
        assertEquals(OptionalLong.of(64 * MIB), lvm.probe(partition).orElseThrow().minimum());
        assertEquals(2, lvm.probe(partition).orElseThrow().volumes());
        byte[] before = partition.read(0, (int) MIB).array();
        partition.resize(lvm, 64 * MIB);
        assertThrows(IOException.class, () -> partition.resize(lvm, 60 * MIB));
        assertThrows(IOException.class, () -> partition.run(lvm.uuid(lvm.randomUuid())));
        assertEquals(Digests.of(before), Digests.of(partition.read(0, (int) MIB).array()));
    }

    @Test
    void oneWhoseGroupIsDescribedElsewhereKeepsItsSizeAndItsUuid() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        partition.run(lvm.create("", lvm.randomUuid(), 2048, 512));
        described(partition);
        Content.FileSystem content = lvm.probe(partition).orElseThrow();
        assertEquals(List.of(), content.problems());
        assertEquals(OptionalLong.empty(), content.used());
        assertEquals(content.size(), content.minimum());
        assertEquals(Optional.empty(), lvm.liveBlocks(partition));
        byte[] before = partition.read(0, (int) MIB).array();
        partition.resize(lvm, 64 * MIB);
        assertThrows(IOException.class, () -> partition.resize(lvm, 32 * MIB));
        assertThrows(IOException.class, () -> partition.run(lvm.uuid(lvm.randomUuid())));
        assertEquals(Digests.of(before), Digests.of(partition.read(0, (int) MIB).array()));
    }

    /** Puts it into a group of which another keeps the text: as root by LVM, else by LVM's marks. */
    private void described(TestPartition partition) throws Exception {
        if (Kernel.letsMount()) {
            try (TestPartition other = TestPartition.of(Files.createDirectory(folder.resolve("other")),
                    64 * MIB)) {
                other.run(lvm.create("", lvm.randomUuid(), 2048, 512));
                call(List.of(partition, other), "vgcreate", "group", "DEVICE0", "DEVICE1");
                call(List.of(partition, other), "pvchange", "--metadataignore", "y", "DEVICE0");
            }
            return;
        }
        ByteBuffer label = partition.read(512, 512).order(ByteOrder.LITTLE_ENDIAN);
        label.putInt(32 + 108, 1);
        label.putInt(16, Crc32.of(LvmHeader.CRC_BEGINNING, label.array(), 20, 512));
        partition.write(512, label.rewind());
        ByteBuffer area = partition.read(4096, 512).order(ByteOrder.LITTLE_ENDIAN);
        area.putInt(40 + 20, 1);
        area.putInt(0, Crc32.of(LvmHeader.CRC_BEGINNING, area.array(), 4, 512));
        partition.write(4096, area.rewind());
    }

    @Test
    void damageIsSaidAndNeverHangsOrBreaksTheReader() throws Exception {
        TestPartition partition = TestPartition.of(folder, 64 * MIB);
        partition.run(lvm.create("", lvm.randomUuid(), 2048, 512));
        write(partition, text(partition));
        for (long place : new long[] {512 + 40, 4096 + 60, 4608 + 30}) {
            byte old = partition.read(place, 1).get(0);
            partition.write(place, ByteBuffer.wrap(new byte[] {(byte) (old + 1)}));
            assertEquals(1, lvm.probe(partition).orElseThrow().problems().size(), "at " + place);
            assertFalse(partition.passes(lvm.checkup().look()), "at " + place);
            partition.write(place, ByteBuffer.wrap(new byte[] {old}));
        }
        Fuzz.survives(partition, ByteRange.of(512, 512), 200, 1);
        Fuzz.survives(partition, ByteRange.of(4096, 512), 200, 2);
        String text = text(partition);
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(text.length());
                damaged.setCharAt(at, "{}[]=\"9-#\0\\".charAt(random.nextInt(11)));
            }
            if (i % 10 == 0) {
                damaged.insert(random.nextInt(damaged.length()), "a{".repeat(10_000));
            }
            write(partition, damaged.toString());
            assertTrue(lvm.probe(partition).isPresent());
            lvm.liveBlocks(partition);
        }
    }

    /** Makes a group with one volume in two pieces: as root by LVM, else by a text like LVM's. */
    private void grouped(TestPartition partition) throws Exception {
        if (!Kernel.letsMount()) {
            write(partition, text(partition));
            return;
        }
        call(partition, "vgcreate", "group", "DEVICE");
        for (String volume : List.of("one 12M", "two 8M")) {
            call(partition, "lvcreate", "-an", "-Wn", "-Zn", "-n", volume.split(" ")[0], "-L",
                    volume.split(" ")[1], "group");
        }
        call(partition, "lvextend", "group/one", "-L", "20M");
        call(partition, "lvremove", "-y", "group/two");
    }

    /** Runs a command of LVM on the partition alone, as a loop device; returns what it printed. */
    private String call(TestPartition partition, String... arguments) throws Exception {
        return call(List.of(partition), arguments);
    }

    /** Runs it on some partitions alone, the first of which is DEVICE or DEVICE0. */
    private String call(List<TestPartition> partitions, String... arguments) throws Exception {
        List<LoopDevice> loops = new ArrayList<>();
        try {
            for (TestPartition partition : partitions) {
                loops.add(LoopDevice.attach(partition.path(), LoopDevice.Options.whole()));
            }
            List<String> nodes = loops.stream().map(loop -> loop.path().toString()).toList();
            List<String> all = new ArrayList<>(List.of("env", "LVM_SYSTEM_DIR=" + folder,
                    "LVM_SUPPRESS_FD_WARNINGS=1", "lvm", arguments[0], "--config",
                    String.format(CONFIGURATION, folder), "--devices", String.join(",", nodes)));
            for (String argument : List.of(arguments).subList(1, arguments.length)) {
                String number = argument.replaceFirst("^DEVICE", "");
                all.add(number.equals(argument) ? argument
                        : nodes.get(number.isEmpty() ? 0 : Integer.parseInt(number)));
            }
            TestPartition.Result result = partitions.get(0).start(all, "");
            assertEquals(0, result.status(), () -> all + ": " + result.output());
            return new String(result.printed(), StandardCharsets.UTF_8).lines().map(String::strip)
                    .filter(line -> !line.startsWith("WARNING")).collect(Collectors.joining("\n"));
        } finally {
            for (LoopDevice loop : loops) {
                loop.close();
            }
        }
    }

    /** As LVM 2.03 writes it. */
    private String text(TestPartition partition) throws IOException {
        return String.join("\n", "group {", "id = \"oe9loZ-YVgR-sc5b-jZwp-RU3M-dNUI-ZNI7yI\"", "seqno = 5",
                "format = \"lvm2\"", "status = [\"RESIZEABLE\", \"READ\", \"WRITE\"]", "flags = []",
                "extent_size = 8192", "max_lv = 0", "max_pv = 0", "metadata_copies = 0", "",
                "physical_volumes {", "", "pv0 {", "id = \""
                        + LvmHeader.read(partition).orElseThrow().writtenUuid().orElseThrow() + "\"",
                "device = \"/dev/loop0\"", "", "status = [\"ALLOCATABLE\"]", "flags = []",
                "dev_size = 131072", "pe_start = 2048", "pe_count = 15", "}", "}", "", "logical_volumes {",
                "", "one {", "id = \"IzN04T-Jcn4-S82X-Pxhk-oqXf-abaP-xBLGRf\"",
                "status = [\"READ\", \"WRITE\", \"VISIBLE\"]", "flags = []", "creation_time = 1795388634",
                "creation_host = \"v\\\"m\"", "segment_count = 2", "", "segment1 {", "start_extent = 0",
                "extent_count = 3", "", "type = \"striped\"", "stripe_count = 1", "", "stripes = [",
                "\"pv0\", 0", "]", "}", "segment2 {", "start_extent = 3", "extent_count = 2", "",
                "type = \"striped\"", "stripe_count = 1", "", "stripes = [", "\"pv0\", 5", "]", "}", "}", "}",
                "", "}", "# Generated by LVM2: Sun Nov 22 23:03:54 2026", "",
                "contents = \"Text Format Volume Group\"", "version = 1", "", "description = \"\"", "",
                "creation_host = \"vm\"\t# Linux vm", "creation_time = 1795388634\t# Sun Nov 22", "", "\0");
    }

    private static void write(TestPartition partition, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        partition.write(4608, ByteBuffer.wrap(bytes));
        ByteBuffer area = partition.read(4096, 512).order(ByteOrder.LITTLE_ENDIAN);
        area.putLong(40, 512).putLong(48, bytes.length)
                .putInt(56, Crc32.of(LvmHeader.CRC_BEGINNING, bytes, 0, bytes.length));
        area.putInt(0, Crc32.of(LvmHeader.CRC_BEGINNING, area.array(), 4, 512));
        partition.write(4096, area.rewind());
    }
}
