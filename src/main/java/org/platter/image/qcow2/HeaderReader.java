package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;
import org.platter.image.capability.Shown;
import org.platter.image.qcow2.Qcow2Header.Builder;
import org.platter.image.qcow2.Qcow2Header.Extension;

/** Reads a header and believes nothing in it; the bounds are those of QEMU's {@code block/qcow2.c}. */
final class HeaderReader {

    /** QEMU's limits. */
    static final long MAX_L1_BYTES = 32 << 20;
    static final long MAX_REFCOUNT_TABLE_BYTES = 8 << 20;
    static final int MAX_SNAPSHOTS = 65536;
    static final int MAX_NAME = 1023;

    private static final long KNOWN = Qcow2Header.DIRTY | Qcow2Header.CORRUPT | Qcow2Header.DATA_FILE
            | Qcow2Header.COMPRESSION_TYPE | Qcow2Header.EXTENDED_L2;

    private final StoredFile file;
    private final String name;
    private final Builder header = new Builder();

    HeaderReader(StoredFile file, String name) {
        this.file = file;
        this.name = name;
    }

    Qcow2Header read() throws IOException {
        long fileSize = file.size();
        require(fileSize >= Qcow2Header.V2_LENGTH, "ends within its header");
        ByteBuffer head = part(0, (int) Math.min(fileSize, Qcow2Header.V3_LENGTH));
        require(head.getInt() == Qcow2Header.MAGIC, "is no qcow2 image");
        header.version = head.getInt();
        require(header.version == 2 || header.version == 3, "is qcow2 of version "
                + Integer.toUnsignedString(header.version) + ", which is not known");
        long backingOffset = head.getLong();
        int backingLength = head.getInt();
        header.clusterBits = head.getInt();
        require(header.clusterBits >= 9 && header.clusterBits <= 21, "claims clusters of 2^"
                + Integer.toUnsignedString(header.clusterBits) + " bytes, and only 2^9 to 2^21 are allowed");
        header.size = head.getLong();
        header.cryptMethod = head.getInt();
        header.l1Entries = head.getInt();
        header.l1Offset = head.getLong();
        header.refcountTableOffset = head.getLong();
        header.refcountTableClusters = head.getInt();
        header.snapshotCount = head.getInt();
        header.snapshotsOffset = head.getLong();
        int length = Qcow2Header.V2_LENGTH;
        header.moreFields = new byte[0];
        if (header.version == 3) {
            require(fileSize >= Qcow2Header.V3_LENGTH, "ends within its header");
            header.incompatible = head.getLong();
            header.compatible = head.getLong();
            header.autoclear = head.getLong();
            header.refcountOrder = head.getInt();
            length = head.getInt();
            require(length >= Qcow2Header.V3_LENGTH && length <= clusterSize() && length % 8 == 0
                    && length <= fileSize,
                    "claims a header of " + Integer.toUnsignedString(length)
                            + " bytes, which cannot be");
            header.moreFields = part(Qcow2Header.V3_LENGTH, length - Qcow2Header.V3_LENGTH).array();
        }
        readBackingName(backingOffset, backingLength, fileSize);
        readExtensions(length, backingLength == 0 || backingOffset == 0 ? clusterSize() : backingOffset,
                fileSize);
        checkFeatures();
        checkTables(fileSize);
        return header.build();
    }

    private void readBackingName(long offset, int length, long fileSize) throws IOException {
        if (offset == 0 || length == 0) {
            return;
        }
        require(length > 0 && length <= MAX_NAME, "claims a backing file's name of "
                + Integer.toUnsignedString(length) + " bytes, and " + MAX_NAME + " are allowed");
        require(offset >= Qcow2Header.V2_LENGTH && offset <= clusterSize() - length
                && offset <= fileSize - length,
                "claims that its backing file's name lies outside of the first cluster");
        header.backing = part(offset, length).array();
    }

    private void readExtensions(int start, long end, long fileSize) throws IOException {
        long last = Math.min(end, fileSize);
        for (long at = start; at + 8 <= last;) {
            ByteBuffer head = part(at, 8);
            int type = head.getInt();
            int length = head.getInt();
            if (type == 0) {
                return;
            }
            at += 8;
            require(length >= 0 && length <= last - at, String.format(
                    "claims a header extension (0x%x) of %s bytes, more than there is room for", type,
                    Integer.toUnsignedString(length)));
            header.extensions.add(new Extension(type, part(at, length).array()));
            at += (length + 7L) & ~7L;
        }
    }

