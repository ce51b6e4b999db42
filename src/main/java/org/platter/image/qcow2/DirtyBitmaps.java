package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.Shown;

/**
 * The persistent bitmaps as an update is going to have them (specification, "Bitmaps extension"). Those that
 * are enabled get the bits of all that changes; those that are not stay as they are. New bits lie in new
 * clusters, and the header's switch leads to them, so that disk and bitmaps are old or new together.
 *
 * <p>Bitmaps that are said to be in use stay so. One that Platter cannot keep, of a kind that it does not
 * know for example, is said to be in use after the first change.
 */
final class DirtyBitmaps {

    private final Qcow2Header header;
    private final StoredFile file;
    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    private final Allocator allocator;
    private final String name;
    /** Whether what the guest writes is on the disk before the header is switched. */
    private final boolean isInPlace;
    private long size;
    private Optional<BitmapDirectory> before = Optional.empty();
    private List<DirtyBitmap> all;
    private boolean isSpoiled;
    private boolean isChanged;
    private long directoryOffset;
    private long directoryLength;

    DirtyBitmaps(Qcow2Header header, StoredFile file, Geometry geometry, Pages pages, Refcounts refcounts,
            Allocator allocator, String name) {
        this.header = header;
        this.file = file;
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
        this.allocator = allocator;
        this.name = name;
        this.isInPlace = geometry.dataFile();
        this.size = header.size();
    }

