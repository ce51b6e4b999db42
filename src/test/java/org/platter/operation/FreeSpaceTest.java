package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.platter.base.Refusal;
import org.platter.layout.Layout;

/** The gaps that a layout shows, in sectors and with inclusive ends. */
class FreeSpaceTest {

    private static List<String> gaps(Layout layout) {
        return layout.free().stream().map(gap -> gap.start() / layout.sectorSize() + ".."
                + (gap.end() / layout.sectorSize() - 1)
                + (layout.isLogicalSpace(gap) ? " logical" : "")).toList();
    }

    @Test
    void anEmptyDiskIsFreeButForItsTable() {
        assertEquals(List.of("1..20971519"), gaps(Disks.dos("10GiB").layout()));
        assertEquals(List.of("34..20971486"), gaps(Disks.gpt("10GiB").layout()));
        assertEquals(List.of("6..2621434"), gaps(Disks.gpt("10GiB", 4096).layout()));
        assertEquals(List.of(), gaps(Disks.plain("10GiB", Disks.ext4("all", 1)).layout()));
    }

    @Test
    void whatLiesBetweenARecordAndItsPartitionIsNotFree() {
        assertEquals(List.of("1..2047", "208896..409599 logical", "616448..1050623 logical",
                "1050624..20971519"),
                gaps(Disks.dos("10GiB").extended(2048, 1048576).logical(4096, 204800, Disks.ext4("five", 1))
                        .logical(411648, 204800, Disks.ext4("six", 1)).layout()));
    }

    @Test
    void aFirstLogicalFarFromItsRecordLeavesFreeSpaceBeforeIt() throws Refusal {
        Layout layout = Script.append(Draft.of(Disks.dos("10GiB").extended(2048, 20969472)
                .logical(4096, 204800, Disks.ext4("five", 1)).layout()),
                "move 5 start=1GiB\ncreate start=2MiB size=100MiB").last();
        assertEquals(List.of("1..2047", "2049..4095 logical", "210944..2097151 logical",
                "2301952..20971519 logical"),
                gaps(layout));
    }
}
