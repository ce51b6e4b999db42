package org.platter.block;

import org.platter.base.ByteRange;

class SliceDeviceTest extends BlockDeviceContract {

    @Override
    protected BlockDevice device(long size, int sectorSize) {
        return new MemoryDevice(size + 8 * sectorSize, sectorSize)
                .slice(ByteRange.of(3L * sectorSize, size), "partition 1");
    }
}
