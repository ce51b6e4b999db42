package org.platter.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;

class AlignmentTest {

    private static Layout disk(int sectorSize) {
        long size = 10L << 30;
        return new Layout(new Table(TableType.DOS, "0x00000001", new ByteRange(sectorSize, size), 4), size,
                sectorSize,
                Geometry.STANDARD, List.of(), List.of());
    }

    @ParameterizedTest
    @CsvSource({
        // alignment, logical, wanted, lowest, highest, start; in sectors, -1 where there is none
        "MIB,      false, 2048,   1,      9999999, 2048",
        "MIB,      false, 2049,   1,      9999999, 4096",
        "MIB,      false, 2049,   1,      4095,    2048",
        "MIB,      false, 0,      1,      9999999, 2048",
        "MIB,      false, 5000,   4097,   6143,    -1",
        "MIB,      false, 999999, 1,      6143,    4096",
        "CYLINDER, false, 0,      1,      9999999, 63",
        "CYLINDER, false, 64,     1,      9999999, 63",
        "CYLINDER, false, 8064,   1,      9999999, 16065",
        "CYLINDER, false, 24097,  1,      9999999, 16065",
        "CYLINDER, false, 24098,  1,      9999999, 32130",
        "CYLINDER, false, 17000,  17000,  9999999, 32130",
        "CYLINDER, false, 31000,  1,      32129,   16065",
        "CYLINDER, false, 20000,  16066,  32129,   -1",
        "CYLINDER, true,  2112,   2112,   9999999, 16128",
        "CYLINDER, true,  0,      1,      9999999, 63",
        "CYLINDER, true,  20000,  1,      9999999, 16128",
        "NONE,     false, 12345,  1,      9999999, 12345",
        "NONE,     false, 0,      1,      9999999, 1",
        "NONE,     false, 5,      7,      6,       -1",
    })
    void startsLandOnBoundariesWithinTheirBounds(Alignment alignment, boolean logical, long wanted,
            long lowest, long highest, long start) {
        OptionalLong found = alignment.start(disk(512), logical, wanted * 512, lowest * 512, highest * 512);
        assertEquals(start, found.isPresent() ? found.getAsLong() / 512 : -1);
    }

    @ParameterizedTest
    @CsvSource({
        "MIB,      PLACE, 4096,   1,     9999999, 4096",
        "MIB,      PLACE, 6143,   1,     9999999, 4096",
        "MIB,      SIZE,  6143,   4097,  9999999, 6143",
        "MIB,      PLACE, 6143,   4097,  9999999, 6144",
        "MIB,      NEW,   6143,   4097,  9999999, 6143",
        "MIB,      PLACE, 0,      4097,  9999999, 6144",
        "MIB,      PLACE, 0,      4097,  5000,    4097",
        "MIB,      PLACE, 99999,  4097,  5000,    5000",
        "CYLINDER, PLACE, 24097,  1,     9999999, 16065",
        "CYLINDER, PLACE, 24098,  1,     9999999, 32130",
        "CYLINDER, SIZE,  32129,  1,     9999999, 16065",
        "CYLINDER, SIZE,  32129,  20000, 9999999, 32129",
        "CYLINDER, PLACE, 32129,  1,     32129,   16065",
        "CYLINDER, NEW,   17000,  16066, 9999999, 32130",
        "NONE,     SIZE,  12345,  1,     9999999, 12345",
        "NONE,     PLACE, 5,      7,     9,       7",
    })
    void endsLandOnBoundariesWithinTheirBounds(Alignment alignment, Alignment.Ending ending, long wanted,
            long lowest, long highest, long end) {
        assertEquals(end * 512,
                alignment.end(disk(512), wanted * 512, lowest * 512, highest * 512, ending));
    }

    @Test
    void unitsFollowTheSectorSize() {
        assertEquals(1 << 20, Alignment.MIB.unit(disk(4096)));
        assertEquals(255L * 63 * 4096, Alignment.CYLINDER.unit(disk(4096)));
        assertEquals(63 * 4096, Alignment.CYLINDER.lead(disk(4096)));
        assertEquals(4096, Alignment.NONE.unit(disk(4096)));
        assertEquals(OptionalLong.of(8192), Alignment.NONE.start(disk(4096), false, 4097, 4096, 1 << 20));
    }
}
