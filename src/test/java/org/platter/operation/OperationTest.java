package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

class OperationTest {

    private static final Layout THUMB = Disks.thumb(63, 979902, 979965, 996030).layout();
    private static final Layout LOGICALS = Disks.dos("10GiB")
            .primary(2048, 204800, Disks.ext4("one", 1 << 20))
            .extended(206848, 20764672)
            .logical(208896, 204800, Disks.ext4("five", 1 << 20))
            .logical(415744, 204800, Disks.ext4("six", 1 << 20))
            .logical(4194304, 204800, Disks.ext4("seven", 1 << 20)).layout();

    private static Draft after(Layout base, String script) throws Refusal {
        return Script.append(Draft.of(base), script.replace("; ", "\n"));
    }

    private static String refusal(Layout base, String script) {
        String message = assertThrows(Refusal.class, () -> after(base, script), script).getMessage();
        return message.substring(message.indexOf("”: ") + 3);
    }

    private static String where(Layout layout, int number) {
        Partition partition = Disks.partition(layout, number);
        return partition.range().start() / layout.sectorSize() + "+"
                + partition.range().length() / layout.sectorSize()
                + (partition.ebr().isPresent()
                        ? " ebr " + partition.ebr().getAsLong() / layout.sectorSize() : "");
    }

    @Test
    void sentencesTellWhatHappensInNumbers() throws Refusal {
        assertEquals(List.of("Grow the disk from 966 MiB to 2.94 GiB",
                "Move partition 2 right by 1.00 GiB (486 MiB)",
                "Grow partition 1 from 478 MiB to 1.47 GiB", "Create partition 3, ext4 “root”, 512 MiB",
                "Delete partition 2 (ext4 “vdg02”, 486 MiB)", "Check partition 1 (ext4 “vdg01”)",
                "Set the label of partition 1 to “data”", "Give partition 1 a new, random UUID",
                "Format partition 3 (512 MiB) as ext2 “x”", "Set the flag boot of partition 1",
                "Move partition 3 right by 1 MiB and shrink it from 512 MiB to 510 MiB",
                "Copy partition 3 to a new partition 2 (510 MiB)"),
                after(THUMB, "disk size=+2GiB; move 2 start=+1024MiB align=cylinder; resize 1 size=max "
                        + "align=cylinder; create size=512MiB fs=ext4 label=root; delete 2; check 1; "
                        + "label 1 text=data; uuid 1 value=random; format 3 fs=ext2 label=x; flag 1 boot=on; "
                        + "resize 3 start=+1MiB size=-2MiB; copy 3").descriptions());
    }

