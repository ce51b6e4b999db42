package org.platter.base;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A set of bytes, kept as sorted ranges that neither overlap nor touch; immutable. It costs 16 bytes a range,
 * so that the used blocks of a gigabyte fit in a few megabytes however fragmented they are.
 */
public final class RangeSet implements Iterable<ByteRange> {

    public static final RangeSet EMPTY = new RangeSet(new long[0], 0);

    private final long[] edges; // start, end, start, end ... strictly ascending
    private final int count;

    private RangeSet(long[] edges, int count) {
        this.edges = edges;
        this.count = count;
    }

    public static RangeSet of(ByteRange... ranges) {
        return of(List.of(ranges));
    }

    /** Returns the union of ranges that may overlap and come in any order. */
    public static RangeSet of(Iterable<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>();
        ranges.forEach(sorted::add);
        sorted.sort(null);
        Builder builder = new Builder();
        sorted.forEach(range -> builder.add(range.start(), range.end()));
        return builder.build();
    }

    /** The number of ranges. */
    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public ByteRange get(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return new ByteRange(edges[2 * index], edges[2 * index + 1]);
    }

    /** The number of bytes in all ranges together. */
    public long length() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += edges[2 * i + 1] - edges[2 * i];
        }
        return sum;
    }

    public boolean contains(long offset) {
        int at = firstEndingAfter(offset);
        return at < count && edges[2 * at] <= offset;
    }

    /** Returns the bytes of this set that lie in {@code window}. */
    public RangeSet within(ByteRange window) {
        Builder builder = new Builder();
        for (int i = firstEndingAfter(window.start()); i < count && edges[2 * i] < window.end(); i++) {
            builder.add(Math.max(edges[2 * i], window.start()), Math.min(edges[2 * i + 1], window.end()));
        }
        return builder.build();
    }

    /** Returns the bytes of {@code window} that are not in this set. */
    public RangeSet complementWithin(ByteRange window) {
        Builder builder = new Builder();
        long at = window.start();
        for (ByteRange range : within(window)) {
            builder.add(at, range.start());
            at = range.end();
        }
        builder.add(at, window.end());
        return builder.build();
    }

    public RangeSet intersection(RangeSet other) {
        Builder builder = new Builder();
        for (int i = 0, j = 0; i < count && j < other.count;) {
            long start = Math.max(edges[2 * i], other.edges[2 * j]);
            long end = Math.min(edges[2 * i + 1], other.edges[2 * j + 1]);
            builder.add(start, Math.max(start, end));
            if (edges[2 * i + 1] < other.edges[2 * j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return builder.build();
    }

    public RangeSet union(RangeSet other) {
        List<ByteRange> all = new ArrayList<>(count + other.count);
        forEach(all::add);
        other.forEach(all::add);
        return of(all);
    }

    /** Returns this set moved by {@code distance} bytes; negative is to the left. */
    public RangeSet shifted(long distance) {
        long[] moved = new long[2 * count];
        for (int i = 0; i < 2 * count; i++) {
            moved[i] = Math.addExact(edges[i], distance);
        }
        return new RangeSet(moved, count);
    }

    @Override
    public Iterator<ByteRange> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public ByteRange next() {
                if (next >= count) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    private int firstEndingAfter(long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[2 * middle + 1] > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeSet set
                && Arrays.equals(edges, 0, 2 * count, set.edges, 0, 2 * set.count);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(edges, 2 * count));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach(range -> text.append(text.length() > 1 ? ", " : "").append(range));
        return text.append('}').toString();
    }

    /** Collects ranges in ascending order of their starts; those that overlap or touch become one. */
    public static final class Builder {

        private long[] edges = new long[16];
        private int count;

        /** Adds a range that starts no earlier than the one added before it; an empty one is ignored. */
        public Builder add(long start, long end) {
            if (end <= start) {
                return this;
            }
            if (count > 0 && start < edges[2 * count - 2]) {
                throw new IllegalArgumentException("range at " + start + " comes after one at "
                        + edges[2 * count - 2]);
            }
            if (count > 0 && start <= edges[2 * count - 1]) {
                edges[2 * count - 1] = Math.max(edges[2 * count - 1], end);
                return this;
            }
            if (2 * count == edges.length) {
                edges = Arrays.copyOf(edges, edges.length * 2);
            }
            edges[2 * count] = start;
            edges[2 * count + 1] = end;
            count++;
            return this;
        }

        public RangeSet build() {
            return new RangeSet(Arrays.copyOf(edges, 2 * count), count);
        }
    }
}
