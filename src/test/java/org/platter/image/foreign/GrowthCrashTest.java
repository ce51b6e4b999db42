package org.platter.image.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.image.qcow2.MemoryFile;
import org.platter.session.Shell;

/**
 * The power fails between any two syncs while an image grows where it lies. What was not synced is lost, or is
 * kept, lost or garbage sector by sector; only a write that is alone and within a sector is never garbage. QEMU
 * then finds the old disk, of the old size or the new one, and a second growth makes the image whole.
 */
final class GrowthCrashTest {

    private static final int SECTOR = Growth.SECTOR;

    @TempDir
    private Path work;

    /** One change of the file: bytes at an offset, or a length. */
    private record Change(long at, byte[] bytes, boolean isLength) {}

    /** A file that remembers what is done to it, by what each sync makes durable. */
    private static final class Recorded extends MemoryFile {

        private final List<List<Change>> synced = new ArrayList<>(List.of(new ArrayList<>()));

        Recorded(byte[] bytes) {
            super(bytes);
        }

        private void add(Change change) {
            synced.get(synced.size() - 1).add(change);
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            add(new Change(offset, bytes, false));
            super.write(offset, from);
        }

        @Override
        public void punch(ByteRange range) throws IOException {
            write(range.start(), ByteBuffer.allocate((int) range.length()));
        }

        @Override
        public void resize(long size) throws IOException {
            add(new Change(size, new byte[0], true));
            super.resize(size);
        }

        @Override
        public void sync() {
            synced.add(new ArrayList<>());
        }
    }

    private static byte[] with(byte[] file, Change change) {
        long end = change.isLength ? change.at : Math.max(file.length, change.at + change.bytes.length);
        byte[] next = end == file.length ? file : Arrays.copyOf(file, (int) end);
        System.arraycopy(change.bytes, 0, next, change.isLength ? 0 : (int) change.at, change.bytes.length);
        return next;
    }

    private static byte[] torn(byte[] file, List<Change> unsynced, Random random) {
        byte[] next = file.clone();
        for (Change change : unsynced) {
            boolean isWhole = change.isLength || unsynced.size() == 1
                    && change.at / SECTOR == (change.at + change.bytes.length - 1) / SECTOR;
            if (isWhole) {
                next = random.nextBoolean() ? with(next, change) : next;
                continue;
            }
            next = with(next,
                    new Change(Math.max(next.length, change.at + change.bytes.length), new byte[0], true));
            for (int at = 0; at < change.bytes.length; at += SECTOR) {
                byte[] part = Arrays.copyOfRange(change.bytes, at,
                        Math.min(at + SECTOR, change.bytes.length));
                int fate = random.nextInt(3);
                if (fate == 0) {
                    random.nextBytes(part);
                }
                next = fate == 1 ? next : with(next, new Change(change.at + at, part, false));
            }
        }
        return next;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(work.resolve("state"), content);
    }

    private static long size(String format, byte[] content) throws IOException {
        ForeignHeader header = ForeignHeader.read(format, new MemoryFile(content), Path.of("state"));
        assertTrue(header.lost(List.of()).isEmpty());
        return header.facts().size();
    }

    @ParameterizedTest
    @CsvSource({"vdi, static=off, 10, 120MiB", "vdi, static=off, 10, 200MiB", "vdi, static=off, 10, 3TiB",
        "vmdk, subformat=monolithicSparse, 10, 40MiB", "vmdk, subformat=monolithicSparse, 10, 90GiB",
        "vmdk, 'subformat=monolithicSparse,zeroed_grain=on', 40, 1GiB",
        "vpc, force_size=on, 10, 200MiB", "vpc, force_size=on, 10, 1TiB",
        "vhdx, block_size=1M, 10, 40MiB", "vhdx, block_size=1M, 10, 200GiB"})
    void anImageIsOldOrNewWheneverThePowerFails(String format, String options, long mib, String size)
            throws IOException, Refusal {
        long oldSize = mib * ByteSize.MIB + 3 * SECTOR;
        assertOldOrNew(format, made(format, options, oldSize), oldSize, ByteSize.parse(size));
    }

    /** Its map then has room for several sectors of entries, the first of which has old ones, too. */
    @Test
    void aVdiThatGrewGrowsAgain() throws IOException, Refusal {
        long grown = 200 * ByteSize.MIB + 3 * SECTOR;
        MemoryFile file = new MemoryFile(made("vdi", "static=off", 10 * ByteSize.MIB + 3 * SECTOR));
        ForeignHeader.read("vdi", file, Path.of("vdi")).growth(grown).orElseThrow().run();
        Path image = Files.write(work.resolve("disk"), file.bytes());
        Shell.run("qemu-io", "-f", "vdi", "-c", "write -P 171 " + (grown - SECTOR) + " 512",
                image.toString());
        assertOldOrNew("vdi", Files.readAllBytes(image), grown, 3000 * ByteSize.MIB);
    }

