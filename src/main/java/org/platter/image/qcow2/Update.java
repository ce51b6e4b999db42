package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.image.Span;
import org.platter.image.capability.Bitmap;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.ClusterUpdate;

/**
 * One change of a qcow2 image. Nothing that the image's header reaches is overwritten before {@link #commit};
 * what is new goes to clusters that are free, tables and refcounts too. Long, since all that can be changed
 * at one stroke is here.
 */
public final class Update implements ClusterUpdate {

    private final Qcow2Image image;
    private final HeaderSwitch switching;
    private final Owner owner;
    /** What the image was when this update began. */
    private final ImageState before;
    private final Geometry geometry;
    private final Allocator allocator;
    private final Refcounts refcounts;
    private final L2Tables tables;
    private final DirtyBitmaps bitmaps;
    private final long writtenBefore;
    private long dataWritten;
    private long size;
    private List<SnapshotEntry> snapshots;
    private boolean areSnapshotsChanged;
    private long snapshotsOffset;
    /** Behind the compressed bytes that were placed latest. */
    private long packedEnd;
    private boolean expectsBacking;
    private boolean isShared;
    private boolean isOpen = true;
    private IOException failure;

    /** Has begun an update, and is told how it ends. */
    interface Owner {
        /** The header in the file leads to what the update made. */
        void committed(ImageState next);

        /** The update is over, whether it was committed or not. */
        void ended(Update update) throws IOException;
    }

    Update(Qcow2Image image, HeaderSwitch switching, Allocator allocator, Owner owner) {
        this.image = image;
        this.switching = switching;
        this.owner = owner;
        this.before = image.state();
        this.geometry = image.geometry;
        this.allocator = allocator;
        this.refcounts = new Refcounts(before.header(), image.pages, allocator, image.name);
        this.tables = new L2Tables(before.header(), geometry, image.pages, refcounts, allocator, image.name);
        this.bitmaps = new DirtyBitmaps(before.header(), image.file, geometry, image.pages, refcounts,
                allocator,
                image.name);
        this.writtenBefore = image.pages.written();
        this.size = before.header().size();
        this.snapshots = before.snapshots();
        this.snapshotsOffset = before.header().snapshotsOffset();
    }

    /** Something that changes tables: if it fails, they may be half changed. */
    private interface Work {
        void run() throws IOException;
    }

