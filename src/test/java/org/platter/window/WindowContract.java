package org.platter.window;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.host.HostFile;
import org.platter.image.RawImage;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/** What a window keeps to, however it is made; with the programs that it is there for. */
@Timeout(120)
abstract class WindowContract {

    private static final int MIB = 1 << 20;
    private static final long AT = 3 * MIB + 512;

    @TempDir
    Path folder;

    private final ProgramRunner runner = new ProgramRunner(Programs.installed());

    /** Makes them in {@link #folder}. */
    abstract Windows windows();

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertEquals(Set.of(), OpenWindow.ALL);
        assertFalse(Files.readString(Path.of("/proc/self/mounts")).contains(folder.toString()));
    }

    @Test
    void itShowsTheDeviceByteForByteAndTakesWhatIsWritten() throws IOException {
        MemoryDevice disk = new MemoryDevice(16 * MIB, 512);
        BlockDevice slice = disk.slice(ByteRange.of(AT, 5 * MIB + 512), "p1");
        byte[] model = random(1, 5 * MIB + 512);
        slice.write(0, ByteBuffer.wrap(model));
        Path path;
        try (Window window = windows().open(slice, "p1")) {
            path = window.path();
            assertEquals(model.length, Files.size(path));
            assertTrue(Files.isRegularFile(path));
            assertArrayEquals(model, Files.readAllBytes(path));
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                Random random = new Random(2);
                for (int i = 0; i < 200; i++) {
                    int start = random.nextInt(model.length);
                    byte[] bytes = random(i, Math.min(model.length - start, random.nextInt(i % 7 == 0 ? MIB
                            : 5000)));
                    if (i % 5 == 0) {
                        bytes = new byte[bytes.length];
                    }
                    file.write(ByteBuffer.wrap(bytes), start);
                    System.arraycopy(bytes, 0, model, start, bytes.length);
                }
                file.force(true);
                ByteBuffer all = ByteBuffer.allocate(model.length);
                file.read(all, 0);
                assertArrayEquals(model, all.array());
            }
        }
        assertFalse(Files.exists(path.getParent()));
        assertArrayEquals(model, slice.read(0, model.length).array());
        assertArrayEquals(new byte[(int) AT], disk.read(0, (int) AT).array());
        assertArrayEquals(new byte[1000], disk.read(AT + model.length, 1000).array());
    }

    @Test
    void anEmptyAndAnOddDeviceHaveWindows() throws IOException {
        try (Window window = windows().open(new MemoryDevice(0, 512), "p1")) {
            assertEquals(0, Files.size(window.path()));
        }
        MemoryDevice one = new MemoryDevice(512, 512);
        try (Window window = windows().open(one, "../a b/$(x)\n")) {
            Files.write(window.path(), random(1, 512), StandardOpenOption.WRITE);
        }
        assertArrayEquals(random(1, 512), one.read(0, 512).array());
    }

    @Test
    void severalWindowsAreOpenAtOnce() throws IOException {
        MemoryDevice disk = new MemoryDevice(4 * MIB, 512);
        Windows windows = windows();
        try (Window one = windows.open(disk.slice(ByteRange.of(0, MIB), "p1"), "p1");
                Window two = windows.open(disk.slice(ByteRange.of(MIB, MIB), "p2"), "p1")) {
            Files.write(one.path(), random(1, MIB), StandardOpenOption.WRITE);
            Files.write(two.path(), random(2, MIB), StandardOpenOption.WRITE);
        }
        assertArrayEquals(random(1, MIB), disk.read(0, MIB).array());
        assertArrayEquals(random(2, MIB), disk.read(MIB, MIB).array());
    }

    @Test
    void itIsNoLargerThanTheDevice() throws IOException {
        MemoryDevice device = new MemoryDevice(MIB, 512);
        device.write(MIB - 3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Window window = windows().open(device, "p1");
        try (FileChannel file = FileChannel.open(window.path(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(100), MIB);
            file.write(ByteBuffer.wrap(new byte[] {1}), 3 * MIB);
        } catch (IOException e) {
            window.close(); // FUSE: the writing program is told
            return;
        }
        assertThrows(IOException.class, window::close); // a copy: told at the end
    }

    @Test
    void cuttingOrGrowingItLeavesTheDeviceAsItIs() throws IOException {
        MemoryDevice device = new MemoryDevice(MIB, 512);
        byte[] bytes = random(5, MIB);
        device.write(0, ByteBuffer.wrap(bytes));
        try (Window window = windows().open(device, "p1")) {
            run("truncate", "-s", "100000", window.path().toString());
        }
        assertArrayEquals(bytes, device.read(0, MIB).array());
        try (Window window = windows().open(device, "p1")) {
            run("truncate", "-s", "3M", window.path().toString());
        }
        assertArrayEquals(bytes, device.read(0, MIB).array());
    }

    @Test
    void punchedHolesAreZerosInTheDeviceAndTakeUpNothing() throws IOException {
        Path image = folder.resolve("disk.raw");
        try (HostFile file = HostFile.create(image)) {
            file.resize(32 * MIB);
        }
        try (RawImage disk = RawImage.open(image, true, 512)) {
            disk.write(0, ByteBuffer.wrap(random(3, 16 * MIB)));
            try (Window window = windows().open(disk, "p1")) {
                String path = window.path().toString();
                run("fallocate", "--punch-hole", "--offset", "1MiB", "--length", "14MiB", path);
                run("fallocate", "--zero-range", "--keep-size", "--offset", "17MiB", "--length", "1MiB",
                        path);
                run("fallocate", "--offset", "0", "--length", "32MiB", path);
            }
            assertTrue(disk.allocatedBytes() <= 3 * MIB, disk.allocatedBytes() + " bytes allocated");
            assertArrayEquals(new byte[14 * MIB], disk.read(MIB, 14 * MIB).array());
            byte[] bytes = random(3, 16 * MIB);
            assertArrayEquals(java.util.Arrays.copyOf(bytes, MIB), disk.read(0, MIB).array());
        }
    }

    @Test
    void holesAreShownAsHoles() throws IOException {
        MemoryDevice device = new MemoryDevice(3L << 30, 512);
        device.write((2L << 30) + 65536, ByteBuffer.wrap(random(1, 65536)));
        try (Window window = windows().open(device, "p1")) {
            try (HostFile file = HostFile.open(window.path(), HostFile.Access.READ)) {
                ByteRange all = new ByteRange(0, device.size());
                assertEquals(device.data(all), file.data(all));
            }
        }
    }

    @Test
    void windowsOnWhatCannotBeWrittenCanBeRead() throws IOException {
        Path image = folder.resolve("disk.raw");
        byte[] bytes = random(4, 2 * MIB);
        Files.write(image, bytes);
        try (RawImage disk = RawImage.open(image, false, 512); Window window = windows().open(disk, "p1")) {
            assertArrayEquals(bytes, Files.readAllBytes(window.path()));
        }
    }

    @Test
    void aFailureOfTheDeviceComesBackAtTheLatestWhenItIsClosed() throws IOException {
        FailingDevice device = new FailingDevice(new MemoryDevice(8 * MIB, 512), ByteRange.of(4 * MIB, 4096));
        Window window = windows().open(device, "p1");
        try (FileChannel file = FileChannel.open(window.path(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(random(1, 4096)), MIB);
            file.write(ByteBuffer.wrap(random(2, 4096)), 4 * MIB);
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
        }
        IOException failure = assertThrows(IOException.class, window::close);
        assertTrue(failure.getMessage().contains("a bad place"), failure.getMessage());
        window.close();
        assertFalse(Files.exists(window.path().getParent()));
    }

    @ParameterizedTest
    @CsvSource({"ext4,1024", "ext4,4096", "ext3,1024", "ext2,2048"})
    void extIsMadeCheckedGrownAndShrunk(String type, int blockSize) throws IOException {
        MemoryDevice disk = new MemoryDevice(256 * MIB, 512);
        BlockDevice small = disk.slice(ByteRange.of(AT, 64 * MIB), "p1");
        BlockDevice large = disk.slice(ByteRange.of(AT, 200 * MIB), "p1");
        on(small, Command.of("mke2fs", "-q", "-t", type, "-b", "" + blockSize, "-d", tree().toString(),
                Command.WINDOW),
                Command.of("e2fsck", "-fn", Command.WINDOW));
        on(large, Command.of("resize2fs", Command.WINDOW), Command.of("e2fsck", "-fn", Command.WINDOW));
        assertEquals(200 * MIB / blockSize, large.read(1024, 1024).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        on(large, Command.of("resize2fs", Command.WINDOW, "40M"), Command.of("e2fsck", "-fn", Command.WINDOW),
                Command.of("debugfs", "-R", "cat /hello", Command.WINDOW));
        on(disk.slice(ByteRange.of(AT, 40 * MIB), "p1"), Command.of("e2fsck", "-fn", Command.WINDOW),
                Command.of("debugfs", "-R", "rdump / " + folder.resolve("back"), Command.WINDOW)
                        .accepting(1, "no such folder"));
        assertTrue(on(disk.slice(ByteRange.of(AT, 40 * MIB), "p1"),
                Command.of("debugfs", "-R", "cat /hello", Command.WINDOW)).contains("hello world"));
        assertArrayEquals(new byte[(int) AT], disk.read(0, (int) AT).array());
    }

    @Test
    void ntfsIsMadeGrownAndShrunk() throws IOException {
        MemoryDevice disk = new MemoryDevice(256 * MIB, 512);
        on(disk.slice(ByteRange.of(AT, 64 * MIB), "p1"),
                Command.of("mkntfs", "-q", "-F", "-Q", "-s", "512", "-p", "2048", "-H", "255", "-S", "63",
                        Command.WINDOW),
                Command.of("ntfsresize", "-f", "-i", Command.WINDOW));
        BlockDevice large = disk.slice(ByteRange.of(AT, 200 * MIB), "p1");
        on(large, Command.of("ntfsresize", "-f", "-f", "-b", Command.WINDOW),
                Command.of("ntfsresize", "-f", "-i", Command.WINDOW));
        on(large, Command.of("ntfsresize", "-f", "-f", "-s", "41943040", Command.WINDOW));
        on(disk.slice(ByteRange.of(AT, 40 * MIB), "p1"), Command.of("ntfsresize", "-f", "-i",
                Command.WINDOW));
    }

    @ParameterizedTest
    @CsvSource({"12,4", "16,64", "32,300"})
    void fatIsMadeAndChecked(int width, int mib) throws IOException {
        BlockDevice slice = new MemoryDevice(512 * MIB, 512).slice(ByteRange.of(AT, (long) mib * MIB), "p1");
        String said = on(slice, Command.of("mkfs.fat", "-F", "" + width, "-n", "LABEL", Command.WINDOW),
                Command.of("mcopy", "-i", Command.WINDOW, tree().resolve("hello").toString(), "::/HELLO"),
                Command.of("fsck.fat", "-n", Command.WINDOW), Command.of("mtype", "-i", Command.WINDOW,
                        "::/HELLO"));
        assertTrue(said.contains("hello world"), said);
    }

    @Test
    void otherFileSystemsAreMadeInIt() throws IOException {
        BlockDevice slice = new MemoryDevice(400 * MIB, 512).slice(ByteRange.of(AT, 320 * MIB), "p1");
        on(slice, Command.of("mkfs.xfs", "-q", "-f", Command.WINDOW), Command.of("xfs_repair", "-n",
                Command.WINDOW));
        on(slice, Command.of("mkswap", "-L", "swap", Command.WINDOW), Command.of("swaplabel",
                Command.WINDOW));
    }

    /** A folder with a few files. */
    private Path tree() throws IOException {
        Path tree = folder.resolve("tree");
        if (!Files.exists(tree)) {
            Files.createDirectory(tree);
            Files.writeString(tree.resolve("hello"), "hello world\n");
            Files.write(tree.resolve("large"), random(9, 3 * MIB));
        }
        return tree;
    }

    private String on(BlockDevice slice, Command... commands) throws IOException {
        StringBuilder said = new StringBuilder();
        try (Window window = windows().open(slice, "p1")) {
            for (Command command : commands) {
                said.append(run(command.on(window.path().toString())));
            }
        }
        return said.toString();
    }

    private String run(Command command) throws IOException {
        return runner.run(command, event -> {}, () -> false).output();
    }

    private void run(String... command) throws IOException {
        run(new Command(List.of(command), java.util.Map.of(0, "done"), java.util.Map.of(), ""));
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
