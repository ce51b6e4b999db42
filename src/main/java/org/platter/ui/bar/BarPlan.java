package org.platter.ui.bar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.ui.FreeSpace;

/**
 * Where each partition and gap of a layout is drawn on a bar of a given width. Widths are proportional, but
 * no cell is too narrow to be hit; so the map between bytes and pixels is monotonic and made of straight
 * pieces.
 */
final class BarPlan {

    static final double SPACING = 2;
    static final double FRAME_INSET = 6;
    private static final double MINIMUM_PARTITION = 28;
    private static final double MINIMUM_GAP = 16;

    /**
     * What is drawn as one piece: a partition, or free space where there is none.
     *
     * @param left the first pixel, from the left end of the bar
     * @param inside whether it lies in the frame of the extended partition
     */
    record Cell(Optional<Partition> partition, ByteRange range, boolean inside, double left, double width) {

        boolean isFrame() {
            return partition.filter(p -> p.role() == Role.EXTENDED).isPresent();
        }

        double right() {
            return left + width;
        }

        private Cell at(double newLeft, double newWidth) {
            return new Cell(partition, range, inside, newLeft, newWidth);
        }

        private double minimum() {
            return partition.isPresent() ? MINIMUM_PARTITION : MINIMUM_GAP;
        }
    }

    private final List<Cell> cells;
    private final List<Cell> leaves;
    private final long diskSize;
    private final double width;

    private BarPlan(List<Cell> cells, long diskSize, double width) {
        this.cells = List.copyOf(cells);
        this.leaves = cells.stream().filter(cell -> !cell.isFrame()).toList();
        this.diskSize = diskSize;
        this.width = width;
    }

    /**
     * Plans a bar.
     *
     * @param width pixels that there are for {@code span} bytes
     * @param span bytes that the whole width stands for, at least the disk's size: two bars of disks of
     * different
     *     sizes are drawn to one scale
     */
    static BarPlan of(Layout layout, double width, long span) {
        List<Cell> order = inOrder(layout);
        List<Cell> leaves = order.stream().filter(cell -> !cell.isFrame()).toList();
        boolean framed = leaves.size() < order.size();
        double fixed = SPACING * Math.max(0, topLevel(order) - 1) + SPACING * Math.max(0, inner(order) - 1)
                + (framed ? 2 * FRAME_INSET : 0);
        double[] widths = shares(leaves, Math.max(0, width - fixed));
        if (span > layout.diskSize()) {
            widths = scaled(leaves, Math.max(0, width - fixed), span, widths);
        }

        List<Cell> placed = new ArrayList<>();
        double at = 0;
        int leaf = 0;
        for (int i = 0; i < order.size(); i++) {
            Cell cell = order.get(i);
            if (!cell.isFrame()) {
                placed.add(cell.at(at, widths[leaf]));
                at += widths[leaf++] + SPACING;
                continue;
            }
            int end = i + 1;
            double inside = at + FRAME_INSET;
            List<Cell> children = new ArrayList<>();
            for (; end < order.size() && order.get(end).inside(); end++) {
                children.add(order.get(end).at(inside, widths[leaf]));
                inside += widths[leaf++] + SPACING;
            }
            double right = (children.isEmpty() ? inside : inside - SPACING) + FRAME_INSET;
            placed.add(cell.at(at, right - at));
            placed.addAll(children);
            at = right + SPACING;
            i = end - 1;
        }
        return new BarPlan(placed, layout.diskSize(), Math.max(0, at - SPACING));
    }

    /**
     * The cells in the order of the disk; the frame of the extended partition comes before what lies in it.
     */
    List<Cell> cells() {
        return cells;
    }

    /** Returns the same cells where the scale of another plan, of a disk of the same size, has them. */
    BarPlan on(BarPlan scale) {
        List<Cell> placed = new ArrayList<>();
        double at = 0;
        int frame = -1;
        for (Cell cell : cells) {
            if (frame >= 0 && !cell.inside()) {
                at = closed(placed, frame, at) + SPACING;
                frame = -1;
            }
            double left = Math.max(at, scale.xAt(cell.range().start()));
            double right = Math.max(left + 1, scale.xAt(cell.range().end()));
            placed.add(cell.at(left, right - left));
            if (cell.isFrame()) {
                frame = placed.size() - 1;
                at = left + FRAME_INSET;
            } else {
                at = right + SPACING;
            }
        }
        if (frame >= 0) {
            closed(placed, frame, at);
        }
        return new BarPlan(placed, diskSize, scale.width);
    }

