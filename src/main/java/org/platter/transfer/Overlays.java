package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Span;

/** Brings the content of an overlay and of what it is based on together. */
public final class Overlays {

    /** Zeros of that many bytes are not written into a backing file but made. */
    private static final int ZERO_UNIT = 64 << 10;
    private static final int THREADS = 2;

    /** Takes what an overlay has to keep itself from now on. */
    public interface Keeper {
        /** Whole clusters, the last one of the disk cut by its end. */
        void write(long offset, ByteBuffer bytes) throws IOException;

        void zero(ByteRange range) throws IOException;
    }

    /** A part of a chunk: bytes, or zeros where there are none. */
    private record Part(ByteRange range, Optional<ByteBuffer> bytes) {}

    private Overlays() {}

    /**
     * Writes what an overlay keeps into its backing file, which grows where the overlay's disk is larger.
     * Done again it comes to the same, as long as the overlay is as it was.
     *
     * @param overlay of which only what it keeps itself is read
     */
    public static void commit(DiskImage overlay, DiskImage backing, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        if (backing.size() < overlay.size()) {
            backing.resize(overlay.size());
        }
        Pace pace = new Pace(overlay.size(), events, cancelled);
        try (Pipeline<List<Part>> pipeline = new Pipeline<>(THREADS, Chunks.SIZE, 2 * THREADS + 2, parts -> {
            for (Part part : parts) {
                if (part.bytes.isPresent()) {
                    backing.write(part.range.start(), part.bytes.get());
                } else {
                    backing.zero(part.range);
                }
                pace.at(part.range.end());
            }
        })) {
            Walk.over(overlay.size(), from -> from, window -> {
                pace.check();
                RangeSet.Builder data = new RangeSet.Builder();
                List<Span> spans = overlay.spans(window);
                for (Span span : spans) {
                    if (span.kind() == Span.Kind.ZERO) {
                        backing.zero(span.range());
                    } else if (span.kind() != Span.Kind.UNALLOCATED) {
                        data.add(span.range().start(), span.range().end());
                    }
                }
                Chunks.of(window, data.build(), (chunk, wanted) -> pipeline.submit(
                        buffer -> kept(overlay, chunk, wanted, buffer)));
                return spans.size();
            });
            pipeline.finish();
        }
        pace.at(overlay.size()); // the last chance to cancel
        backing.flush();
    }

    private static List<Part> kept(DiskImage overlay, ByteRange chunk, RangeSet wanted, ByteBuffer buffer)
            throws IOException {
        Converter.fill(overlay, wanted, chunk, buffer, false);
        List<Part> parts = new ArrayList<>();
        for (ByteRange range : wanted) {
            for (long at = range.start(); at < range.end();) {
                long end = nextUnit(at, range.end());
                boolean zero = isZero(buffer, chunk, at, end);
                while (end < range.end() && isZero(buffer, chunk, end, nextUnit(end, range.end())) == zero) {
                    end = nextUnit(end, range.end());
                }
                parts.add(new Part(new ByteRange(at, end), zero ? Optional.empty()
                        : Optional.of(buffer.slice((int) (at - chunk.start()), (int) (end - at)))));
                at = end;
            }
        }
        return parts;
    }

    private static long nextUnit(long at, long end) {
        return Math.min(end, ByteSize.floor(at, ZERO_UNIT) + ZERO_UNIT);
    }

    private static boolean isZero(ByteBuffer buffer, ByteRange chunk, long start, long end) {
        return Zeros.in(buffer, (int) (start - chunk.start()), (int) (end - chunk.start()));
    }

