package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.platter.base.Cancelled;
import org.platter.block.StoredFile;
import org.platter.image.capability.Shown;

/**
 * Every reference to a cluster of the file that its committed header leads to. It reads the tables from the
 * file, a piece at a time, each table once however many snapshots share it. Long, since all that refers is
 * here.
 */
final class References {

    /** Takes the references one by one. What lies past the file's end is not handed out, but a problem. */
    interface Visitor {

        /** Bytes that nothing else may use. */
        void structure(String what, long hostOffset, long length) throws IOException;

        /**
         * An L2 table, or the cluster of an L2 entry.
         *
         * @param times how many L1 tables lead here
         * @param active whether the active one does, so that {@code copied} has to be right
         */
        void cluster(boolean table, long hostOffset, long times, boolean active, boolean copied)
                throws IOException;

        /** Compressed bytes. */
        void packed(long hostOffset, long length, long times) throws IOException;

        /** A cluster of the active disk has a place. */
        void allocated() throws IOException;

        /** Something is wrong that needs no counting: a sentence, put together only where it is wanted. */
        void problem(String format, Object... values) throws IOException;

        /**
         * Asks whether an L2 table has to be read.
         *
         * @param ordinal of the table in the walk, which is the same in each walk
         */
        boolean beginTable(long ordinal);

        /** The table of the latest {@link #beginTable} has been read. */
        void endTable();

        /** So many of so many bytes of tables are done. */
        void progress(long done, long total);
    }

    /** L1 entries that are looked at together: sorted, each table is read once. */
    private static final int BATCH = 1 << 19;
    private static final int INDEX_BITS = 22;
    private static final int PIECE = 64 << 10;

    private final StoredFile file;
    private final Qcow2Header header;
    private final Geometry geometry;
    private final String name;
    private final BooleanSupplier cancelled;
    private final long fileSize;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private final ByteBuffer entries = ByteBuffer.allocate(PIECE);

    private final List<SnapshotEntry> snapshots;
    private final Optional<String> snapshotProblem;
    private final long[] batch;
    private int batched;
    private long tables;
    private long done;
    private long total;
    private boolean withRefcounts = true;
    private long farthest;

    References(StoredFile file, Qcow2Header header, String name, BooleanSupplier cancelled)
            throws IOException {
        this.file = file;
        this.header = header;
        this.geometry = Geometry.of(header);
        this.name = name;
        this.cancelled = cancelled;
        this.fileSize = file.size();
        if (fileSize >>> header.clusterBits() >= 1L << 63 - INDEX_BITS) {
            throw new IOException(name + " is too large to be checked.");
        }
        List<SnapshotEntry> found = List.of();
        Optional<String> problem = Optional.empty();
        try {
            found = SnapshotTable.read(file, header, name);
        } catch (IOException e) {
            problem = Optional.of(e.getMessage());
        }
        this.snapshots = found;
        this.snapshotProblem = problem;
        long most = header.l1Entries();
        for (SnapshotEntry snapshot : snapshots) {
            most = Math.min(BATCH, most + Math.max(0, snapshot.l1Entries()));
        }
        this.batch = new long[(int) Math.min(BATCH, most)];
    }

    /** Leaves out the refcount table and its blocks. */
    void leaveOutRefcounts() {
        withRefcounts = false;
    }

    /**
     * Returns the end of the place that lies farthest past the end of the file, of those that the tables
     * walked so far name; 0 if all of them lie inside of the file.
     */
    long farthestPastEnd() {
        return farthest;
    }

    private void notePastEnd(long offset, long length) {
        long end = offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
        farthest = Math.max(farthest, end);
    }

    void walk(Visitor visitor) throws IOException {
        tables = 0;
        done = 0;
        total = header.l1Entries() * geometry.clusterSize();
        visitor.structure("the header", 0, geometry.clusterSize());
        if (withRefcounts) {
            walkRefcounts(visitor);
        }
        structure(visitor, "the L1 table", header.l1Offset(), header.l1Entries() * 8L);
        gather(header.l1Offset(), header.l1Entries(), true, visitor);
        walkTables(true, visitor);
        walkSnapshots(visitor);
        walkBitmaps(visitor);
        walkEncryption(visitor);
        visitor.progress(total, total);
    }