    @Test
    void aCopyThatReplacesAPartitionIsThatPartitionElsewhere() throws Refusal {
        Layout full = after(THUMB, "disk size=10GiB; create size=100MiB fs=ext4; create size=100MiB fs=swap; "
                + "flag 2 boot=on").last();
        Draft own = after(full, "copy 2 start=5GiB replace=2");
        assertEquals("Replace partition 2 by a copy of it at sector 10485760 (5 GiB) (486 MiB)",
                own.descriptions().get(0));
        assertEquals(List.of("copy 2 start=5GiB align=mib replace=2"), own.lines());
        Partition old = Disks.partition(full, 2);
        assertEquals(old.withRange(ByteRange.of(5L << 30, old.range().length())), Disks.partition(own.last(),
                2));
        assertEquals(full, own.undo().last());
        Draft other = after(full, "copy 2 start=5GiB replace=4");
        assertEquals("Replace partition 4 by a copy of partition 2 at sector 10485760 (5 GiB) (486 MiB)",
                other.descriptions().get(0));
        assertEquals("0x83", Disks.partition(other.last(), 4).typeCode());
        assertEquals(Optional.of("vdg02"), Disks.partition(other.last(), 4).content().label());
        assertEquals(Set.of(), Disks.partition(other.last(), 4).flags());
        assertTrue(refusal(full, "copy 2 replace=4; delete 4; copy 2 replace=4").contains("no partition 4"));
        assertTrue(refusal(LOGICALS, "copy 5 replace=5 role=primary").contains("number 5, which is that of a "
                + "logical partition; leave out role="));
        assertTrue(refusal(LOGICALS, "copy 1 start=9GiB replace=1")
                .contains("such a one lies outside of the extended partition"));
        int frame = LOGICALS.extended().orElseThrow().number();
        assertTrue(refusal(LOGICALS, "copy 5 replace=" + frame).contains("replace the logical ones"));
        assertEquals("1048576+204800 ebr 1046528",
                where(after(LOGICALS, "copy 6 start=512MiB replace=6").last(), 6));
        assertEquals("1048576+204800 ebr 206848",
                where(after(LOGICALS, "copy 5 start=512MiB replace=5").last(), 5));
        Draft made = after(full, "delete 4; create start=8GiB size=100MiB fs=ext4; copy 2 replace=4");
        assertThrows(Refusal.class, () -> made.without(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "resize 1 size=10MiB                 | its ext4 needs at least 30 MiB",
        "resize 1 size=600MiB                | then partition 2 begins",
        "resize 2 size=600MiB                | then the disk ends",
        "resize 2 end=2GiB                   | cannot end at sector 4194304 (2 GiB)",
        "move 2 start=800MiB                 | it can start at sector 980992 (479 MiB)",
        "delete 2; create size=1200MiB       | There is no room",
        "create size=1GiB align=none         | There is no room",
        "create size=+1MiB                   | leave out the sign",
        "create start=100MiB size=10MiB      | lies in partition 1",
        "create role=logical                 | there is none; make it first",
        "create role=extended fs=ext4        | only holds other partitions",
        "disk size=500MiB                    | because partition 2 ends at",
        "disk size=max                       | no largest size",
        "format 1 fs=befs                    | “befs”",
        "name 1 text=EFI                     | Only the partitions of a GPT have names",
        "type 1 value=0x0f                   | role=extended",
        "flag 1 esp=on                       | there is only boot",
        "uuid 1 value=abc                    | “abc”",
        "repair                              | nothing to repair",
        "delete 1; delete 1                  | no partition 1; there are: 2",
    })
    void whatIsImpossibleIsRefusedWithTheReason(String script, String part) {
        String message = refusal(THUMB, script);
        assertTrue(message.contains(part), message);
    }

    @Test
    void aMoveTakesItsRecordAlong() throws Refusal {
        assertEquals("1048576+204800 ebr 1046528", where(after(LOGICALS, "move 6 start=512MiB").last(), 6));
        assertEquals("1044288+204800 ebr 1044225",
                where(after(LOGICALS, "move 6 start=1044225s align=cylinder").last(), 6));
        assertEquals("1000001+204800 ebr 1000000", where(after(LOGICALS,
                "move 6 start=1000001s align=none").last(), 6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "create start=2000001s size=12345s            | 3 | 2000001+12345",
        "delete 2; create start=979967s size=1001s    | 2 | 979967+1001",
        "move 2 start=+3s                             | 2 | 979968+996030",
        "resize 1 size=-3s                            | 1 | 63+979899",
        "resize 2 start=+5s end=-7s                   | 2 | 979970+996018",
        "copy 1 start=2000001s                        | 3 | 2000001+979902",
    })
    void sectorsAreExactWhereNoAlignmentStandsBesideThem(String script, int number, String place)
            throws Refusal {
        Layout large = after(THUMB, "disk size=10GiB").last();
        Draft exact = after(large, script);
        assertEquals(place, where(exact.last(), number));
        assertEquals(List.of(), rounding(exact));
    }

    @Test
    void aLogicalPartitionGoesWhereItWasAskedToOrNowhere() throws Refusal {
        Layout tight = Disks.dos("10GiB").extended(2048, 20764672)
                .logical(4096, 204800, Disks.ext4("five", 1 << 20))
                .logical(212992 + 2048, 204800, Disks.ext4("six", 1 << 20)).layout();
        // 2 MiB of its 3 MiB are free: the last one is kept for the EBR of the next
        for (int mebibytes : List.of(1, 2)) {
            assertEquals(4096 + 2048 * mebibytes + "+204800 ebr 2048",
                    where(after(tight, "move 5 start=+" + mebibytes + "MiB").last(), 5));
        }
        assertTrue(refusal(tight, "move 5 start=+4MiB").contains("cannot start at"));
        assertTrue(refusal(tight, "move 6 start=-4MiB").contains("cannot start at"));
        assertTrue(refusal(tight, "move 6 start=208896s").contains("cannot start at"));
    }

    @Test
    void whatAlignmentChangedIsTold() throws Refusal {
        assertEquals(List.of("Partition 3 starts at sector 1001472 (489 MiB) instead of sector 1000001 "
                + "(488 MiB): it is aligned to a MiB; align=none keeps to the sector.",
                "Partition 3 has 95 MiB instead of 95.4 MiB: it is aligned to a MiB; "
                        + "align=none keeps to the sector."),
                rounding(after(Disks.gpt("10GiB").layout(), "create size=1MiB; create size=1MiB; "
                        + "create start=1000001s size=100MB align=mib")));
        assertEquals(List.of(), rounding(after(Disks.gpt("10GiB").layout(),
                "create start=3MiB size=100MiB; create size=50%; resize 1 size=max; move 1 start=min")));
    }

    private static List<String> rounding(Draft draft) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            all.addAll(Rounding.of(draft.operations().get(i), draft.layouts().get(i),
                    draft.layouts().get(i + 1)));
        }
        return all;
    }

