package org.platter.image.qcow2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.block.StoredFile;
import org.platter.image.Span;
import org.platter.image.qcow2.Mapping.Run;

/** Reads a disk through its mapping: the active one of an image, or that of a snapshot. */
final class GuestBytes {

    private static final byte[] ZEROS = new byte[64 << 10];

    private final Mapping mapping;
    private final Geometry geometry;
    private final StoredFile dataFile;
    private final Compressed compressed;
    private final Optional<? extends BlockDevice> backing;
    private final long size;
    private final String name;

    /**
     * @param dataFile where the bytes of the guest lie: the image itself, or its data file
     * @param size bytes of the disk; more is never read
     */
    GuestBytes(Mapping mapping, Geometry geometry, StoredFile dataFile, Compressed compressed,
            Optional<? extends BlockDevice> backing, long size, String name) {
        this.mapping = mapping;
        this.geometry = geometry;
        this.dataFile = dataFile;
        this.compressed = compressed;
        this.backing = backing;
        this.size = size;
        this.name = name;
    }

    void read(long offset, ByteBuffer into) throws IOException {
        checkInside(offset, into.remaining(), "read");
        int limit = into.limit();
        long end = offset + into.remaining();
        for (long at = offset; at < end;) {
            Run run = joined(mapping.run(at, end), end);
            into.limit(into.position() + (int) (run.end() - at));
            fill(run, into);
            into.limit(limit);
            at = run.end();
        }
    }

    /** Joins data that goes on behind the end of an L2 table, so that it is read at once. */
    private Run joined(Run first, long end) throws IOException {
        Run run = first;
        while (run.kind() == Span.Kind.DATA && run.end() < end) {
            Run next = mapping.run(run.end(), end);
            if (next.kind() != Span.Kind.DATA
                    || next.hostOffset() != run.hostOffset() + (run.end() - run.start())) {
                break;
            }
            run = new Run(Span.Kind.DATA, run.start(), next.end(), run.hostOffset(), 0);
        }
        return run;
    }

    private void fill(Run run, ByteBuffer into) throws IOException {
        switch (run.kind()) {
            case DATA -> readData(run, into);
            case COMPRESSED -> {
                if (into.isDirect() && into.remaining() == geometry.clusterSize()) {
                    compressed.unpackWhole(run.entry(), into);
                    return;
                }
                byte[] cluster = compressed.cluster(run.entry());
                into.put(cluster, (int) (run.start() & geometry.clusterSize() - 1), into.remaining());
            }
            case ZERO -> zeros(into);
            case UNALLOCATED -> {
                // Each layer ends at its own size; behind it there are zeros.
                long seen = backing.isEmpty() ? 0 : backing.get().size() - run.start();
                int limit = into.limit();
                if (seen > 0) {
                    into.limit(into.position() + (int) Math.min(into.remaining(), seen));
                    backing.get().read(run.start(), into);
                    into.limit(limit);
                }
                zeros(into);
            }
        }
    }

    private void readData(Run run, ByteBuffer into) throws IOException {
        long length = into.remaining();
        // QEMU reads zeros behind the end. It writes whole clusters, whole subclusters where there are such,
        // so that only a file that was cut off ends before what a guest can read.
        if (run.hostOffset() > dataFile.size() - length) {
            throw new EOFException(String.format("%s is cut off: the bytes at 0x%x of its disk would lie at "
                    + "0x%x of the file, which ends at 0x%x; “platter image convert --salvage” saves the "
                    + "rest.",
                    name, run.start(), run.hostOffset(), dataFile.size()));
        }
        dataFile.read(run.hostOffset(), into);
    }

    private static void zeros(ByteBuffer into) {
        while (into.hasRemaining()) {
            into.put(ZEROS, 0, Math.min(ZEROS.length, into.remaining()));
        }
    }

    /** Returns how the bytes are kept; neighbours of a kind are one, data where it goes on in the file. */
    List<Span> spans(ByteRange window) throws IOException {
        checkInside(window.start(), window.length(), "map");
        List<Span> spans = new ArrayList<>();
        Run open = null;
        for (long at = window.start(); at < window.end(); at = open.end()) {
            Run run = mapping.run(at, window.end());
            if (open != null && open.kind() == run.kind() && (run.kind() != Span.Kind.DATA
                    || run.hostOffset() == open.hostOffset() + (open.end() - open.start()))) {
                open = new Run(open.kind(), open.start(), run.end(), open.hostOffset(), 0);
            } else {
                if (open != null) {
                    spans.add(span(open));
                }
                open = run;
            }
        }
        if (open != null) {
            spans.add(span(open));
        }
        return spans;
    }

    private static Span span(Run run) {
        return new Span(new ByteRange(run.start(), run.end()), run.kind(), run.kind() == Span.Kind.DATA
                ? OptionalLong.of(run.hostOffset()) : OptionalLong.empty());
    }

    /** Returns what may be other than zero: holes of the file and of the backing file are left out too. */
    RangeSet data(ByteRange window) throws IOException {
        checkInside(window.start(), window.length(), "map");
        HostData host = new HostData(dataFile);
        RangeSet.Builder found = new RangeSet.Builder();
        for (long at = window.start(); at < window.end();) {
            Run run = joined(mapping.run(at, window.end()), window.end());
            ByteRange range = new ByteRange(at, run.end());
            switch (run.kind()) {
                case DATA -> addData(range, run.hostOffset(), host, found);
                case COMPRESSED -> found.add(range.start(), range.end());
                case UNALLOCATED -> {
                    if (backing.isPresent() && at < backing.get().size()) {
                        long end = Math.min(run.end(), backing.get().size());
                        backing.get().data(new ByteRange(at, end))
                                .forEach(part -> found.add(part.start(), part.end()));
                    }
                }
                case ZERO -> {}
            }
            at = run.end();
        }
        return found.build();
    }

    /** Returns the first byte from {@code from} on that may be other than zero, or the size of the disk. */
    long nextData(long from) throws IOException {
        checkInside(from, 0, "map");
        for (long at = from; at < size;) {
            Run run = mapping.run(at, size);
            if (run.kind() == Span.Kind.DATA || run.kind() == Span.Kind.COMPRESSED) {
                return at;
            }
            if (run.kind() == Span.Kind.UNALLOCATED && backing.isPresent() && at < backing.get().size()) {
                long next = backing.get().nextData(at);
                if (next < Math.min(run.end(), backing.get().size())) {
                    return next;
                }
            }
            at = run.end();
        }
        return size;
    }

    private static void addData(ByteRange range, long hostOffset, HostData host, RangeSet.Builder found)
            throws IOException {
        long distance = range.start() - hostOffset;
        host.within(ByteRange.of(hostOffset, range.length()))
                .forEach(part -> found.add(part.start() + distance, part.end() + distance));
    }

    private void checkInside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > size - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x", name,
                    action, length, offset, size));
        }
    }
}
