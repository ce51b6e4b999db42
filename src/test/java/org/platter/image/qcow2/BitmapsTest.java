package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.image.capability.Bitmap;

/** Bitmaps that are valid stay so, as QEMU judges, and tell what has changed since. */
class BitmapsTest {

    private static final int MIB = 1 << 20;
    private static final int CLUSTER = 64 << 10;

    @TempDir
    Path folder;

    private Path image(String options, long size) {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, options, size);
        return path;
    }

    private static RangeSet ranges(long... ends) {
        RangeSet.Builder ranges = new RangeSet.Builder();
        for (int i = 0; i < ends.length; i += 2) {
            ranges.add(ends[i], ends[i + 1]);
        }
        return ranges.build();
    }

    private static RangeSet bits(Path path, String bitmap) throws IOException {
        RangeSet found = QemuBitmaps.dirty(path, bitmap);
        try (Qcow2Image image = Qemu.open(path, false)) {
            assertEquals(found, QemuBitmaps.read(image, bitmap));
        }
        return found;
    }

    @Test
    void whatChangesIsInTheEnabledBitmapsAndNothingElse() throws IOException {
        Path path = image("", 64 * MIB);
        Qemu.io(path, List.of("write -P 7 0 8M"));
        QemuBitmaps.add(path, "off", CLUSTER);
        Qemu.io(path, List.of("write -P 8 2M 1M"));
        Qemu.run("qemu-img", "bitmap", "--disable", path, "off");
        QemuBitmaps.add(path, "coarse", 1 << 20);
        QemuBitmaps.add(path, "fine", 4096);
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.write(10 * MIB + 5000, ByteBuffer.wrap(new byte[] {1}));
            image.zero(new ByteRange(12 * MIB, 20 * MIB)); // nothing is there
            image.flush();
            try (Update update = image.update()) {
                update.share(ByteRange.of(32 * MIB, 4 * MIB), 0);
                update.drop(ByteRange.of(0, 4 * MIB));
                update.drop(ByteRange.of(50 * MIB, 4 * MIB));
                update.commit();
            }
            try (Update update = image.update()) {
                update.drop(ByteRange.of(4 * MIB, MIB)); // never committed
            }
        }
        RangeSet moved = ranges(0, 4 * MIB, 10 * MIB + 4096, 10 * MIB + 8192, 32 * MIB, 36 * MIB);
        assertEquals(moved, bits(path, "fine"));
        assertEquals(ranges(0, 4 * MIB, 10 * MIB, 11 * MIB, 32 * MIB, 36 * MIB), bits(path, "coarse"));
        assertEquals(ranges(2 * MIB, 3 * MIB), bits(path, "off"));
        assertEquals(0, Qemu.check(path).status());
        String info = Qemu.run("qemu-img", "info", path);
        assertTrue(!info.contains("in-use") && info.split("auto", -1).length == 3, info);
    }

    /** The plan adds them to what a commit writes. */
    @Test
    void whatBitmapsTakeForAChangeIsKnownBefore() throws IOException {
        long newSize = 300 * MIB;
        long[] written = new long[2];
        long told = 0;
        for (int bitmaps = 0; bitmaps < 2; bitmaps++) {
            Path path = image("cluster_size=4k", 100 * MIB);
            if (bitmaps == 1) {
                QemuBitmaps.add(path, "bits", 512); // seven clusters of bits
                QemuBitmaps.add(path, "off", 512);
                Qemu.run("qemu-img", "bitmap", "--disable", path, "off");
            }
            Qemu.io(path, List.of("write -P 7 0 1M"));
            RangeSet changed = ranges(0, MIB, 30 * MIB, 30 * MIB + 4096, 31 * MIB, 31 * MIB + 4096, 99 * MIB,
                    99 * MIB + 4096);
            for (long size : new long[] {100 * MIB, newSize}) {
                try (Qcow2Image image = Qemu.open(path, true); Update update = image.update()) {
                    told += image.bitmapBytes(changed, size);
                    if (size == newSize) {
                        update.resize(size);
                    }
                    for (ByteRange range : changed) {
                        byte[] bytes = new byte[(int) range.length()];
                        java.util.Arrays.fill(bytes, (byte) size);
                        update.write(range.start(), ByteBuffer.wrap(bytes));
                    }
                    update.commit();
                    written[bitmaps] += update.newClusterBytes() + bitmaps * 4096; // with the directory
                }
            }
            assertEquals(0, Qemu.check(path).status());
        }
        assertEquals(written[1] - written[0], told);
    }

    @Test
    void bitmapsFollowTheSizeOfTheDiskAndItsSnapshots() throws IOException {
        Path path = image("cluster_size=4k", 100 * MIB);
        Qemu.io(path, List.of("write -P 7 0 8M"));
        QemuBitmaps.add(path, "bits", 512); // several clusters
        QemuBitmaps.add(path, "off", 512);
        Qemu.run("qemu-img", "bitmap", "--disable", path, "off");
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.createSnapshot("before");
            image.write(99 * MIB, ByteBuffer.wrap(new byte[MIB]));
            image.resize(200 * MIB);
        }
        assertEquals(ranges(99 * MIB, 100 * MIB), bits(path, "bits"));
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.resize(99 * MIB + 1024);
            image.resize(200 * MIB);
            image.write(4096, ByteBuffer.wrap(new byte[] {1}));
        }
        assertEquals(ranges(4096, 4608, 99 * MIB, 99 * MIB + 1024), bits(path, "bits"));
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.clearBitmap("bits");
            image.applySnapshot("before");
            image.deleteSnapshot("before");
        }
        assertEquals(ranges(4096, 8192),
                RangeSet.of(new ByteRange(0, 8 * MIB)).intersection(bits(path, "bits")));
        assertEquals(ranges(), bits(path, "off"));
        assertEquals(0, Qemu.check(path).status());
    }

    @Test
    void bitmapsOfADiskWhoseBytesChangeInPlaceAreNotBelievedBeforeTheChangeIsWhole() throws IOException {
        Path path = image("data_file=" + folder.resolve("bytes.raw"), 64 * MIB);
        QemuBitmaps.add(path, "bits", CLUSTER);
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.write(MIB, ByteBuffer.wrap(new byte[] {1}));
            assertTrue(Qemu.run("qemu-img", "info", "-U", path).contains("in-use"));
            image.flush();
            assertTrue(!Qemu.run("qemu-img", "info", "-U", path).contains("in-use"));
        }
        assertEquals(ranges(MIB, MIB + CLUSTER), bits(path, "bits"));
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.write(MIB, ByteBuffer.wrap(new byte[] {1}));
            image.abandon(); // the byte is there
        }
        assertTrue(Qemu.run("qemu-img", "info", path).contains("in-use"));
        assertEquals(0, Qemu.check(path).status());
    }

    @Test
    void aHeaderWithoutRoomLetsNobodyBelieveTheBitmaps() throws IOException {
        Path path = image("", 64 * MIB);
        QemuBitmaps.add(path, "bits", CLUSTER);
        byte[] file = Files.readAllBytes(path);
        ByteBuffer head = ByteBuffer.wrap(file);
        int at = head.getInt(100);
        ByteBuffer extensions = ByteBuffer.allocate(1024).putInt(0x12345678).putInt(400).position(408);
        while (head.getInt(at) != 0) {
            int length = 8 + head.getInt(at + 4) + 7 & ~7;
            if (head.getInt(at) == Qcow2Header.BITMAPS) {
                extensions.put(file, at, length);
            }
            at += length;
        }
        System.arraycopy(extensions.array(), 0, file, head.getInt(100), 1024);
        Files.write(path, file);
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.write(MIB, ByteBuffer.wrap(new byte[] {1}));
        }
        assertTrue(Qemu.run("qemu-img", "info", path).contains("in-use"));
        assertEquals(0, Qemu.check(path).status());
    }

    @Test
    void bitmapsAreChangedAsQemuChangesThem() throws IOException {
        Path path = image("", 64 * MIB);
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.addBitmap("first", CLUSTER);
            image.write(MIB, ByteBuffer.wrap(new byte[] {1}));
            image.flush();
            image.setBitmapEnabled("first", false);
            image.addBitmap("second", 4096);
            image.write(3 * MIB, ByteBuffer.wrap(new byte[] {1}));
            image.flush();
            image.addBitmap("all", CLUSTER);
            image.mergeBitmap("all", image, "first");
            image.mergeBitmap("all", image, "second");
            assertEquals("[first (64 KiB, disabled), second (4 KiB, enabled), all (64 KiB, enabled)]",
                    image.bitmaps().toString());
        }
        assertEquals(ranges(MIB, MIB + CLUSTER), bits(path, "first"));
        assertEquals(ranges(3 * MIB, 3 * MIB + 4096), bits(path, "second"));
        assertEquals(ranges(MIB, MIB + CLUSTER, 3 * MIB, 3 * MIB + CLUSTER), bits(path, "all"));
        Path other = folder.resolve("other.qcow2");
        Qemu.create(other, "cluster_size=4k", 64 * MIB);
        QemuBitmaps.add(other, "copy", 512);
        try (Qcow2Image image = Qemu.open(other, true); Qcow2Image from = Qemu.open(path, false)) {
            image.mergeBitmap("copy", from, "all");
        }
        assertEquals(bits(path, "all"), bits(other, "copy"));
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.clearBitmap("second");
            image.removeBitmap("first");
            image.removeBitmap("all");
        }
        assertEquals(ranges(), bits(path, "second"));
        assertEquals(0, Qemu.check(path).status());
        try (Qcow2Image image = Qemu.open(path, true)) {
            image.removeBitmap("second");
        }
        assertTrue(!Qemu.run("qemu-img", "info", path).contains("bitmaps"));
        assertEquals(0, Qemu.check(path).status());
    }

    /** A change of the entry of a bitmap that is 24 bytes long in front of its name. */
    private interface Harm {
        void on(ByteBuffer entry);
    }

    @Test
    void whatCannotBeABitmapIsNeverBelievedAndTheDiskIsWrittenNevertheless() throws IOException {
        List<Harm> harms = List.of(entry -> entry.put(16, (byte) 2), entry -> entry.put(17, (byte) 63),
                entry -> entry.put(17, (byte) 5), entry -> entry.put(17, (byte) 12),
                entry -> entry.putInt(12, 0x7ffffff2));
        for (Harm harm : harms) {
            Path path = image("", 1L << 40);
            QemuBitmaps.add(path, "bits", CLUSTER);
            byte[] file = Files.readAllBytes(path);
            ByteBuffer bytes = ByteBuffer.wrap(file);
            int at = bytes.getInt(100);
            while (bytes.getInt(at) != Qcow2Header.BITMAPS) {
                at += 8 + bytes.getInt(at + 4) + 7 & ~7;
            }
            harm.on(bytes.position((int) bytes.getLong(at + 24)).slice());
            Files.write(path, file);
            try (Qcow2Image image = Qemu.open(path, true)) {
                assertEquals(List.of(false), image.bitmaps().stream().map(Bitmap::isValid).toList());
                image.write(MIB, ByteBuffer.wrap(new byte[] {1}));
                image.resize(2L << 40);
                image.flush();
                assertEquals(List.of(false), image.bitmaps().stream().map(Bitmap::isValid).toList());
                image.removeBitmap("bits");
            }
            assertEquals(0, Qemu.check(path).status());
        }
    }
}