    private void change(Work work) throws IOException {
        image.lock.writeLock().lock();
        try {
            checkOpen();
            work.run();
        } catch (IOException | RuntimeException e) {
            failure = failure == null ? new IOException(image.name + ": a change of it failed before", e)
                    : failure;
            throw e;
        } finally {
            image.lock.writeLock().unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (!isOpen) {
            throw new IllegalStateException("this update of " + image.name + " is over");
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void resize(long guestSize) throws IOException {
        if (guestSize < 0 || guestSize % 512 != 0) {
            throw new IllegalArgumentException("disk of " + guestSize + " bytes");
        }
        checkResizable();
        change(() -> {
            long end = endOf(guestSize);
            if (end < endOf(size)) {
                tables.drop(end >> geometry.clusterBits(), endOf(size) - end >> geometry.clusterBits());
            }
            tables.resize(guestSize);
            bitmaps.resize(guestSize);
            size = guestSize;
        });
    }

    private void checkResizable() throws IOException {
        if (geometry.version() == 2 && !snapshots.isEmpty()) {
            throw new IOException(image.name
                    + " is of version 2, which does not record the size of a snapshot; "
                    + "delete its snapshots before its size is changed.");
        }
    }

    @Override
    public void share(ByteRange target, long sourceGuestOffset) throws IOException {
        checkRemappable();
        ByteRange clusters = clusters(target);
        if (sourceGuestOffset % geometry.clusterSize() != 0 || sourceGuestOffset < 0
                || Math.addExact(sourceGuestOffset, target.length()) > endOf(before.header().size())) {
            throw new IllegalArgumentException("source at " + sourceGuestOffset + " of " + target);
        }
        change(() -> {
            markChanged(tables.l1().committed(), ByteRange.of(sourceGuestOffset, target.length()),
                    target.start() - sourceGuestOffset,
                    hasBacking() ? Span.Kind.UNALLOCATED : Span.Kind.ZERO);
            markChanged(tables.l1().pending(), target, 0,
                    hasBacking() ? Span.Kind.UNALLOCATED : Span.Kind.ZERO);
            tables.share(clusters.start(), sourceGuestOffset >> geometry.clusterBits(), clusters.length());
        });
    }

    @Override
    public void write(long guestOffset, ByteBuffer clusters) throws IOException {
        checkRemappable();
        ByteRange range = ByteRange.of(guestOffset, clusters.remaining());
        clusters(range);
        image.lock.writeLock().lock();
        try {
            mark(range);
            writeClusters(guestOffset, clusters);
        } finally {
            image.lock.writeLock().unlock();
        }
    }

    /** Writes like {@link #write}, of which the caller has made sure that it can be. */
    void writeClusters(long guestOffset, ByteBuffer from) throws IOException {
        int clusterSize = (int) geometry.clusterSize();
        int end = from.limit();
        long cluster = guestOffset >> geometry.clusterBits();
        while (from.position() < end) {
            int start = from.position();
            int stop = Math.min(end, start + clusterSize);
            boolean zero = Zeros.areAll(from, start, stop);
            while (stop < end && Zeros.areAll(from, stop, Math.min(end, stop + clusterSize)) == zero) {
                stop = Math.min(end, stop + clusterSize);
            }
            long count = (long) stop - start + clusterSize - 1 >> geometry.clusterBits();
            if (zero) {
                long first = cluster;
                change(() -> zeroClusters(first, count));
            } else {
                placeData(cluster, from.limit(stop));
                from.limit(end);
            }
            from.position(stop);
            cluster += count;
        }
    }

    /** Puts what remains of {@code from} into new clusters; the last one is filled up with zeros. */
    private void placeData(long cluster, ByteBuffer from) throws IOException {
        int clusterSize = (int) geometry.clusterSize();
        int end = from.limit();
        for (long at = cluster; from.position() < end;) {
            long wanted = (long) end - from.position() + clusterSize - 1 >> geometry.clusterBits();
            Allocator.Clusters taken = allocator.take(wanted, refcounts);
            long hostOffset = taken.first() << geometry.clusterBits();
            int length = (int) Math.min(end - from.position(), taken.count() << geometry.clusterBits());
            try {
                image.file.write(hostOffset, from.limit(from.position() + length));
                int missing = (int) (taken.count() << geometry.clusterBits()) - length;
                if (missing > 0) {
                    image.file.write(hostOffset + length, ByteBuffer.allocate(missing));
                }
            } catch (IOException | RuntimeException e) {
                allocator.give(taken.first(), taken.count());
                throw e;
            }
            from.limit(end);
            dataWritten += taken.count() << geometry.clusterBits();
            long place = at;
            change(() -> {
                refcounts.add(taken.first(), taken.count(), 1);
                tables.place(place, taken.count(), hostOffset);
            });
            at += taken.count();
        }
    }

    /** Puts compressed bytes behind those that were put before; false where there is no use in it. */
    boolean tryPlaceCompressed(long guestOffset, byte[] packed) throws IOException {
        if (packed.length >= geometry.clusterSize() || geometry.dataFile()) {
            return false;
        }
        checkOpen();
        long hostOffset = roomFor(packed.length);
        image.file.write(hostOffset, ByteBuffer.wrap(packed));
        dataWritten += packed.length;
        change(() -> tables.placeCompressed(guestOffset >> geometry.clusterBits(), hostOffset,
                packed.length));
        packedEnd = hostOffset + packed.length;
        return true;
    }

    /** Where that many bytes have room in a row: behind the latest ones, else in a new cluster. */
    private long roomFor(int length) throws IOException {
        long latest = packedEnd - 1 >> geometry.clusterBits();
        if (packedEnd % geometry.clusterSize() != 0 && refcounts.get(latest) > 0
                && refcounts.get(latest) < refcounts.most()) {
            long end = latest + 1 << geometry.clusterBits();
            if (packedEnd + length <= end || allocator.tryTake(latest + 1)) {
                return packedEnd;
            }
        }
        return allocator.takeRun(1, refcounts) << geometry.clusterBits();
    }

    @Override
    public void expectBacking() {
        expectsBacking = true;
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        checkRemappable();
        ByteRange clusters = clusters(range);
        change(() -> {
            markUnlessZeros(range);
            zeroClusters(clusters.start(), clusters.length());
        });
    }

    /** Makes clusters zeros in the way that takes up least. */
    void zeroClusters(long cluster, long count) throws IOException {
        if (!hasBacking()) {
            tables.drop(cluster, count);
        } else if (geometry.version() >= 3) {
            tables.zero(cluster, count);
        } else {
            ByteBuffer zeros = ByteBuffer.allocate((int) geometry.clusterSize());
            for (long at = cluster; at < cluster + count; at++) {
                placeData(at, zeros.clear());
            }
        }
    }

    @Override
    public void drop(ByteRange range) throws IOException {
        checkRemappable();
        ByteRange clusters = clusters(range);
        change(() -> {
            markChanged(tables.l1().pending(), range, 0,
                    hasBacking() ? Span.Kind.UNALLOCATED : Span.Kind.ZERO);
            tables.drop(clusters.start(), clusters.length());
        });
    }

    /** Sets the bits of a range of the disk in the enabled bitmaps. */
    void mark(ByteRange range) throws IOException {
        change(() -> bitmaps.mark(range));
    }

    /** Sets the bits of those clusters of a range that are not zero yet and are to be. */
    void markUnlessZeros(ByteRange range) throws IOException {
        change(() -> markChanged(tables.l1().pending(), range, 0, Span.Kind.ZERO));
    }

    /**
     * Sets the bits of what is not blank in a range of one disk, at another place.
     *
     * @param blank the kind that is none; without a backing file, zeros and what is not allocated are one
     */
    private void markChanged(Mapping through, ByteRange range, long distance, Span.Kind blank)
            throws IOException {
        if (!bitmaps.isTracking()) {
            return;
        }
        for (long at = range.start(); at < range.end();) {
            Mapping.Run run = through.run(at, range.end());
            boolean isZeros = run.kind() == Span.Kind.ZERO
                    || run.kind() == Span.Kind.UNALLOCATED && !hasBacking();
            if (run.kind() != blank && !(isZeros && blank == Span.Kind.ZERO)) {
                bitmaps.mark(new ByteRange(at + distance, run.end() + distance));
            }
            at = run.end();
        }
    }

    private boolean hasBacking() {
        return image.hasBacking() || expectsBacking;
    }

    /** Adds an enabled bitmap without a bit set. */
    void addBitmap(String bitmap, int granularityBits) throws IOException {
        change(() -> bitmaps.add(bitmap, granularityBits));
    }

    void removeBitmap(String bitmap) throws IOException {
        change(() -> bitmaps.remove(bitmap));
    }

    void clearBitmap(String bitmap) throws IOException {
        change(() -> bitmaps.clear(bitmap));
    }

    void setBitmapEnabled(String bitmap, boolean enabled) throws IOException {
        change(() -> bitmaps.setEnabled(bitmap, enabled));
    }

    /** Sets the bits in a bitmap that another one has, of this image or of one of the same size. */
    void mergeBitmap(String bitmap, BitmapStore from, String source) throws IOException {
        change(() -> bitmaps.merge(bitmap, from == image ? bitmaps.usable(source)::forEachSet
                : sink -> from.forEachSet(source, sink)));
    }

    void copyBitmap(Bitmap bitmap, BitmapStore from, RangeSet different) throws IOException {
        addBitmap(bitmap.name(), Long.numberOfTrailingZeros(bitmap.granularity()));
        mergeBitmap(bitmap.name(), from, bitmap.name());
        if (bitmap.isEnabled()) {
            for (ByteRange range : different) {
                change(() -> bitmaps.usable(bitmap.name()).mark(range));
            }
        }
        setBitmapEnabled(bitmap.name(), bitmap.isEnabled());
    }

    @Override
    public void snapshotBefore(String snapshotName) throws IOException {
        checkRemappable();
        change(() -> {
            Qcow2Header header = before.header();
            long entries = geometry.l1EntriesFor(header.size());
            tables.countCommittedAgain(entries);
            long offset = copyCommittedL1(entries);
            addSnapshot(SnapshotEntry.of(nextId(), snapshotName, Instant.now(), offset,
                    ByteSize.toInt(entries), header.size()));
        });
    }

    private String nextId() {
        long last = 0;
        for (SnapshotEntry entry : snapshots) {
            String id = entry.idText();
            if (id.matches("[0-9]{1,18}")) {
                last = Math.max(last, Long.parseLong(id));
            }
        }
        return String.valueOf(last + 1);
    }

    private long copyCommittedL1(long entries) throws IOException {
        long clusters = ByteSize.ceil(entries * 8, geometry.clusterSize()) >> geometry.clusterBits();
        if (clusters == 0) {
            return 0;
        }
        long cluster = allocator.takeRun(clusters, refcounts);
        long offset = cluster << geometry.clusterBits();
        image.pages.zero(offset, clusters << geometry.clusterBits());
        refcounts.add(cluster, clusters, 1);
        for (long index = 0; index < Math.min(entries, tables.l1().committed().l1Entries()); index++) {
            image.pages.put(offset + index * 8, tables.l1().committed().l1Entry(index) & ~Geometry.COPIED);
        }
        return offset;
    }

    private void addSnapshot(SnapshotEntry entry) throws IOException {
        if (snapshots.size() >= HeaderReader.MAX_SNAPSHOTS) {
            throw new IOException(image.name + " has " + snapshots.size() + " snapshots; delete some first.");
        }
        List<SnapshotEntry> all = new ArrayList<>(snapshots);
        all.add(entry);
        snapshots = List.copyOf(all);
        areSnapshotsChanged = true;
    }

    /** Goes back to a snapshot: the disk is what it was, with the size that it had. */
    void apply(SnapshotEntry snapshot) throws IOException {
        change(() -> {
            Mapping mapping = tables.l1().mapping(snapshot.l1Offset(), snapshot.l1Entries());
            size = snapshot.diskSize().orElse(size);
            bitmaps.resize(size);
            markDifferences(mapping);
            tables.adopt(mapping, geometry.l1EntriesFor(size));
        });
    }

    /** Sets the bits of the clusters that another mapping has elsewhere. */
    private void markDifferences(Mapping other) throws IOException {
        if (!bitmaps.isTracking()) {
            return;
        }
        long perTable = 1L << geometry.tableBits();
        for (long start = 0; start < size; start += perTable) {
            long index = start >> geometry.tableBits();
            if (tables.l1().pending().tableOffset(index) == other.tableOffset(index)) {
                continue;
            }
            long end = Math.min(size, start + perTable);
            for (long at = start; at < end; at += geometry.clusterSize()) {
                if (((tables.l1().pending().entry(at) ^ other.entry(at)) & ~Geometry.COPIED) != 0
                        || tables.l1().pending().bitmap(at) != other.bitmap(at)) {
                    bitmaps.mark(new ByteRange(at, Math.min(end, at + geometry.clusterSize())));
                }
            }
        }
    }

    /** Lets go of a snapshot and of what only it has used. */
    @SuppressWarnings("ReferenceEquality") // two snapshots may say the same
    void delete(SnapshotEntry snapshot) throws IOException {
        change(() -> {
            tables.abandon(tables.l1().mapping(snapshot.l1Offset(), snapshot.l1Entries()));
            tables.l1().leave(snapshot.l1Entries(), snapshot.l1Offset());
            snapshots = snapshots.stream().filter(entry -> entry != snapshot).toList();
            areSnapshotsChanged = true;
            tables.flagAll();
        });
    }

    /** Recounts everything: what the header's counts say means nothing. */
    void countAnew(Checker checker) throws IOException {
        change(() -> {
            refcounts.beginAnew();
            checker.count((cluster, refcount, references) -> refcounts.set(cluster,
                    refcounts.get(cluster) + references));
        });
    }

    /** Counts clusters less often that are counted more often than they are used. */
    void lowerCounts(Checker checker) throws IOException {
        change(() -> checker.run((cluster, refcount, references) -> {
            if (references < refcount) {
                refcounts.add(cluster, references - refcount);
            }
        }));
    }

    /** Makes all COPIED flags true. */
    void correctFlags() throws IOException {
        change(tables::flagAll);
    }

    /** Lets clusters of the guest lie in the data file. */
    void placeInDataFile(long cluster, long clusters) throws IOException {
        change(() -> tables.placeInDataFile(cluster, clusters));
    }

    /** Lets clusters of the guest lie nowhere and read as zeros, though a backing file may show through. */
    void zeroInDataFile(long cluster, long clusters) throws IOException {
        change(() -> zeroClusters(cluster, clusters));
    }

    /** What the guest is going to see. */
    Mapping mapping() {
        return tables.l1().pending();
    }

    /** Whether only this update reaches a place in the file, so that it may be written again. */
    boolean isOwn(long hostOffset) throws IOException {
        return tables.counts().isOwn(hostOffset);
    }

    /** Bytes written so far, tables included as far as they were written. */
    public long newClusterBytes() {
        return dataWritten + image.pages.written() - writtenBefore;
    }

    @Override
    public void commit() throws IOException {
        image.lock.writeLock().lock();
        try {
            checkOpen();
            change(this::complete);
            Qcow2Header next = nextHeader();
            TreeMap<Long, Long> freed = refcounts.freed();
            long fileSize = image.file.size();
            if (fileSize % geometry.clusterSize() != 0 && !image.file.isBlockDevice()) {
                image.file.resize(endOf(fileSize)); // compressed bytes are read in whole sectors
            }
            // C7: all that is new is durable before the header reaches it
            image.pages.write();
            image.file.sync();
            Qcow2Header made = switching.write(before.header(), next);
            owner.committed(image.state(made, snapshots, isShared));
            isOpen = false;
            // C7: only now is what the old header reached free
            release(freed);
        } finally {
            image.lock.writeLock().unlock();
        }
    }

    private void complete() throws IOException {
        if (areSnapshotsChanged) {
            writeSnapshots();
        }
        bitmaps.complete();
        tables.counts().countWaiting();
        if (before.isShared() && refcounts.isAnySingleNow()) {
            tables.flagAll(); // nobody knows which of those that shared a cluster has it alone now
        }
        boolean shared = tables.setFlags();
        isShared = before.isShared() || tables.isSharing() && shared;
        refcounts.checkWidth();
    }

    private void writeSnapshots() throws IOException {
        Qcow2Header header = before.header();
        if (header.snapshotCount() > 0) {
            refcounts.add(header.snapshotsOffset() >> geometry.clusterBits(),
                    endOf(SnapshotTable.length(before.snapshots())) >> geometry.clusterBits(), -1);
        }
        long length = SnapshotTable.length(snapshots);
        if (length > SnapshotTable.MAX_BYTES) {
            throw new IOException(image.name + " has no room for more snapshots; delete some first.");
        }
        snapshotsOffset = 0;
        if (length > 0) {
            long clusters = endOf(length) >> geometry.clusterBits();
            long cluster = allocator.takeRun(clusters, refcounts);
            snapshotsOffset = cluster << geometry.clusterBits();
            ByteBuffer table = ByteBuffer.allocate(ByteSize.toInt(endOf(length)));
            table.put(SnapshotTable.encode(snapshots));
            image.file.write(snapshotsOffset, table.rewind());
            refcounts.add(cluster, clusters, 1);
        }
    }

    private Qcow2Header nextHeader() {
        Qcow2Header.Builder next = before.header().toBuilder();
        next.size = size;
        next.l1Offset = tables.l1().pending().l1Offset();
        next.l1Entries = ByteSize.toInt(tables.l1().pending().l1Entries());
        next.refcountTableOffset = refcounts.table();
        next.refcountTableClusters = refcounts.tableClusters();
        next.snapshotCount = snapshots.size();
        next.snapshotsOffset = snapshotsOffset;
        next.autoclear &= Qcow2Header.BITMAPS_VALID | Qcow2Header.DATA_FILE_RAW;
        bitmaps.addTo(next);
        return next.build();
    }

    private void release(TreeMap<Long, Long> freed) throws IOException {
        for (Map.Entry<Long, Long> range : refcounts.abandoned().entrySet()) {
            for (long cluster = range.getKey(); cluster < range.getValue(); cluster++) {
                if (refcounts.get(cluster) == 0) {
                    Allocator.join(freed, cluster, cluster + 1);
                }
            }
        }
        for (Map.Entry<Long, Long> range : freed.entrySet()) {
            allocator.give(range.getKey(), range.getValue() - range.getKey());
            ByteRange bytes = new ByteRange(range.getKey() << geometry.clusterBits(),
                    range.getValue() << geometry.clusterBits());
            image.pages.forget(bytes.start(), bytes.length());
            if (!image.file.isBlockDevice()) {
                image.file.punch(bytes);
            }
        }
        image.compressed.forgetAll();
        owner.ended(this);
    }

    @Override
    public void close() throws IOException {
        image.lock.writeLock().lock();
        try {
            if (isOpen) {
                isOpen = false;
                image.pages.forgetAll();
                allocator.restart(0);
                owner.ended(this);
            }
        } finally {
            image.lock.writeLock().unlock();
        }
    }

    private void checkRemappable() throws IOException {
        if (geometry.dataFile()) {
            throw new IOException(image.name
                    + " keeps its bytes in a data file, where they cannot be re-mapped.");
        }
    }

    /** Returns the clusters of a range that begins and ends with one, or with the disk. */
    private ByteRange clusters(ByteRange range) {
        long last = Math.max(size, before.header().size());
        if (range.start() % geometry.clusterSize() != 0
                || range.end() % geometry.clusterSize() != 0 && range.end() != size
                        && range.end() != before.header().size() && range.end() != image.size()
                || range.end() > endOf(last)) {
            throw new IllegalArgumentException(range + " is no range of whole clusters");
        }
        return new ByteRange(range.start() >> geometry.clusterBits(),
                endOf(range.end()) >> geometry.clusterBits());
    }

    private long endOf(long bytes) {
        return ByteSize.ceil(bytes, geometry.clusterSize());
    }
}
