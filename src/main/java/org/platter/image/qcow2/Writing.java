package org.platter.image.qcow2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.image.Span;
import org.platter.image.capability.CheckReport;

/**
 * All that changes an image. What a guest writes is gathered in an update, which {@link #flush} commits;
 * reads see it before. The caller holds the image's lock alone. Long, since it is all that the image asks
 * for.
 */
final class Writing implements Update.Owner {

    private final Qcow2Image image;
    private final Geometry geometry;
    private final Optional<DataFileWriting> dataFile;
    private final Allocator allocator = new Allocator();
    private final HeaderSwitch switching;
    private Update update;
    private boolean isGuests;
    private boolean isPrepared;
    /** Clusters of the file that tables lead to, whatever their refcounts say, while those are repaired. */
    private long reachedClusters;

    Writing(Qcow2Image image) {
        this.image = image;
        this.geometry = image.geometry;
        this.switching = new HeaderSwitch(image.file, image.name);
        this.dataFile = image.dataFile.map(file -> new DataFileWriting(image));
    }

    /** Begins an update that somebody else makes and ends; what the guest has written before is committed. */
    Update begin() throws IOException {
        flush();
        if (update != null) {
            throw new IllegalStateException(image.name + " is being changed already");
        }
        prepare();
        update = new Update(image, switching, allocator, this);
        isGuests = false;
        return update;
    }

    private Update guests() throws IOException {
        if (update != null && !isGuests) {
            throw new IllegalStateException(image.name + " is being changed by an update");
        }
        if (update == null) {
            prepare();
            update = new Update(image, switching, allocator, this);
            isGuests = true;
        }
        return update;
    }

    private void prepare() throws IOException {
        checkWritable();
        if (image.header().isCorrupt()) {
            throw new IOException(image.name + " is marked as corrupt, so it can only be read; "
                    + "run “platter image check --repair all” first.");
        }
        if (isPrepared) {
            return;
        }
        boolean isAllCopied = false;
        if (image.header().isDirty()) {
            // Its refcounts were put off by a program that did not end properly.
            repair(false, event -> {}, () -> false);
            if (image.header().isDirty()) {
                throw new IOException(image.name
                        + " was not closed properly and is damaged; run “platter "
                        + "image check --repair all”.");
            }
        } else {
            isAllCopied = new Checker(image.file, image.header(), image.name, event -> {}, () -> false)
                    .verifyForWriting();
            reachedClusters = 0; // no cluster is used more often than it is counted
        }
        cutTail(new Refcounts(image.header(), image.pages, allocator, image.name));
        image.become(image.state().withShared(!isAllCopied && !geometry.dataFile()
                && new Sharing(image.state().mapping(), geometry, image.pages).isAny()));
        isPrepared = true;
    }

    private void checkWritable() throws IOException {
        if (!image.writable) {
            throw new IOException(image.name + " was opened for reading only");
        }
        switching.requireKnown();
    }

    /**
     * Makes refcounts and flags true.
     *
     * @throws IOException in particular if a table leads past the end of the file; nothing was written then
     */
    void repair(boolean leaksOnly, Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        checkWritable();
        if (update != null) {
            throw new IllegalStateException(image.name + " is being changed");
        }
        Checker before = new Checker(image.file, image.header(), image.name, events, cancelled);
        if (leaksOnly) {
            before.run();
        } else {
            before.count((cluster, refcount, references) -> {}); // the counts are rebuilt
        }
        before.requireNothingPastEnd();
        reachedClusters = before.referencedClusters();
        // Only what lies behind everything is free for sure.
        long end = ByteSize.ceil(image.file.size(), geometry.clusterSize()) >> geometry.clusterBits();
        allocator.restart(end);
        Checker checker = new Checker(image.file, image.header(), image.name, events, cancelled);
        try (Update counting = update = new Update(image, switching, allocator, this)) {
            isGuests = false;
            if (leaksOnly) {
                counting.lowerCounts(checker);
            } else {
                counting.countAnew(checker);
            }
            counting.commit();
        }
        allocator.restart(0);
        if (!leaksOnly) {
            try (Update flagging = update = new Update(image, switching, allocator, this)) {
                flagging.correctFlags();
                flagging.commit();
            }
            CheckReport after = new Checker(image.file, image.header(), image.name, events, cancelled).run();
            long marks = Qcow2Header.DIRTY | Qcow2Header.CORRUPT;
            if (after.corruptions() == 0 && (image.header().incompatibleFeatures() & marks) != 0) {
                Qcow2Header.Builder sound = image.header().toBuilder();
                sound.incompatible &= ~marks;
                image.become(image.state().withHeader(switching.write(image.header(), sound.build())));
            }
        }
        isPrepared = false;
    }

    void write(long offset, ByteBuffer from) throws IOException {
        checkInside(offset, from.remaining(), "write");
        if (!from.hasRemaining()) {
            return;
        }
        Update to = guests();
        to.mark(ByteRange.of(offset, from.remaining()));
        try {
            if (dataFile.isPresent()) {
                dataFile.get().write(to, offset, from);
                return;
            }
            int limit = from.limit();
            long end = offset + from.remaining();
            for (long at = offset; at < end;) {
                long stop = piece(to, at, end);
                from.limit(from.position() + (int) (stop - at));
                writePiece(to, at, stop, from);
                from.limit(limit);
                at = stop;
            }
        } finally {
            show(to);
        }
    }

