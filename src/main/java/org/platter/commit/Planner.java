package org.platter.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;
import org.platter.filesystem.LiveBlocks;
import org.platter.stage.Extent;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;

/**
 * Turns the map of a staged disk into steps, in the order of C3: moved extents and holes where they were,
 * scratch data, zeros, holes where nothing has a meaning any more, and the partition tables last. Extents
 * that stay in place have no step. Each byte of the image is the target of at most one step.
 */
class Planner {

    private record Piece(ByteRange target, boolean isData) {}

    private interface PieceSink {
        void accept(Piece piece) throws IOException;
    }

    private final StagedDisk staged;
    private final LiveBlocks live;
    private final RangeSet tables;
    private final boolean punches;
    private final Limits limits;
    private final BooleanSupplier cancelled;
    private final StepSink sink;
    private final int sector;
    private final long baseSize;
    private final DataMap sourceData;
    private final DataMap targetData;
    private final MoveOrder order;
    private final RangeIndex punched = new RangeIndex();
    private boolean givesBackEarly;
    private long saved;

    /**
     * @param image as it is now
     * @param live over the whole staged disk
     * @param punches whether what has no meaning is to become holes
     */
    Planner(StagedDisk staged, StoredFile image, LiveBlocks live, RangeSet tables, boolean punches,
            Limits limits, BooleanSupplier cancelled, StepSink sink) {
        this.staged = staged;
        this.live = live;
        this.sector = staged.sectorSize();
        this.tables = DataMap.rounded(tables, sector, 0);
        this.punches = punches;
        this.limits = limits;
        this.cancelled = cancelled;
        this.sink = sink;
        this.baseSize = staged.base().size();
        this.sourceData = new DataMap(image, sector);
        this.targetData = new DataMap(image, sector);
        this.order = new MoveOrder(staged, limits.apart());
    }

    /**
     * Gives all steps to the sink.
     *
     * @throws Cancelled if it was asked to stop
     */
    void plan() throws IOException {
        moves();
        sink.cut();
        written(false);
        zeros(false);
        if (punches) {
            holes();
        }
        sink.beginTables();
        written(true);
        zeros(true);
        sink.end();
    }

    /** Bytes that the save file has to hold. */
    long saved() {
        return saved;
    }

    private void moves() throws IOException {
        Map<MoveOrder.Mover, Long> saves = new HashMap<>();
        givesBackEarly = punches && !order.readsTwice();
        visit(order, new MoveOrder.Visitor() {
            @Override
            public void move(MoveOrder.Mover mover) throws IOException {
                steps(mover, Step.Kind.COPY, 0);
            }

            @Override
            public void save(MoveOrder.Mover mover) throws IOException {
                sink.cut();
                saves.put(mover, saved);
                saved = steps(mover, Step.Kind.SAVE, saved);
                // what was saved may be overwritten from here on, so it has to be durable
                sink.cut();
            }

            @Override
            public void restore(MoveOrder.Mover mover) throws IOException {
                steps(mover, Step.Kind.RESTORE, Objects.requireNonNull(saves.get(mover)));
            }
        });
    }

    /** Visits the movers in the order in which they are to go. */
    void visit(MoveOrder order, MoveOrder.Visitor visitor) throws IOException {
        order.visit(visitor);
    }

    /** Returns the bytes of the mover's extents in {@code window} that are worth moving, or some more. */
    RangeSet meaning(MoveOrder.Mover mover, ByteRange window) throws IOException {
        return live(window);
    }

    /** Gives the steps of one mover; returns where the save file ends that began at {@code save}. */
    private long steps(MoveOrder.Mover mover, Step.Kind kind, long save) throws IOException {
        long[] at = {save};
        boolean givesBack = givesBackEarly && kind == Step.Kind.COPY;
        pieces(mover, givesBack, piece -> {
            ByteRange target = piece.target;
            long source = target.start() - mover.distance();
            if (!piece.isData) {
                if (kind != Step.Kind.SAVE) {
                    sink.accept(new Step(Step.Kind.ZERO, target.start(), 0, target.length(), 0));
                }
            } else if (kind == Step.Kind.COPY) {
                sink.accept(new Step(kind, target.start(), source, target.length(), 0));
            } else {
                sink.accept(kind == Step.Kind.SAVE
                        ? new Step(kind, at[0], source, target.length(), 0)
                        : new Step(kind, target.start(), at[0], target.length(), 0));
                at[0] += target.length();
            }
        });
        return at[0];
    }

    /** Cuts a mover into what has data and what has to be zeros, in the direction that it goes. */
    private void pieces(MoveOrder.Mover mover, boolean givesBack, PieceSink sink) throws IOException {
        for (ByteRange window : windows(mover.hull(), mover.fromTheRight())) {
            poll();
            RangeSet moved = extents(mover, window);
            RangeSet means = meaning(mover, window).intersection(moved);
            if (means.isEmpty()) {
                continue;
            }
            RangeSet data = dataOf(mover, window);
            List<Piece> pieces = new ArrayList<>();
            for (ByteRange range : means.intersection(data)) {
                split(range, mover.fromTheRight(), pieces);
            }
            RangeSet holes = means.intersection(data.complementWithin(window));
            for (ByteRange range : holes.intersection(targetData.within(window))) {
                pieces.add(new Piece(range, false));
            }
            pieces.sort((one, other) -> one.target.compareTo(other.target));
            if (mover.fromTheRight()) {
                Collections.reverse(pieces);
            }
            for (Piece piece : pieces) {
                sink.accept(piece);
            }
            if (givesBack) {
                giveBack(mover, moved);
            }
        }
    }

