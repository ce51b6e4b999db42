package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.block.BlockDevice;
import org.platter.host.HostFile;

/** An image file, or a block device in the place of one, as a disk. */
public interface DiskImage extends BlockDevice {

    Path path();

    /** The format's name as QEMU has it: {@code raw}. */
    String format();

    /**
     * Makes the disk larger or smaller, in bytes, a multiple of the sector; what it grows by reads as zeros.
     */
    void resize(long size) throws IOException;

    /** Bytes that the image takes up on the host. */
    long allocatedBytes() throws IOException;

    /** The file that holds it, for locks and clones; belongs to the image and is closed with it. */
    HostFile file();
}
