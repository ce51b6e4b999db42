package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.platter.base.RangeSet;

/** A sparse extent: hosted ({@code KDMV}), or of an ESX server ({@code COWD}). */
final class VmdkSparse {

    static final int HOSTED = 0x564d444b; // as a little-endian number
    static final int ESX = 0x44574f43;

    private static final long AT_END = -1;
    private static final int REDUNDANT = 1 << 1;
    private static final int ZEROED_GRAINS = 1 << 2;
    private static final int COMPRESSED = 1 << 16;
    /** Where QEMU reads it, whatever the header says. */
    static final int DESCRIPTION = 512;
    /** A footer's marker, the footer, and the marker of the end. */
    private static final int FOOTER = 3 * 512;

    private final Bytes bytes;
    private final long size;
    private final long grainSize;
    private final long grainsPerTable;
    private final long directoryOffset;
    private final long descriptorOffset;
    private final long descriptorLength;
    private final long firstGrain;
    private final int version;
    private final int flags;
    private final boolean hasFooter;
    private final boolean isHosted;

    VmdkSparse(Bytes bytes) throws IOException {
        this.bytes = bytes;
        ByteBuffer header = bytes.little(0, 512, "header");
        isHosted = header.getInt(0) != ESX;
        if (!isHosted) {
            hasFooter = false;
            version = header.getInt(4);
            flags = 0;
            size = Integer.toUnsignedLong(header.getInt(12)) * 512;
            grainSize = Integer.toUnsignedLong(header.getInt(16)) * 512;
            directoryOffset = Integer.toUnsignedLong(header.getInt(20)) * 512;
            grainsPerTable = 4096;
            firstGrain = 0;
            descriptorOffset = 0;
            descriptorLength = 0;
        } else {
            bytes.check(header.getInt(0) == HOSTED, "it has no header of a sparse extent");
            hasFooter = header.getLong(56) == AT_END;
            if (hasFooter) {
                header = footer(header);
            }
            version = header.getInt(4);
            flags = header.getInt(8);
            size = Math.multiplyExact(header.getLong(12), 512);
            grainSize = Math.multiplyExact(header.getLong(20), 512);
            descriptorOffset = Math.multiplyExact(header.getLong(28), 512);
            descriptorLength = Math.multiplyExact(header.getLong(36), 512);
            grainsPerTable = Integer.toUnsignedLong(header.getInt(44));
            directoryOffset = Math.multiplyExact(header.getLong(56), 512);
            firstGrain = Math.multiplyExact(header.getLong(64), 512);
            bytes.check((header.getShort(77) == 1) == isCompressed(),
                    "its header contradicts itself about how it is compressed");
        }
        // of one without a size QEMU would open the files that its description names
        bytes.check(size > 0 && grainSize >= 512 && grainSize <= 128 << 20 && grainsPerTable > 0
                && grainsPerTable <= 4096 && directoryOffset >= 0, "a number in its header cannot be");
    }

    /** Returns the header at the end of the file, which has to say the same as the one at its beginning. */
    private ByteBuffer footer(ByteBuffer header) throws IOException {
        bytes.check(bytes.size % 512 == 0 && bytes.size > 2 * FOOTER, "its footer is missing");
        ByteBuffer end = bytes.little(bytes.size - FOOTER, FOOTER, "footer");
        ByteBuffer footer = end.slice(512, 512).order(ByteOrder.LITTLE_ENDIAN);
        bytes.check(footer.getInt(0) == HOSTED && end.getInt(8) == 0 && end.getInt(12) == 3
                && end.getLong(1024) == 0 && end.getLong(1032) == 0, "its footer is missing");
        for (int at = 0; at < 79; at++) {
            bytes.check(at >= 48 && at < 72 || footer.get(at) == header.get(at),
                    "its footer says something else than its header");
        }
        bytes.check(footer.getLong(56) != AT_END, "its footer does not say where its tables are");
        return footer;
    }

    long size() {
        return size;
    }

    boolean isHosted() {
        return isHosted;
    }