    private void walkRefcounts(Visitor visitor) throws IOException {
        long length = (long) header.refcountTableClusters() << header.clusterBits();
        structure(visitor, "the refcount table", header.refcountTableOffset(), length);
        long count = length / 8;
        for (long first = 0; first < count; first += PIECE / 8) {
            ByteBuffer table = read(header.refcountTableOffset() + first * 8,
                    (int) Math.min(PIECE, (count - first) * 8), piece);
            for (long index = first; table.hasRemaining(); index++) {
                long entry = table.getLong();
                if ((entry & 511) != 0 || entry % geometry.clusterSize() != 0) {
                    visitor.problem("Entry %d of the refcount table (0x%x) is not aligned.", index,
                            entry);
                } else if (entry != 0) {
                    structure(visitor, "refcount block " + index, entry, geometry.clusterSize());
                }
            }
        }
    }

    private void walkSnapshots(Visitor visitor) throws IOException {
        if (snapshotProblem.isPresent()) {
            visitor.problem("%s", snapshotProblem.get());
        }
        structure(visitor, "the snapshot table", header.snapshotsOffset(), SnapshotTable.length(snapshots));
        for (SnapshotEntry snapshot : snapshots) {
            total += Math.max(0, snapshot.l1Entries()) * geometry.clusterSize();
        }
        long room = fileSize;
        for (SnapshotEntry snapshot : snapshots) {
            long length = snapshot.l1Entries() * 8L;
            String what = "the L1 table of snapshot “" + Shown.of(snapshot.nameText()) + "”";
            // Tables that together are longer than the file overlap; following them all could take for ever.
            room -= Math.max(length, 0);
            if (length < 0 || length > HeaderReader.MAX_L1_BYTES || room < 0 || snapshot.l1Offset() < 0
                    || snapshot.l1Offset() % geometry.clusterSize() != 0
                    || snapshot.l1Offset() > fileSize - length) {
                visitor.problem("%s cannot be: %s entries at 0x%x.", capital(what),
                        Integer.toUnsignedString(snapshot.l1Entries()), snapshot.l1Offset());
                if (snapshot.l1Offset() > fileSize - Math.max(0, length)) {
                    notePastEnd(snapshot.l1Offset(), Math.max(0, length));
                }
                continue;
            }
            structure(visitor, what, snapshot.l1Offset(), length);
            gather(snapshot.l1Offset(), snapshot.l1Entries(), false, visitor);
        }
        walkTables(false, visitor);
    }

    /** Puts the L2 tables of an L1 table into the batch, and walks the batch whenever it is full. */
    private void gather(long l1Offset, int l1Entries, boolean active, Visitor visitor) throws IOException {
        for (int first = 0; first < l1Entries; first += PIECE / 8) {
            ByteBuffer table = read(l1Offset + first * 8L, (int) Math.min(PIECE, (l1Entries - first) * 8L),
                    piece);
            for (int index = first; table.hasRemaining(); index++) {
                done += geometry.clusterSize();
                long entry = table.getLong();
                Optional<String> problem = geometry.l1Problem(entry);
                long offset = Geometry.offset(entry);
                if (problem.isPresent()) {
                    visitor.problem("Entry %d of the L1 table at 0x%x (0x%x) %s.", index,
                            l1Offset, entry, problem.get());
                } else if (offset != 0 && offset > fileSize - geometry.entrySize()) {
                    visitor.problem("The L2 table at 0x%x lies past the end of the file.",
                            offset);
                    notePastEnd(offset, geometry.clusterSize());
                } else if (offset != 0) {
                    if (batched == batch.length) {
                        walkTables(active, visitor);
                    }
                    batch[batched++] = offset >>> header.clusterBits() << INDEX_BITS | index;
                    if (active) {
                        visitor.cluster(true, offset, 1, true, Geometry.isCopied(entry));
                    }
                }
            }
        }
    }

