package org.platter.commit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.stage.Extent;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;

/**
 * The order in which moved extents are copied, so that none overwrites what is still to be read (C3). Extents
 * that moved by the same distance and lie close together are one mover. A mover goes before those that
 * overwrite what it reads; where that is a cycle, the shortest mover of it is saved apart first, and put into
 * its place when that is free.
 */
final class MoveOrder {

    /**
     * Extents that moved together.
     *
     * @param hull on the staged disk; there may be others between them, but none that moved by another
     *     distance
     * @param distance from where they lie on the base, negative to the left
     */
    record Mover(ByteRange hull, long distance) {

        /**
         * To the right goes from the right, so that a mover never overwrites what it has still to read
         * itself.
         */
        boolean fromTheRight() {
            return distance > 0;
        }

        boolean includes(Extent extent) {
            return extent.isMoved() && distanceOf(extent) == distance;
        }
    }

    /** Takes the movers in order. */
    interface Visitor {
        void move(Mover mover) throws IOException;

        void save(Mover mover) throws IOException;

        void restore(Mover mover) throws IOException;
    }

    private static final class Numbers {
        private int[] numbers = new int[2];
        private int count;

        private void add(int number) {
            if (count > 0 && numbers[count - 1] == number) {
                return;
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number;
        }
    }

    private final StagedDisk staged;
    private final List<Mover> movers = new ArrayList<>();
    private Numbers[] overwriters = {}; // of each mover: those that write where it reads
    private Numbers[] readers = {}; // of each mover: those that read where it writes
    private int[] waits = {}; // how many readers of each are still to go
    private boolean[] isWritten = {};
    private boolean[] isRead = {}; // moved or saved: where it lay may be overwritten

    MoveOrder(StagedDisk staged, long gap) {
        this.staged = staged;
        collect(gap);
    }

    static long distanceOf(Extent moved) {
        return moved.target().start() - ((Source.Base) moved.source()).offset();
    }

    /** Returns all movers, from left to right. */
    List<Mover> movers() {
        return Collections.unmodifiableList(movers);
    }

    /** Returns whether a byte of the base goes to more than one place. */
    boolean readsTwice() {
        List<ByteRange> sources = new ArrayList<>();
        long sum = 0;
        for (long at = 0; at < staged.size();) {
            Extent extent = staged.extentAt(at);
            at = extent.target().end();
            if (extent.isMoved()) {
                sources.add(extent.target().shifted(-distanceOf(extent)));
                sum += extent.target().length();
            }
        }
        return RangeSet.of(sources).length() < sum;
    }

    /** Visits all movers from left to right, for callers that do not overwrite what the movers read. */
    void visitUnordered(Visitor visitor) throws IOException {
        for (Mover mover : movers) {
            visitor.move(mover);
        }
    }

    /** Visits the movers so that none overwrites what is still to be read. */
    void visit(Visitor visitor) throws IOException {
        connect();
        ArrayDeque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < movers.size(); i++) {
            if (waits[i] == 0) {
                ready.add(i);
            }
        }
        for (int left = movers.size(); left > 0;) {
            if (ready.isEmpty()) {
                int saved = shortestOfACycle();
                visitor.save(movers.get(saved));
                release(saved, ready);
            } else {
                int next = ready.remove();
                isWritten[next] = true;
                left--;
                if (isRead[next]) {
                    visitor.restore(movers.get(next));
                } else {
                    visitor.move(movers.get(next));
                    release(next, ready);
                }
            }
        }
    }

    private void collect(long gap) {
        Mover open = null;
        for (long at = 0; at < staged.size();) {
            Extent extent = staged.extentAt(at);
            at = extent.target().end();
            if (!extent.isMoved()) {
                continue;
            }
            long distance = distanceOf(extent);
            if (open != null && open.distance == distance && extent.target()
                    .start() - open.hull.end() <= gap) {
                open = new Mover(new ByteRange(open.hull.start(), at), distance);
                movers.set(movers.size() - 1, open);
            } else {
                open = new Mover(extent.target(), distance);
                movers.add(open);
            }
        }
    }

    private void connect() {
        int count = movers.size();
        overwriters = new Numbers[count];
        readers = new Numbers[count];
        waits = new int[count];
        isWritten = new boolean[count];
        isRead = new boolean[count];
        for (int reader = 0; reader < count; reader++) {
            Mover mover = movers.get(reader);
            for (long at = mover.hull.start(); at < mover.hull.end();) {
                Extent extent = staged.extentAt(at);
                at = extent.target().end();
                if (mover.includes(extent)) {
                    connect(reader, extent.target().shifted(-mover.distance));
                }
            }
        }
        for (int writer = 0; writer < count; writer++) {
            waits[writer] = readers[writer] == null ? 0 : readers[writer].count;
        }
    }

    private void connect(int reader, ByteRange source) {
        for (long at = source.start(); at < Math.min(source.end(), staged.size());) {
            Extent extent = staged.extentAt(at);
            if (extent.isMoved()) {
                int writer = moverAt(at);
                if (writer != reader) {
                    link(reader, writer);
                }
            }
            at = extent.target().end();
        }
    }

    private void link(int reader, int writer) {
        if (overwriters[reader] == null) {
            overwriters[reader] = new Numbers();
        }
        if (readers[writer] == null) {
            readers[writer] = new Numbers();
        }
        int before = readers[writer].count;
        readers[writer].add(reader);
        if (readers[writer].count > before) {
            overwriters[reader].add(writer);
        }
    }

    private int moverAt(long target) {
        int low = 0;
        int high = movers.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (movers.get(middle).hull.start() <= target) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void release(int mover, ArrayDeque<Integer> ready) {
        isRead[mover] = true;
        for (int i = 0; overwriters[mover] != null && i < overwriters[mover].count; i++) {
            int writer = overwriters[mover].numbers[i];
            if (--waits[writer] == 0) {
                ready.add(writer);
            }
        }
    }

    /**
     * Walks from reader to reader until it has been there before; each that is left waits for one that is
     * left.
     */
    private int shortestOfACycle() {
        int[] step = new int[movers.size()];
        int at = 0;
        while (isWritten[at] || waits[at] == 0) {
            at++;
        }
        List<Integer> way = new ArrayList<>();
        while (step[at] == 0) {
            way.add(at);
            step[at] = way.size();
            at = unreadReaderOf(at);
        }
        int shortest = at;
        for (int mover : way.subList(step[at] - 1, way.size())) {
            if (movers.get(mover).hull.length() < movers.get(shortest).hull.length()) {
                shortest = mover;
            }
        }
        return shortest;
    }

    private int unreadReaderOf(int writer) {
        for (int i = 0; i < readers[writer].count; i++) {
            if (!isRead[readers[writer].numbers[i]]) {
                return readers[writer].numbers[i];
            }
        }
        throw new IllegalStateException("mover " + writer + " waits for nothing");
    }
}
