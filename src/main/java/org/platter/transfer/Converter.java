package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;

/**
 * Copies a disk: reads only what may hold data, writes only what is not zeros, or, over a backing file, only
 * what differs from it. One thread reads and looks for zeros while another writes; where the target computes,
 * it does so on more of them.
 */
public final class Converter {

    private static final long LIVE_WINDOW = ByteSize.GIB;
    /** More would want more memory than there is to be. */
    private static final int MAX_THREADS = 8;
    private static final long SYNC_EVERY = 32 << 20;

    private final BlockDevice source;
    private final Target target;
    private Optional<LiveBlocks> live = Optional.empty();
    private Optional<BlockDevice> backing = Optional.empty();
    private boolean salvage;
    private int threads = 1;

    private final RangeSet.Builder lost = new RangeSet.Builder();
    private final RangeSet.Builder leftOut = new RangeSet.Builder();
    private long bytesRead;
    private long bytesWritten;
    private long syncedAt;
    private boolean mayShare = true;

    /**
     * What was copied.
     *
     * @param bytesRead of the source
     * @param bytesWritten of the target's disk
     * @param lost what could not be read
     * @param leftOut data that means nothing, which the target has no more
     */
    public record Outcome(long bytesRead, long bytesWritten, RangeSet lost, RangeSet leftOut) {}

    /** A piece of the disk that was read, and what is to become of it. */
    private record Piece(ByteRange range, long read, RangeSet lost, List<Step> steps) {}

    /** A part of a piece: to be written, or zeros, or, with neither, as it is in the target already. */
    private record Step(ByteRange range, Target.@Nullable Prepared prepared, boolean zero) {}

    /**
     * Copies the whole of {@code source}; the target is as long, at least, and reads as zeros until written.
     */
    public Converter(BlockDevice source, Target target) {
        this.source = source;
        this.target = target;
    }

    /** Only copies what means something; all else is zeros in the target. */
    public Converter only(LiveBlocks blocks) {
        live = Optional.of(blocks);
        return this;
    }

    /** The target shows {@code disk} where it has not been written, and zeros behind its end. */
    public Converter over(BlockDevice disk) {
        backing = Optional.of(disk);
        return this;
    }

    /** Goes on where the source cannot be read. */
    public Converter salvaging() {
        salvage = true;
        return this;
    }

    /** How many threads read and prepare, at most. */
    public Converter on(int count) {
        threads = Math.max(1, Math.min(count, MAX_THREADS));
        return this;
    }

