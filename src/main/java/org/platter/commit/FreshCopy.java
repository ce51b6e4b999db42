package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;
import org.platter.filesystem.LiveBlocks;
import org.platter.host.HostFailure;
import org.platter.stage.StagedDisk;

/**
 * The commit by a new file, above whatever keeps the files: it begins as a clone of the old one, is edited,
 * made durable and renamed over the old one. The old one is only read, so there is no order to keep but that.
 */
final class FreshCopy {

    /**
     * The unfinished file, in a folder of its own; if the power fails, {@link Recovery#tidy} removes both.
     */
    private static final String FRESH = "new";
    private static final String SUFFIX = ".platter";

    /** A step costs a system call, whatever its length. */
    private static final Limits LIMITS = new Limits(1 << 30, Long.MAX_VALUE, 0,
            1 << 30, Integer.MAX_VALUE, 1 << 30,
            Limits.USUAL.gap(), Limits.USUAL.apart(), Limits.USUAL.hole());
    /** What file systems share is made of blocks of this size, or of a multiple. */
    private static final int BLOCK = 4096;
    private static final int BUFFER = 4 << 20;

    private final StoredFile image;
    private final Folder folder;
    private final String name;
    private final StagedDisk staged;
    private final LiveBlocks live;
    private final RangeSet tables;
    private final boolean punches;

    FreshCopy(StoredFile image, Folder folder, String name, StagedDisk staged, LiveBlocks live,
            RangeSet tables)
            throws IOException {
        this.image = image;
        this.folder = folder;
        this.name = name;
        this.staged = staged;
        this.live = live;
        this.tables = tables;
        this.punches = image.allocatedBytes() < image.size();
    }

    Estimate estimate() throws IOException {
        long[] bytes = new long[1];
        planner(() -> false, step -> bytes[0] += copied(step)).plan();
        return new Estimate(bytes[0], staged.scratchBytes(),
                "Put together from shared blocks as a new file, which then replaces the old one at once.");
    }

    /** Returns false, having done nothing, if the file system does not share blocks. */
    boolean tryRun(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        long needed = estimate().copyBytes();
        long newSize = staged.size() == staged.base().size() ? image.size() : staged.size();
        Provision.requireRoom(folder, needed);
        Provision.requireSize(image, newSize);
        events.accept(new Event.StepStarted("Put a new image together, copying " + ByteSize.format(needed)));
        Event.Outcome outcome = Event.Outcome.FAILED;
        OwnFolder own = OwnFolder.create(folder, name + SUFFIX);
        try (StoredFile file = own.folder().createFile(FRESH)) {
            image.copyAttributesTo(file); // before its content: only an empty file can get all of them
            if (!file.tryCloneRange(image, new ByteRange(0, image.size()), 0)) {
                return false;
            }
            file.resize(newSize);
            planner(cancelled, new Editor(file, events, needed)).plan();
            image.copyAttributesTo(file); // writing takes some of them away
            file.sync();
            own.folder().sync();
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            // the name may not stand for the new file before its bytes are durable
            boolean isReplaced = tryReplace(own);
            outcome = isReplaced ? Event.Outcome.DONE : Event.Outcome.FAILED;
            return isReplaced;
        } catch (Cancelled e) {
            outcome = Event.Outcome.CANCELLED;
            throw e;
        } finally {
            own.remove();
            events.accept(new Event.StepEnded(outcome));
        }
    }

    private boolean tryReplace(OwnFolder own) throws IOException {
        try {
            own.replace(FRESH, name);
            return true;
        } catch (HostFailure e) {
            if (e.isBusy()) {
                return false; // the image is a mount point of its own
            }
            throw e;
        }
    }

    private Planner planner(BooleanSupplier cancelled, StepSink sink) throws IOException {
        return new Planner(staged, image, live, tables, punches, LIMITS, cancelled, step -> {
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            sink.accept(step);
        }) {
            @Override
            void visit(MoveOrder order, MoveOrder.Visitor visitor) throws IOException {
                order.visitUnordered(visitor);
            }

            @Override
            RangeSet meaning(MoveOrder.Mover mover, ByteRange window) throws IOException {
                // what is shared costs nothing, whether it has a meaning or not
                return mover.distance() % BLOCK == 0 ? RangeSet.of(window) : super.meaning(mover, window);
            }
        };
    }

    /** The part of a step whose blocks can be shared; empty if it has none. */
    private static ByteRange shared(Step step) {
        long start = ByteSize.ceil(step.target(), BLOCK);
        long end = ByteSize.floor(step.target() + step.length(), BLOCK);
        return step.kind() == Step.Kind.COPY && (step.target() - step.source()) % BLOCK == 0 && start < end
                ? new ByteRange(start, end) : ByteRange.of(step.target(), 0);
    }

    private static long copied(Step step) {
        return step.copies() ? step.length() - shared(step).length() : 0;
    }

    /** Carries the steps out on the new file. */
    private final class Editor implements StepSink {

        private final StoredFile file;
        private final Consumer<Event> events;
        private final long total;
        private final ByteBuffer buffer;
        private long done;
        private long told;

        Editor(StoredFile file, Consumer<Event> events, long total) {
            this.file = file;
            this.events = events;
            this.total = total;
            this.buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER, Math.max(BLOCK, total)));
        }

        @Override
        public void accept(Step step) throws IOException {
            switch (step.kind()) {
                case COPY -> share(step);
                case SCRATCH -> copy(step, 0, step.length());
                case ZERO, PUNCH -> file.punch(step.targetRange());
                default -> throw new IllegalStateException("step " + step);
            }
            done += copied(step);
            if (done - told >= BUFFER || done == total) {
                told = done;
                events.accept(new Event.Progress(done, total));
            }
        }

        private void share(Step step) throws IOException {
            ByteRange shared = shared(step);
            long before = shared.start() - step.target();
            if (shared.isEmpty() || !file.tryCloneRange(image,
                    shared.shifted(step.source() - step.target()), shared.start())) {
                copy(step, 0, step.length());
                return;
            }
            copy(step, 0, before);
            copy(step, before + shared.length(), step.length());
        }

        /** Copies the bytes of a step from {@code from} to {@code to}, relative to its start. */
        private void copy(Step step, long from, long to) throws IOException {
            for (long at = from; at < to; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
                if (step.kind() == Step.Kind.SCRATCH) {
                    staged.scratch().read(step.source() + at, buffer);
                } else {
                    image.read(step.source() + at, buffer);
                }
                file.write(step.target() + at, buffer.flip());
            }
        }
    }
}