    private void checkFeatures() throws IOException {
        long unknown = header.incompatible & ~KNOWN;
        if (unknown != 0) {
            throw wrong("needs features that Platter does not know: " + String.join(", ", names(unknown)));
        }
        require(header.cryptMethod >= 0 && header.cryptMethod <= 2, "is encrypted by a method ("
                + Integer.toUnsignedString(header.cryptMethod) + ") that is not known");
        require(header.refcountOrder >= 0 && header.refcountOrder <= 6,
                "claims refcounts of more than 64 bits");
        int compression = header.moreFields.length == 0 ? 0 : header.moreFields[0] & 0xff;
        require(compression <= 1, "is compressed by a method (" + compression + ") that is not known");
        require(compression != 0 == ((header.incompatible & Qcow2Header.COMPRESSION_TYPE) != 0),
                "contradicts itself about how it is compressed");
        require((header.incompatible & Qcow2Header.EXTENDED_L2) == 0 || header.clusterBits >= 14,
                "claims subclusters in clusters of less than 16 KiB");
    }

    /** The names are the image's own, where it has a table of them. */
    private List<String> names(long features) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < 64; bit++) {
            if ((features >>> bit & 1) != 0) {
                names.add(name(bit));
            }
        }
        return names;
    }

    private String name(int bit) {
        for (Extension extension : header.extensions) {
            byte[] table = extension.data();
            for (int at = 0; extension.type() == Qcow2Header.FEATURE_NAMES
                    && at + 48 <= table.length; at += 48) {
                if (table[at] == 0 && table[at + 1] == bit) {
                    return Shown.of(new String(table, at + 2, 46, StandardCharsets.UTF_8));
                }
            }
        }
        return "bit " + bit;
    }

    private void checkTables(long fileSize) throws IOException {
        require(header.size >= 0 && header.size <= Long.MAX_VALUE - 4096,
                "claims a disk of " + Long.toUnsignedString(header.size) + " bytes");
        header.size = ByteSize.ceil(header.size, 512); // never crosses a cluster: what is there is the disk's
        boolean extended = (header.incompatible & Qcow2Header.EXTENDED_L2) != 0;
        int tableBits = 2 * header.clusterBits - (extended ? 4 : 3); // guest bytes of one L2 table
        long needed = (header.size >>> tableBits) + ((header.size & (1L << tableBits) - 1) == 0 ? 0 : 1);
        require(needed <= MAX_L1_BYTES / 8, "claims a disk of " + header.size
                + " bytes, too large for its clusters");
        requireTable("L1 table", header.l1Offset, (header.l1Entries & 0xffffffffL) * 8, MAX_L1_BYTES,
                fileSize);
        require(header.l1Entries >= needed, "has an L1 table of " + header.l1Entries
                + " entries, and its disk needs " + needed);
        require(header.refcountTableClusters != 0, "has no refcount table");
        requireTable("refcount table", header.refcountTableOffset,
                (header.refcountTableClusters & 0xffffffffL) << header.clusterBits, MAX_REFCOUNT_TABLE_BYTES,
                fileSize);
        require(header.snapshotCount >= 0 && header.snapshotCount <= MAX_SNAPSHOTS, "claims "
                + Integer.toUnsignedString(header.snapshotCount) + " snapshots, and " + MAX_SNAPSHOTS
                + " are allowed");
        requireTable("snapshot table", header.snapshotsOffset, header.snapshotCount * 40L, Long.MAX_VALUE,
                fileSize);
    }

    private void requireTable(String table, long offset, long length, long most, long fileSize)
            throws IOException {
        require(length >= 0 && length <= most, "claims " + article(table) + " of more than " + most
                + " bytes");
        if (length == 0) {
            return;
        }
        require(offset > 0 && offset % clusterSize() == 0, String.format(
                "claims its %s at 0x%x, where no table can begin", table, offset));
        require(offset <= fileSize - length, String.format(
                "is cut off: its %s would lie at 0x%x to 0x%x, and it ends at 0x%x", table, offset,
                offset + length, fileSize));
    }

    private static String article(String table) {
        return (table.startsWith("L") ? "an " : "a ") + table;
    }

    private int clusterSize() {
        return 1 << header.clusterBits;
    }

    private ByteBuffer part(long offset, int length) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(length);
        file.read(offset, part);
        return part.flip();
    }

    private void require(boolean holds, String problem) throws IOException {
        if (!holds) {
            throw wrong(problem);
        }
    }

    private IOException wrong(String problem) {
        return new IOException(name + " " + problem + ".");
    }
}