    /**
     * @throws Cancelled soon after {@code cancelled} has become true
     * @throws IOException if something cannot be read, and is not to be salvaged, or not be written
     */
    public Outcome run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        Pace pace = new Pace(source.size(), events, cancelled);
        try (Pipeline<Piece> pipeline = new Pipeline<>(threads,
                backing.isPresent() ? 2 * Chunks.SIZE : Chunks.SIZE, threads + 3, piece -> {
                    write(piece);
                    pace.at(piece.range.end());
                })) {
            Walk.over(source.size(), this::next, window -> {
                RangeSet data = data(window);
                if (mayShare && backing.isEmpty() && live.isEmpty() && share(data)) {
                    pace.at(window.end());
                    return data.count();
                }
                RangeSet below = backing.isPresent() ? dataBelow(window) : RangeSet.EMPTY;
                Chunks.of(window, below.isEmpty() ? data : data.union(below), (chunk, wanted) -> {
                    pace.check();
                    RangeSet here = data.within(chunk);
                    RangeSet there = below.within(chunk);
                    pipeline.submit(buffer -> read(chunk, here, there, buffer));
                });
                pace.check();
                return data.count() + below.count();
            });
            pipeline.finish();
        }
        pace.at(source.size());
        return new Outcome(bytesRead, bytesWritten, lost.build(), leftOut.build());
    }

    private RangeSet data(ByteRange window) throws IOException {
        RangeSet data = salvage ? Lost.data(source, window) : source.data(window);
        if (live.isEmpty()) {
            return data;
        }
        RangeSet living = living(live.get(), data);
        living.complementWithin(window).intersection(data)
                .forEach(range -> leftOut.add(range.start(), range.end()));
        return living;
    }

    private long next(long from) throws IOException {
        long here = salvage ? Lost.next(source, from) : source.nextData(from);
        return backing.isPresent() ? Math.min(here, next(backing.get(), from)) : here;
    }

    /** Returns the next data of a disk that may end before {@code from}. */
    static long next(BlockDevice disk, long from) throws IOException {
        long next = from < disk.size() ? disk.nextData(from) : Long.MAX_VALUE;
        return next < disk.size() ? next : Long.MAX_VALUE;
    }

    private RangeSet dataBelow(ByteRange window) throws IOException {
        return data(backing.orElseThrow(), window);
    }

    /** Returns what of {@code window}, which may reach past its end, may be other than zeros on a disk. */
    static RangeSet data(BlockDevice disk, ByteRange window) throws IOException {
        long end = Math.min(window.end(), disk.size());
        return window.start() < end ? disk.data(new ByteRange(window.start(), end)) : RangeSet.EMPTY;
    }

    /** Returns what of {@code data} means something. */
    static RangeSet living(LiveBlocks live, RangeSet data) throws IOException {
        RangeSet.Builder both = new RangeSet.Builder();
        long asked = 0;
        for (ByteRange range : data) {
            for (long at = Math.max(asked, range.start()); at < range.end();) {
                long end = ByteSize.floor(at, LIVE_WINDOW) + LIVE_WINDOW;
                for (ByteRange block : live.within(new ByteRange(at, end)).intersection(data)) {
                    both.add(block.start(), block.end());
                }
                at = end;
                asked = end;
            }
        }
        return both.build();
    }

    /** Shares all of it with the source; false where that cannot be, and then all has to be copied. */
    private boolean share(RangeSet wanted) throws IOException {
        for (ByteRange range : wanted) {
            if (!target.tryShare(range)) {
                mayShare = false;
                return false;
            }
            bytesWritten += range.length();
        }
        return true;
    }

    /** In a thread of its own. */
    private Piece read(ByteRange chunk, RangeSet data, RangeSet dataBelow, ByteBuffer buffers)
            throws IOException {
        int length = (int) chunk.length();
        ByteBuffer buffer = buffers.slice(0, length);
        RangeSet missing = fill(source, data, chunk, buffer, salvage);
        Optional<ByteBuffer> below = Optional.empty();
        if (backing.isPresent()) {
            below = Optional.of(buffers.slice(Chunks.SIZE, length));
            fill(backing.get(), dataBelow, chunk, below.get(), false);
        }
        long granularity = target.granularity();
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < length;) {
            int end = (int) Math.min(length, ByteSize.floor(at, granularity) + granularity);
            Kind kind = kind(buffer, below, at, end);
            while (end < length) {
                int next = (int) Math.min(length, end + granularity);
                if (kind(buffer, below, end, next) != kind) {
                    break;
                }
                end = next;
            }
            add(steps, kind, chunk.start(), buffer, at, end);
            at = end;
        }
        return new Piece(chunk, data.length(), missing, steps);
    }

    private enum Kind { DATA, ZERO, SAME }

    private static Kind kind(ByteBuffer buffer, Optional<ByteBuffer> below, int start, int end) {
        if (below.isPresent() && buffer.slice(start, end - start).mismatch(
                below.get().slice(start, end - start)) < 0) {
            return Kind.SAME;
        }
        return Zeros.in(buffer, start, end) ? Kind.ZERO : Kind.DATA;
    }

    private void add(List<Step> steps, Kind kind, long base, ByteBuffer buffer, int start, int end)
            throws IOException {
        if (kind != Kind.DATA) {
            steps.add(new Step(new ByteRange(base + start, base + end), null, kind == Kind.ZERO));
            return;
        }
        for (int at = start; at < end;) {
            int length = Math.min(target.batch(), end - at);
            steps.add(new Step(ByteRange.of(base + at, length),
                    target.prepare(base + at, buffer.slice(at, length)), false));
            at += length;
        }
    }

    /**
     * Fills a buffer with the bytes of {@code chunk}, reading those that are wanted; the others are zeros.
     *
     * @return what could not be read
     */
    static RangeSet fill(BlockDevice disk, RangeSet wanted, ByteRange chunk, ByteBuffer buffer,
            boolean salvage)
            throws IOException {
        RangeSet missing = RangeSet.EMPTY;
        int at = 0;
        for (ByteRange range : wanted) {
            int start = (int) (range.start() - chunk.start());
            int end = (int) (range.end() - chunk.start());
            Zeros.put(buffer, at, start);
            ByteBuffer part = buffer.slice(start, end - start);
            if (salvage) {
                missing = missing.union(Lost.read(disk, range.start(), part));
            } else {
                disk.read(range.start(), part);
            }
            at = end;
        }
        Zeros.put(buffer, at, (int) chunk.length());
        return missing;
    }

    private void write(Piece piece) throws IOException {
        if (bytesWritten - syncedAt >= SYNC_EVERY) { // the disk writes while the rest is being read
            target.startSync();
            syncedAt = bytesWritten;
        }
        for (Step step : piece.steps) {
            if (backing.isPresent() && step.zero) {
                target.zero(step.range);
            } else if (step.prepared != null) {
                step.prepared.write();
                bytesWritten += step.range.length();
            }
        }
        for (ByteRange range : piece.lost) {
            lost.add(range.start(), range.end());
        }
        bytesRead += piece.read;
    }
}
