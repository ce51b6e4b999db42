package org.platter.session.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.platter.base.CacheMode;
import org.platter.base.RangeSet;

/**
 * How an image is to be converted.
 *
 * @param format of the target, QEMU's name
 * @param options of the target, by qemu-img's names: {@code cluster_size}, {@code preallocation} ...
 * @param compress whether the target's clusters are compressed; {@code compression_type} among the options
 *         says how
 * @param sparsify whether only what the file systems use is copied; all else reads as zeros in the target
 * @param snapshot an internal snapshot of the source to take in place of its present state, by id or name
 * @param threads that compress; empty for as many as the machine has
 * @param salvage whether what cannot be read is skipped and reported, reading as zeros in the target
 * @param backing a file that the target is based on, so that only differences are written; as it is to be
 *     named in the target, relative to the target's folder
 * @param backingFormat the format of that file
 * @param replace whether a file that has the target's name already is replaced
 * @param targetCache how the target is written; the source is read as its own options say
 */
public record Conversion(String format, Map<String, String> options, boolean compress, boolean sparsify,
        Optional<String> snapshot, OptionalInt threads, boolean salvage, Optional<Path> backing,
        Optional<String> backingFormat, boolean replace, CacheMode targetCache) {

    /**
     * What a conversion did.
     *
     * @param bytesRead of the source's disk
     * @param bytesWritten of the target's disk, before they were compressed
     * @param lost ranges of the disk that could not be read, only with {@code salvage}
     * @param allocatedSize bytes that the target takes up on the host
     */
    public record Report(long bytesRead, long bytesWritten, RangeSet lost, long allocatedSize) {}

    public Conversion {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A plain copy in another format. */
    public static Conversion to(String format) {
        return new Conversion(format, Map.of(), false, false, Optional.empty(), OptionalInt.empty(), false,
                Optional.empty(), Optional.empty(), false, CacheMode.WRITEBACK);
    }

    /** The same as a raw image. */
    Conversion toPlain() {
        return new Conversion("raw", Map.of(), false, sparsify, snapshot, threads, salvage, Optional.empty(),
                Optional.empty(), replace, targetCache);
    }

    public Conversion withOptions(Map<String, String> wanted) {
        return new Conversion(format, wanted, compress, sparsify, snapshot, threads, salvage, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withCompress(boolean wanted) {
        return new Conversion(format, options, wanted, sparsify, snapshot, threads, salvage, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withSparsify(boolean wanted) {
        return new Conversion(format, options, compress, wanted, snapshot, threads, salvage, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withSnapshot(Optional<String> wanted) {
        return new Conversion(format, options, compress, sparsify, wanted, threads, salvage, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withThreads(OptionalInt wanted) {
        return new Conversion(format, options, compress, sparsify, snapshot, wanted, salvage, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withSalvage(boolean wanted) {
        return new Conversion(format, options, compress, sparsify, snapshot, threads, wanted, backing,
                backingFormat, replace, targetCache);
    }

    public Conversion withBacking(Optional<Path> wanted, Optional<String> wantedFormat) {
        return new Conversion(format, options, compress, sparsify, snapshot, threads, salvage, wanted,
                wantedFormat, replace, targetCache);
    }

    public Conversion withReplace(boolean wanted) {
        return new Conversion(format, options, compress, sparsify, snapshot, threads, salvage, backing,
                backingFormat, wanted, targetCache);
    }

    public Conversion withTargetCache(CacheMode wanted) {
        return new Conversion(format, options, compress, sparsify, snapshot, threads, salvage, backing,
                backingFormat, replace, wanted);
    }
}
