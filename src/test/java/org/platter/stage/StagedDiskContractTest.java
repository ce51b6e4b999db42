package org.platter.stage;

import java.io.IOException;
import org.platter.block.BlockDevice;
import org.platter.block.BlockDeviceContract;
import org.platter.block.MemoryDevice;

final class StagedDiskContractTest extends BlockDeviceContract {

    @Override
    protected BlockDevice device(long size, int sectorSize) throws IOException {
        return new StagedDisk(new MemoryDevice(size, sectorSize), Scratch.inMemory());
    }
}