    /**
     * Gives {@code keeper} all clusters that would read differently if {@code overlay} were based on
     * {@code next}.
     *
     * @param next the new backing file; without one, zeros show through
     */
    public static void separate(DiskImage overlay, Optional<DiskImage> next, int clusterSize, Keeper keeper,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        Pace pace = new Pace(overlay.size(), events, cancelled);
        try (Pipeline<List<Part>> pipeline = new Pipeline<>(THREADS, 2 * Chunks.SIZE,
                2 * THREADS + 2, parts -> {
                    for (Part part : parts) {
                        if (part.bytes.isPresent()) {
                            keeper.write(part.range.start(), part.bytes.get());
                        } else {
                            keeper.zero(part.range);
                        }
                        pace.at(part.range.end());
                    }
                })) {
            Walk.over(overlay.size(), from -> next.isPresent()
                    ? Math.min(overlay.nextData(from), Converter.next(next.get(), from))
                    : overlay.nextData(from), window -> {
                        pace.check();
                        RangeSet open = unkept(overlay, window, next);
                        RangeSet now = overlay.data(window);
                        RangeSet then = next.isPresent() ? Converter.data(next.get(), window)
                                : RangeSet.EMPTY;
                        Chunks.of(window, open.intersection(now.union(then)), (chunk, wanted) -> {
                            RangeSet here = now.within(chunk);
                            RangeSet there = then.within(chunk).intersection(wanted);
                            pipeline.submit(
                                    buffer -> differing(overlay, next, clusterSize, chunk, wanted, here,
                                            there, buffer));
                        });
                        return open.count() + now.count() + then.count();
                    });
            pipeline.finish();
        }
        pace.at(overlay.size());
    }

    /** Returns the clusters of a chunk of which the wanted bytes, which show through, would change. */
    private static List<Part> differing(DiskImage overlay, Optional<DiskImage> next, int clusterSize,
            ByteRange chunk, RangeSet wanted, RangeSet here, RangeSet there,
            ByteBuffer buffers) throws IOException {
        int length = (int) chunk.length();
        ByteBuffer now = buffers.slice(0, length);
        ByteBuffer then = buffers.slice(Chunks.SIZE, length);
        Converter.fill(overlay, here, chunk, now, false);
        if (next.isPresent()) {
            Converter.fill(next.get(), there, chunk, then, false);
        } else {
            Zeros.put(then, 0, length);
        }
        List<Part> parts = new ArrayList<>();
        for (int at = 0; at < length;) {
            int end = Math.min(length, at + clusterSize);
            boolean differs = false;
            for (ByteRange range : wanted.within(new ByteRange(chunk.start() + at, chunk.start() + end))) {
                int start = (int) (range.start() - chunk.start());
                int bytes = (int) range.length();
                differs |= now.slice(start, bytes).mismatch(then.slice(start, bytes)) >= 0;
            }
            if (differs) {
                parts.add(new Part(new ByteRange(chunk.start() + at, chunk.start() + end),
                        Zeros.in(now, at, end) ? Optional.empty() : Optional.of(now.slice(at, end - at))));
            }
            at = end;
        }
        return parts;
    }

    /**
     * Returns what the overlay does not keep itself, but for what the chain reads from {@code next} already.
     */
    private static RangeSet unkept(DiskImage overlay, ByteRange window, Optional<DiskImage> next)
            throws IOException {
        RangeSet.Builder open = new RangeSet.Builder();
        for (Span span : overlay.spans(window)) {
            if (span.kind() == Span.Kind.UNALLOCATED) {
                addUnlike(overlay, span.range(), next, open);
            }
        }
        return open.build();
    }

    private static void addUnlike(DiskImage layer, ByteRange unallocated, Optional<DiskImage> next,
            RangeSet.Builder open) throws IOException {
        DiskImage below = layer.backing().orElse(null);
        long end = below == null ? unallocated.start()
                : Math.max(unallocated.start(), Math.min(unallocated.end(), below.size()));
        if (below != null && unallocated.start() < end) {
            ByteRange part = new ByteRange(unallocated.start(), end);
            if (next.isEmpty() || !isSame(below, next.get())) {
                for (Span span : below.spans(part)) {
                    if (span.kind() == Span.Kind.UNALLOCATED) {
                        addUnlike(below, span.range(), next, open);
                    } else {
                        open.add(span.range().start(), span.range().end());
                    }
                }
            }
        }
        open.add(end, unallocated.end());
    }

    private static boolean isSame(DiskImage one, DiskImage other) {
        if (!one.format().equals(other.format()) || one.files().isEmpty() || other.files().isEmpty()) {
            return false;
        }
        HostFile file = one.file();
        return file.device() == other.file().device() && file.inode() == other.file().inode();
    }
}