    /** Whether a change of the disk has to be told to {@link #mark}. */
    boolean isTracking() throws IOException {
        for (DirtyBitmap bitmap : all()) {
            if (isTracking(bitmap)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTracking(DirtyBitmap bitmap) {
        return bitmap.entry().isEnabled() && !bitmap.entry().isInUse();
    }

    private List<DirtyBitmap> all() throws IOException {
        if (all == null) {
            before = BitmapDirectory.read(file, header, name);
            all = new ArrayList<>();
            for (BitmapEntry entry : before.map(BitmapDirectory::entries).orElse(List.of())) {
                all.add(new DirtyBitmap(entry, size, geometry, pages, refcounts, allocator));
            }
        }
        return all;
    }

    /** Sets the bits of a range of the disk in all bitmaps that are enabled. */
    void mark(ByteRange range) throws IOException {
        if (range.isEmpty() || !isTracking()) {
            return;
        }
        if (!isSpoiled && (isInPlace || !canSwitch())) {
            spoilInPlace();
        }
        for (DirtyBitmap bitmap : all) {
            if (!isTracking(bitmap)) {
                continue;
            }
            if (bitmap.isUsable()) {
                isChanged |= bitmap.mark(range);
            } else {
                bitmap.spoil();
                isChanged = true;
            }
        }
    }

    /** Returns the bytes of what is new where these parts change of a disk of {@code newSize} bytes. */
    long bytesFor(RangeSet changed, long newSize) throws IOException {
        long clusters = 0;
        for (DirtyBitmap bitmap : all()) {
            boolean isResized = newSize != size && !bitmap.entry().isInUse();
            if (bitmap.isUsable() && (isTracking(bitmap) || isResized) && BitmapEntry.isPossible(newSize,
                    bitmap.entry().granularityBits(), header.clusterSize())) {
                clusters += bitmap.clustersFor(isTracking(bitmap) ? changed : RangeSet.EMPTY, newSize);
            }
        }
        boolean isWritten = clusters > 0 || newSize != size && !all.isEmpty();
        return clusters + (isWritten ? clusters(before.orElseThrow().length()) : 0) << geometry.clusterBits();
    }

    /** Whether one write of the header can lead to another directory. */
    private boolean canSwitch() {
        return FirstSector.place(header, Qcow2Header.BITMAPS).isPresent()
                || FirstSector.hasRoomFor(header, Qcow2Header.BITMAPS, BitmapDirectory.EXTENSION_LENGTH);
    }

    /**
     * Says of the bitmaps that they are in use, in the directory that the header reaches: where the bytes of
     * the disk change before the header, until the header leads to the next directory; where the header has
     * no room for that, for good.
     */
    private void spoilInPlace() throws IOException {
        boolean isForGood = !canSwitch();
        long at = before.orElseThrow().offset();
        for (BitmapEntry entry : before.get().entries()) {
            if ((entry.isEnabled() || isForGood) && !entry.isInUse()) {
                file.write(at + 12, ByteBuffer.allocate(4).putInt(entry.flags() | BitmapEntry.IN_USE).flip());
            }
            at += entry.length();
        }
        file.sync();
        isSpoiled = true;
        isChanged |= !isForGood;
        if (isForGood) {
            all.forEach(DirtyBitmap::spoil);
        }
    }

    /** Makes all bitmaps those of a disk of another size. */
    void resize(long newSize) throws IOException {
        if (newSize != size && !all().isEmpty() && !canSwitch()) {
            spoilInPlace();
        }
        for (DirtyBitmap bitmap : all()) {
            if (newSize == size || bitmap.entry().isInUse()) {
                continue;
            }
            if (bitmap.isUsable() && BitmapEntry.isPossible(newSize, bitmap.entry().granularityBits(),
                    header.clusterSize())) {
                bitmap.resize(newSize);
            } else {
                bitmap.spoil();
            }
            isChanged = true;
        }
        size = newSize;
    }

    /** Adds an enabled bitmap without a bit set. */
    void add(String bitmap, int granularityBits) throws IOException {
        byte[] text = bitmap.getBytes(StandardCharsets.UTF_8);
        all().add(DirtyBitmap.create(text, granularityBits, size, geometry, pages, refcounts, allocator));
        isChanged = true;
    }

    void remove(String bitmap) throws IOException {
        DirtyBitmap found = find(bitmap);
        found.leave();
        all.remove(found);
        isChanged = true;
    }

    void clear(String bitmap) throws IOException {
        usable(bitmap).clear();
        isChanged = true;
    }

    void setEnabled(String bitmap, boolean enabled) throws IOException {
        usable(bitmap).setEnabled(enabled);
        isChanged = true;
    }

    /** Passes on what is set in a bitmap. */
    interface Bits {
        void forEachSet(BitmapStore.Sink sink) throws IOException;
    }

    /** Sets the bits that another bitmap has, perhaps one of another image, for a disk of the same size. */
    void merge(String bitmap, Bits source) throws IOException {
        DirtyBitmap target = usable(bitmap);
        source.forEachSet(target::mark);
        isChanged = true;
    }

    /** Returns a bitmap whose bits can be believed. */
    DirtyBitmap usable(String bitmap) throws IOException {
        DirtyBitmap found = find(bitmap);
        if (!found.isUsable()) {
            throw new IOException("The bits of bitmap “" + Shown.of(bitmap) + "” in " + name
                    + " cannot be used.");
        }
        return found;
    }

    private DirtyBitmap find(String bitmap) throws IOException {
        return all().stream().filter(one -> one.name().equals(bitmap)).findFirst()
                .orElseThrow(() -> new IOException(name + " has no bitmap “" + Shown.of(bitmap) + "”."));
    }

    /** Writes the directory, if it is another one than before. */
    void complete() throws IOException {
        if (!isChanged) {
            return;
        }
        if (!canSwitch()) {
            throw new IOException(name + " has so many header extensions that there is no room for bitmaps.");
        }
        if (before.isPresent()) {
            refcounts.add(before.get().offset() >> geometry.clusterBits(), clusters(before.get().length()),
                    -1);
        }
        ByteBuffer directory = BitmapDirectory.encode(all.stream().map(DirtyBitmap::entry).toList());
        directoryLength = directory.remaining();
        if (directoryLength > BitmapDirectory.MAX_BYTES || all.size() > BitmapDirectory.MAX_BITMAPS) {
            throw new IOException(name + " has no room for more bitmaps; remove some first.");
        }
        if (directoryLength > 0) {
            long clusters = clusters(directoryLength);
            long cluster = allocator.takeRun(clusters, refcounts);
            directoryOffset = cluster << geometry.clusterBits();
            ByteBuffer whole = ByteBuffer.allocate(ByteSize.toInt(clusters << geometry.clusterBits()));
            file.write(directoryOffset, whole.put(directory).rewind());
            refcounts.add(cluster, clusters, 1);
        }
    }

    private long clusters(long bytes) {
        return ByteSize.ceil(bytes, geometry.clusterSize()) >> geometry.clusterBits();
    }

    /** Lets the next header lead to the directory, where {@link #complete} has written one. */
    void addTo(Qcow2Header.Builder next) {
        if (isChanged && all.isEmpty()) {
            next.removeExtension(Qcow2Header.BITMAPS);
            next.autoclear &= ~Qcow2Header.BITMAPS_VALID;
        } else if (isChanged) {
            next.setExtension(Qcow2Header.BITMAPS, BitmapDirectory.extension(all.size(), directoryLength,
                    directoryOffset));
            next.autoclear |= Qcow2Header.BITMAPS_VALID;
        }
    }
}
