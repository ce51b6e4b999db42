package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.ClusterCost;
import org.platter.image.capability.ClusterMap;
import org.platter.image.capability.ClusterUpdate;

/**
 * Makes new tables beside those of the image, which point at the clusters where they lie, and switches to
 * them by one write (C7).
 */
public final class ShadowCommit implements Commit {

    /** Opens the change of the image; there is one at a time. */
    @FunctionalInterface
    interface Updates {
        ClusterUpdate begin() throws IOException;
    }

    /** Tells how many bytes can still be written where the image grows. */
    @FunctionalInterface
    interface Room {
        long usableBytes() throws IOException;
    }

    private static final int BUFFER = 4 << 20;
    /** Of longer runs nobody looks for zeros beforehand. */
    private static final long LOOKED_AT = 1 << 20;

    private final Change change;
    private final long cluster;
    private final boolean hasZeroFlags;
    private final Updates updates;
    private final Optional<Room> around;

    /**
     * @param cluster bytes of the image's clusters
     * @param hasZeroFlags whether the image can say that a cluster is zeros without having it
     * @param around the room that the image grows in, where it does
     */
    ShadowCommit(Change change, long cluster, boolean hasZeroFlags, Updates updates,
            Optional<Room> around) {
        this.change = change;
        this.cluster = cluster;
        this.hasZeroFlags = hasZeroFlags;
        this.updates = updates;
        this.around = around;
    }

    static ShadowCommit of(Change change, ClusterMap clusters) throws IOException {
        HostFile file = change.image().file();
        Optional<Room> around = file.isBlockDevice() ? Optional.empty()
                : file.around().map(folder -> folder::usableBytes);
        return new ShadowCommit(change, clusters.clusterSize(), clusters.hasZeroFlags(), clusters::update,
                around);
    }

    @Override
    public Estimate estimate() throws IOException {
        Optional<ClusterCost> cost = tableCost();
        Sum sum = sum(() -> false, cost, true);
        long tables = cost.map(counted -> counted.bytes(change.staged().size())).orElse(0L);
        long bitmaps = 0;
        Optional<BitmapStore> store = change.image().bitmapStore();
        if (store.isPresent()) {
            RangeSet changed = store.get().hasTrackingBitmaps() ? changed() : RangeSet.EMPTY;
            bitmaps = store.get().bitmapBytes(changed, change.staged().size());
        }
        return new Estimate(sum.copied() + tables + bitmaps, change.staged().scratchBytes(), sum.text()
                + (tables == 0 ? "" : " " + ByteSize.format(tables) + " are for tables of the image.")
                + (bitmaps == 0 ? "" : " " + ByteSize.format(bitmaps)
                        + " are for the bitmaps that tell backups what has changed."));
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        Optional<ClusterCost> cost = around.isPresent() ? tableCost() : Optional.empty();
        Sum sum = sum(cancelled, cost, false);
        if (around.isPresent()) {
            long tables = cost.map(counted -> counted.bytes(change.staged().size())).orElse(0L);
            Provision.requireUsable(around.get().usableBytes(), Math.addExact(sum.copied(), tables));
        }
        events.accept(new Event.StepStarted((sum.shared == 0 ? "Copy "
                : "Re-point " + ByteSize.format(sum.shared) + ", copy ")
                + ByteSize.format(sum.copied())));
        Event.Outcome outcome = Event.Outcome.FAILED;
        try (ClusterUpdate update = updates.begin()) {
            if (change.snapshot().isPresent()) {
                update.snapshotBefore(change.snapshot().get());
            }
            long newSize = change.staged().size();
            if (newSize != change.image().size()) {
                update.resize(newSize);
            }
            plan(cancelled, new Writer(update, events, sum.copied(), cancelled));
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            makeTrue(update);
            outcome = Event.Outcome.DONE;
        } catch (Cancelled e) {
            outcome = Event.Outcome.CANCELLED;
            throw e;
        } finally {
            events.accept(new Event.StepEnded(outcome));
        }
    }

    private static void makeTrue(ClusterUpdate update) throws IOException {
        try {
            update.commit();
        } catch (IOException e) {
            // a failed write or sync leaves open which of the two headers the disk has
            throw new IOException("The change could not be completed: " + e.getMessage()
                    + " The image is whole, and as it was or as it was to be; open it again to see which.",
                    e);
        }
    }

    private Optional<ClusterCost> tableCost() throws IOException {
        Optional<ClusterMap> map = change.image().remappable();
        return map.isPresent() ? Optional.of(map.get().tableCost()) : Optional.empty();
    }

    private Sum sum(BooleanSupplier cancelled, Optional<ClusterCost> tables, boolean looksForZeros)
            throws IOException {
        Sum sum = new Sum(tables, looksForZeros);
        plan(cancelled, sum);
        return sum;
    }

    private void plan(BooleanSupplier cancelled, Clusters clusters) throws IOException {
        new ClusterPlan(change.staged(), change.image(), change.live(), cluster, hasZeroFlags, cancelled,
                clusters).plan();
    }

    /** Returns the parts of the disk that the change sets the bits of in bitmaps. */
    private RangeSet changed() throws IOException {
        DiskImage image = change.image();
        RangeSet.Builder changed = new RangeSet.Builder();
        plan(() -> false, new Clusters() {
            @Override
            public void share(ByteRange run, long source) throws IOException {
                data(ByteRange.of(source, run.length())).shifted(run.start() - source).union(data(run))
                        .forEach(range -> changed.add(range.start(), range.end()));
            }

            @Override
            public void zero(ByteRange run) throws IOException {
                data(run).forEach(range -> changed.add(range.start(), range.end()));
            }

            @Override
            public void drop(ByteRange run) throws IOException {
                zero(run);
            }

            @Override
            public void compose(ByteRange run, Reason reason) {
                changed.add(run.start(), run.end());
            }

            private RangeSet data(ByteRange run) throws IOException {
                long end = Math.min(run.end(), image.size());
                return run.start() < end ? image.data(new ByteRange(run.start(), end)) : RangeSet.EMPTY;
            }
        });
        return changed.build();
    }