    /** Returns where to end a piece that begins at {@code at} and is written in one way. */
    private long piece(Update to, long at, long end) throws IOException {
        long clusterEnd = ByteSize.floor(at, geometry.clusterSize()) + geometry.clusterSize();
        Mapping.Run run = to.mapping().run(at, end);
        if (isOwn(to, run)) {
            long stop = Math.min(clusterEnd, run.end());
            while (stop < run.end() && to.isOwn(run.hostOffset() + (stop - at))) {
                stop = Math.min(run.end(), stop + geometry.clusterSize());
            }
            return stop;
        }
        boolean whole = at % geometry.clusterSize() == 0;
        if (!whole || end < Math.min(clusterEnd, image.header().size())) {
            return Math.min(clusterEnd, end);
        }
        long stop = end == image.header().size() ? end : ByteSize.floor(end, geometry.clusterSize());
        // What the update has written already is written in place.
        for (long next = Math.min(clusterEnd, stop); next < stop;) {
            run = to.mapping().run(next, stop);
            if (isOwn(to, run)) {
                return next;
            }
            next = run.kind() == Span.Kind.DATA || run.kind() == Span.Kind.COMPRESSED
                    ? ByteSize.floor(next, geometry.clusterSize()) + geometry.clusterSize() : run.end();
        }
        return stop;
    }

    private boolean isOwn(Update to, Mapping.Run run) throws IOException {
        return run.kind() == Span.Kind.DATA && to.isOwn(run.hostOffset());
    }

    private void writePiece(Update to, long at, long end, ByteBuffer from) throws IOException {
        Mapping.Run run = to.mapping().run(at, end);
        if (isOwn(to, run)) {
            image.file.write(run.hostOffset(), from);
            return;
        }
        long start = ByteSize.floor(at, geometry.clusterSize());
        long stop = Math.min(start + geometry.clusterSize(), image.header().size());
        if (at == start && end >= stop) {
            to.writeClusters(at, from);
            return;
        }
        // Copy on write: what is around it is read as it is now, and written with it.
        ByteBuffer cluster = ByteBuffer.allocate((int) (stop - start));
        image.guest(to.mapping(), image.header().size()).read(start, cluster);
        cluster.position((int) (at - start)).put(from);
        to.writeClusters(start, cluster.rewind());
    }

    void zero(ByteRange range) throws IOException {
        checkInside(range.start(), range.length(), "zero");
        if (range.isEmpty()) {
            return;
        }
        Update to = guests();
        to.markUnlessZeros(range);
        try {
            if (dataFile.isPresent()) {
                dataFile.get().zero(to, range);
                return;
            }
            long start = ByteSize.ceil(range.start(), geometry.clusterSize());
            long end = clustersEnd(range.end());
            if (start >= end) {
                zeroPart(to, range.start(), range.end());
                return;
            }
            zeroPart(to, range.start(), start);
            zeroPart(to, end, range.end());
            to.zeroClusters(start >> geometry.clusterBits(),
                    end - start + geometry.clusterSize() - 1 >> geometry.clusterBits());
        } finally {
            show(to);
        }
    }

    /** Where the last whole cluster ends that ends by then; the last one of the disk may be short. */
    private long clustersEnd(long end) {
        return end == image.header().size() ? end : ByteSize.floor(end, geometry.clusterSize());
    }

    /** Zeros bytes that fill no cluster, unless they are zeros. */
    private void zeroPart(Update to, long start, long end) throws IOException {
        GuestBytes now = image.guest(to.mapping(), image.header().size());
        for (long at = start; at < end;) {
            long stop = Math.min(end, ByteSize.floor(at, geometry.clusterSize()) + geometry.clusterSize());
            if (!now.data(new ByteRange(at, stop)).isEmpty()) {
                writePiece(to, at, stop, ByteBuffer.allocate((int) (stop - at)));
            }
            at = stop;
        }
    }

    void discard(ByteRange range) throws IOException {
        checkInside(range.start(), range.length(), "discard");
        long start = ByteSize.ceil(range.start(), geometry.clusterSize());
        long end = clustersEnd(range.end());
        if (start >= end) {
            return;
        }
        Update to = guests();
        to.markUnlessZeros(new ByteRange(start, end));
        try {
            if (dataFile.isPresent()) {
                dataFile.get().zero(to, new ByteRange(start, end));
                return;
            }
            to.zeroClusters(start >> geometry.clusterBits(),
                    end - start + geometry.clusterSize() - 1 >> geometry.clusterBits());
        } finally {
            show(to);
        }
    }

    void writeCompressed(long offset, ByteBuffer cluster, byte[] packed) throws IOException {
        checkInside(offset, cluster.remaining(), "write");
        Update to = guests();
        to.mark(ByteRange.of(offset, cluster.remaining()));
        try {
            if (offset % geometry.clusterSize() != 0 || !to.tryPlaceCompressed(offset, packed)) {
                write(offset, cluster);
            }
        } finally {
            image.compressed.forgetAll();
            show(to);
        }
    }

