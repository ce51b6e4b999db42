package org.platter.base;

import java.util.Optional;

/**
 * The bytes from {@code start} up to, but not including, {@code end}.
 *
 * @param start first byte, not negative
 * @param end the byte after the last one, not before {@code start}
 */
public record ByteRange(long start, long end) implements Comparable<ByteRange> {

    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("range " + start + ".." + end);
        }
    }

    /** Returns the range of {@code length} bytes from {@code start}; fails on overflow. */
    public static ByteRange of(long start, long length) {
        return new ByteRange(start, Math.addExact(start, length));
    }

    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public boolean contains(long offset) {
        return start <= offset && offset < end;
    }

    /**
     * Returns whether every byte of {@code other} lies in this range; an empty one does if its place does.
     */
    public boolean contains(ByteRange other) {
        return start <= other.start && other.end <= end;
    }

    /** Returns whether the two ranges share at least one byte. */
    public boolean intersects(ByteRange other) {
        return Math.max(start, other.start) < Math.min(end, other.end);
    }

    /** Returns the bytes that both ranges share, or nothing where they share none. */
    public Optional<ByteRange> intersection(ByteRange other) {
        return intersects(other)
                ? Optional.of(new ByteRange(Math.max(start, other.start), Math.min(end, other.end)))
                : Optional.empty();
    }

    /** Returns this range moved by {@code distance} bytes; negative is to the left. */
    public ByteRange shifted(long distance) {
        return new ByteRange(Math.addExact(start, distance), Math.addExact(end, distance));
    }

    /** Orders by start, then by end. */
    @Override
    public int compareTo(ByteRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    @Override
    public String toString() {
        return String.format("[0x%x, 0x%x)", start, end);
    }
}
