package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Partition;

/** A format leaves nothing of what was there, wherever its signatures lie. */
class WipingTest {

    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;
    /** Those whose first sector ends like a boot sector, which wipefs takes for a table. */
    private static final List<String> BOOTABLE = List.of("fat32", "ntfs");

    /** The name of the maker of RAID controllers. */
    private static final String PROMISE = "50726f6d69736520546563686e6f6c6f67792c20496e632e";

    @TempDir
    Path work;

    /** What GParted erases (GParted_Core.cc, erase_filesystem_signatures), by the size of the partition. */
    @ParameterizedTest
    @CsvSource({"16777216", "16776704", "16777728", "314572800", "314572288", "68719477248", "300000000000",
        "1125899906843136"})
    void whatGpartedErasesIsZeroed(long size) {
        RangeSet zeroed = FileSystems.signatureRanges(size);
        for (long[] range : new long[][] {
            {0, 512 << 10}, {64 * MIB, 4 << 10}, {256 * GIB, 4 << 10}, {1024 * ByteSize.TIB, 4 << 10},
            {size - 3087 * 512, 512},
            {(size - MIB) / (128 << 10) * (128 << 10), 4 << 10},
            {(size - MIB) / (256 << 10) * (256 << 10), 4 << 10},
            {(size - MIB) / (512 << 10) * (512 << 10), 4 << 10}, {(size - MIB) / MIB * MIB, 4 << 10},
            {(size - (512 << 10)) / (256 << 10) * (256 << 10), 768 << 10},
        }) {
            ByteRange wanted = new ByteRange(Math.min(size, range[0]), Math.min(size, range[0] + range[1]));
            assertEquals(wanted.length(), zeroed.intersection(RangeSet.of(wanted)).length(),
                    () -> wanted + " of " + size);
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"none, 335544320", "none, 335543808", "ext4, 335543808", "fat32, 335544320",
        "ntfs, 335543808", "xfs, 335543808", "btrfs, 335544320", "swap, 335543808"})
    void onlyTheNewOneIsFoundAfterAFormat(String type, long size) throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk" + type + size, "raw", 330 * MIB);
        bench.apply("table type=gpt", "create start=1MiB align=none size=" + size);
        Partition partition = bench.partition(1);
        Path slice = bench.slice(partition);
        plant(slice, size);
        assertTrue(Bench.signatures(slice).size() > 3, () -> Bench.signatures(slice).toString());
        bench.put(slice, partition);
        bench.apply("format 1 fs=" + type);
        Path formatted = bench.slice(bench.partition(1));
        List<String> expected = type.equals("none") ? List.of()
                : List.of(FileSystems.byId(type).orElseThrow().blkidName());
        assertEquals(expected, Bench.signatures(formatted).stream()
                .filter(it -> !it.equals("dos") || !BOOTABLE.contains(type)).toList());
        if (!type.equals("none")) {
            Bench.agreesWithBlkid(bench.partition(1).content(), formatted);
            Bench.verify(FileSystems.byId(type).orElseThrow(), formatted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void whatLiesWhereAPartitionIsMadeWithoutAFileSystemStays(String format) throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", format, 130 * MIB);
        bench.apply("table type=gpt", "create start=1MiB size=64MiB fs=ext4 label=old",
                "create size=max fs=luks2 passphrase-file="
                        + Files.writeString(work.resolve("key"), "secret"));
        byte[] ext = Files.readAllBytes(bench.slice(bench.partition(1)));
        byte[] luks = Files.readAllBytes(bench.slice(bench.partition(2)));
        try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
            for (String line : List.of("delete 1", "delete 2", "create start=1MiB size=64MiB",
                    "create start=65MiB size=max")) {
                session.push(line);
            }
            String warnings = session.review().warnings().toString();
            assertTrue(warnings.contains("ext4 “old”, and that stays"), warnings);
            assertTrue(warnings.contains("crypto_LUKS, and that stays"), warnings);
            session.apply(event -> {}, () -> false);
        }
        assertEquals("old", bench.partition(1).content().label().orElse(""));
        assertArrayEquals(ext, Files.readAllBytes(bench.slice(bench.partition(1))));
        assertArrayEquals(luks, Files.readAllBytes(bench.slice(bench.partition(2))));
        bench.apply("delete 1", "create start=1MiB size=64MiB fs=none");
        assertEquals(List.of(), Bench.signatures(bench.slice(bench.partition(1))));
    }

    /** Makes all that fits beside each other, by real programs and by hand. */
    private static void plant(Path slice, long size) throws IOException {
        Shell.run("truncate", "-s", String.valueOf(size), slice.toString());
        Shell.run("mkfs.nilfs2", "-q", "-f", slice.toString());
        Shell.run("mkfs.btrfs", "-q", "-f", slice.toString());
        Shell.run("sgdisk", "-o", "-n", "1:0:+1M", slice.toString());
        try (RandomAccessFile file = new RandomAccessFile(slice.toFile(), "rw")) {
            for (long page = 4096; page <= 65536; page *= 2) {
                put(file, page - 10, "53574150535041434532"); // swap
            }
            put(file, 0x438, "53ef"); // ext
            put(file, 32768 + 1, "4344303031"); // ISO 9660
            put(file, 65536 + 52, "52654973457232467300"); // ReiserFS
            put(file, 12 * 512 + 3, "4558464154202020"); // exFAT's backup boot sector
            for (long place = 16 << 10; place <= 4 << 20; place *= 2) {
                put(file, place, "534b554cbabe0002"); // LUKS2's second header
            }
            put(file, (size / 65536 - 1) * 65536, "fc4e2ba9"); // MD 0.90
            put(file, (size / 512 - 16) / 8 * 8 * 512, "fc4e2ba9"); // MD 1.0
            put(file, (size / 4096 - 1) * 4096 + 6, "3434"); // NILFS2's second superblock
            put(file, size - 1024, "496e74656c20526169642049534d204366672053"); // Intel
            put(file, size - 512, "de11de11"); // DDF
            for (int sectors : new int[] {63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991, 951, 3087}) {
                put(file, size - sectors * 512L, PROMISE);
            }
            for (long label : new long[] {0, 256 << 10, size / (256 << 10) * (256 << 10) - (512 << 10),
                size / (256 << 10) * (256 << 10) - (256 << 10)}) {
                for (int i = 0; i < 8; i++) {
                    put(file, label + (128 << 10) + i * 1024, "0cb1ba0000000000"); // ZFS
                }
            }
            put(file, (size - MIB) / MIB * MIB + 24, "c68573f666ce90a9d96a60cf803df7ef"); // bcachefs
        }
    }

    private static void put(RandomAccessFile file, long place, String hex) throws IOException {
        file.seek(place);
        file.write(java.util.HexFormat.of().parseHex(hex));
    }
}
