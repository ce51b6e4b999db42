package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile.Access;

class HostFileTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasWrittenIsReadBackWhateverTheBuffer(boolean direct) throws IOException {
        byte[] bytes = random(3 * MIB + 17);
        try (HostFile file = HostFile.create(folder.resolve("f"))) {
            ByteBuffer from = direct ? ByteBuffer.allocateDirect(bytes.length + 5)
                    : ByteBuffer.allocate(bytes.length + 5);
            from.position(5).put(bytes).position(5);
            file.write(1000, from);
            assertEquals(0, from.remaining());
            assertEquals(1000 + bytes.length, file.size());
            ByteBuffer into = direct ? ByteBuffer.allocateDirect(bytes.length + 9)
                    : ByteBuffer.allocate(bytes.length + 9);
            into.position(4).limit(4 + bytes.length);
            file.read(1000, into.slice(4, bytes.length));
            byte[] back = new byte[bytes.length];
            into.get(4, back);
            assertArrayEquals(bytes, back);
        }
    }

    @Test
    void readingPastTheEndFailsAndSaysWhere() throws IOException {
        try (HostFile file = withBytes("f", 1000)) {
            EOFException end = assertThrows(EOFException.class,
                    () -> file.read(900, ByteBuffer.allocate(200)));
            assertTrue(end.getMessage().contains("0x3e8"), end.getMessage());
        }
    }

    @Test
    void aFileThatIsThereIsNotCreatedAgain() throws IOException {
        withBytes("f", 1).close();
        assertMessage("there already is a file", () -> HostFile.create(folder.resolve("f")));
    }

    @Test
    void whatIsNoFileIsRefusedInOneSentence() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        for (Access access : Access.values()) {
            assertMessage("There is no file " + folder + "/missing.",
                    () -> HostFile.open(folder.resolve("missing"), access));
            assertMessage(folder + " is a folder, not a disk image.", () -> HostFile.open(folder, access));
            assertMessage(pipe + " is a pipe, not a disk image.", () -> HostFile.open(pipe, access));
            assertMessage("/dev/null is a character device",
                    () -> HostFile.open(Path.of("/dev/null"), access));
            assertMessage("not a folder", () -> HostFile.open(pipe.resolve("f"), access));
        }
    }

    @Test
    void aFileOpenedForReadingIsNotChanged() throws IOException {
        withBytes("f", 512).close();
        try (HostFile file = HostFile.open(folder.resolve("f"), Access.READ)) {
            assertFalse(file.isWritable());
            assertMessage("for reading only", () -> file.write(0, ByteBuffer.allocate(1)));
            assertMessage("for reading only", () -> file.resize(0));
            assertMessage("for reading only", () -> file.punch(new ByteRange(0, 512)));
        }
        assertEquals(512, Files.size(folder.resolve("f")));
    }

    @Test
    void aNameIsTakenByteForByte() throws IOException {
        List<String> names = new ArrayList<>(List.of("two words", "100%", "a?b#c", "-f", "line\nend", "%41"));
        if (System.getProperty("sun.jnu.encoding").equals("UTF-8")) {
            names.add("ümläut"); // in the C locale Java has no path for it
        }
        for (String name : names) {
            try (HostFile file = HostFile.create(folder.resolve(name))) {
                file.write(0, ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
            }
            assertEquals(name, Files.readString(folder.resolve(name)));
        }
    }

    @Test
    void holesAreNoData() throws IOException {
        try (HostFile file = HostFile.create(folder.resolve("f"))) {
            file.resize(64 * MIB);
            assertEquals(RangeSet.EMPTY, file.data(new ByteRange(0, 64 * MIB)));
            file.write(8 * MIB, ByteBuffer.wrap(random(MIB)));
            file.write(32 * MIB, ByteBuffer.wrap(random(MIB)));
            RangeSet data = file.data(new ByteRange(0, 64 * MIB));
            assertEquals(RangeSet.of(ByteRange.of(8 * MIB, MIB), ByteRange.of(32 * MIB, MIB)), data);
            assertEquals(RangeSet.of(new ByteRange(8 * MIB + 5, 9 * MIB)),
                    file.data(new ByteRange(8 * MIB + 5, 32 * MIB)));
            assertEquals(2 * MIB, file.allocatedBytes());
            assertEquals(RangeSet.EMPTY, file.data(new ByteRange(64 * MIB, 99 * MIB)));
        }
    }

    @Test
    void punchedBytesReadAsZerosAndGiveTheirSpaceBack() throws IOException {
        byte[] bytes = random(4 * MIB);
        try (HostFile file = HostFile.create(folder.resolve("f"))) {
            file.write(0, ByteBuffer.wrap(bytes));
            file.punch(new ByteRange(MIB + 3, 3 * MIB + 5));
            java.util.Arrays.fill(bytes, MIB + 3, 3 * MIB + 5, (byte) 0);
            assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("f")));
            assertTrue(file.allocatedBytes() < 2 * MIB + 16384, file.allocatedBytes() + " bytes allocated");
        }
    }

    @Test
    void punchingPastTheEndKeepsTheSize() throws IOException {
        try (HostFile file = withBytes("f", 5000)) {
            file.punch(new ByteRange(4000, 100_000));
            file.punch(new ByteRange(100_000, 200_000));
            assertEquals(5000, file.size());
            assertEquals(0, Files.readAllBytes(folder.resolve("f"))[4999]);
        }
    }

    @Test
    void anUnnamedFileLeavesNothing() throws IOException {
        try (OpenFolder open = OpenFolder.open(folder); HostFile file = HostFile.createUnnamed(open)) {
            file.write(5 * MIB, ByteBuffer.wrap(random(100)));
            assertEquals(5 * MIB + 100, file.size());
            try (var list = Files.list(folder)) {
                assertEquals(List.of(), list.toList());
            }
        }
    }

    @Test
    void blocksAreSharedOrLeftAlone() throws IOException {
        cloneIn(folder);
    }

    @Test
    void blocksAreSharedWhereTheFileSystemCan() throws Exception {
        Path mounted = mounted("xfs", 320);
        try {
            assertTrue(cloneIn(mounted));
        } finally {
            run("umount", mounted.toString());
        }
    }

    @Test
    void attributesAreHandedOn() throws IOException {
        try (HostFile from = withBytes("from", 1); HostFile to = withBytes("to", 1)) {
            Files.setPosixFilePermissions(from.path(), PosixFilePermissions.fromString("rwxr-x--x"));
            view(from).write("platter", StandardCharsets.UTF_8.encode("kept"));
            from.copyAttributesTo(to);
            assertEquals(0751, to.mode());
            assertEquals(from.ownerUser(), to.ownerUser());
            assertEquals(from.ownerGroup(), to.ownerGroup());
            ByteBuffer value = ByteBuffer.allocate(view(to).size("platter"));
            view(to).read("platter", value);
            assertEquals("kept", StandardCharsets.UTF_8.decode(value.flip()).toString());
        }
    }

    @Test
    void aFileIsToldFromItsCopy() throws IOException {
        try (HostFile one = withBytes("one", 1);
                HostFile two = withBytes("two", 1);
                HostFile again = HostFile.open(folder.resolve("one"), Access.READ)) {
            assertEquals(one.device(), two.device());
            assertEquals(one.inode(), again.inode());
            assertTrue(one.inode() != two.inode());
        }
    }

    @Test
    void aClosedFileIsNotUsed() throws IOException {
        HostFile file = withBytes("f", 512);
        file.close();
        file.close();
        assertMessage("closed", () -> file.read(0, ByteBuffer.allocate(1)));
        assertMessage("closed", () -> file.write(0, ByteBuffer.allocate(1)));
        assertMessage("closed", file::sync);
    }

    @Test
    void aFullFileSystemIsSaid() throws Exception {
        Path mounted = mounted("tmpfs", 1);
        try (HostFile file = HostFile.create(mounted.resolve("f"))) {
            HostFailure failure = assertThrows(HostFailure.class,
                    () -> file.write(0, ByteBuffer.allocate(2 * MIB)));
            assertTrue(failure.isNoSpace());
            assertTrue(failure.getMessage().contains("the file system is full (0 B left)"),
                    failure.getMessage());
        } finally {
            run("umount", mounted.toString());
        }
    }

    @Test
    void aFileAboveTheLimitOfTheUserIsSaid() throws Exception {
        String self = String.valueOf(ProcessHandle.current().pid());
        try (HostFile file = withBytes("f", 1)) {
            run("prlimit", "--pid", self, "--fsize=" + 64 * MIB + ":");
            assertMessage("larger than the file system or a limit",
                    () -> file.write(64 * MIB, ByteBuffer.allocate(1)));
        } finally {
            run("prlimit", "--pid", self, "--fsize=unlimited:");
        }
    }

    private boolean cloneIn(Path place) throws IOException {
        byte[] bytes = random(MIB);
        try (HostFile source = HostFile.create(place.resolve("source"));
                HostFile target = HostFile.create(place.resolve("target"))) {
            source.write(0, ByteBuffer.wrap(bytes));
            target.resize(3 * MIB);
            boolean shared = target.tryCloneRange(source, new ByteRange(0, MIB), MIB);
            ByteBuffer back = ByteBuffer.allocate(MIB);
            target.read(MIB, back);
            assertArrayEquals(shared ? bytes : new byte[MIB], back.array());
            assertTrue(target.tryCloneRange(source, new ByteRange(0, 0), MIB), "nothing is always shared");
            assertFalse(target.tryCloneRange(source, new ByteRange(1, 600), 0),
                    "half a block cannot be shared");
            assertEquals(3 * MIB, target.size());
            return shared;
        }
    }

    /** Mounts a file system of its own, which takes root and a kernel that allows it. */
    private Path mounted(String type, int mib) throws Exception {
        assumeTrue(isRoot(), "only root can mount");
        Path point = Files.createDirectory(folder.resolve(type));
        Path image = folder.resolve("image");
        if (type.equals("tmpfs")) {
            assumeTrue(status("mount", "-t", type, "-o", "size=" + mib + "m", "none", point.toString()) == 0,
                    "a container may not let root mount");
        } else {
            run("truncate", "-s", mib + "M", image.toString());
            run("mkfs." + type, "-q", image.toString());
            assumeTrue(status("mount", "-o", "loop", image.toString(), point.toString()) == 0,
                    "no loop devices here");
        }
        return point;
    }

    private static int status(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, status(command), String.join(" ", command));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static UserDefinedFileAttributeView view(HostFile file) {
        return Files.getFileAttributeView(file.path(), UserDefinedFileAttributeView.class);
    }

    private HostFile withBytes(String name, int length) throws IOException {
        HostFile file = HostFile.create(folder.resolve(name));
        file.write(0, ByteBuffer.wrap(random(length)));
        return file;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        IOException failure = assertThrows(IOException.class, action);
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    @Test
    void whoGetsAFileToReadItCannotOpenItForWritingByThat() throws Exception {
        Path path = Files.writeString(folder.resolve("given"), "as it was");
        try (HostFile file = HostFile.open(path, Access.WRITE)) {
            String given = file.stablePathToRead().toString();
            Process program = new ProcessBuilder("bash", "-c",
                    "exec 9<\"$1\" || exit 2; cat /proc/self/fd/9; "
                            + "echo new > /proc/self/fd/9",
                    "bash", given).start();
            assertEquals("as it was", new String(program.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8));
            assertEquals(1, program.waitFor());
        }
        assertEquals("as it was", Files.readString(path));
    }
}