    /** Ends a frame where what lies in it ends, and returns that pixel. */
    private static double closed(List<Cell> placed, int frame, double at) {
        Cell open = placed.get(frame);
        double right = Math.max(open.left() + 2 * FRAME_INSET, at - SPACING + FRAME_INSET);
        placed.set(frame, open.at(open.left(), right - open.left()));
        return right;
    }

    /** The pixels that the disk takes. */
    double width() {
        return width;
    }

    /**
     * Returns the pixel at which a byte of the disk is drawn, as the end of what lies before it where both
     * meet.
     */
    double xAt(long offset) {
        double fromX = 0;
        long fromByte = 0;
        for (Cell leaf : leaves) {
            if (offset <= leaf.range().start()) {
                return between(offset, fromByte, leaf.range().start(), fromX, leaf.left());
            }
            if (offset <= leaf.range().end()) {
                return between(offset, leaf.range().start(), leaf.range().end(), leaf.left(), leaf.right());
            }
            fromX = leaf.right();
            fromByte = leaf.range().end();
        }
        return between(offset, fromByte, diskSize, fromX, width);
    }

    /**
     * Returns the byte of the disk that is drawn at a pixel; the nearest one where {@code x} is off the bar.
     */
    long byteAt(double x) {
        double fromX = 0;
        long fromByte = 0;
        for (Cell leaf : leaves) {
            if (x < leaf.left()) {
                return between(x, fromX, leaf.left(), fromByte, leaf.range().start());
            }
            if (x <= leaf.right()) {
                return between(x, leaf.left(), leaf.right(), leaf.range().start(), leaf.range().end());
            }
            fromX = leaf.right();
            fromByte = leaf.range().end();
        }
        return between(x, fromX, width, fromByte, diskSize);
    }

    private static double between(long at, long from, long to, double fromX, double toX) {
        return to <= from ? fromX : fromX + Math.min(1, (double) (at - from) / (to - from)) * (toX - fromX);
    }

    private static long between(double x, double fromX, double toX, long from, long to) {
        double share = toX <= fromX ? 0 : Math.max(0, Math.min(1, (x - fromX) / (toX - fromX)));
        return from + (long) (share * (to - from));
    }

    private static List<Cell> inOrder(Layout layout) {
        List<Cell> order = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            order.add(new Cell(Optional.of(partition), partition.range(), partition.role() == Role.LOGICAL,
                    0, 0));
        }
        for (ByteRange gap : FreeSpace.of(layout)) {
            order.add(new Cell(Optional.empty(), gap, layout.isLogicalSpace(gap), 0, 0));
        }
        // Of a damaged table partitions may overlap; what lies in the frame must still follow it without a
        // break.
        Optional<Partition> frame = layout.extended();
        order.sort(Comparator.comparingLong((Cell cell) -> cell.inside() && frame.isPresent()
                ? frame.get().range().start() : cell.range().start())
                .thenComparing(cell -> !cell.isFrame())
                .thenComparing(cell -> !cell.inside())
                .thenComparing(Cell::range));
        return order;
    }

    private static int topLevel(List<Cell> order) {
        return (int) order.stream().filter(cell -> !cell.inside()).count();
    }

    private static int inner(List<Cell> order) {
        return order.size() - topLevel(order);
    }

    /**
     * Gives each cell its part of {@code room} that it is of {@code span}, or its minimum; as {@code full} at
     * most.
     */
    private static double[] scaled(List<Cell> leaves, double room, long span, double[] full) {
        double[] widths = new double[full.length];
        for (int i = 0; i < widths.length; i++) {
            Cell leaf = leaves.get(i);
            widths[i] = Math.min(Math.max(full[i], 0),
                    Math.max(leaf.minimum(), room * leaf.range().length() / span));
        }
        return widths;
    }

    /** Shares out {@code room} by size, giving first its minimum to each cell that would get less. */
    private static double[] shares(List<Cell> leaves, double room) {
        double[] widths = new double[leaves.size()];
        double minima = leaves.stream().mapToDouble(Cell::minimum).sum();
        if (minima >= room) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = minima == 0 ? 0 : room * leaves.get(i).minimum() / minima;
            }
            return widths;
        }
        boolean[] small = new boolean[widths.length];
        boolean changed = true;
        while (changed) {
            changed = false;
            double left = room;
            double bytes = 0;
            for (int i = 0; i < widths.length; i++) {
                if (small[i]) {
                    left -= leaves.get(i).minimum();
                } else {
                    bytes += leaves.get(i).range().length();
                }
            }
            for (int i = 0; i < widths.length; i++) {
                double minimum = leaves.get(i).minimum();
                widths[i] = small[i] ? minimum : left * (leaves.get(i).range().length() / bytes);
                if (!small[i] && widths[i] < minimum) {
                    small[i] = true;
                    changed = true;
                }
            }
        }
        return widths;
    }
}
