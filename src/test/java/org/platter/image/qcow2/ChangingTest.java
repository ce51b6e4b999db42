package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.RangeSet;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Zlib;

/**
 * What changes an image leaves one that QEMU finds in order, with the bytes that were meant. Long, since each
 * way to change one has its law.
 */
class ChangingTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    /** Fails at the n-th write, sync or change of size, and from then on. */
    private static final class FailingFile implements StoredFile {
        private final StoredFile file;
        private int left;

        FailingFile(StoredFile file, int left) {
            this.file = file;
            this.left = left;
        }

        private void count() throws IOException {
            if (left-- <= 0) {
                throw new IOException("the machine stopped");
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long allocatedBytes() throws IOException {
            return file.allocatedBytes();
        }

        @Override
        public boolean isBlockDevice() {
            return false;
        }

        @Override
        public long device() {
            return file.device();
        }

        @Override
        public long inode() {
            return file.inode();
        }

        @Override
        public void read(long offset, ByteBuffer into) throws IOException {
            file.read(offset, into);
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            count();
            file.write(offset, from);
        }

        @Override
        public void punch(ByteRange range) throws IOException {
            count();
            file.punch(range);
        }

        @Override
        public void resize(long size) throws IOException {
            count();
            file.resize(size);
        }

        @Override
        public void sync() throws IOException {
            count();
            file.sync();
        }

        @Override
        public boolean tryCloneRange(StoredFile source, ByteRange from, long to) {
            return false;
        }

        @Override
        public RangeSet data(ByteRange window) throws IOException {
            return file.data(window);
        }

        @Override
        public void copyAttributesTo(StoredFile other) throws IOException {
            file.copyAttributesTo(other);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster_size=4k", "cluster_size=64k,compat=0.10",
        "cluster_size=64k,extended_l2=on",
        "cluster_size=512,refcount_bits=64"})
    void whereverItStopsTheImageIsOldOrNewAndInOrder(String options) throws IOException {
        Path seed = folder.resolve("seed.qcow2");
        byte[] old = new byte[MIB];
        new Random(1).nextBytes(old);
        Qemu.create(seed, options, MIB);
        try (Qcow2Image image = open(seed)) {
            image.write(0, ByteBuffer.wrap(old));
            image.createSnapshot("first");
            image.write(500, ByteBuffer.wrap(old, 0, 70_000));
            System.arraycopy(old, 0, old = old.clone(), 500, 70_000);
        }
        byte[] changed = null;
        Path copy = folder.resolve("copy.qcow2");
        for (int stop = 0; changed == null; stop++) {
            Files.copy(seed, copy, StandardCopyOption.REPLACE_EXISTING);
            StoredFile file = new FailingFile(new HostStoredFile(HostFile.open(copy, Access.WRITE)), stop);
            byte[] expected = change(old);
            try (Qcow2Image image = Qcow2Image.open(file, copy, true, OptionalInt.of(512), Optional.empty(),
                    Optional.empty()); Update update = image.update()) {
                update.snapshotBefore("second");
                update.share(new ByteRange(MIB / 2, MIB), 0);
                update.write(0, ByteBuffer.wrap(old, MIB / 2, 128 << 10));
                update.drop(new ByteRange(256 << 10, 384 << 10));
                update.commit();
                changed = expected;
            } catch (IOException e) {
                String text = e.getMessage();
                assertTrue(text.contains("stopped") || text.contains("opened again"), text);
            }
            Qemu.run("qemu-img", "check", "-f", "qcow2", copy);
            try (Qcow2Image image = open(copy)) {
                byte[] now = image.read(0, MIB).array();
                assertTrue(Arrays.equals(now, old) || Arrays.equals(now, expected), "stop " + stop);
                image.write(0, ByteBuffer.wrap(new byte[] {1}));
                image.flush();
                assertEquals(1, image.read(0, 1).get(0));
            }
            Qemu.run("qemu-img", "check", "-f", "qcow2", copy);
        }
        Qemu.run("qemu-img", "snapshot", "-a", "second", copy);
        try (Qcow2Image image = open(copy)) {
            assertArrayEquals(old, image.read(0, MIB).array());
        }
    }

    private static byte[] change(byte[] old) {
        byte[] expected = old.clone();
        System.arraycopy(old, 0, expected, MIB / 2, MIB / 2);
        System.arraycopy(old, MIB / 2, expected, 0, 128 << 10);
        Arrays.fill(expected, 256 << 10, 384 << 10, (byte) 0);
        return expected;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"cluster_size=64k", "cluster_size=512", "cluster_size=2M",
        "cluster_size=64k,compression_type=zstd", "refcount_bits=1",
        "refcount_bits=2,compression_type=zstd",
        "extended_l2=on", "compat=0.10"})
    void compressedClustersLieCloseTogether(String options) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        long size = (options.contains("2M") ? 20L : 3L) * MIB + 512;
        Qemu.create(path, options, size);
        byte[] disk = text((int) size);
        try (Qcow2Image image = open(path); Zlib zlib = new Zlib()) {
            compress(image, disk, options.contains("zstd"), zlib, 0);
            assertArrayEquals(Arrays.copyOf(disk, MIB), image.read(0, MIB).array());
            image.flush();
            if (!options.contains("512") && !options.contains("2M")) {
                assertTrue(options.contains("bits=1") || image.allocatedBytes() < size * 2 / 3,
                        "it takes up " + image.allocatedBytes());
            }
            compress(image, disk, options.contains("zstd"), zlib, image.clusterSize());
            image.write(MIB / 2 + 3, ByteBuffer.wrap(disk, 0, 100));
            System.arraycopy(disk, 0, disk, MIB / 2 + 3, 100);
            if (!options.contains("bits=")) {
                image.createSnapshot("compressed");
                image.write(MIB, ByteBuffer.wrap(disk, 0, 5));
                System.arraycopy(disk, 0, disk, MIB, 5);
            }
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
        Path raw = folder.resolve("disk.raw");
        Files.write(raw, disk);
        Qemu.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", path, raw);
    }

    private static void compress(Qcow2Image image, byte[] disk, boolean zstd, Zlib zlib, int from)
            throws IOException {
        int clusterSize = image.clusterSize();
        for (int at = from; at < disk.length; at += clusterSize) {
            int length = Math.min(clusterSize, disk.length - at);
            ByteBuffer cluster = ByteBuffer.allocateDirect(clusterSize).put(disk, at, length).clear();
            byte[] packed;
            if (zstd) {
                byte[] whole = Arrays.copyOf(Arrays.copyOfRange(disk, at, at + length), clusterSize);
                packed = Zstd.compress(whole);
            } else {
                ByteBuffer into = ByteBuffer.allocateDirect(clusterSize);
                packed = zlib.tryDeflate(cluster.duplicate(), into) ? new byte[into.flip().remaining()]
                        : new byte[clusterSize];
                into.get(packed, 0, Math.min(packed.length, into.remaining()));
            }
            image.writeCompressed(at, cluster.limit(length), packed);
        }
    }

    /** Bytes of which about a half is news. */
    private static byte[] text(int length) {
        Random random = new Random(7);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(i % 3 == 0 ? 20 : 2));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "compat=0.10", "cluster_size=512", "cluster_size=2k"})
    void aBackingFileIsNamedAnewInOneStroke(String options) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        for (String name : List.of("a.raw", "b".repeat(200) + ".raw", "c.raw", "")) {
            if (!name.isEmpty()) {
                Files.write(folder.resolve(name), new byte[MIB]);
            }
        }
        Qemu.overlay(path, options, folder.resolve("a.raw"), "raw", MIB);
        if (!options.contains("0.10")) {
            Qemu.run("qemu-img", "bitmap", "--add", path, "bitmap");
        }
        for (String name : List.of("b".repeat(200) + ".raw", "c.raw", "", "b".repeat(200) + ".raw",
                "a.raw")) {
            try (Qcow2Image image = open(path)) {
                image.setBacking(name.isEmpty() ? Optional.empty() : Optional.of(name),
                        name.isEmpty() ? Optional.empty() : Optional.of("raw"));
            }
            String facts = Qemu.run("qemu-img", "info", "--output=json", path);
            assertEquals(!name.isEmpty(), facts.contains("\"backing-filename\": \"" + name + "\""), facts);
            assertEquals(!name.isEmpty(), facts.contains("\"backing-filename-format\": \"raw\""), facts);
            Qemu.run("qemu-img", "check", "-f", "qcow2", path);
        }
    }

    @Test
    void leaksAreGivenBack() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        byte[] bytes = broken(path, "refcount_bits=16");
        int end = (int) (Files.size(path) >> 16);
        Files.write(path, new byte[64 << 10], StandardOpenOption.APPEND);
        poke(path, refcountBlock(path) + 2 * end, 1); // used by nothing
        assertEquals(3, Qemu.attempt("qemu-img", "check", path).status());
        try (Qcow2Image image = open(path)) {
            image.repair(true, event -> {}, () -> false);
            assertTrue(image.check(event -> {}, () -> false).isClean());
            assertArrayEquals(bytes, image.read(0, bytes.length).array());
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refcount_bits=16", "refcount_bits=16,compat=0.10",
        "refcount_bits=16,lazy_refcounts=on"})
    void wrongCountsAreMadeRight(String options) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        byte[] bytes = broken(path, options);
        for (int cluster = 0; cluster < 30; cluster += 3) {
            poke(path, refcountBlock(path) + 2 * cluster, cluster % 2 == 0 ? 0 : 7);
        }
        boolean lazy = options.contains("lazy");
        if (lazy) {
            poke(path, 78, 1); // dirty
        } else {
            if (!options.contains("0.10")) {
                poke(path, 78, 2); // corrupt
            }
            try (Qcow2Image image = open(path)) {
                assertThrows(IOException.class, () -> image.write(0, ByteBuffer.allocate(1)));
                image.repair(false, event -> {}, () -> false);
                assertTrue(image.check(event -> {}, () -> false).isClean());
                assertTrue(image.isWritable());
            }
        }
        try (Qcow2Image image = open(path)) {
            image.write(0, ByteBuffer.wrap(bytes, 100, 100));
            System.arraycopy(bytes, 100, bytes, 0, 100);
            image.flush();
            assertArrayEquals(bytes, image.read(0, bytes.length).array());
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void givingLeaksBackCutsNothingThatATableReaches(int uncounted) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        byte[] bytes = broken(path, "refcount_bits=16");
        int end = (int) (Files.size(path) >> 16);
        for (int cluster = Math.max(0, end - uncounted); cluster < end; cluster++) {
            poke(path, refcountBlock(path) + 2 * cluster, 0);
        }
        try (Qcow2Image image = open(path)) {
            image.repair(true, event -> {}, () -> false);
            assertArrayEquals(bytes, image.read(0, bytes.length).array());
        }
        try (Qcow2Image image = open(path)) {
            image.repair(false, event -> {}, () -> false);
            assertArrayEquals(bytes, image.read(0, bytes.length).array());
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
    }

    @Test
    void aRepairThatIsCancelledCutsNothingThatATableReaches() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        byte[] bytes = broken(path, "refcount_bits=16");
        int end = (int) (Files.size(path) >> 16);
        poke(path, refcountBlock(path) + 2 * (end - 1), 0);
        for (int steps = 0; steps < 8; steps++) {
            int[] left = {steps};
            try (Qcow2Image image = open(path)) {
                image.repair(false, event -> {}, () -> left[0]-- == 0);
                break;
            } catch (Cancelled e) {
                assertTrue(Files.size(path) >= (long) end << 16, "after " + steps + " steps");
            }
        }
        try (Qcow2Image image = open(path)) {
            assertArrayEquals(bytes, image.read(0, bytes.length).array());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasCutShortIsNotRepaired(boolean leaksOnly) throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, "", 4 * MIB);
        Qemu.io(path, List.of("write -P 1 0 2M"));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - (3 << 16));
        }
        byte[] before = Files.readAllBytes(path);
        try (Qcow2Image image = open(path)) {
            String refusal = assertThrows(IOException.class,
                    () -> image.repair(leaksOnly, event -> {}, () -> false)).getMessage();
            assertTrue(refusal.contains("convert --salvage"), refusal);
        }
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    private byte[] broken(Path path, String options) throws IOException {
        Qemu.create(path, options, 4 * MIB);
        byte[] bytes = text(4 * MIB);
        try (Qcow2Image image = open(path)) {
            image.write(0, ByteBuffer.wrap(bytes));
        }
        return bytes;
    }

    private static long refcountBlock(Path path) throws IOException {
        return at(path, at(path, 48));
    }

    private static long at(Path path, long offset) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer number = ByteBuffer.allocate(8);
            file.read(number, offset);
            return number.getLong(0);
        }
    }

    private static void poke(Path path, long offset, int value) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(2).putShort((short) value).flip(), offset);
        }
    }

    @Test
    void movingAPartitionOfATebibyteTakesNoTimeAndNoSpace() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, "", 3L << 40);
        int step = 256 << 10;
        try (Qcow2Image image = open(path)) {
            byte[] one = new byte[step];
            Arrays.fill(one, (byte) 1);
            for (int i = 0; i < 64; i++) {
                image.write(i * (16L << 30), ByteBuffer.wrap(one));
            }
            image.flush();
            long before = image.allocatedBytes();
            try (Update update = image.update()) {
                update.share(new ByteRange(1L << 40, 2L << 40), 0);
                update.drop(new ByteRange(0, 1L << 40));
                update.commit();
            }
            try (Update update = image.update()) {
                update.share(new ByteRange((1L << 40) + MIB, (2L << 40) + MIB), 1L << 40);
                update.drop(new ByteRange(1L << 40, (1L << 40) + MIB));
                update.commit();
            }
            assertEquals(1, image.read((1L << 40) + MIB, 1).get(0));
            assertEquals(0, image.read(1L << 40, 1).get(0));
            assertTrue(image.allocatedBytes() < before + 16 * MIB, "it takes up " + image.allocatedBytes());
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
    }

    @Test
    void whatAnImageCannotCountIsRefusedAndNothingChanges() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, "refcount_bits=1", MIB);
        try (Qcow2Image image = open(path)) {
            image.write(0, ByteBuffer.wrap(text(128 << 10)));
            image.flush();
            try (Update update = image.update()) {
                update.share(new ByteRange(256 << 10, 384 << 10), 0);
                assertTrue(assertThrows(IOException.class, update::commit).getMessage().contains("1 bits"));
            }
            assertThrows(IOException.class, () -> image.createSnapshot("one"));
            assertArrayEquals(text(128 << 10), image.read(0, 128 << 10).array());
        }
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
    }

    private static Qcow2Image open(Path path) throws IOException {
        return Qcow2Image.open(new HostStoredFile(HostFile.open(path, Access.WRITE)), path, true,
                OptionalInt.of(512), Optional.empty(), Optional.empty());
    }
}
