package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;
import org.platter.image.Span;

/**
 * Writes to the file that holds the guest's bytes apart from the tables (specification, "External data
 * file"): in place, since there is one place only. A cluster that was not allocated is written whole before
 * the tables say so.
 */
final class DataFileWriting {

    private static final int PIECE = 1 << 20;

    private final Qcow2Image image;
    private final Geometry geometry;
    private final StoredFile bytes;

    DataFileWriting(Qcow2Image image) {
        this.image = image;
        this.geometry = image.geometry;
        this.bytes = image.dataFile.orElseThrow();
    }

    void write(Update to, long offset, ByteBuffer from) throws IOException {
        int limit = from.limit();
        long end = offset + from.remaining();
        for (long at = offset; at < end;) {
            Mapping.Run run = to.mapping().run(at, end);
            long stop = run.end();
            if (run.kind() != Span.Kind.DATA) {
                stop = Math.min(end, ByteSize.floor(at, geometry.clusterSize()) + geometry.clusterSize());
                allocate(to, at);
            }
            from.limit(from.position() + (int) (stop - at));
            bytes.write(at, from);
            from.limit(limit);
            at = stop;
        }
    }

    /** Gives the cluster of a byte its place, with what it reads as now. */
    private void allocate(Update to, long offset) throws IOException {
        long start = ByteSize.floor(offset, geometry.clusterSize());
        ByteBuffer cluster = ByteBuffer.allocate((int) Math.min(geometry.clusterSize(),
                image.header().size() - start));
        image.guest(to.mapping(), image.header().size()).read(start, cluster);
        bytes.write(start, cluster.flip());
        to.placeInDataFile(start >> geometry.clusterBits(), 1);
    }

    /**
     * Zeros a range, whole clusters without a place for them unless the file is to be a complete raw disk.
     */
    void zero(Update to, ByteRange range) throws IOException {
        long start = ByteSize.ceil(range.start(), geometry.clusterSize());
        long end = range.end() == image.header().size() ? range.end()
                : ByteSize.floor(range.end(), geometry.clusterSize());
        if (start >= end) {
            zeroBytes(to, range.start(), range.end());
            return;
        }
        zeroBytes(to, range.start(), start);
        zeroBytes(to, end, range.end());
        if (image.header().isDataFileRaw()) {
            zeroBytes(to, start, end);
            return;
        }
        to.zeroInDataFile(start >> geometry.clusterBits(),
                end - start + geometry.clusterSize() - 1 >> geometry.clusterBits());
    }

    private void zeroBytes(Update to, long start, long end) throws IOException {
        for (long at = start; at < end;) {
            Mapping.Run run = to.mapping().run(at, end);
            switch (run.kind()) {
                case DATA -> bytes.punch(new ByteRange(at, run.end()));
                case ZERO -> {}
                case UNALLOCATED, COMPRESSED -> {
                    GuestBytes now = image.guest(to.mapping(), image.header().size());
                    long stop = Math.min(run.end(), at + PIECE);
                    if (!now.data(new ByteRange(at, stop)).isEmpty()) {
                        write(to, at, ByteBuffer.allocate((int) (stop - at)));
                    }
                    at = stop;
                    continue;
                }
            }
            at = run.end();
        }
    }

    /** Zeros what a disk that ends at {@code before} has got in its last cluster up to {@code end}. */
    void zeroBehind(Update to, long before, long end) throws IOException {
        if (before >= end) {
            return;
        }
        if (to.mapping().run(before, end).kind() == Span.Kind.DATA) {
            bytes.punch(new ByteRange(before, end));
            return;
        }
        GuestBytes now = image.guest(to.mapping(), end);
        if (!now.data(new ByteRange(before, end)).isEmpty()) {
            long start = ByteSize.floor(before, geometry.clusterSize());
            ByteBuffer cluster = ByteBuffer.allocate((int) (end - start));
            now.read(start, cluster.limit((int) (before - start)));
            bytes.write(start, cluster.clear());
            to.placeInDataFile(start >> geometry.clusterBits(), 1);
        }
    }

    /** Before the disk grows: a file that is to be a complete raw disk has all of it. */
    void grow(Update to, long before, long size) throws IOException {
        if (!bytes.isBlockDevice() && bytes.size() < size) {
            bytes.resize(size);
        }
        if (image.header().isDataFileRaw()) {
            long first = ByteSize.ceil(before, geometry.clusterSize()) >> geometry.clusterBits();
            long end = ByteSize.ceil(size, geometry.clusterSize()) >> geometry.clusterBits();
            to.placeInDataFile(first, Math.max(0, end - first));
        }
    }

    /** After the disk has shrunk. */
    void cut(long size) throws IOException {
        if (!bytes.isBlockDevice() && bytes.size() > size) {
            bytes.resize(size);
        }
    }

    void sync() throws IOException {
        bytes.sync();
    }
}