    private void walkTables(boolean active, Visitor visitor) throws IOException {
        Arrays.sort(batch, 0, batched);
        for (int i = 0; i < batched;) {
            long table = batch[i] >>> INDEX_BITS;
            long index = batch[i] & (1 << INDEX_BITS) - 1;
            int times = 0;
            for (; i < batched && batch[i] >>> INDEX_BITS == table; i++) {
                times++;
            }
            long offset = table << header.clusterBits();
            if (!active) {
                visitor.cluster(true, offset, times, false, false);
            }
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            visitor.progress(Math.min(done, total), total);
            if (visitor.beginTable(tables++)) {
                walkTable(offset, index, times, active, visitor);
                visitor.endTable();
            }
        }
        batched = 0;
    }

    private void walkTable(long offset, long l1Index, int times, boolean active, Visitor visitor)
            throws IOException {
        int length = (int) Math.min(geometry.clusterSize(), fileSize - offset);
        if (length < geometry.clusterSize()) {
            visitor.problem("The L2 table at 0x%x is cut off by the end of the file.", offset);
            notePastEnd(offset, geometry.clusterSize());
        }
        long guestOffset = l1Index << geometry.tableBits();
        // A plain entry is a place inside of the file, aligned, and at most marked: no need to look closer.
        long notPlain = geometry.extended() || geometry.dataFile() ? -1
                : ~(Geometry.COPIED | Geometry.OFFSET & -geometry.clusterSize());
        long lastPlace = fileSize - geometry.clusterSize();
        for (int at = 0; at + geometry.entrySize() <= length; at += PIECE) {
            ByteBuffer table = read(offset + at, Math.min(PIECE, length - at), entries);
            while (table.remaining() >= geometry.entrySize()) {
                long entry = table.getLong();
                long bitmap = geometry.extended() ? table.getLong() : 0;
                long place = entry & Geometry.OFFSET;
                if ((entry & notPlain) == 0 && place != 0 && place <= lastPlace) {
                    if (active) {
                        visitor.allocated();
                    }
                    visitor.cluster(false, place, times, active, Geometry.isCopied(entry));
                } else if (entry != 0 || bitmap != 0) {
                    walkEntry(entry, bitmap, guestOffset, times, active, visitor);
                }
                guestOffset += geometry.clusterSize();
            }
        }
    }

    private void walkEntry(long entry, long bitmap, long guestOffset, int times, boolean active,
            Visitor visitor) throws IOException {
        Optional<String> problem = geometry.l2Problem(entry, bitmap);
        if (problem.isPresent()) {
            visitor.problem("The entry of the cluster at 0x%x of the disk (0x%x) %s.",
                    guestOffset, entry, problem.get());
            // A wrong flag says nothing against the place; what has no proper place is not counted.
            if ((entry & Geometry.COMPRESSED) == 0 && Geometry.offset(entry) % geometry.clusterSize() != 0
                    || geometry.dataFile()) {
                return;
            }
        }
        Geometry.Kind kind = geometry.kind(entry);
        long place = Geometry.offset(entry);
        if (active && kind != Geometry.Kind.UNALLOCATED && kind != Geometry.Kind.ZERO) {
            visitor.allocated();
        }
        if (geometry.dataFile()) {
            if (kind == Geometry.Kind.DATA && place != guestOffset) {
                visitor.problem("The cluster at 0x%x of the disk is said to lie at 0x%x of the "
                        + "data file, and only the same place can be.", guestOffset, place);
            }
            return;
        }
        switch (kind) {
            case COMPRESSED -> {
                long packed = geometry.compressedOffset(entry);
                long length = geometry.compressedLength(entry);
                if (isPastEnd(packed, length)) {
                    visitor.problem("The compressed cluster at 0x%x lies past the end of the "
                            + "file.", packed);
                    notePastEnd(packed, length);
                } else {
                    visitor.packed(packed, length, times);
                }
            }
            case DATA, ZERO_ALLOCATED -> {
                // The disk's last cluster may be short, and then its place as well.
                long needed = kind == Geometry.Kind.DATA ? neededBytes(bitmap, guestOffset) : 0;
                if (isPastEnd(place, geometry.clusterSize()) || place > fileSize - needed) {
                    visitor.problem("The cluster at 0x%x of the disk would lie at 0x%x, past the "
                            + "end of the file at 0x%x.", guestOffset, place, fileSize);
                    notePastEnd(place, geometry.clusterSize());
                }
                if (!isPastEnd(place, geometry.clusterSize())) {
                    visitor.cluster(false, place, times, active, Geometry.isCopied(entry));
                }
            }
            case UNALLOCATED, ZERO -> {}
        }
    }

