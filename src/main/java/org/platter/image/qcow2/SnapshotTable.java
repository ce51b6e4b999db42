package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.platter.block.StoredFile;

/** All snapshots of an image, as its table has them (specification, "Snapshots"). */
final class SnapshotTable {

    /** QEMU's limit. */
    static final int MAX_EXTRA = 1024;
    /** Room for QEMU's most, 65536 snapshots, with names of 70 bytes; QEMU itself would take 64 MiB. */
    static final long MAX_BYTES = 8 << 20;

    private SnapshotTable() {}

    /**
     * Reads the table.
     *
     * @throws IOException one sentence, if the file does not hold it, or it cannot be one
     */
    static List<SnapshotEntry> read(StoredFile file, Qcow2Header header, String name) throws IOException {
        List<SnapshotEntry> entries = new ArrayList<>();
        long start = header.snapshotsOffset();
        long end = Math.min(file.size(), start + MAX_BYTES);
        long at = start;
        for (int i = 0; i < header.snapshotCount(); i++) {
            ByteBuffer fixed = part(file, at, SnapshotEntry.FIXED, end, name);
            long l1Offset = fixed.getLong();
            int l1Entries = fixed.getInt();
            int idLength = fixed.getShort() & 0xffff;
            int nameLength = fixed.getShort() & 0xffff;
            int seconds = fixed.getInt();
            int nanoseconds = fixed.getInt();
            long clock = fixed.getLong();
            int state32 = fixed.getInt();
            int extraLength = fixed.getInt();
            if (extraLength < 0 || extraLength > MAX_EXTRA) {
                throw new IOException(name + ": snapshot " + (i + 1) + " claims "
                        + Integer.toUnsignedString(extraLength) + " bytes of extra data.");
            }
            ByteBuffer rest = part(file, at + SnapshotEntry.FIXED, extraLength + idLength + nameLength, end,
                    name);
            entries.add(new SnapshotEntry(l1Offset, l1Entries, seconds, nanoseconds, clock, state32,
                    bytes(rest, extraLength), bytes(rest, idLength), bytes(rest, nameLength)));
            at += entries.get(i).length();
        }
        return entries;
    }

    /** Returns the bytes of a table with these entries. */
    static ByteBuffer encode(List<SnapshotEntry> entries) {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length(entries)));
        entries.forEach(entry -> entry.encode(out));
        return out.flip();
    }

    /** Bytes of a table with these entries. */
    static long length(List<SnapshotEntry> entries) {
        return entries.stream().mapToLong(SnapshotEntry::length).sum();
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static ByteBuffer part(StoredFile file, long at, int length, long end, String name)
            throws IOException {
        if (at > end - length) {
            throw new IOException(name + " is cut off within its snapshot table.");
        }
        ByteBuffer part = ByteBuffer.allocate(length);
        file.read(at, part);
        return part.flip();
    }
}
