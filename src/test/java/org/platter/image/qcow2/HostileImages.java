package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * Images that mean harm, put together byte by byte, and what has to be said of them. They have clusters of
 * 4 KiB: header, refcount table, refcount block, L1 table, L2 table, data.
 */
final class HostileImages {

    private static final int CLUSTER = 4096;
    private static final int DATA = 5 * CLUSTER;

    /** Changes a sound image. */
    private interface Change {
        void apply(ByteBuffer image) throws IOException;
    }

    private final Path folder;
    private final Map<Path, String> expected = new LinkedHashMap<>();

    private HostileImages(Path folder) {
        this.folder = folder;
    }

    /** Writes all images, and returns what the message of each contains; empty where it is read bounded. */
    static Map<Path, String> write(Path folder) throws IOException {
        HostileImages images = new HostileImages(folder);
        images.headers();
        images.features();
        images.tables();
        images.snapshots();
        images.bitmaps();
        images.compressed();
        images.large();
        return images.expected;
    }

    private void headers() throws IOException {
        add("no-magic", "is no qcow2 image", image -> image.putInt(0, 0x12345678));
        add("version-1", "version 1", image -> image.putInt(4, 1));
        add("version-4", "version 4", image -> image.putInt(4, 4));
        add("cluster-bits-8", "clusters of 2^8", image -> image.putInt(20, 8));
        add("cluster-bits-22", "clusters of 2^22", image -> image.putInt(20, 22));
        add("cluster-bits-63", "clusters of 2^63", image -> image.putInt(20, 63));
        add("cluster-bits-negative", "clusters of 2^4294967295", image -> image.putInt(20, -1));
        add("size-2-63", "9223372036854775808", image -> image.putLong(24, 1L << 63));
        add("size-2-62", "too large for its clusters", image -> image.putLong(24, 1L << 62));
        add("size-beyond-l1", "L1 table of 512 entries", image -> image.putLong(24, 1L << 40));
        add("crypt-3", "encrypted by a method (3)", image -> image.putInt(32, 3));
        add("crypt-luks-without-header", "is encrypted (LUKS)", image -> image.putInt(32, 2));
        add("crypt-aes", "is encrypted (AES)", image -> image.putInt(32, 1));
        add("l1-entries-2-32", "than 33554432 bytes", image -> image.putInt(36, -1));
        add("l1-entries-4m", "is cut off: its L1 table", image -> image.putInt(36, 1 << 22));
        add("l1-past-end", "is cut off: its L1 table", image -> image.putLong(40, 1L << 40));
        add("l1-unaligned", "claims its L1 table at 0x3200", image -> image.putLong(40, 0x3200));
        add("l1-negative", "claims its L1 table at 0x8", image -> image.putLong(40, 1L << 63));
        add("l1-at-0", "claims its L1 table at 0x0", image -> image.putLong(40, 0));
        add("refcount-table-past-end", "its refcount table", image -> image.putLong(48, 1L << 50));
        add("refcount-table-unaligned", "its refcount table", image -> image.putLong(48, 0x1100));
        add("refcount-table-of-none", "has no refcount table", image -> image.putInt(56, 0));
        add("refcount-table-huge", "than 8388608 bytes", image -> image.putInt(56, -1));
        add("refcount-order-7", "refcounts of more than 64 bits", image -> image.putInt(96, 7));
        add("refcount-order-negative", "refcounts of more than 64 bits", image -> image.putInt(96, -1));
        for (int length : new int[] {0, 72, 96, 103, 105, CLUSTER + 8, 1 << 30, -8, Integer.MIN_VALUE}) {
            add("header-length-" + Integer.toUnsignedString(length), "claims a header of "
                    + Integer.toUnsignedString(length), image -> image.putInt(100, length));
        }
        add("backing-outside", "outside of the first cluster",
                image -> image.putLong(8, CLUSTER - 4).putInt(16, 100));
        add("backing-far-outside", "outside of the first cluster",
                image -> image.putLong(8, Long.MAX_VALUE).putInt(16, 100));
        add("backing-negative", "outside of the first cluster", image -> image.putLong(8, -8).putInt(16, 8));
        add("backing-in-fields", "outside of the first cluster", image -> image.putLong(8, 8).putInt(16, 8));
        add("backing-long", "claims a backing file's name", image -> image.putLong(8, 200).putInt(16, 1024));
        add("backing-2-32", "claims a backing file's name", image -> image.putLong(8, 200).putInt(16, -1));
        add("extension-long", "more than there is room for",
                image -> image.putInt(112, 77).putInt(116, 9999));
        add("extension-2-32", "more than there is room for", image -> image.putInt(112, 77).putInt(116, -1));
        add("data-file-missing", "keeps its bytes in another file", image -> image.putLong(72, 4));
    }

