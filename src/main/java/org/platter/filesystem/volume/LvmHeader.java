package org.platter.filesystem.volume;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Crc32;
import org.platter.filesystem.bytes.Structure;

/**
 * What a physical volume of LVM2 begins with: its label, in one of the first four sectors, and where its
 * extents and the texts of its volume group lie (LVM2, lib/label/label.h, lib/format_text/layout.h).
 *
 * @param place where the label's sector is
 * @param uuid 32 characters, as they stand there
 * @param deviceSize bytes of the device, as LVM knows it
 * @param data where its first data area begins
 * @param areas where texts are kept
 * @param isUsed whether it belongs to a volume group, as LVM notes since its version 2.02.145
 * @param isWhole whether its sum is right
 */
record LvmHeader(long place, String uuid, long deviceSize, OptionalLong data, List<ByteRange> areas,
        boolean isUsed, boolean isWhole) {

    static final int SECTOR = 512;
    static final int CRC_BEGINNING = 0xf597a6cf;
    static final String AREA_MAGIC = " LVM2 x[5A%r0N*>";
    /** Where in its sector the label says that the volume's header is. */
    static final int HEADER_OFFSET = 20;

    private static final int USED = 1;
    private static final int IGNORED = 1;
    private static final int MAX_AREAS = 2;
    private static final int MAX_TEXT = 4 << 20;
    /** The first of the locations of the text in an area's header. */
    static final int LOCATION = 40;

    /** Returns nothing where there is no label. */
    static Optional<LvmHeader> read(BlockDevice slice) throws IOException {
        for (long place = 0; place < 4 * SECTOR; place += SECTOR) {
            Optional<Structure> label = Structure.read(slice, place, SECTOR)
                    .filter(bytes -> bytes.has(0, "LABELONE") && bytes.has(24, "LVM2 001"));
            if (label.isPresent()) {
                return Optional.of(read(label.get(), place));
            }
        }
        return Optional.empty();
    }

    private static LvmHeader read(Structure label, long place) {
        boolean isWhole = label.i64(8) == place / SECTOR
                && (int) label.u32(16) == Crc32.of(CRC_BEGINNING, label.bytes(0, SECTOR), 20, SECTOR);
        long header = label.u32(HEADER_OFFSET);
        if (header < 32 || header > SECTOR - 40) {
            return new LvmHeader(place, "", 0, OptionalLong.empty(), List.of(), false, false);
        }
        List<ByteRange> data = new ArrayList<>();
        int at = ranges(label, (int) header + 40, data);
        List<ByteRange> areas = new ArrayList<>();
        at = at < 0 ? at : ranges(label, at, areas);
        // behind the areas: the version of the extension, 2 of the first with flags, and those
        boolean isUsed = at > 0 && at <= SECTOR - 8 && label.u32(at) >= 2 && (label.u32(at + 4) & USED) != 0;
        return new LvmHeader(place, new String(label.bytes((int) header, 32), StandardCharsets.US_ASCII),
                Math.max(0, label.i64((int) header + 32)),
                data.isEmpty() ? OptionalLong.empty() : OptionalLong.of(data.get(0).start()), areas,
                isUsed, isWhole && at > 0 && areas.size() <= MAX_AREAS);
    }

    /** Reads places and lengths up to one of zeros; returns what lies behind it, or -1 where none does. */
    private static int ranges(Structure label, int from, List<ByteRange> found) {
        for (int at = from; at <= SECTOR - 16; at += 16) {
            long start = label.i64(at);
            long length = label.i64(at + 8);
            if (start == 0) {
                return at + 16;
            }
            if (start < 0 || length < 0 || start > Long.MAX_VALUE - length) {
                return -1;
            }
            found.add(ByteRange.of(start, length));
        }
        return -1;
    }

    /** Returns the UUID as LVM writes it; nothing where it is none. */
    Optional<String> writtenUuid() {
        return uuid.matches("[!-~]{32}") ? Optional.of(uuid.replaceFirst(
                "(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})", "$1-$2-$3-$4-$5-$6-$7")) : Optional.empty();
    }

    /**
     * Returns the header of an area.
     *
     * @throws IOException if it cannot be read, or its sum is not right
     */
    static Structure area(BlockDevice slice, ByteRange area) throws IOException {
        Optional<Structure> header = Structure.read(slice, area.start(), SECTOR)
                .filter(bytes -> bytes.has(4, AREA_MAGIC) && bytes.u32(20) == 1
                        && bytes.i64(24) == area.start()
                        && bytes.i64(32) == area.length() && area.length() >= 2 * SECTOR
                        && (int) bytes.u32(0) == Crc32.of(CRC_BEGINNING, bytes.bytes(0, SECTOR), 4, SECTOR));
        return header.orElseThrow(() -> new IOException("The header of the LVM metadata at 0x"
                + Long.toHexString(area.start()) + " of " + slice.description() + " is damaged."));
    }

    /** Whether the header of an area says that there is a text, and that it counts. */
    static boolean hasText(Structure area) {
        return area.i64(LOCATION) != 0 && area.i64(LOCATION + 8) != 0 && !isIgnored(area);
    }

    /** Whether the header of an area says that its text does not count (pvchange(8), metadataignore). */
    static boolean isIgnored(Structure area) {
        return (area.u32(LOCATION + 20) & IGNORED) != 0;
    }

    /**
     * Returns the text that the header of an area tells of. Areas are written round and round, so that a text
     * may begin at the end and end behind the header.
     *
     * @throws IOException if it cannot be read, or its sum is not right
     */
    static byte[] text(BlockDevice slice, ByteRange area, Structure header) throws IOException {
        long start = header.i64(LOCATION);
        long length = header.i64(LOCATION + 8);
        String where = "The LVM metadata at 0x" + Long.toHexString(area.start()) + " of "
                + slice.description();
        if (start < SECTOR || start >= area.length() || length < 1 || length > MAX_TEXT
                || length > area.length() - SECTOR || area.end() > slice.size()) {
            throw new IOException(where + " has a text of " + length + " bytes at 0x"
                    + Long.toHexString(start) + ", which cannot be.");
        }
        long first = Math.min(length, area.length() - start);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) length);
        bytes.writeBytes(slice.read(area.start() + start, (int) first).array());
        if (first < length) {
            bytes.writeBytes(slice.read(area.start() + SECTOR, (int) (length - first)).array());
        }
        byte[] text = bytes.toByteArray();
        if ((int) header.u32(LOCATION + 16) != Crc32.of(CRC_BEGINNING, text, 0, text.length)) {
            throw new IOException(where + " is damaged: its sum is not right.");
        }
        return text;
    }
}
