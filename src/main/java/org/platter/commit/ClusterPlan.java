package org.platter.commit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.image.DiskImage;
import org.platter.image.Span;
import org.platter.stage.Extent;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;

/**
 * Turns the map of a staged disk into what becomes of each cluster of its image. Whole extents at a distance
 * of whole clusters are shared at once; which bytes are live is asked only where bytes have to be copied.
 */
final class ClusterPlan {

    /** How much of the disk is looked at at once. */
    private static final long WINDOW = 256 << 20;

    private final StagedDisk staged;
    private final DiskImage image;
    private final LiveBlocks live;
    private final long cluster;
    private final boolean hasBacking;
    private final boolean hidesFree;
    private final BooleanSupplier cancelled;
    private final ClusterRuns runs;

    /**
     * @param image the base of {@code staged}
     * @param live over the whole staged disk
     * @param cluster bytes
     * @param hidesFree whether what is free becomes zeros where the backing file would show through: nobody
     *     is to find there what was moved away, and zeros cost the image nothing
     */
    ClusterPlan(StagedDisk staged, DiskImage image, LiveBlocks live, long cluster, boolean hidesFree,
            BooleanSupplier cancelled, Clusters clusters) {
        this.staged = staged;
        this.image = image;
        this.live = live;
        this.cluster = cluster;
        this.hidesFree = hidesFree;
        this.hasBacking = image.backing().isPresent();
        this.cancelled = cancelled;
        this.runs = new ClusterRuns(clusters);
    }

    /** @throws Cancelled if it was asked to stop */
    void plan() throws IOException {
        long size = staged.size();
        long wholeClusters = ByteSize.floor(size, cluster);
        for (long at = 0; at < size;) {
            poll();
            Extent extent = staged.extentAt(at);
            long end = Math.min(ByteSize.floor(extent.target().end(), cluster), wholeClusters);
            if (end > at) {
                pure(new ByteRange(at, end), extent);
            } else {
                end = Math.min(at + cluster, size);
                mixed(new ByteRange(at, end));
            }
            at = end;
        }
        runs.end();
    }

    /** Clusters that lie in one extent. */
    private void pure(ByteRange range, Extent extent) throws IOException {
        if (extent.source() instanceof Source.Scratch) {
            runs.compose(range, Clusters.Reason.COMPOSED);
        } else if (extent.source() instanceof Source.Zero) {
            zero(range);
        } else if (extent.source() instanceof Source.Free) {
            drop(range);
        } else if (extent.isMoved()) {
            long distance = extent.target().start() - ((Source.Base) extent.source()).offset();
            if (distance % cluster != 0) {
                copy(range, distance, Clusters.Reason.DISTANCE);
            } else if (hasBacking) {
                shareOwn(range, distance);
            } else {
                runs.share(range, range.start() - distance);
            }
        }
    }

    /** What is not in the image itself would be shown at its old place only, so it is copied. */
    private void shareOwn(ByteRange range, long distance) throws IOException {
        for (long at = range.start(); at < range.end(); at = Math.min(range.end(), at + WINDOW)) {
            poll();
            ByteRange window = new ByteRange(at, Math.min(range.end(), at + WINDOW));
            RangeSet elsewhere = clusters(unallocated(window.shifted(-distance)).shifted(distance), window);
            long from = window.start();
            for (ByteRange run : elsewhere) {
                share(new ByteRange(from, run.start()), distance);
                copy(run, distance, Clusters.Reason.BACKING);
                from = run.end();
            }
            share(new ByteRange(from, window.end()), distance);
        }
    }

    private void share(ByteRange range, long distance) throws IOException {
        if (!range.isEmpty()) {
            runs.share(range, range.start() - distance);
        }
    }

    private RangeSet unallocated(ByteRange window) throws IOException {
        RangeSet.Builder ranges = new RangeSet.Builder();
        for (Span span : image.spans(window)) {
            if (span.kind() == Span.Kind.UNALLOCATED) {
                ranges.add(span.range().start(), span.range().end());
            }
        }
        return ranges.build();
    }

    /** Clusters of which only what is live, and no hole, is worth the copying. */
    private void copy(ByteRange range, long distance, Clusters.Reason reason) throws IOException {
        for (long at = range.start(); at < range.end(); at = Math.min(range.end(), at + WINDOW)) {
            poll();
            ByteRange window = new ByteRange(at, Math.min(range.end(), at + WINDOW));
            RangeSet means = live.within(window);
            RangeSet data = image.data(window.shifted(-distance)).shifted(distance);
            RangeSet copied = clusters(means.intersection(data), window);
            RangeSet zeros = clusters(means, window).intersection(copied.complementWithin(window));
            int nextCopied = 0;
            int nextZero = 0;
            for (long from = window.start(); from < window.end();) {
                long copyStart = nextCopied < copied.count() ? copied.get(nextCopied).start() : window.end();
                long zeroStart = nextZero < zeros.count() ? zeros.get(nextZero).start() : window.end();
                ByteRange run;
                if (copyStart == from) {
                    run = copied.get(nextCopied++);
                    runs.compose(run, reason);
                } else if (zeroStart == from) {
                    run = zeros.get(nextZero++);
                    zero(run);
                } else {
                    run = new ByteRange(from, Math.min(copyStart, zeroStart));
                    drop(run);
                }
                from = run.end();
            }
        }
    }