    /** Bytes of the cluster that a reader of the disk may ask for. */
    private long neededBytes(long bitmap, long guestOffset) {
        long last = geometry.extended()
                ? (Integer.SIZE - Integer.numberOfLeadingZeros((int) bitmap)) * geometry.subclusterSize()
                : geometry.clusterSize();
        long left = header.size() - guestOffset;
        return left < geometry.clusterSize() ? Math.min(last, Math.max(0, left)) : last;
    }

    /** The last cluster of a file may be short; a whole one more may not be missing (as QEMU has it). */
    private boolean isPastEnd(long offset, long length) {
        return offset >= fileSize || offset + length - fileSize >= geometry.clusterSize();
    }

    private void walkBitmaps(Visitor visitor) throws IOException {
        Optional<BitmapDirectory> directory;
        try {
            directory = BitmapDirectory.read(file, header, name);
        } catch (IOException e) {
            visitor.problem("%s", e.getMessage());
            return;
        }
        if (directory.isEmpty()) {
            return;
        }
        structure(visitor, "the bitmap directory", directory.get().offset(), directory.get().length());
        long room = fileSize;
        for (BitmapEntry bitmap : directory.get().entries()) {
            String what = "the table of bitmap “" + Shown.of(bitmap.nameText()) + "”";
            long length = bitmap.tableEntries() * 8L;
            room -= length;
            if (bitmap.tableOffset() <= 0 || bitmap.tableOffset() % geometry.clusterSize() != 0
                    || bitmap.tableOffset() > fileSize - length || room < 0) {
                visitor.problem("%s cannot be: %d entries at 0x%x.", capital(what),
                        bitmap.tableEntries(), bitmap.tableOffset());
                if (bitmap.tableOffset() > fileSize - length) {
                    notePastEnd(bitmap.tableOffset(), length);
                }
                continue;
            }
            structure(visitor, what, bitmap.tableOffset(), length);
            for (long at = 0; at < length; at += PIECE) {
                ByteBuffer table = read(bitmap.tableOffset() + at, (int) Math.min(PIECE, length - at), piece);
                while (table.hasRemaining()) {
                    walkBitmapEntry(bitmap, table.getLong(), visitor);
                }
            }
        }
    }

    /** Specification, "Bitmap table": without an offset, bit 0 says whether all bits are set. */
    private void walkBitmapEntry(BitmapEntry bitmap, long entry, Visitor visitor) throws IOException {
        long offset = Geometry.offset(entry);
        if ((entry & ~(Geometry.OFFSET | 1)) != 0 || offset != 0 && (entry & 1) != 0
                || offset % geometry.clusterSize() != 0) {
            visitor.problem("An entry of bitmap “%s” (0x%x) cannot be.",
                    Shown.of(bitmap.nameText()), entry);
        } else if (offset != 0) {
            structure(visitor, "bitmap “" + Shown.of(bitmap.nameText()) + "”", offset,
                    geometry.clusterSize());
        }
    }

    private void walkEncryption(Visitor visitor) throws IOException {
        Optional<byte[]> place = header.extension(Qcow2Header.ENCRYPTION_HEADER);
        if (place.isPresent() && place.get().length == 16) {
            ByteBuffer fields = ByteBuffer.wrap(place.get());
            structure(visitor, "the encryption header", fields.getLong(), fields.getLong());
        }
    }

    private void structure(Visitor visitor, String what, long offset, long length) throws IOException {
        if (length == 0) {
            return;
        }
        if (offset < 0 || length < 0 || offset % geometry.clusterSize() != 0
                || length > fileSize || isPastEnd(offset, length)) {
            visitor.problem("%s would lie at 0x%x, past the end of the file at 0x%x.",
                    capital(what), offset, fileSize);
            if (offset >= 0 && length >= 0 && offset > fileSize - length) {
                notePastEnd(offset, length);
            }
        } else {
            visitor.structure(what, offset, length);
        }
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private ByteBuffer read(long offset, int length, ByteBuffer into) throws IOException {
        file.read(offset, into.clear().limit(length));
        return into.flip();
    }
}
