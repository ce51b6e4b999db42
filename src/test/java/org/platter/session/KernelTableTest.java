package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.KernelPartitions;

class KernelTableTest {

    @TempDir
    Path folder;

    /** A file answers as a kernel does that has not the calls for one partition. */
    @Test
    void oneThatCannotBeToldOfSinglePartitionsIsSaidToReadTheWholeTable() throws IOException {
        Path path = folder.resolve("disk");
        try (HostFile file = HostFile.create(path)) {
            HostFailure unknown = assertThrows(HostFailure.class,
                    () -> KernelPartitions.add(file, 1, ByteRange.of(1 << 20, 1 << 20)));
            assertEquals("The kernel cannot be told of single partitions of " + path + ", and does not read "
                    + "its table while one of them is in use. The change is on the disk; the kernel takes "
                    + "it over once root runs “blockdev --rereadpt " + path + "” while nothing uses the "
                    + "disk, or after a restart; until then use none of the partitions that were changed.",
                    KernelTable.refused(unknown, path));
        }
    }

    @Test
    void aPartitionThatItDoesNotTakeIsNamedWithWhatMakesItTakeIt() {
        assertEquals("No. The change is on the disk; the kernel takes it over once root runs “partprobe "
                + "/dev/sdx” while nothing uses the partition, or after a restart.",
                KernelTable.refused(new IOException("No."), Path.of("/dev/sdx")));
    }
}