    /** Zeros are said only where there may be something else. */
    private void zero(ByteRange range) throws IOException {
        for (long at = range.start(); at < range.end(); at = Math.min(range.end(), at + WINDOW)) {
            poll();
            ByteRange window = new ByteRange(at, Math.min(range.end(), at + WINDOW));
            for (ByteRange run : clusters(shown(window), window)) {
                runs.zero(run);
            }
        }
    }

    /** Where the image, made as large as the staged disk, may show anything but zeros. */
    private RangeSet shown(ByteRange window) throws IOException {
        long size = image.size();
        RangeSet.Builder shown = new RangeSet.Builder();
        if (window.start() < size) {
            for (ByteRange range : image.data(new ByteRange(window.start(), Math.min(size, window.end())))) {
                shown.add(range.start(), range.end());
            }
        }
        long backed = image.backing().map(DiskImage::size).orElse(0L);
        shown.add(Math.max(size, window.start()), Math.min(backed, window.end()));
        return shown.build();
    }

    private void drop(ByteRange range) throws IOException {
        // behind the image's end there is nothing to give back
        long end = Math.min(range.end(), ByteSize.ceil(image.size(), cluster));
        if (range.start() < end && hasBacking && hidesFree) {
            zero(new ByteRange(range.start(), end));
        } else if (range.start() < end) {
            runs.drop(new ByteRange(range.start(), end));
        }
    }

    /** What the parts of one cluster are. */
    private final class Mixture {

        private boolean isWritten;
        private boolean hasZeros;
        private boolean showsOther;
        private boolean stays;
        private boolean isMoved;
        private boolean isTorn;
        private long distance;

        void add(Extent part, ByteRange range) throws IOException {
            if (part.source() instanceof Source.Scratch) {
                isWritten = true;
            } else if (part.source() instanceof Source.Zero) {
                hasZeros = true;
                // what the last cluster of the image has behind the image's end, nobody knows
                boolean isBehind = range.start() < image.size() && part.target().end() > image.size();
                showsOther |= isBehind || !shown(part.target()).isEmpty();
            } else if (part.source() instanceof Source.Base base) {
                long by = part.target().start() - base.offset();
                if (by == 0) {
                    stays = true;
                } else if (!live.within(part.target()).isEmpty()) {
                    isTorn |= isMoved && by != distance;
                    isMoved = true;
                    distance = by;
                }
            }
        }

        boolean isFree() {
            return !isWritten && !hasZeros && !stays && !isMoved;
        }

        boolean isAsItWas() {
            return !isWritten && !isMoved && !showsOther;
        }

        boolean isZero() {
            return !isWritten && !isMoved && !stays;
        }

        boolean isOneMove() {
            return isMoved && !isTorn && !isWritten && !hasZeros && !stays;
        }
    }

    /** A cluster that has parts of several origins, or ends with the disk. */
    private void mixed(ByteRange range) throws IOException {
        Mixture mixture = new Mixture();
        for (Extent part : staged.extents(range)) {
            mixture.add(part, range);
        }
        boolean isCutAnew = range.length() < cluster && staged.size() != image.size();
        if (mixture.isFree()) {
            drop(range);
        } else if (mixture.isAsItWas() && !isCutAnew) {
            return; // what is free in it may be anything
        } else if (mixture.isZero()) {
            runs.zero(range);
        } else if (mixture.isOneMove() && canShare(range, mixture.distance)) {
            runs.share(range, range.start() - mixture.distance);
        } else {
            boolean isShifted = mixture.isMoved && mixture.distance % cluster != 0;
            runs.compose(range, isShifted ? Clusters.Reason.DISTANCE : Clusters.Reason.COMPOSED);
        }
    }

    /** Whether a whole cluster lies there, in the image itself. */
    private boolean canShare(ByteRange range, long distance) throws IOException {
        return range.length() == cluster && distance % cluster == 0 && distance <= range.start()
                && range.end() - distance <= image.size()
                && (!hasBacking || unallocated(range.shifted(-distance)).isEmpty());
    }

    /** Returns the clusters of {@code window} that the set touches. */
    private RangeSet clusters(RangeSet set, ByteRange window) {
        RangeSet.Builder touched = new RangeSet.Builder();
        long end = window.start();
        for (ByteRange range : set) {
            long start = Math.max(end, ByteSize.floor(range.start(), cluster));
            end = Math.min(window.end(), ByteSize.ceil(range.end(), cluster));
            touched.add(start, end);
        }
        return touched.build();
    }

    private void poll() throws Cancelled {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
    }
}