    @Test
    void aStartThatIsMovedTakesItsRecordAlong() throws Refusal {
        assertEquals("2097152+2301952 ebr 2095104", where(after(LOGICALS, "resize 7 start=1GiB").last(), 7));
        assertEquals("4196352+202752 ebr 4194304", where(after(LOGICALS, "resize 7 start=+1MiB").last(), 7));
        assertEquals("210944+202752 ebr 206848", where(after(LOGICALS, "resize 5 start=+1MiB").last(), 5));
        assertEquals("4194304+20480 ebr 4192256", where(after(LOGICALS, "resize 7 end=2058MiB").last(), 7));
    }

    @Test
    void theFirstOfTheChainHasItsRecordAtTheBeginningWhereverItLies() throws Refusal {
        assertEquals("2097152+204800 ebr 206848", where(after(LOGICALS, "move 5 start=1GiB").last(), 5));
        Layout less = after(LOGICALS, "delete 5").last();
        assertEquals("415744+204800 ebr 206848", where(less, 5));
        assertEquals("4194304+204800 ebr 4192256", where(less, 6));
        assertEquals("407552+8192 ebr 405504",
                where(after(LOGICALS, "delete 5; create size=4MiB start=199MiB").last(), 7));
    }

    @Test
    void deletingALogicalRenumbersThoseAfterIt() throws Refusal {
        Layout less = after(LOGICALS, "delete 6").last();
        assertEquals(List.of(1, 2, 5, 6),
                less.partitions().stream().map(Partition::number).sorted().toList());
        assertEquals("seven", Disks.partition(less, 6).content().label().orElseThrow());
        Layout primaries = after(THUMB, "delete 1").last();
        assertEquals(List.of(2), primaries.partitions().stream().map(Partition::number).toList());
    }

    @Test
    void anExtendedPartitionKeepsItsLogicalsInside() throws Refusal {
        assertEquals("206848+4192256", where(after(LOGICALS, "resize 2 size=min").last(), 2));
        assertTrue(refusal(LOGICALS, "resize 2 size=1GiB").contains("it has to reach to sector 4399104"));
        assertTrue(refusal(LOGICALS, "resize 2 start=300MiB").contains("cannot start"));
        assertTrue(refusal(LOGICALS, "move 2 start=+1MiB").contains("partitions in it"));
        assertTrue(refusal(LOGICALS, "delete 2").contains("delete 7, then 6, then 5 first"));
        Layout wider = after(LOGICALS, "delete 1; resize 2 start=1MiB").last();
        assertEquals("208896+204800 ebr 2048", where(wider, 5));
    }