    /** The numbers that get longer lie in sectors that have no room behind the text. */
    @ParameterizedTest
    @ValueSource(ints = {0, 150, 175, 4000})
    void theDescriptionOfAVmdkMayBeLong(int behind) throws IOException, Refusal {
        long oldSize = 10 * ByteSize.MIB + 3 * SECTOR;
        byte[] image = made("vmdk", "subformat=monolithicSparse", oldSize);
        String filled = describeLong(image, behind);
        assertOldOrNew("vmdk", image, oldSize, 40 * ByteSize.GIB);
        byte[] grown = Files.readAllBytes(work.resolve("state"));
        String told = new String(grown, SECTOR, 20 * SECTOR, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
        assertEquals(List.of(filled.lines().map(line -> line.startsWith("RW ") ? "RW 83886080 SPARSE \"disk\""
                : line.replace("cylinders = \"20\"", "cylinders = \"83220\"")).filter(
                        line -> !line.matches("#.*|CID=.*"))
                .toArray()),
                List.of(told.lines().filter(line -> !line.matches("#.*|CID=.*")).toArray()));
    }

    @ParameterizedTest
    @ValueSource(ints = {280, 320})
    void aDescriptionWithoutRoomForALongerNumberIsNotChanged(int behind) throws IOException {
        byte[] image = made("vmdk", "subformat=monolithicSparse", 10 * ByteSize.MIB);
        describeLong(image, behind);
        ForeignHeader header = ForeignHeader.read("vmdk", new MemoryFile(image), Path.of("vmdk"));
        assertTrue(header.growth(40 * ByteSize.GIB).isEmpty());
    }

    /** @param behind bytes between the size of the extent and the geometry */
    private static String describeLong(byte[] image, int behind) {
        String text = new String(image, SECTOR, 20 * SECTOR, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
        String filled = text.replace("# The Disk Data Base", "# The Disk Data Base\nddb.comment = \""
                + "c".repeat(behind) + "\"\n# comment") + "ddb.uuid.image=\"" + "1".repeat(500) + "\"\n";
        byte[] bytes = filled.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, image, SECTOR, bytes.length);
        return filled;
    }

    private byte[] made(String format, String options, long size) throws IOException {
        Path image = work.resolve("disk");
        Shell.run("qemu-img", "create", "-q", "-f", format, "-o", options, image.toString(),
                String.valueOf(size));
        Shell.run("qemu-io", "-f", format, "-c", "write -P 7 1M 1M", "-c",
                "write -P 171 " + (size - SECTOR) + " 512", image.toString());
        return Files.readAllBytes(image);
    }

    private void assertOldOrNew(String format, byte[] old, long oldSize, long newSize)
            throws IOException, Refusal {
        Path image = work.resolve("disk");
        Path disk = work.resolve("disk.raw");
        spoilBehindTheEnd(old);
        Files.write(image, old);
        Shell.run("qemu-img", "convert", "-f", format, "-O", "raw", image.toString(), disk.toString());
        Recorded whole = new Recorded(old);
        Growth growth = ForeignHeader.read(format, whole, image).growth(newSize).orElseThrow();
        long room = growth.room();
        growth.run();
        assertTrue(whole.bytes().length <= old.length + room, room + " bytes");
        assertTrue(room < 16 * ByteSize.MIB, room + " bytes");
        Random random = new Random(7);
        byte[] durable = old.clone();
        for (List<Change> unsynced : whole.synced) {
            for (byte[] state : List.of(durable.clone(), torn(durable, unsynced, random))) {
                long seen = size(format, state);
                assertTrue(seen == oldSize || seen == newSize, seen + " bytes");
                compare(format, state, disk);
                MemoryFile again = new MemoryFile(state);
                ForeignHeader.read(format, again, image).growth(newSize).orElseThrow().run();
                assertEquals(newSize, size(format, again.bytes()));
                assertEquals(List.of(), ForeignHeader.read(format, again, image).problems());
                compare(format, again.bytes(), disk);
                if (!format.equals("vpc")) {
                    Shell.run("qemu-img", "check", "-f", format, work.resolve("state").toString());
                }
            }
            for (Change change : unsynced) {
                durable = with(durable, change);
            }
        }
        assertEquals(newSize, size(format, durable));
        Shell.run("qemu-io", "-f", format, "-c", "write -P 9 " + (newSize - 65536) + " 64k",
                file(durable).toString());
        Shell.run("qemu-io", "-f", format, "-c", "read -P 9 " + (newSize - 65536) + " 64k", "-c",
                "read -P 0 " + oldSize + " 64k", "-c", "read -P 7 1M 1M", work.resolve("state").toString());
        if (!format.equals("vpc")) {
            Shell.run("qemu-img", "check", "-f", format, work.resolve("state").toString());
        }
    }

    /** Compares what the old disk had; to look at all of a large VHDX would take QEMU minutes. */
    private void compare(String format, byte[] state, Path disk) throws IOException {
        Path seen = work.resolve("seen.raw");
        Shell.run("qemu-img", "dd", "-f", format, "-O", "raw", "bs=" + Files.size(disk), "count=1",
                "if=" + file(state), "of=" + seen);
        assertEquals(-1, Files.mismatch(disk, seen));
    }

    /** Puts garbage behind the last sector of the disk, as far as its block goes. */
    private static void spoilBehindTheEnd(byte[] file) {
        int end = file.length;
        while (file[end - 1] != (byte) 171) {
            end--;
        }
        Arrays.fill(file, end, Math.min(end + 4096, file.length), (byte) 0xee);
    }
}