    void setBacking(Optional<String> fileName, Optional<String> format) throws IOException {
        flush();
        prepare();
        image.become(image.state().withHeader(new BackingName(image).write(fileName, format)));
    }

    private void show(Update to) {
        if (image.state().mapping() != to.mapping()) {
            see(to.mapping());
        }
    }

    private void see(Mapping through) {
        image.become(image.state().withGuest(through, image.guest(through, image.size())));
    }

    /** Makes what the guest has written durable. */
    void flush() throws IOException {
        if (dataFile.isPresent() && image.writable) {
            dataFile.get().sync(); // before the tables lead to it
        }
        if (update != null && isGuests) {
            Update ending = update;
            try (ending) {
                ending.commit();
            }
        } else if (image.writable) {
            image.file.sync();
        }
    }

    @Override
    public void committed(ImageState next) {
        image.become(next);
    }

    @Override
    public void ended(Update ending) throws IOException {
        if (update == ending) {
            update = null;
        }
        see(image.mapping(image.header()));
        if (!switching.hasFailed()) { // else the header on the disk may be the new one, and need the tail
            cutTail(new Refcounts(image.header(), image.pages, allocator, image.name));
        }
    }

    /**
     * Cuts off what lies behind the last cluster that is counted or that a table leads to: what a change that
     * did not come to its end left.
     */
    private void cutTail(Refcounts refcounts) throws IOException {
        if (image.file.isBlockDevice()) {
            return;
        }
        long size = image.file.size();
        long clusters = ByteSize.ceil(size, geometry.clusterSize()) >> geometry.clusterBits();
        while (clusters > Math.max(1, reachedClusters) && refcounts.committed(clusters - 1) == 0) {
            clusters--;
        }
        if (clusters << geometry.clusterBits() < size) {
            image.file.resize(clusters << geometry.clusterBits());
        }
    }

    /** Forgets what the guest wrote since the last flush. */
    void abandon() throws IOException {
        if (update != null && isGuests) {
            update.close();
        }
    }

    /** Ends it; what the guest wrote and did not flush is flushed. */
    void close() throws IOException {
        if (update != null && isGuests) {
            flush();
        } else if (update != null) {
            update.close();
        }
    }

    void resize(long size) throws IOException {
        if (size < 0 || size % image.sectorSize() != 0) {
            throw new IllegalArgumentException("disk of " + size + " bytes");
        }
        try (Update resizing = begin()) {
            long before = image.header().size();
            resizing.resize(size);
            if (dataFile.isPresent() && size > before) {
                dataFile.get().grow(resizing, before, size);
                dataFile.get().sync();
            }
            if (size > before) {
                zeroNew(resizing, before, size);
            }
            resizing.commit();
        }
        if (dataFile.isPresent()) {
            dataFile.get().cut(size);
        }
    }

    /** What a disk grows by reads as zeros: neither as what is in its last cluster nor as a backing file. */
    private void zeroNew(Update resizing, long before, long size) throws IOException {
        long clusterEnd = Math.min(ByteSize.ceil(before, geometry.clusterSize()), size);
        GuestBytes now = image.guest(resizing.mapping(), clusterEnd);
        if (dataFile.isPresent()) {
            dataFile.get().zeroBehind(resizing, before, clusterEnd);
        } else if (before < clusterEnd && !now.data(new ByteRange(before, clusterEnd)).isEmpty()) {
            long start = ByteSize.floor(before, geometry.clusterSize());
            ByteBuffer last = ByteBuffer.allocate((int) (clusterEnd - start));
            now.read(start, last.limit((int) (before - start)));
            resizing.writeClusters(start, last.clear());
        }
        if (image.hasBacking()) {
            long seen = image.backing.isPresent() ? Math.min(size, image.backing.get().size()) : size;
            if (seen > clusterEnd) {
                resizing.zeroClusters(clusterEnd >> geometry.clusterBits(),
                        seen - clusterEnd + geometry.clusterSize() - 1 >> geometry.clusterBits());
            }
        }
    }

    void createSnapshot(String name) throws IOException {
        try (Update creating = begin()) {
            creating.snapshotBefore(name);
            creating.commit();
        }
    }

    void applySnapshot(SnapshotEntry snapshot) throws IOException {
        try (Update applying = begin()) {
            applying.apply(snapshot);
            applying.commit();
        }
    }

    void deleteSnapshot(SnapshotEntry snapshot) throws IOException {
        try (Update deleting = begin()) {
            deleting.delete(snapshot);
            deleting.commit();
        }
    }

    /** A change of the bitmaps within an update. */
    interface Change {
        void in(Update update) throws IOException;
    }

    void changeBitmaps(Change change) throws IOException {
        try (Update changing = begin()) {
            change.in(changing);
            changing.commit();
        }
    }

    private void checkInside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > image.size() - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    image.name, action, length, offset, image.size()));
        }
    }
}