    /** Counts what the change will take. */
    private final class Sum implements Clusters {

        private final long[] composed = new long[Reason.values().length];
        private final Optional<ClusterCost> tables;
        private final boolean looksForZeros;
        private long shared;

        /** @param looksForZeros whether zeros that would be copied, and take up nothing, are left out */
        Sum(Optional<ClusterCost> tables, boolean looksForZeros) {
            this.tables = tables;
            this.looksForZeros = looksForZeros;
        }

        @Override
        public void share(ByteRange run, long source) throws IOException {
            shared += run.length();
            if (tables.isPresent()) {
                tables.get().share(run, source);
            }
        }

        @Override
        public void zero(ByteRange run) throws IOException {
            if (tables.isPresent() && !isEmpty(run)) {
                tables.get().zero(run);
            }
        }

        @Override
        public void drop(ByteRange run) throws IOException {
            if (tables.isPresent() && !isEmpty(run)) {
                tables.get().drop(run);
            }
        }

        /** Whether a short run has nothing that could be given back. */
        private boolean isEmpty(ByteRange run) throws IOException {
            long end = Math.min(run.end(), change.image().size());
            return run.length() <= LOOKED_AT && (run.start() >= end
                    || change.image().data(new ByteRange(run.start(), end)).isEmpty());
        }

        @Override
        public void compose(ByteRange run, Reason reason) throws IOException {
            composed[reason.ordinal()] += run.length();
            if (looksForZeros && tables.isPresent()) {
                composed[reason.ordinal()] -= zeros(run);
            }
            if (tables.isPresent()) {
                tables.get().compose(run);
            }
        }

        /** Returns the bytes of whole clusters of zeros, which take up nothing, in a run that is short. */
        private long zeros(ByteRange run) throws IOException {
            if (run.length() > LOOKED_AT) {
                return 0;
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) run.length());
            new Composition(change.staged(), change.live()).read(run.start(), (int) run.length(), bytes);
            long zeros = 0;
            for (int at = 0; at < run.length(); at += (int) cluster) {
                int length = (int) Math.min(cluster, run.length() - at);
                boolean isZero = true;
                for (int i = at; isZero && i < at + length; i++) {
                    isZero = bytes.get(i) == 0;
                }
                zeros += isZero ? length : 0;
            }
            return zeros;
        }

        long copied() {
            return LongStream.of(composed).sum();
        }

        String text() {
            List<String> parts = new ArrayList<>();
            if (shared > 0) {
                parts.add(ByteSize.format(shared) + " are pointed at where they lie in the image"
                        + (copied() == 0 ? "" : ", " + ByteSize.format(copied()) + " are copied" + why()));
            } else if (copied() > 0) {
                parts.add(ByteSize.format(copied()) + " are copied" + why());
            }
            parts.add("the image is as it was until one write makes it as it is to be.");
            String text = String.join("; ", parts);
            return Character.toUpperCase(text.charAt(0)) + text.substring(1);
        }

        private String why() {
            long byDistance = composed[Reason.DISTANCE.ordinal()];
            long fromBacking = composed[Reason.BACKING.ordinal()];
            List<String> reasons = new ArrayList<>();
            if (byDistance > 0) {
                reasons.add(part(byDistance) + "because the distance is no multiple of the image's clusters "
                        + "of " + ByteSize.format(cluster));
            }
            if (fromBacking > 0) {
                reasons.add(part(fromBacking) + "because it lies in the backing file");
            }
            String all = String.join(", ", reasons);
            return reasons.isEmpty() ? "" : all.startsWith("because") ? " " + all : " (" + all + ")";
        }

        private String part(long bytes) {
            return bytes == copied() ? "" : ByteSize.format(bytes) + " ";
        }
    }

    /** Carries the change out. */
    private final class Writer implements Clusters {

        private final ClusterUpdate update;
        private final Consumer<Event> events;
        private final long total;
        private final BooleanSupplier cancelled;
        private final Composition composition = new Composition(change.staged(), change.live());
        private final ByteBuffer buffer;
        private long done;

        Writer(ClusterUpdate update, Consumer<Event> events, long total, BooleanSupplier cancelled) {
            this.update = update;
            this.events = events;
            this.total = total;
            this.cancelled = cancelled;
            this.buffer = ByteBuffer.allocate((int) Math.max(cluster, Math.min(BUFFER, total)));
        }

        @Override
        public void share(ByteRange run, long source) throws IOException {
            update.share(run, source);
        }

        @Override
        public void zero(ByteRange run) throws IOException {
            update.zero(run);
        }

        @Override
        public void drop(ByteRange run) throws IOException {
            update.drop(run);
        }

        @Override
        public void compose(ByteRange run, Reason reason) throws IOException {
            long most = ByteSize.floor(buffer.capacity(), cluster);
            for (long at = run.start(); at < run.end(); at += most) {
                if (cancelled.getAsBoolean()) {
                    throw new Cancelled();
                }
                int length = (int) Math.min(most, run.end() - at);
                update.write(at, composition.read(at, length, buffer));
                done += length;
                events.accept(new Event.Progress(done, total));
            }
        }
    }
}
