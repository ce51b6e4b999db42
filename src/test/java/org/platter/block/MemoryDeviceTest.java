package org.platter.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

class MemoryDeviceTest extends BlockDeviceContract {

    @Override
    protected BlockDevice device(long size, int sectorSize) {
        return new MemoryDevice(size, sectorSize);
    }

    @Test
    void itCostsWhatWasWrittenHoweverLargeItIs() throws IOException {
        MemoryDevice device = new MemoryDevice(1L << 50, 4096);
        device.write((1L << 50) - 4, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        device.write(1L << 40, ByteBuffer.wrap(new byte[70_000]));
        ByteRange all = new ByteRange(0, 1L << 50);
        assertEquals(3 * 65536, device.data(all).length());
        device.zero(new ByteRange(0, 1L << 49));
        assertEquals(RangeSet.of(new ByteRange((1L << 50) - 65536, 1L << 50)), device.data(all));
    }

    @Test
    void itsSizeIsInSectors() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryDevice(1000, 512));
    }
}
