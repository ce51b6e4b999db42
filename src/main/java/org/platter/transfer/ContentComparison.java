package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/** Looks for the first byte in which two disks differ; the shorter one counts as zeros behind its end. */
public final class ContentComparison {

    private static final int THREADS = 2;

    private final BlockDevice one;
    private final BlockDevice other;
    private OptionalLong found = OptionalLong.empty();

    public ContentComparison(BlockDevice one, BlockDevice other) {
        this.one = one;
        this.other = other;
    }

    /** Returns the offset of the first byte that differs, if any; reads only what may be other than zeros. */
    public OptionalLong firstDifference(Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        long size = Math.max(one.size(), other.size());
        Pace pace = new Pace(size, events, cancelled);
        try (Pipeline<OptionalLong> pipeline = new Pipeline<>(THREADS, 2 * Chunks.SIZE, 2 * THREADS + 1,
                this::remember)) {
            Walk.over(size, this::next, window -> {
                if (found.isPresent()) {
                    return 0;
                }
                RangeSet left = Converter.data(one, window);
                RangeSet right = Converter.data(other, window);
                Chunks.of(window, left.equals(right) ? left : left.union(right), (chunk, wanted) -> {
                    if (found.isEmpty()) {
                        pace.at(chunk.start());
                        RangeSet here = left.within(chunk);
                        RangeSet there = right.within(chunk);
                        pipeline.submit(buffer -> compare(chunk, here, there, buffer));
                    }
                });
                pace.check();
                return left.count() + right.count();
            });
            pipeline.finish();
        }
        pace.at(size);
        return found;
    }

    /** Returns the first byte that only one of the two disks keeps as data, zeros or not. */
    public OptionalLong firstDifferenceOfAllocation(BooleanSupplier cancelled) throws IOException {
        long size = Math.max(one.size(), other.size());
        Pace pace = new Pace(size, event -> {}, cancelled);
        Walk.over(size, this::next, window -> {
            if (found.isPresent()) {
                return 0;
            }
            RangeSet left = Converter.data(one, window);
            RangeSet right = Converter.data(other, window);
            if (!left.equals(right)) {
                RangeSet either = left.complementWithin(window).intersection(right)
                        .union(right.complementWithin(window).intersection(left));
                found = OptionalLong.of(either.get(0).start());
            }
            pace.check();
            return left.count() + right.count();
        });
        return found;
    }

    private long next(long from) throws IOException {
        return found.isPresent() ? Long.MAX_VALUE
                : Math.min(Converter.next(one, from), Converter.next(other, from));
    }

    private void remember(OptionalLong difference) {
        if (found.isEmpty()) {
            found = difference;
        }
    }

    private OptionalLong compare(ByteRange chunk, RangeSet left, RangeSet right, ByteBuffer buffers)
            throws IOException {
        int length = (int) chunk.length();
        int at;
        if (left.isEmpty() || right.isEmpty()) {
            ByteBuffer buffer = buffers.slice(0, length);
            Converter.fill(left.isEmpty() ? other : one, left.isEmpty() ? right : left, chunk, buffer, false);
            int first = Zeros.firstOther(buffer, 0, length);
            at = first == length ? -1 : first;
        } else {
            ByteBuffer first = buffers.slice(0, length);
            ByteBuffer second = buffers.slice(Chunks.SIZE, length);
            Converter.fill(one, left, chunk, first, false);
            Converter.fill(other, right, chunk, second, false);
            at = first.mismatch(second);
        }
        return at < 0 ? OptionalLong.empty() : OptionalLong.of(chunk.start() + at);
    }
}