    long grainsPerTable() {
        return grainsPerTable;
    }

    long directoryOffset() {
        return directoryOffset;
    }

    boolean hasRedundantTables() {
        return (flags & REDUNDANT) != 0;
    }

    /** Returns the sectors of the description inside of it. */
    byte[] descriptionSectors() throws IOException {
        return bytes.little(DESCRIPTION, (int) descriptorLength, "description").array();
    }

    /** Whether its tables lie at its end, which only an image in a single file can have. */
    boolean hasFooter() {
        return hasFooter;
    }

    long grainSize() {
        return grainSize;
    }

    /** Where the tables end and the grains begin, as far as the header says so. */
    long firstGrain() {
        return firstGrain;
    }

    int version() {
        return version;
    }

    boolean isCompressed() {
        return (flags & COMPRESSED) != 0;
    }

    boolean hasZeroedGrains() {
        return (flags & ZEROED_GRAINS) != 0;
    }

    /** Returns the description that lies inside of it, if one does. */
    Optional<String> description() throws IOException {
        if (descriptorOffset == 0 || descriptorLength == 0) {
            return Optional.empty();
        }
        bytes.check(descriptorLength <= 1 << 20, "its description is too long");
        bytes.check(descriptorOffset == DESCRIPTION, "its description is not where one is");
        // QEMU reads to the zero byte; behind it the end of a longer description stays when it writes one
        return Optional.of(read(bytes, descriptorOffset, descriptorLength).split("\0", 2)[0])
                .filter(text -> !text.isBlank()); // an extent of several has room for one, and none
    }

    /** Returns the bytes of that description, a character each. */
    String rawDescription() throws IOException {
        return StandardCharsets.ISO_8859_1.decode(bytes.little(descriptorOffset, (int) descriptorLength,
                "description")).toString().split("\0", 2)[0];
    }

    /** Bytes that a description can have, with the zero byte that ends it. */
    long descriptionRoom() {
        return descriptorLength;
    }

    /** Returns a description that is a file; nothing may lie behind the zero byte that ends it. */
    static String text(Bytes bytes, long offset, long length) throws IOException {
        String text = read(bytes, offset, length);
        int end = text.indexOf('\0');
        bytes.check(end < 0 || text.substring(end).chars().allMatch(character -> character == 0),
                "something lies behind the end of its description");
        return end < 0 ? text : text.substring(0, end);
    }

    private static String read(Bytes bytes, long offset, long length) throws IOException {
        return StandardCharsets.UTF_8.decode(bytes.little(offset, (int) length, "description")).toString();
    }

    /** Returns what is missing of the disk's bytes from {@code diskStart} on, which this extent holds. */
    RangeSet lost(long diskStart) throws IOException {
        Losses losses = new Losses(bytes, diskStart, size);
        long perTable = grainsPerTable * grainSize;
        Losses.Table directory = new Losses.Table(directoryOffset, (size + perTable - 1) / perTable, 4,
                ByteOrder.LITTLE_ENDIAN, true);
        losses.take(directory, perTable, (tableSector, covered) -> {
            Losses.Table grains = new Losses.Table(tableSector * 512, grainsPerTable, 4,
                    ByteOrder.LITTLE_ENDIAN,
                    true);
            losses.take(grains, covered.start(), grainSize, (sector, guest) -> {
                boolean isWhole = sector == 1 && hasZeroedGrains() || isCompressed()
                        && hasPacked(sector * 512);
                return isWhole ? guest.length() : isCompressed() ? 0
                        : losses.there(sector * 512, guest.length());
            });
            return covered.length();
        });
        return losses.found();
    }

    /** A packed grain says its length itself; asked only where the file ends soon. */
    private boolean hasPacked(long offset) throws IOException {
        if (bytes.has(offset, 3 * grainSize)) {
            return true;
        }
        return bytes.has(offset, 12) && bytes.has(offset,
                12 + Integer.toUnsignedLong(bytes.little(offset, 12, "grain").getInt(8)));
    }
}
