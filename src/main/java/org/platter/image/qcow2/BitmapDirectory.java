package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.block.StoredFile;

/**
 * The persistent bitmaps of an image (specification, "Bitmaps extension").
 *
 * @param offset where the directory lies, aligned to a cluster
 * @param length bytes of it
 */
record BitmapDirectory(long offset, long length, List<BitmapEntry> entries) {

    /** QEMU's limits, but for the bytes, of which it would take 64 MiB. */
    static final int MAX_BITMAPS = 65535;
    static final long MAX_BYTES = 8 << 20;
    static final long MAX_TABLE_ENTRIES = 0x8000000;
    static final int EXTENSION_LENGTH = 24;

    BitmapDirectory {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the directory; nothing where there is none, or where it is not valid any more since a program
     * that knows no bitmaps has written to the image.
     *
     * @throws IOException one sentence, if the file does not hold it, or it cannot be one
     */
    static Optional<BitmapDirectory> read(StoredFile file, Qcow2Header header, String name)
            throws IOException {
        Optional<byte[]> extension = header.extension(Qcow2Header.BITMAPS);
        if (extension.isEmpty() || (header.autoclearFeatures() & Qcow2Header.BITMAPS_VALID) == 0) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(extension.get());
        if (fields.remaining() != EXTENSION_LENGTH) {
            throw new IOException(name + " has a bitmaps extension of " + fields.remaining()
                    + " bytes, not 24.");
        }
        int count = fields.getInt();
        int reserved = fields.getInt();
        long length = fields.getLong();
        long offset = fields.getLong();
        if (count <= 0 || count > MAX_BITMAPS || reserved != 0 || length <= 0 || length > MAX_BYTES
                || offset <= 0 || offset % header.clusterSize() != 0 || offset > file.size() - length) {
            throw new IOException(name + " has a bitmap directory that cannot be: "
                    + Integer.toUnsignedString(count) + " bitmaps in " + Long.toUnsignedString(length)
                    + String.format(" bytes at 0x%x.", offset));
        }
        List<BitmapEntry> entries = new ArrayList<>();
        long at = offset;
        for (int i = 0; i < count; i++) {
            BitmapEntry entry = entry(file, at, offset + length, name);
            entries.add(entry);
            at += entry.length();
        }
        if (at != offset + length) {
            throw new IOException(name + " has a bitmap directory that does not end where it says.");
        }
        return Optional.of(new BitmapDirectory(offset, length, entries));
    }

    /** Returns the bytes of a directory with these entries. */
    static ByteBuffer encode(List<BitmapEntry> entries) {
        ByteBuffer out = ByteBuffer.allocate(entries.stream().mapToInt(BitmapEntry::length).sum());
        entries.forEach(entry -> entry.encode(out));
        return out.flip();
    }

    /** Returns the data of the header extension that points at such a directory. */
    static byte[] extension(int count, long length, long offset) {
        return ByteBuffer.allocate(EXTENSION_LENGTH).putInt(count).putInt(0).putLong(length).putLong(offset)
                .array();
    }

    private static BitmapEntry entry(StoredFile file, long at, long end, String name) throws IOException {
        ByteBuffer fixed = part(file, at, BitmapEntry.FIXED, end, name);
        long tableOffset = fixed.getLong();
        int tableEntries = fixed.getInt();
        int flags = fixed.getInt();
        int type = fixed.get() & 0xff;
        int granularityBits = fixed.get() & 0xff;
        int nameLength = fixed.getShort() & 0xffff;
        int extraLength = fixed.getInt();
        if (extraLength < 0 || extraLength > end - at || tableEntries < 0
                || tableEntries > MAX_TABLE_ENTRIES) {
            throw new IOException(name + " has a bitmap that cannot be, in its directory at "
                    + String.format("0x%x.", at));
        }
        ByteBuffer rest = part(file, at + BitmapEntry.FIXED, extraLength + nameLength, end, name);
        byte[] extra = new byte[extraLength];
        byte[] bitmap = new byte[nameLength];
        rest.get(extra).get(bitmap);
        return new BitmapEntry(tableOffset, tableEntries, flags, type, granularityBits, bitmap, extra);
    }

    private static ByteBuffer part(StoredFile file, long at, int length, long end, String name)
            throws IOException {
        if (at > end - length) {
            throw new IOException(name + " has a bitmap directory whose entries run past its end.");
        }
        ByteBuffer part = ByteBuffer.allocate(length);
        file.read(at, part);
        return part.flip();
    }
}
