package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/** The places that GParted computes, as far as they are what was asked for; sectors, inclusive ends. */
class GoldenAlignmentTest {

    private static final Layout EMPTY_DOS = Disks.dos("10GiB").layout();
    private static final Layout EMPTY_GPT = Disks.gpt("10GiB").layout();
    private static final Layout EMPTY_4K = Disks.gpt("10GiB", 4096).layout();
    private static final Layout LEGACY = Disks.dos("10GiB")
            .primary(63, 204800, Disks.ext4("old", 1 << 20)).layout();
    private static final Layout EXTENDED = Disks.dos("10GiB").extended(2048, 20969472).layout();
    private static final Layout ONE = Disks.dos("10GiB")
            .primary(2048, 204800, Disks.ext4("one", 1 << 20)).layout();
    private static final Layout TWO = Disks.dos("10GiB").primary(2048, 204800, Disks.ext4("one", 1 << 20))
            .primary(411648, 204800, Disks.ext4("two", 1 << 20)).layout();

    private static Layout base(String name) {
        return switch (name) {
            case "dos" -> EMPTY_DOS;
            case "gpt" -> EMPTY_GPT;
            case "gpt33" -> Disks.gpt(String.valueOf((20971520L + 33) * 512)).layout();
            case "gpt4k" -> EMPTY_4K;
            case "legacy" -> LEGACY;
            case "extended" -> EXTENDED;
            case "one" -> ONE;
            default -> TWO;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "dos,      create,                                        1, 2048,   20971519",
        "gpt,      create,                                        1, 2048,   20969471",
        "gpt33,    create,                                        1, 2048,   20971519",
        "dos,      create start=1MiB size=100MiB,                 1, 2048,   206847",
        "legacy,   create size=100MiB,                            2, 206848, 411647",
        "legacy,   create size=100MiB align=none,                 2, 204863, 409662",
        "legacy,   create size=100MiB align=cylinder,             2, 208845, 417689",
        "extended, create size=100MiB,                            5, 4096,   208895",
        "extended, create size=100MiB; create size=100MiB,        6, 210944, 415743",
        "gpt4k,    create size=100MiB,                            1, 256,    25855",
        "gpt4k,    create,                                        1, 256,    2621183",
        "one,      move 1 start=+100MiB,                          1, 206848, 411647",
        "one,      move 1 start=+100MiB; resize 1 size=300MiB,    1, 206848, 821247",
        "two,      resize 1 size=max,                             1, 2048,   411647",
        "two,      move 2 start=min,                              2, 206848, 411647",
        // not more than asked for, where GParted gives almost a MiB, or half a cylinder, more
        "legacy,   resize 1 size=200MiB,                          1, 63,     409599",
        "legacy,   resize 1 size=200MiB align=none,               1, 63,     409662",
        "legacy,   resize 1 size=200MiB align=cylinder,           1, 63,     401624",
        "dos,      create align=cylinder,                         1, 63,     20964824",
        "gpt,      create align=cylinder,                         1, 63,     20964824",
        "gpt,      create align=none,                             1, 34,     20971486",
        "dos,      create align=none,                             1, 1,      20971519",
        "extended, create size=100MiB align=none,                 5, 2049,   206848",
        "extended, create size=100MiB align=none; create size=1MiB align=none, 6, 206850, 208897",
        "extended, create size=100MiB align=cylinder,             5, 16128,  224909",
    })
    void partitionsLandWhereTheyShould(String base, String script, int number, long start, long end)
            throws Refusal {
        Layout after = Script.append(Draft.of(base(base)), script.replace(';', '\n')).last();
        Partition partition = Disks.partition(after, number);
        assertEquals(start + ".." + end, partition.range().start() / after.sectorSize() + ".."
                + (partition.range().end() / after.sectorSize() - 1), script);
    }

    @ParameterizedTest
    @CsvSource({
        "255, 63, 63,   979902, 979965, 996030, 3084480",
        "16,  63, 63,   988785, 988848, 988848, 3086496",
        "255, 63, 2048, 988282, 991232, 986329, 3084480",
    })
    void theSecondPartitionMovesToACylinderAndTheFirstFillsTheGap(int heads, int track, long start1,
            long sectors1, long start2, long sectors2, long moved) throws Refusal {
        Layout thumb = Disks.thumb(start1, sectors1, start2, sectors2).geometry(heads, track).layout();
        Layout after = Script.append(Draft.of(thumb), """
                disk size=+2GiB
                move 2 start=+1024MiB align=cylinder
                resize 1 size=max align=cylinder
                """).last();
        assertEquals(1012924416L + (2L << 30), after.diskSize());
        assertEquals(moved * 512, Disks.partition(after, 2).range().start());
        assertEquals(sectors2 * 512, Disks.partition(after, 2).range().length());
        assertEquals(start1 * 512, Disks.partition(after, 1).range().start());
        assertEquals(moved * 512, Disks.partition(after, 1).range().end());
    }

    @Test
    void anEndThatReachesANeighbourOffTheGridLeavesNoSliver() throws Refusal {
        Layout moved = Script.append(Draft.of(Disks.thumb(2048, 988282, 991232, 986329).layout()), """
                disk size=+2GiB
                move 2 start=+1024MiB align=cylinder
                resize 1 size=max
                """).last();
        assertEquals(3084480 * 512L, Disks.partition(moved, 1).range().end());
    }
}