    @Test
    void aFileSystemFollowsItsPartition() throws Refusal {
        Layout grown = after(THUMB, "disk size=+2GiB; resize 2 size=1GiB").last();
        assertEquals(OptionalLong.of(Disks.partition(grown, 2).range().length()),
                Disks.partition(grown, 2).fileSystem().orElseThrow().size());
    }

    @Test
    void aNewFileSystemCanBeMadeSmallerBeforeItIsThere() throws Refusal {
        Layout empty = Disks.gpt("10GiB").layout();
        Layout smaller = after(empty, "create fs=ext4; resize 1 size=4GiB").last();
        assertEquals("2048+8388608", where(smaller, 1));
        assertTrue(refusal(empty, "create fs=ext4; resize 1 size=1GiB").contains("its ext4 needs at least"));
    }

    @Test
    void whatIsNotUnderstoodIsMovedWholeAndKeepsItsSize() throws Refusal {
        Layout disk = Disks.dos("10GiB").primary(2048, 2048000, Disks.opaque("xfs"))
                .primary(4096000, 2048000, Disks.opaque("LVM2_member")).primary(8192000, 2048000)
                .primary(12288000, 2048000, new Content.FileSystem("ext4", Optional.empty(), Optional.of("u"),
                        OptionalLong.empty(), OptionalLong.of(1), OptionalLong.empty(),
                        List.of("It is dirty.")))
                .layout();
        assertEquals("4096+2048000", where(after(disk, "move 1 start=2MiB").last(), 1));
        assertTrue(refusal(disk, "resize 1 size=max").contains("holds xfs"));
        assertTrue(refusal(disk, "resize 1 size=-1MiB").contains("holds xfs"));
        assertTrue(refusal(disk, "resize 2 size=-1MiB").contains("cannot shrink"));
        assertTrue(refusal(disk, "resize 3 size=min").contains("its content is unknown"));
        assertEquals("Partition 4 cannot be moved or resized: It is dirty.",
                refusal(disk, "move 4 start=+1MiB"));
        assertEquals("Partition 4 cannot be moved or resized: It is dirty.",
                refusal(disk, "resize 4 size=max"));
        assertEquals(List.of("Grow partition 2 from 1000 MiB to 1.95 GiB; what is in it stays as it is until "
                + "“pvresize” is run where it is used",
                "Grow partition 3 from 1000 MiB to 1.95 GiB; what is in it stays as it is"),
                after(disk, "resize 2 size=max; resize 3 size=max").descriptions());
    }

    @Test
    void aMoveMayGoToAnyRoom() throws Refusal {
        Layout disk = Disks.gpt("10GiB").primary(2048, 2048, Disks.ext4("one", 1))
                .primary(4096, 2048).layout();
        assertEquals("2097152+2048", where(after(disk, "move 1 start=1GiB").last(), 1));
        assertEquals("2048+2048", where(after(disk, "move 1 start=max").last(), 1));
    }

    @Test
    void aSecondNewTableIsAnotherOneAndAReplayIsNot() throws Refusal {
        Operation table = new NewTable(TableType.GPT, Optional.empty());
        Layout first = table.applyTo(THUMB);
        assertEquals(first, table.applyTo(THUMB));
        assertNotEquals(first.table().id(), table.applyTo(first).table().id());
        assertEquals("0x12345678", after(THUMB, "table type=msdos id=0x12345678").last().table().id());
        assertTrue(refusal(THUMB, "table type=dos id=17").contains("0x2d9a5c11"));
    }

    @Test
    void oneDosPartitionIsBootableAtMost() throws Refusal {
        Layout both = after(THUMB, "flag 1 boot=on; flag 2 boot=on").last();
        assertEquals(Set.of(), Disks.partition(both, 1).flags());
        assertEquals(Set.of("boot"), Disks.partition(both, 2).flags());
        assertEquals(Set.of(), Disks.partition(after(both, "flag 2 boot=off").last(), 2).flags());
    }

    @Test
    void aFormatChangesTheTypeOfAnotherFileSystemOnly() throws Refusal {
        assertEquals("0x83", Disks.partition(after(THUMB, "type 1 value=0x8e; format 1 fs=ext4").last(),
                1).typeCode());
        assertEquals("0xa9", Disks.partition(after(THUMB, "type 1 value=0xa9; format 1 fs=ext4").last(),
                1).typeCode());
        assertEquals("0x8e", Disks.partition(after(THUMB, "type 1 value=0x8e; format 1 fs=none").last(),
                1).typeCode());
    }

