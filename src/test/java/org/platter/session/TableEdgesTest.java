package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Partition;

/** What lies beside partitions follows each edit: backup tables, chains of boot records, boot sectors. */
class TableEdgesTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path work;

    @Test
    void theBackupTableIsAtTheEndOfADiskThatGrewOrShrank() throws IOException, Refusal {
        for (String format : List.of("raw", "qcow2")) {
            Bench bench = Bench.make(work, "disk", format, 100 * MIB);
            bench.apply("table type=gpt", "create start=1MiB size=40MiB");
            for (long size : new long[] {200 * MIB, 200 * MIB + 512 * 33, 64 * MIB, 42 * MIB}) {
                bench.apply("disk size=" + size);
                bench.verifyTable(true);
            }
            assertThrows(Refusal.class, () -> bench.apply("disk size=" + 41 * MIB), "the partition is there");
        }
    }

    /** After each edit sfdisk finds the same partitions, and nothing wrong: util-linux #3568 and #3925. */
    @Test
    void sfdiskFollowsTheChainThroughEveryEdit() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 400 * MIB);
        bench.apply("table type=msdos", "create start=1MiB size=20MiB", "create start=22MiB role=extended");
        for (String edit : List.of("create start=24MiB size=30MiB role=logical",
                "create start=60MiB size=30MiB role=logical", "create start=100MiB size=30MiB role=logical",
                "move 6 start=57MiB", "resize 5 end=56MiB", "move 7 start=88MiB", "resize 7 end=200MiB",
                "create start=300MiB size=20MiB role=logical", "delete 6", "move 5 start=45057s align=none",
                "move 5 start=112640s align=none", "move 6 start=+37s align=none", "delete 5",
                "create start=23MiB size=10MiB role=logical", "copy 6 start=34MiB", "resize 2 end=399MiB",
                "resize 5 size=+1MiB align=none", "sort", "delete 7", "resize 2 end=max", "delete 5",
                "delete 5", "create role=logical size=max")) {
            bench.apply(edit);
            agreesWithSfdisk(bench, edit);
        }
    }

    private static void agreesWithSfdisk(Bench bench, String edit) throws IOException {
        bench.reread();
        bench.verifyTable(false);
        TreeMap<Integer, String> theirs = new TreeMap<>();
        Matcher lines = Pattern.compile("raw(\\d+) : start=\\s*(\\d+), size=\\s*(\\d+)")
                .matcher(Shell.run("sfdisk", "-d", bench.image.toString()));
        while (lines.find()) {
            theirs.put(Integer.parseInt(lines.group(1)), lines.group(2) + "+" + lines.group(3));
        }
        TreeMap<Integer, String> ours = new TreeMap<>();
        for (Partition partition : bench.partitions()) {
            ours.put(partition.number(), partition.range().start() / 512 + "+"
                    + partition.range().length() / 512);
        }
        assertEquals(theirs, ours, edit);
    }

    /** FAT keeps a copy of its boot sector in sector 6, NTFS in the last sector of the partition. */
    @Test
    void bootSectorsAndTheirCopiesTellWhereThePartitionStarts() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 400 * MIB);
        bench.apply("table type=gpt", "create start=1MiB size=50MiB fs=fat32",
                "create start=60MiB size=50MiB fs=ntfs");
        tellsItsStart(bench);
        bench.apply("move 2 start=300001s align=none", "move 1 start=99999s align=none");
        tellsItsStart(bench);
        bench.apply("resize 2 size=60MiB align=none");
        tellsItsStart(bench);
        bench.apply("resize 2 start=290003s size=40MiB align=none", "resize 1 size=61MiB align=none");
        tellsItsStart(bench);
        bench.apply("copy 1 start=400007s align=none", "copy 2 start=600011s align=none");
        tellsItsStart(bench);
    }

    private static void tellsItsStart(Bench bench) throws IOException {
        try (FileChannel file = FileChannel.open(bench.image, StandardOpenOption.READ)) {
            for (Partition partition : bench.partitions()) {
                boolean isNtfs = ((Content.FileSystem) partition.content()).id().equals("ntfs");
                long copy = isNtfs ? partition.range().length() - 512 : 6 * 512;
                for (long place : new long[] {0, copy}) {
                    ByteBuffer hidden = ByteBuffer.allocate(4);
                    file.read(hidden, partition.range().start() + place + 0x1c);
                    assertEquals(partition.range().start() / 512,
                            Integer.toUnsignedLong(Integer.reverseBytes(hidden.getInt(0))),
                            partition + " at " + place);
                }
            }
        }
    }

    /** Nothing that takes a mount or the other devices is done to a part of a Btrfs, but move and copy. */
    @Test
    void aBtrfsOnTwoPartitionsIsMovedAndNothingElse() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 1600 * MIB);
        bench.apply("table type=gpt", "create start=1MiB size=300MiB", "create start=400MiB size=300MiB");
        Path one = bench.slice(bench.partition(1));
        Path two = bench.slice(bench.partition(2));
        Shell.run("truncate", "-s", String.valueOf(300 * MIB), one.toString(), two.toString());
        Shell.run("mkfs.btrfs", "-q", "-f", one.toString(), two.toString());
        bench.put(one, bench.partition(1));
        bench.put(two, bench.partition(2));
        bench.reread();
        for (String edit : List.of("resize 1 size=310MiB", "resize 1 size=290MiB", "label 1 text=x",
                "uuid 1 value=random", "check 1")) {
            Refusal refusal = assertThrows(Refusal.class, () -> bench.apply(edit), edit);
            assertTrue(refusal.getMessage().contains("a Btrfs on 2 devices"), refusal.getMessage());
        }
        bench.apply("move 1 start=200000s align=none", "copy 2 start=800MiB");
        assertTrue(bench.warnings().stream().noneMatch(it -> it.contains("same UUID")),
                bench.warnings().toString().toLowerCase(Locale.ROOT));
        assertEquals(Bench.live(one), Bench.live(bench.slice(bench.partition(1))));
        assertEquals(Bench.live(two), Bench.live(bench.slice(bench.partition(3))));
    }
}
