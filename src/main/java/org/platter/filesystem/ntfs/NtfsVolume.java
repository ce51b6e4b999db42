package org.platter.filesystem.ntfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * As much of an NTFS volume as it takes to know its state: boot sector, system files, root directory (Linux,
 * fs/ntfs3/ntfs.h; ntfs-3g, include/ntfs-3g/layout.h). Nothing is trusted: what does not fit is not there.
 */
final class NtfsVolume {

    static final int MFT = 0;
    static final int LOG_FILE = 2;
    static final int VOLUME = 3;
    static final int ROOT = 5;
    static final int BITMAP = 6;

    static final int ATTRIBUTE_LIST = 0x20;
    static final int FILE_NAME = 0x30;
    static final int VOLUME_NAME = 0x60;
    static final int VOLUME_INFORMATION = 0x70;
    static final int DATA = 0x80;
    static final int INDEX_ROOT = 0x90;
    static final int INDEX_ALLOCATION = 0xa0;

    private static final int MAX_RECORD = 1 << 16;
    private static final int MAX_CLUSTER = 1 << 21;

    private final BlockDevice slice;
    private final Structure boot;

    private NtfsVolume(BlockDevice slice, Structure boot) {
        this.slice = slice;
        this.boot = boot;
    }

    /** Returns the volume where there is a boot sector of NTFS with numbers that fit each other. */
    static Optional<NtfsVolume> read(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 512)
                .filter(bytes -> bytes.has(3, "NTFS    "))
                .map(bytes -> new NtfsVolume(slice, bytes))
                .filter(NtfsVolume::isConsistent);
    }

    private boolean isConsistent() {
        int sector = sectorBytes();
        if (Integer.bitCount(sector) != 1 || sector < 256 || sector > 4096) {
            return false;
        }
        long cluster = clusterBytes();
        return cluster >= sector && cluster <= MAX_CLUSTER && Long.bitCount(cluster) == 1
                && recordBytes() >= 256 && recordBytes() <= MAX_RECORD
                && Integer.bitCount(recordBytes()) == 1
                && sectors() > 0 && sectors() < 1L << 48
                && boot.i64(0x30) > 0 && boot.i64(0x30) < clusters();
    }

    int sectorBytes() {
        return boot.u16(0xb);
    }

    long clusterBytes() {
        int code = boot.u8(0xd);
        // above 64 KiB the code is the negative of an exponent
        long sector = sectorBytes();
        return code <= 0x80 ? code * sector : code < 0xe0 ? 0 : sector << 256 - code;
    }

    /** Sectors of the volume, the backup boot sector behind it not included. */
    long sectors() {
        return boot.i64(0x28);
    }

    long clusters() {
        return sectors() / (clusterBytes() / sectorBytes());
    }

    /** Bytes that it spans with its backup boot sector. */
    long size() {
        return (sectors() + 1) * sectorBytes();
    }

    String serial() {
        return String.format(Locale.ROOT, "%016X", boot.i64(0x48));
    }

    long hidden() {
        return boot.u32(0x1c);
    }

    private int recordBytes() {
        int code = (byte) boot.u8(0x40);
        long bytes = code > 0 ? code * clusterBytes() : code > -17 && code < 0 ? 1L << -code : 0;
        return bytes > MAX_RECORD ? 0 : (int) bytes;
    }

    /** Returns a record of the master file table among the first 24, which lie in its first piece. */
    Optional<FileRecord> systemFile(int number) throws IOException {
        return record(boot.i64(0x30) * clusterBytes() + (long) number * recordBytes());
    }

    /** Returns a record of the master file table, where it is in use and its place is known. */
    Optional<FileRecord> file(long number) throws IOException {
        Optional<FileRecord> table = systemFile(MFT);
        Optional<NtfsRuns> runs = table.isPresent() ? runs(table.get(), DATA, "") : Optional.empty();
        long at = number * recordBytes();
        Optional<Long> place = runs.flatMap(known -> known.place(at, clusterBytes()));
        return place.isPresent() ? record(place.get()) : Optional.empty();
    }

    private Optional<FileRecord> record(long offset) throws IOException {
        return Structure.read(slice, offset, recordBytes())
                .filter(bytes -> bytes.has(0, "FILE"))
                .flatMap(NtfsVolume::fixed)
                .map(FileRecord::new);
    }

    /** Returns a record with the ends of its sectors put back; nothing where the update sequence was torn. */
    private static Optional<Structure> fixed(Structure torn) {
        int at = torn.u16(4);
        int count = torn.u16(6);
        int stride = count > 1 ? torn.length() / (count - 1) : 0;
        if (count < 2 || stride < 256 || at + 2 * count > torn.length()) {
            return Optional.empty();
        }
        byte[] bytes = torn.bytes(0, torn.length());
        for (int i = 1; i < count; i++) {
            int end = i * stride - 2;
            if (torn.u16(end) != torn.u16(at)) {
                return Optional.empty();
            }
            bytes[end] = (byte) torn.u8(at + 2 * i);
            bytes[end + 1] = (byte) torn.u8(at + 2 * i + 1);
        }
        return Optional.of(Structure.of(bytes));
    }

    /**
     * Returns where the value of an attribute lies; nothing where it is in the record, or in several records.
     */
    Optional<NtfsRuns> runs(FileRecord record, int type, String name) {
        return record.has(ATTRIBUTE_LIST)
                ? Optional.empty()
                : record.attribute(type, name).filter(attribute -> !attribute.isResident())
                        .flatMap(attribute -> NtfsRuns.of(attribute, clusters()));
    }

    /**
     * Returns up to {@code length} first bytes of an attribute; nothing where it has none or it is not found.
     */
    Optional<Structure> start(FileRecord record, int type, String name, int length) throws IOException {
        Optional<Attribute> attribute = record.attribute(type, name);
        if (attribute.isPresent() && attribute.get().isResident()) {
            return attribute.get().value().filter(value -> value.length() > 0)
                    .map(value -> Structure.of(value.bytes(0, Math.min(length, value.length()))));
        }
        Optional<NtfsRuns> runs = runs(record, type, name);
        Optional<Long> place = runs.flatMap(known -> known.place(0, clusterBytes()));
        int available = place.isPresent()
                ? (int) Math.min(length, runs.get().contiguous(0, clusterBytes())) : 0;
        return available > 0 ? Structure.read(slice, place.get(), available) : Optional.empty();
    }

    /** Returns the number of the record of a file in the root directory, by its name in any case. */
    Optional<Long> inRoot(String name) throws IOException {
        Optional<FileRecord> root = systemFile(ROOT);
        Optional<Structure> top = root.isPresent()
                ? root.get().attribute(INDEX_ROOT, "$I30").flatMap(Attribute::value) : Optional.empty();
        if (top.isEmpty() || top.get().length() < 32) {
            return Optional.empty();
        }
        Optional<Long> found = inIndex(top.get(), 16, name);
        long block = top.get().u32(8);
        Optional<NtfsRuns> runs = runs(root.get(), INDEX_ALLOCATION, "$I30");
        if (found.isPresent() || runs.isEmpty() || block < 512 || block > MAX_RECORD) {
            return found;
        }
        // every block is looked at, used or not: a root directory is short, and an unused block has its name
        // no more
        for (long at = 0; at < Math.min(runs.get().size(), 1 << 24) && found.isEmpty(); at += block) {
            Optional<Long> place = runs.get().place(at, clusterBytes());
            Optional<Structure> entries = place.isPresent()
                    ? Structure.read(slice, place.get(), (int) block)
                            .filter(bytes -> bytes.has(0, "INDX")).flatMap(NtfsVolume::fixed)
                    : Optional.empty();
            found = entries.flatMap(bytes -> inIndex(bytes, 24, name));
        }
        return found;
    }

    private static Optional<Long> inIndex(Structure bytes, int header, String name) {
        long end = Math.min(bytes.length(), header + bytes.u32(header + 4));
        long at = header + bytes.u32(header);
        while (at + 16 <= end) {
            int entry = (int) at;
            int length = bytes.u16(entry + 8);
            int key = entry + 16;
            if ((bytes.u16(entry + 12) & 2) != 0 || length < 16) {
                return Optional.empty();
            }
            if (bytes.u16(entry + 10) >= 66 && key + 66 <= end) {
                int characters = Math.min(bytes.u8(key + 64), (int) (end - key - 66) / 2);
                String found = new String(bytes.bytes(key + 66, 2 * characters), StandardCharsets.UTF_16LE);
                if (found.equalsIgnoreCase(name)) {
                    return Optional.of(bytes.i64(entry) & 0xffff_ffff_ffffL);
                }
            }
            at += length;
        }
        return Optional.empty();
    }

    /** A record of the master file table. */
    static final class FileRecord {

        private final List<Attribute> attributes = new ArrayList<>();

        private FileRecord(Structure bytes) {
            int at = bytes.u16(0x14);
            while (at + 24 <= bytes.length() && bytes.u32(at) != 0xffff_ffffL) {
                long length = bytes.u32(at + 4);
                if (length < 24 || length > bytes.length() - at) {
                    return;
                }
                attributes.add(new Attribute(Structure.of(bytes.bytes(at, (int) length))));
                at += (int) length;
            }
        }

        boolean has(int type) {
            return attributes.stream().anyMatch(attribute -> attribute.type() == type);
        }

        Optional<Attribute> attribute(int type, String name) {
            return attributes.stream()
                    .filter(attribute -> attribute.type() == type && attribute.name().equals(name))
                    .findFirst();
        }
    }

    /** An attribute with its header. */
    record Attribute(Structure bytes) {

        long type() {
            return bytes.u32(0);
        }

        boolean isResident() {
            return bytes.u8(8) == 0;
        }

        String name() {
            int length = 2 * bytes.u8(9);
            int at = bytes.u16(10);
            return at + length > bytes.length() ? ""
                    : new String(bytes.bytes(at, length), StandardCharsets.UTF_16LE);
        }

        /** The value of a resident attribute. */
        Optional<Structure> value() {
            long length = bytes.u32(0x10);
            int at = bytes.u16(0x14);
            return isResident() && at + length <= bytes.length()
                    ? Optional.of(Structure.of(bytes.bytes(at, (int) length))) : Optional.empty();
        }
    }
}