    @Test
    void aNewPartitionTakesTheLowestFreeNumber() throws Refusal {
        Layout disk = Disks.gpt("10GiB").layout();
        Layout three = after(disk,
                "create size=1GiB; create size=1GiB; create size=1GiB; delete 2; create size=512MiB").last();
        assertEquals(List.of(1, 2, 3), three.partitions().stream().map(Partition::number).sorted().toList());
        assertEquals(3, three.partitions().stream().map(p -> p.uuid().orElseThrow()).distinct().count());
        assertEquals(8, Disks.partition(after(LOGICALS, "create size=10MiB").last(), 8).number());
        assertTrue(refusal(Disks.dos("10GiB").primary(2048, 2048).primary(4096, 2048).primary(6144, 2048)
                .primary(8192, 2048).layout(), "create").contains("room for 4 primary partitions"));
    }

    @Test
    void aFileSystemWithoutATableIsNotMovedAndFollowsTheDisk() throws Refusal {
        Layout plain = Disks.plain("100MiB", Disks.ext4("x", 1 << 20)).layout();
        Layout grown = after(plain, "disk size=+100MiB; check 1").last();
        assertEquals("0+409600", where(grown, 1));
        assertEquals(OptionalLong.of(200 << 20), Disks.partition(grown, 1).fileSystem().orElseThrow().size());
        for (String line : List.of("resize 1 size=50MiB", "disk size=50MiB", "resize 1 end=-50MiB")) {
            Layout shrunk = after(plain, line).last();
            assertEquals("0+102400", where(shrunk, 1), line);
            assertEquals(50 << 20, shrunk.diskSize(), line);
        }
        for (String line : List.of("move 1 start=1MiB", "resize 1 start=1MiB", "create", "delete 1",
                "disk size=512KiB", "resize 1 size=max",
                "flag 1 boot=on", "type 1 value=swap")) {
            assertFalse(refusal(plain, line).isEmpty());
        }
    }

    @Test
    void aDamagedTableCanBeRepairedOrReplacedOnly() throws Refusal {
        Disks damaged = Disks.dos("1GiB").primary(2048, 2048).problem("The chain is odd.", true);
        assertEquals("The partition table is damaged; nothing can be changed before it is repaired. The "
                + "chain is odd.",
                refusal(damaged.layout(), "delete 1"));
        assertTrue(after(damaged.layout(), "repair; delete 1").last().partitions().isEmpty());
        assertTrue(after(damaged.layout(), "table type=gpt").last().isEditable());
        assertTrue(refusal(damaged.problem("It is torn.", false).layout(), "repair").contains("It is torn."));
    }

    @Test
    void whatDosCannotCountIsNotUsed() throws Refusal {
        Layout large = Disks.dos("3TiB").layout();
        assertEquals("2048+4294965248", where(after(large, "create").last(), 1));
        assertTrue(refusal(large, "create start=2500GiB size=1GiB").contains("is not free"));
    }

    @Test
    void copiesAreAsLargeAsTheirOriginalAndHaveAnIdentityOfTheirOwn() throws Refusal {
        Layout disk = Disks.gpt("10GiB").primary(2048, 988282, Disks.ext4("one", 1 << 20)).layout();
        Layout copied = after(disk, "copy 1; copy 1 start=5GiB size=1GiB").last();
        assertEquals("991232+988282", where(copied, 2));
        assertEquals("10485760+2097152", where(copied, 3));
        assertEquals(Disks.partition(copied, 1).content(), Disks.partition(copied, 2).content());
        assertNotEquals(Disks.partition(copied, 1).uuid(), Disks.partition(copied, 2).uuid());
        assertTrue(refusal(disk, "copy 1 size=100MiB").contains("needs at least"));
        assertEquals(Role.LOGICAL, Disks.partition(after(LOGICALS, "copy 1 role=logical").last(), 8).role());
    }
}
