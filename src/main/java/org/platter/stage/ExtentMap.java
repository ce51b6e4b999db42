package org.platter.stage;

import java.util.ArrayList;
import java.util.List;

/**
 * Says of each byte from 0 to {@link #size} where it comes from. Runs are kept in leaves of a few hundred, 16
 * bytes each, so that a disk torn into hundreds of thousands of runs costs megabytes and a change moves
 * kilobytes. Neighbours that continue each other are always one run. Not thread-safe.
 */
final class ExtentMap {

    // a source is its kind in the two top bits and an offset below
    static final long FREE = 0;
    static final long ZERO = 1L << 62;
    static final long BASE = 2L << 62;
    static final long SCRATCH = 3L << 62;

    private static final long KIND = 3L << 62;
    private static final int LEAF = 512;

    /** A run of the map; {@code source} is that of its first byte. */
    record Run(long start, long end, long source) {

        long kind() {
            return source & KIND;
        }

        /** Returns the source of the byte at {@code position}. */
        long sourceAt(long position) {
            return advanced(source, position - start);
        }

        /** Returns the offset in base or scratch of the byte at {@code position}. */
        long offsetAt(long position) {
            return sourceAt(position) & ~KIND;
        }
    }

    private static final class Leaf {
        private long[] starts = new long[LEAF];
        private long[] sources = new long[LEAF];
        private int count;

        /** Returns the last index whose start is not after {@code position}. */
        private int find(long position) {
            int low = 0;
            int high = count - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (starts[middle] <= position) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        private void remove(int from, int to) {
            System.arraycopy(starts, to, starts, from, count - to);
            System.arraycopy(sources, to, sources, from, count - to);
            count -= to - from;
        }

        private void insert(int index, long start, long source) {
            System.arraycopy(starts, index, starts, index + 1, count - index);
            System.arraycopy(sources, index, sources, index + 1, count - index);
            starts[index] = start;
            sources[index] = source;
            count++;
        }

        private Leaf splitOff() {
            Leaf right = new Leaf();
            int half = count / 2;
            right.count = count - half;
            System.arraycopy(starts, half, right.starts, 0, right.count);
            System.arraycopy(sources, half, right.sources, 0, right.count);
            count = half;
            return right;
        }
    }

    private final List<Leaf> leaves = new ArrayList<>();
    private long size;

    /** Begins as one run over all of it. */
    ExtentMap(long size, long source) {
        append(size, source);
    }

    long size() {
        return size;
    }

    /** The number of runs. */
    int count() {
        return leaves.stream().mapToInt(leaf -> leaf.count).sum();
    }

    /** Returns the run that the byte at {@code position} lies in. */
    Run at(long position) {
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException("byte " + position + " of a map of " + size);
        }
        int which = leafOf(position);
        Leaf leaf = leaves.get(which);
        int index = leaf.find(position);
        return new Run(leaf.starts[index], endOf(which, index), leaf.sources[index]);
    }

    /** Says that the bytes from {@code start} to {@code end} come from {@code source} on. */
    void assign(long start, long end, long source) {
        if (start < 0 || end > size || start > end) {
            throw new IndexOutOfBoundsException("bytes " + start + ".." + end + " of a map of " + size);
        }
        if (start == end) {
            return;
        }
        cut(start);
        cut(end);
        int which = leafOf(start);
        Leaf leaf = leaves.get(which);
        int index = leaf.find(start);
        leaf.sources[index] = source;
        removeStartsBetween(which, index, end);
        join(end);
        join(start);
    }

    /** Cuts the map off, or makes it longer by a run of zeros. */
    void resize(long newSize) {
        if (newSize > size) {
            long joint = size;
            append(newSize, ZERO);
            join(joint);
        } else if (newSize < size) {
            cut(newSize);
            if (newSize == 0) {
                leaves.clear();
            } else {
                int which = leafOf(newSize - 1);
                removeStartsBetween(which, leaves.get(which).find(newSize - 1), size);
            }
            size = newSize;
        }
    }

    private void append(long newSize, long source) {
        if (newSize > size) {
            if (leaves.isEmpty() || leaves.get(leaves.size() - 1).count == LEAF) {
                leaves.add(new Leaf());
            }
            Leaf last = leaves.get(leaves.size() - 1);
            last.insert(last.count, size, source);
            size = newSize;
        }
    }

    /** Removes the runs after the given one that start before {@code end}. */
    private void removeStartsBetween(int which, int index, long end) {
        Leaf leaf = leaves.get(which);
        int to = leaf.find(end - 1) + 1;
        leaf.remove(index + 1, Math.max(to, index + 1));
        int next = which + 1;
        while (next < leaves.size() && leaves.get(next).starts[leaves.get(next).count - 1] < end) {
            next++;
        }
        leaves.subList(which + 1, next).clear();
        if (which + 1 < leaves.size() && leaves.get(which + 1).starts[0] < end) {
            Leaf partial = leaves.get(which + 1);
            partial.remove(0, partial.find(end - 1) + 1);
        }
    }

    /** Makes a run begin at {@code position}. */
    private void cut(long position) {
        if (position == 0 || position == size) {
            return;
        }
        int which = leafOf(position);
        Leaf leaf = leaves.get(which);
        int index = leaf.find(position);
        if (leaf.starts[index] == position) {
            return;
        }
        long source = advanced(leaf.sources[index], position - leaf.starts[index]);
        if (leaf.count == LEAF) {
            Leaf right = leaf.splitOff();
            leaves.add(which + 1, right);
            if (index >= leaf.count) {
                index -= leaf.count;
                leaf = right;
            }
        }
        leaf.insert(index + 1, position, source);
    }

    /** Makes one run of those that meet at {@code position}, if they continue each other. */
    private void join(long position) {
        if (position == 0 || position == size) {
            return;
        }
        int which = leafOf(position);
        Leaf leaf = leaves.get(which);
        int index = leaf.find(position);
        Run left = at(position - 1);
        if (leaf.starts[index] == position && left.sourceAt(position) == leaf.sources[index]) {
            leaf.remove(index, index + 1);
            if (leaf.count == 0) {
                leaves.remove(which);
            }
        }
    }

    private int leafOf(long position) {
        int low = 0;
        int high = leaves.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (leaves.get(middle).starts[0] <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long endOf(int which, int index) {
        Leaf leaf = leaves.get(which);
        if (index + 1 < leaf.count) {
            return leaf.starts[index + 1];
        }
        return which + 1 < leaves.size() ? leaves.get(which + 1).starts[0] : size;
    }

    private static long advanced(long source, long by) {
        long kind = source & KIND;
        return kind == FREE || kind == ZERO ? source : source + by;
    }
}