    /**
     * Punches what these extents leave behind for good, so that a move on a full host needs little more room.
     */
    private void giveBack(MoveOrder.Mover mover, RangeSet moved) throws IOException {
        for (ByteRange left : moved.shifted(-mover.distance())) {
            for (Extent extent : staged.extents(new ByteRange(Math.min(left.start(), staged.size()),
                    Math.min(left.end(), staged.size())))) {
                if (extent.source() instanceof Source.Free) {
                    clear(Step.Kind.PUNCH, extent.target(), 1);
                    punched.add(extent.target());
                }
            }
        }
    }

    private void split(ByteRange range, boolean fromTheRight, List<Piece> pieces) {
        for (long done = 0; done < range.length(); done += limits.step()) {
            long length = Math.min(limits.step(), range.length() - done);
            long start = fromTheRight ? range.end() - done - length : range.start() + done;
            pieces.add(new Piece(ByteRange.of(start, length), true));
        }
    }

    private RangeSet extents(MoveOrder.Mover mover, ByteRange window) {
        RangeSet.Builder moved = new RangeSet.Builder();
        for (long at = window.start(); at < window.end();) {
            Extent extent = staged.extentAt(at);
            long end = Math.min(extent.target().end(), window.end());
            if (mover.includes(extent)) {
                moved.add(at, end);
            }
            at = end;
        }
        return moved.build();
    }

    /** What is live in a window of the staged disk, small gaps taken along. */
    private RangeSet live(ByteRange window) throws IOException {
        return DataMap.rounded(live.within(window), sector, limits.gap());
    }

    /** Where the mover's source has data, as places of its target. */
    private RangeSet dataOf(MoveOrder.Mover mover, ByteRange window) throws IOException {
        long start = Math.max(0, window.start() - mover.distance());
        long end = Math.min(baseSize, window.end() - mover.distance());
        return start < end
                ? sourceData.within(new ByteRange(start, end)).shifted(mover.distance())
                : RangeSet.EMPTY;
    }

    private void written(boolean inTables) throws IOException {
        for (long at = 0; at < staged.size();) {
            Extent extent = staged.extentAt(at);
            at = extent.target().end();
            if (extent.source() instanceof Source.Scratch scratch) {
                for (ByteRange part : part(extent.target(), inTables)) {
                    long distance = scratch.offset() - extent.target().start();
                    List<Piece> pieces = new ArrayList<>();
                    split(part, false, pieces);
                    for (Piece piece : pieces) {
                        sink.accept(new Step(Step.Kind.SCRATCH, piece.target.start(),
                                piece.target.start() + distance, piece.target.length(), 0));
                    }
                }
            }
            poll();
        }
    }

    private void zeros(boolean inTables) throws IOException {
        for (long at = 0; at < staged.size();) {
            Extent extent = staged.extentAt(at);
            at = extent.target().end();
            if (extent.source() instanceof Source.Zero) {
                for (ByteRange part : part(extent.target(), inTables)) {
                    clear(Step.Kind.ZERO, part, 1);
                }
            }
        }
    }

    /** Gives back what is free, and what a file system moved over but does not use. */
    private void holes() throws IOException {
        for (long at = 0; at < staged.size();) {
            Extent extent = staged.extentAt(at);
            at = extent.target().end();
            if (extent.source() instanceof Source.Free) {
                for (ByteRange range : punched.complementWithin(extent.target())) {
                    clear(Step.Kind.PUNCH, range, 1);
                }
            }
        }
        for (MoveOrder.Mover mover : order.movers()) {
            // the same windows as when it was copied, so that the same small gaps are not dead
            for (ByteRange window : windows(mover.hull(), mover.fromTheRight())) {
                RangeSet dead = meaning(mover, window).complementWithin(window);
                for (ByteRange range : dead.intersection(extents(mover, window))) {
                    clear(Step.Kind.PUNCH, range, limits.hole());
                }
            }
        }
    }

    /**
     * Gives steps of one kind for what has data in {@code range}, but for what is shorter than {@code least}.
     */
    private void clear(Step.Kind kind, ByteRange range, long least) throws IOException {
        for (ByteRange window : windows(range, false)) {
            for (ByteRange data : targetData.within(window)) {
                if (data.length() >= least) {
                    sink.accept(new Step(kind, data.start(), 0, data.length(), 0));
                }
            }
        }
    }

    private RangeSet part(ByteRange range, boolean inTables) {
        return inTables ? tables.within(range) : tables.complementWithin(range);
    }

    /** Cuts a range into windows, each of which begins a step of work that can be cancelled. */
    private Iterable<ByteRange> windows(ByteRange range, boolean fromTheRight) {
        return () -> new Iterator<>() {
            private long done;

            @Override
            public boolean hasNext() {
                return done < range.length();
            }

            @Override
            public ByteRange next() {
                long length = Math.min(limits.window(), range.length() - done);
                long start = fromTheRight ? range.end() - done - length : range.start() + done;
                done += length;
                return ByteRange.of(start, length);
            }
        };
    }

    private void poll() throws Cancelled {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
    }
}