    private void features() throws IOException {
        add("unknown-feature", "features that Platter does not know: bit 40",
                image -> image.putLong(72, 1L << 40));
        add("named-feature", "does not know: time travel, bit 63", image -> {
            image.putLong(72, 1L << 63 | 1L << 5).putInt(112, Qcow2Header.FEATURE_NAMES).putInt(116, 48);
            image.put(120, (byte) 0).put(121, (byte) 5);
            image.put(122, "time\n\u001btravel".getBytes(StandardCharsets.UTF_8));
        });
        add("compression-unknown", "compressed by a method (9)", image -> image.put(104, (byte) 9));
        add("compression-contradicts", "contradicts itself", image -> image.put(104, (byte) 1));
        add("compression-contradicts-too", "contradicts itself", image -> image.putLong(72, 8));
        add("extended-small", "subclusters in clusters of less", image -> image.putLong(72, 16));
    }

    private void tables() throws IOException {
        add("l1-entry-past-end", "before a table", image -> image.putLong(3 * CLUSTER, 1L << 40));
        add("l1-entry-unaligned", "not aligned", image -> image.putLong(3 * CLUSTER, DATA + 512));
        add("l1-entry-reserved", "reserved bits", image -> image.putLong(3 * CLUSTER, DATA | 1));
        add("l1-all-reserved", "reserved bits", image -> image.putLong(3 * CLUSTER, -1));
        add("l2-entry-past-end", "is cut off", image -> image.putLong(4 * CLUSTER, 1L << 40));
        add("l2-entry-at-the-end", "is cut off", image -> image.putLong(4 * CLUSTER, DATA + CLUSTER));
        add("l2-entry-unaligned", "not aligned", image -> image.putLong(4 * CLUSTER, DATA + 512));
        add("l2-entry-reserved", "reserved bits", image -> image.putLong(4 * CLUSTER, DATA | 4));
        add("l2-all-compressed", "marked as exclusive", image -> image.putLong(4 * CLUSTER, -1));
        add("l1-loops-to-itself", "", image -> image.putLong(3 * CLUSTER, 3 * CLUSTER));
        add("l1-entries-all-the-same", "", image -> {
            for (int i = 0; i < 512; i++) {
                image.putLong(3 * CLUSTER + i * 8, 4 * CLUSTER);
            }
            image.putLong(24, 1L << 30);
        });
        add("l2-maps-tables", "",
                image -> image.putLong(4 * CLUSTER, 3 * CLUSTER).putLong(4 * CLUSTER + 8, 0));
        add("refcount-table-is-the-l1", "", image -> image.putLong(48, 3 * CLUSTER));
        add("all-tables-are-one", "", image -> image.putLong(48, 3 * CLUSTER)
                .putLong(3 * CLUSTER, 3 * CLUSTER));
    }

    private void snapshots() throws IOException {
        add("snapshots-2-32", "claims 4294967295 snapshots", image -> image.putInt(60, -1));
        add("snapshots-65537", "claims 65537 snapshots", image -> image.putInt(60, 65537).putLong(64, DATA));
        add("snapshots-cut-off", "is cut off", image -> image.putInt(60, 65536).putLong(64, DATA));
        add("snapshots-unaligned", "claims its snapshot table", image -> image.putInt(60, 1).putLong(64, 8));
        add("snapshot-extra", "bytes of extra data", image -> snapshot(image, 3 * CLUSTER, 1).putInt(
                DATA + 36, -1));
        add("snapshot-names-cut-off", "is cut off within", image -> snapshot(image, 3 * CLUSTER, 1)
                .putInt(DATA + 12, -1));
        add("snapshot-l1-past-end", "the table of snapshot", image -> snapshot(image, 1L << 50, 1));
        add("snapshot-l1-negative", "the table of snapshot", image -> snapshot(image, -CLUSTER, 1));
        add("snapshot-l1-unaligned", "the table of snapshot", image -> snapshot(image, 3 * CLUSTER + 8, 1));
        add("snapshot-l1-huge", "the table of snapshot", image -> snapshot(image, 3 * CLUSTER, -1));
        add("snapshot-l1-short", "the table of snapshot", image -> snapshot(image, 3 * CLUSTER, 0));
        add("snapshot-size-2-63", "the table of snapshot", image -> snapshot(image, 3 * CLUSTER, 1)
                .putInt(DATA + 36, 16).putLong(DATA + 48, 1L << 63));
    }

    /** Puts a snapshot table of one into the data cluster. */
    private static ByteBuffer snapshot(ByteBuffer image, long l1Offset, int l1Entries) {
        image.putLong(4 * CLUSTER, 0).putInt(60, 1).putLong(64, DATA);
        image.put(DATA, new byte[CLUSTER]);
        return image.putLong(DATA, l1Offset).putInt(DATA + 8, l1Entries);
    }

