package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.Allocation;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.open.Images;
import org.platter.stage.Extent;
import org.platter.stage.Source;
import org.platter.stage.Workplace;

/**
 * Fills a new image of the same format and replaces the old one by it: for formats whose images cannot be
 * made larger or smaller where they are.
 */
public final class RewriteCommit implements Commit {

    private static final long WINDOW = 64 << 20;
    private static final int BUFFER = 2 << 20;

    private final Change change;

    public RewriteCommit(Change change) {
        this.change = change;
    }

    @Override
    public Estimate estimate() throws IOException {
        requireReplaceable();
        long bytes = bytes(() -> false);
        String flattened = change.image().backing().isPresent()
                ? " The new one holds all of the disk and is based on no other image." : "";
        return new Estimate(bytes, change.staged().scratchBytes() + bytes, "This "
                + change.image().format() + " image cannot have the new size in its own file, so "
                + ByteSize.format(bytes)
                + " are copied to a new one, which then replaces the old one at once."
                + flattened);
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        try (HostFolder home = HostFolder.open(Workplace.beside(change.image().file()))) {
            run(home, events, cancelled);
        }
    }

    private void run(HostFolder home, Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        HostFile file = change.image().file();
        String name = file.name();
        long bytes = bytes(cancelled);
        home.requireImage(file);
        check(file, home, cancelled);
        events.accept(new Event.StepStarted("Make a new image, copying " + ByteSize.format(bytes)));
        Event.Outcome outcome = Event.Outcome.FAILED;
        // a folder of its own: some formats have their file's name inside, and nobody sees it before it is
        // as private as the old one
        OwnFolder own = OwnFolder.create(home, Workplace.beside(file).name());
        try {
            fill((HostFolder) own.folder(), name, new Copier(events, bytes, cancelled));
            // the name may not stand for the new file before its bytes are durable
            own.replace(name, name);
            outcome = Event.Outcome.DONE;
        } catch (Cancelled e) {
            outcome = Event.Outcome.CANCELLED;
            throw e;
        } finally {
            own.remove();
            events.accept(new Event.StepEnded(outcome));
        }
    }

    private void check(HostFile file, Folder home, BooleanSupplier cancelled) throws IOException {
        requireReplaceable();
        long needed = room(cancelled);
        Provision.requireRoom(home, needed);
        Provision.requireSize(new HostStoredFile(file), needed);
    }

    private void requireReplaceable() throws IOException {
        Optional<String> why = Provision.whyNotReplaced(change.image().file());
        if (why.isPresent()) {
            throw new IOException(why.get());
        }
    }

    /** Returns how large the new image will be at most: in blocks of its format, with its tables. */
    private long room(BooleanSupplier cancelled) throws IOException {
        Optional<Allocation> allocation = change.image().allocation();
        if (allocation.isEmpty()) {
            return bytes(cancelled);
        }
        long block = allocation.get().block();
        long[] blocks = new long[2]; // how many, and where the last one ends
        visit(cancelled, range -> {
            long start = Math.max(blocks[1], ByteSize.floor(range.start(), block));
            blocks[1] = Math.max(blocks[1], ByteSize.ceil(range.end(), block));
            blocks[0] += (blocks[1] - start) / block;
        });
        return allocation.get().growth(blocks[0], change.staged().size());
    }

    private void fill(HostFolder folder, String name, Copier copier) throws IOException {
        // programs are given it too, and the image's owner may rename the folder meanwhile
        Path fresh = folder.stablePath(name);
        try {
            fill(folder, name, fresh, copier);
        } catch (Cancelled e) {
            throw e;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new IOException(message.replace(fresh.toString(), folder.path(name).toString()), e);
        }
    }

    private void fill(HostFolder folder, String name, Path fresh, Copier copier) throws IOException {
        DiskImage old = change.image();
        try (StoredFile file = folder.createFile(name)) { // private from the first byte, before QEMU fills it
            new HostStoredFile(old.file()).copyAttributesTo(file); // it counts for its owner
        }
        try {
            Images.createLike(old, fresh, change.staged().size());
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
        if (!Set.of(name, OwnFolder.MARK).containsAll(folder.names())) {
            throw new IOException("An image of several files cannot be made larger or smaller; convert "
                    + "it to one of one file first.");
        }
        Opening opening = Opening.toWrite().inTheMaking().withFormat(Optional.of(old.format()))
                .withSectorSize(OptionalInt.of(old.sectorSize()));
        try (DiskImage target = Images.open(fresh, opening)) {
            visit(copier.cancelled, range -> copier.copy(range, target));
            target.flush();
        }
        try (HostFile file = HostFile.open(fresh, HostFile.Access.WRITE)) {
            Images.giveIdentity(old, file);
            old.file().copyAttributesTo(file);
            file.sync();
        }
    }

    private interface Ranges {
        void accept(ByteRange range) throws IOException;
    }

    private long bytes(BooleanSupplier cancelled) throws IOException {
        long[] sum = new long[1];
        visit(cancelled, range -> sum[0] += range.length());
        return sum[0];
    }

    /** Gives all of the staged disk that has a meaning and is no hole. */
    private void visit(BooleanSupplier cancelled, Ranges ranges) throws IOException {
        long size = change.staged().size();
        for (long at = 0; at < size; at += WINDOW) {
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            ByteRange window = new ByteRange(at, Math.min(size, at + WINDOW));
            RangeSet.Builder worth = new RangeSet.Builder();
            for (Extent extent : change.staged().extents(window)) {
                ByteRange target = extent.target();
                RangeSet data = change.staged().data(target);
                boolean isMoved = extent.source() instanceof Source.Base && extent.isMoved();
                RangeSet means = isMoved ? data.intersection(change.live().within(target)) : data;
                means.forEach(range -> worth.add(range.start(), range.end()));
            }
            for (ByteRange range : DataMap.rounded(worth.build(), change.staged().sectorSize(), 0)) {
                ranges.accept(range);
            }
        }
    }

    private final class Copier {

        private final Consumer<Event> events;
        private final long total;
        private final BooleanSupplier cancelled;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        private long done;

        Copier(Consumer<Event> events, long total, BooleanSupplier cancelled) {
            this.events = events;
            this.total = total;
            this.cancelled = cancelled;
        }

        void copy(ByteRange range, DiskImage target) throws IOException {
            for (long at = range.start(); at < range.end(); at += buffer.limit()) {
                if (cancelled.getAsBoolean()) {
                    throw new Cancelled();
                }
                buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
                change.staged().read(at, buffer);
                target.write(at, buffer.flip());
                done += buffer.limit();
                events.accept(new Event.Progress(done, total));
            }
        }
    }
}
