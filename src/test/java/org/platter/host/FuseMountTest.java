package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuseMountTest {

    @TempDir
    Path folder;

    @Test
    void aMountThatHasEndedTouchesNoFileThatHasItsDescriptorNow() throws IOException {
        Path point = Files.createFile(folder.resolve("p1"));
        FuseMount mount = mounted(point);
        mount.detach();
        mount.close();
        List<HostFile> files = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) { // the first two get the descriptors that have become free
                files.add(HostFile.create(folder.resolve("file" + i)));
            }
            mount.stop();
            mount.close();
            for (HostFile file : files) {
                assertEquals(0, file.size(), file.path().toString());
            }
        } finally {
            for (HostFile file : files) {
                file.close();
            }
        }
    }

    private static FuseMount mounted(Path point) throws IOException {
        try {
            return FuseMount.over(point);
        } catch (HostFailure e) {
            assumeTrue(false, e.getMessage()); // a container may have no FUSE
            throw e;
        }
    }
}
