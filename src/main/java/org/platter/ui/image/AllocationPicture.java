package org.platter.ui.image;

import org.platter.ui.image.Allocation.Kind;

/**
 * The pixels of an allocation map, which is a strip broken into rows: each column of pixels shows the shares
 * of what lies there, one above the other. Patterns are the second cue, for eyes that do not tell the colours
 * apart.
 */
final class AllocationPicture {

    private AllocationPicture() {}

    /** Returns the first cell of a column of pixels, of {@code columns} on the whole strip. */
    static int firstCell(Allocation allocation, int column, int columns) {
        return (int) ((long) column * allocation.cellCount() / columns);
    }

    /** Returns the cell behind the last one of a column; each column shows one at least. */
    static int endCell(Allocation allocation, int column, int columns) {
        return Math.max(firstCell(allocation, column, columns) + 1,
                firstCell(allocation, column + 1, columns));
    }

    /**
     * Paints one row, as ARGB values from left to right and top to bottom.
     *
     * @param row which, from 0, of {@code rows} of {@code width} columns each
     * @param colours of the kinds, by their ordinals
     */
    static int[] paint(Allocation allocation, int row, int rows, int width, int height, int[] colours) {
        int[] pixels = new int[width * height];
        int[] heights = new int[Kind.values().length];
        for (int x = 0; x < width; x++) {
            int column = row * width + x;
            int from = firstCell(allocation, column, rows * width);
            int to = endCell(allocation, column, rows * width);
            share(allocation, from, to, height, heights);
            int y = height;
            for (Kind kind : Kind.values()) { // what takes up room stands at the bottom
                for (int i = 0; i < heights[kind.ordinal()]; i++) {
                    y--;
                    pixels[y * width + x] = shade(kind, x, y, colours[kind.ordinal()]);
                }
            }
        }
        return pixels;
    }

    /** Distributes the pixels of a column; what is there at all gets one, at the cost of the largest. */
    private static void share(Allocation allocation, int from, int to, int height, int[] heights) {
        long all = 0;
        for (Kind kind : Kind.values()) {
            all += allocation.bytes(kind, from, to);
        }
        int given = 0;
        int largest = Kind.FREE.ordinal();
        for (Kind kind : Kind.values()) {
            long bytes = allocation.bytes(kind, from, to);
            heights[kind.ordinal()] = bytes == 0 ? 0
                    : (int) Math.max(1, Math.round((double) bytes / all * height));
            given += heights[kind.ordinal()];
            largest = heights[kind.ordinal()] > heights[largest] ? kind.ordinal() : largest;
        }
        heights[largest] += height - given;
    }

    /** Returns a square of one kind, for the legend. */
    static int[] sample(Kind kind, int side, int colour) {
        int[] pixels = new int[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = shade(kind, i % side, i / side, colour);
        }
        return pixels;
    }

    private static int shade(Kind kind, int x, int y, int colour) {
        boolean isLine = switch (kind) {
            case DATA, FREE -> false;
            case COMPRESSED -> (x + y) % 5 == 0 || Math.floorMod(x - y, 5) == 0;
            case ZERO -> x % 4 == 0 && y % 4 == 0;
            case BACKING -> (x + y) % 6 < 2;
        };
        return !isLine ? colour
                : kind == Kind.ZERO ? blend(colour, 0xff7d8590, 70) : blend(colour, 0xffffffff, 38);
    }

    /** Returns the first colour with {@code percent} of the second. */
    private static int blend(int one, int other, int percent) {
        int mixed = 0xff;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int channel = ((one >> shift & 0xff) * (100 - percent) + (other >> shift & 0xff) * percent) / 100;
            mixed = mixed << 8 | channel;
        }
        return mixed;
    }
}
