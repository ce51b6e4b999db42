package org.platter.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;

/** Where a staged disk keeps what was written to it; vanishes when it is closed or the process ends. */
public interface Scratch extends Closeable {

    /** Returns one that lives in memory, for small disks. */
    static Scratch inMemory() {
        return new MemoryScratch();
    }

    /**
     * Returns one in the folder of {@code image}, so that the commit can keep it without copying it; where
     * nothing can be created there, in the folder for temporary files.
     */
    static Scratch beside(DiskImage image) throws IOException {
        return FileScratch.beside(image);
    }

    /** Fills {@code into}; what was never written reads as zeros. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** @throws IOException if it cannot be written; says so where the host has no more room */
    void write(long offset, ByteBuffer from) throws IOException;

    /** The file it lies in, if it is one. */
    Optional<HostFile> file();
}
