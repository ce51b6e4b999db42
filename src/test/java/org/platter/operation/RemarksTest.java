package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** When it is told that a file system leaves room in its partition: the thresholds of GParted. */
class RemarksTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # partition, most of it that may be left
            10 MiB,   524288
            100 MiB,  5242880
            562 MiB,  20625489
            1 GiB,    21474836
            100 GiB,  2147483648
            4 TiB,    87960930222
            """)
    void roomIsToldOfWhereItIsMoreThanRounding(String partition, long most) throws Refusal {
        long size = ByteSize.parse(partition);
        assertEquals(List.of(), remarks("ext4", size, most));
        List<String> told = remarks("ext4", size, most + 4096);
        assertEquals(List.of(ByteSize.format(most + 4096) + " behind the ext4 are not in use: it is smaller "
                + "than its partition; check it to let it fill the partition."), told);
        assertEquals(List.of(ByteSize.format(most + 4096) + " behind the exFAT are not in use: it is smaller "
                + "than its partition, and cannot grow."), remarks("exfat", size, most + 4096));
    }

    /** A check would be refused, or would leave it as it is. */
    @Test
    void aCheckIsPromisedNothingThatItDoesNotDo() {
        long rest = 20 * ByteSize.MIB;
        String told = "20 MiB behind the %s are not in use: it is smaller than its partition%s";
        assertEquals(List.of(told.formatted("LVM physical volume", "; check it to let it fill the "
                + "partition.")), remarks(content("lvm2", 100 * ByteSize.MIB), rest));
        assertEquals(List.of(told.formatted("LVM physical volume", "; it is one of 2 of its volume group, and"
                + " pvresize lets it fill the partition where all of them are.")),
                remarks(content("lvm2", 100 * ByteSize.MIB).withVolumes(2), rest));
        assertEquals(List.of(told.formatted("Linux swap", "; it fills that once the partition is resized.")),
                remarks(content("swap", 100 * ByteSize.MIB), rest));
        assertEquals(List.of(told.formatted("LUKS2", ", as its header says.")),
                remarks(content("luks2", 100 * ByteSize.MIB), rest));
    }

    private static List<String> remarks(String type, long size, long rest) {
        return remarks(content(type, size - rest), rest);
    }

    private static Content.FileSystem content(String type, long size) {
        return new Content.FileSystem(FileSystems.byId(type).orElseThrow().blkidName(), type,
                Optional.empty(), Optional.of("1234-5678"), OptionalLong.of(size), OptionalLong.of(4096),
                OptionalLong.empty(), List.of());
    }

    /** What is told of a file system with {@code rest} bytes behind it. */
    private static List<String> remarks(Content.FileSystem content, long rest) {
        long size = content.size().orElseThrow() + rest;
        return Remarks.of(new Partition(PartitionId.fresh(), 1, ByteRange.of(ByteSize.MIB, size),
                Role.PRIMARY, "0x83", Optional.empty(), Optional.empty(), java.util.Set.of(),
                OptionalLong.empty(), content));
    }
}