    private void bitmaps() throws IOException {
        add("bitmaps-2-32", "a bitmap directory that cannot be", image -> bitmaps(image, -1, CLUSTER, DATA));
        add("bitmaps-none", "a bitmap directory that cannot be", image -> bitmaps(image, 0, CLUSTER, DATA));
        add("bitmaps-huge", "a bitmap directory that cannot be",
                image -> bitmaps(image, 1, Long.MAX_VALUE, DATA));
        add("bitmaps-past-end", "a bitmap directory that cannot be",
                image -> bitmaps(image, 1, 32, 1L << 40));
        add("bitmaps-unaligned", "a bitmap directory that cannot be",
                image -> bitmaps(image, 1, 32, DATA + 8));
        add("bitmaps-run-out", "run past its end", image -> bitmaps(image, 9, 32, DATA));
        add("bitmaps-short-extension", "a bitmaps extension of 8 bytes", image -> image.putLong(88, 1)
                .putInt(112, Qcow2Header.BITMAPS).putInt(116, 8));
        add("bitmap-table-huge", "a bitmap that cannot be", image -> {
            bitmaps(image, 1, 24, DATA);
            image.putInt(DATA + 8, -1);
        });
    }

    private static void bitmaps(ByteBuffer image, int count, long length, long offset) {
        image.putLong(4 * CLUSTER, 0).put(DATA, new byte[CLUSTER]).putLong(88, 1)
                .putInt(112, Qcow2Header.BITMAPS).putInt(116, 24).putInt(120, count).putLong(128, length)
                .putLong(136, offset);
    }

    private void compressed() throws IOException {
        add("bomb", "does not unpack", image -> pack(image, new byte[1 << 20]));
        add("compressed-short", "does not unpack", image -> pack(image, new byte[CLUSTER - 1]));
        add("compressed-garbage", "does not unpack", image -> {
            pack(image, new byte[CLUSTER]);
            image.put(DATA, new byte[] {-1, -1, -1, -1});
        });
        add("compressed-past-end", "past its end",
                image -> image.putLong(4 * CLUSTER, Geometry.COMPRESSED | 1L << 40));
        add("zstd-bomb", "does not unpack", image -> packZstd(image, 1 << 24));
        add("zstd-short", "does not unpack", image -> packZstd(image, CLUSTER - 1));
    }

    private static void pack(ByteBuffer image, byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] packed = new byte[CLUSTER];
        int length = deflater.deflate(packed);
        deflater.end();
        put(image, packed, length);
    }

    private static void packZstd(ByteBuffer image, int plain) {
        byte[] packed = com.github.luben.zstd.Zstd.compress(new byte[plain]);
        image.putLong(72, 8).put(104, (byte) 1);
        put(image, packed, packed.length);
    }

    private static void put(ByteBuffer image, byte[] packed, int length) {
        image.put(DATA, packed, 0, length);
        image.putLong(4 * CLUSTER, new Geometry(12, 3, false, false).compressedEntry(DATA, length));
    }

    /** What is large on paper, and in part as a sparse file. */
    private void large() throws IOException {
        sparse("l1-of-32-mib-all-the-same", "", 1L << 30, image -> image.putLong(24, 1L << 43)
                .putInt(36, 1 << 22).putLong(40, 1 << 24), 1 << 24, 4 * CLUSTER, 1 << 22);
        sparse("refcount-blocks-far-apart", "", 1L << 38,
                image -> image.putLong(48, 1 << 24).putInt(56, 2048), 1 << 24, 2 * CLUSTER, 1 << 20);
        sparse("snapshots-in-a-hole", "", 1L << 40, image -> image.putInt(60, 65536).putLong(64, 1 << 24),
                1 << 24, 0, 0);
    }

    private void sparse(String name, String message, long size, Change change, long table, long entry,
            int count) throws IOException {
        ByteBuffer image = sound();
        change.apply(image);
        Path path = folder.resolve(name);
        try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
            file.write(image.array());
            ByteBuffer entries = ByteBuffer.allocate(count * 8);
            while (entries.hasRemaining()) {
                entries.putLong(entry);
            }
            file.seek(table);
            file.write(entries.array());
        }
        expected.put(path, message);
    }

    private void add(String name, String message, Change change) throws IOException {
        ByteBuffer image = sound();
        change.apply(image);
        Path path = folder.resolve(name);
        Files.write(path, image.array());
        expected.put(path, message);
    }

    private static ByteBuffer sound() {
        ByteBuffer image = ByteBuffer.allocate(6 * CLUSTER);
        image.putInt(Qcow2Header.MAGIC).putInt(3).putLong(0).putInt(0).putInt(12).putLong(1 << 20).putInt(0)
                .putInt(512).putLong(3 * CLUSTER).putLong(CLUSTER).putInt(1).putInt(0).putLong(0)
                .putLong(0).putLong(0).putLong(0).putInt(4).putInt(112);
        image.putLong(CLUSTER, 2 * CLUSTER);
        for (int i = 0; i < 6; i++) {
            image.putShort(2 * CLUSTER + i * 2, (short) 1);
        }
        image.putLong(3 * CLUSTER, Geometry.COPIED | 4 * CLUSTER);
        image.putLong(4 * CLUSTER, Geometry.COPIED | DATA);
        return image;
    }
}
