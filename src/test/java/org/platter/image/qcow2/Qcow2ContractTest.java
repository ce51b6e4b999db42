package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.platter.block.BlockDevice;
import org.platter.block.BlockDeviceContract;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;

class Qcow2ContractTest extends BlockDeviceContract {

    @Override
    protected BlockDevice device(long size, int sectorSize) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        StoredFile file = new HostStoredFile(HostFile.create(path));
        Qcow2Image.create(file, Qcow2Options.of(size));
        return Qcow2Image.open(file, path, true, OptionalInt.of(sectorSize), Optional.empty(),
                Optional.empty());
    }
}
