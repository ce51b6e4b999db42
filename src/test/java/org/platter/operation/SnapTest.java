package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/** Where what is dragged comes to lie; in sectors of 512 bytes. */
final class SnapTest {

    @ParameterizedTest
    @CsvSource({
        "BODY, NONE,     300000, 299967", // 63 and whole clusters of 128 sectors
        "BODY, NONE,     300040, 300095",
        "BODY, NONE,     63,     63",
        "BODY, NONE,     5,      63", // back where it was
        "BODY, NONE,     0,      1", // as far as it goes
        "BODY, NONE,     99999999, 20766720",
        "BODY, MIB,      300000, 301056",
        "BODY, CYLINDER, 300000, 305235",
        "START, NONE,    1000,   1000",
    })
    void aDraggedPartitionKeepsItsPlaceInItsClusterWhereNothingElseIsAskedFor(Grip grip, Alignment alignment,
            long wanted, long expected) {
        Layout layout = Disks.dos("10GiB").primary(63, 204800, Disks.ext4("one", 1 << 20)).layout();
        Partition partition = layout.partition(1).orElseThrow();
        ByteRange range = grip == Grip.START ? new ByteRange(wanted * 512, partition.range().end())
                : ByteRange.of(wanted * 512, partition.range().length());
        ByteRange found = Placement.snap(layout, partition.id(), range, grip, alignment);
        assertEquals(expected, found.start() / 512);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_001, 123_456_789})
    void aPixelNeedNotLieOnASector(long wanted) {
        Layout layout = Disks.dos("10GiB").primary(63, 204800, Disks.ext4("one", 1 << 20)).layout();
        Partition partition = layout.partition(1).orElseThrow();
        ByteRange found = Placement.snap(layout, partition.id(),
                ByteRange.of(wanted, partition.range().length()), Grip.BODY, Alignment.NONE);
        assertEquals(63, found.start() / 512 % 128);
        assertEquals(wanted / 512, found.start() / 512, 64);
    }
}
