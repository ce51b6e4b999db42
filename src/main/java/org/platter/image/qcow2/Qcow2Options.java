package org.platter.image.qcow2;

import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;

/**
 * What a new qcow2 image is to be like; the defaults and limits are qemu-img's.
 *
 * @param size bytes of the disk
 * @param version 2 ({@code compat=0.10}) or 3 ({@code compat=1.1})
 * @param clusterSize bytes, a power of two from 512 to 2 MiB
 * @param refcountBits width of a reference count, a power of two from 1 to 64
 * @param lazyRefcounts whether other programs may put off writing the counts
 * @param backingName what shows through where the new image has nothing, as it is to be written down
 * @param backingFormat QEMU's name of the format of that
 * @param dataFileName the file that holds the guest's bytes, as it is to be written down
 * @param dataFileRaw whether the data file is a complete raw image at all times
 */
public record Qcow2Options(long size, int version, int clusterSize, int refcountBits, boolean lazyRefcounts,
        Preallocation preallocation, Compression compression, boolean extendedL2,
        Optional<String> backingName, Optional<String> backingFormat, Optional<String> dataFileName,
        boolean dataFileRaw) {

    /** What is allocated from the start. */
    public enum Preallocation {
        /** Nothing but the header. */
        OFF,
        /** A place in the file for each cluster of the disk, as a hole. */
        METADATA,
        /** The same, with the host's space reserved. */
        FALLOC,
        /** The same, with zeros written. */
        FULL
    }

    /** How compressed clusters are packed. */
    public enum Compression { ZLIB, ZSTD }

    /** All as qemu-img does without options. */
    public static Qcow2Options of(long size) {
        return new Qcow2Options(size, 3, 64 << 10, 16, false, Preallocation.OFF, Compression.ZLIB, false,
                Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * Returns what the options of {@code qemu-img create -o} ask for, by their names there.
     *
     * @throws Refusal for an option that is not known, or a value that cannot be; all limits are checked
     */
    public static Qcow2Options of(long size, Map<String, String> options) throws Refusal {
        return new OptionReader(options).read(size);
    }

    /** Bytes of the disk in whole sectors, as it is going to be. */
    long wholeSize() {
        return ByteSize.ceil(size, 512);
    }
}
