package org.platter.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.MemoryDevice;
import org.platter.host.HostFile;
import org.platter.image.RawImage;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

class FuseWindowTest extends WindowContract {

    /** Empty where FUSE works; a container may have none, and then there is nothing to test here. */
    private static String whyNot;

    @Override
    Windows windows() {
        assumeTrue(whyNot().isEmpty(), whyNot());
        return Windows.in(folder, folder);
    }

    private synchronized String whyNot() {
        if (whyNot == null) {
            Windows windows = Windows.in(folder, folder);
            try {
                windows.open(new MemoryDevice(512, 512), "p1").close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            whyNot = windows.whyCopies().orElse("");
        }
        return whyNot;
    }

    @Test
    void itIsFuseWhereTheUserMayUseItAndElseTheReasonIsSaid() throws IOException {
        boolean mayMount = System.getProperty("user.name").equals("root")
                ? Files.readString(Path.of("/proc/self/status")).contains("CapEff:\t000001ff")
                : Programs.installed().has("fusermount3");
        if (mayMount && Files.isWritable(Path.of("/dev/fuse"))) {
            assertEquals("", whyNot());
        } else {
            assertTrue(whyNot().contains("fuse") || whyNot().contains("FUSE"), whyNot());
        }
    }

    @Test
    void aFailureOfTheDeviceReachesTheProgramAtOnce() throws IOException {
        FailingDevice device = new FailingDevice(new MemoryDevice(8 << 20, 512), ByteRange.of(4 << 20, 4096));
        Window window = windows().open(device, "p1");
        assertTrue(failure("dd", "if=/dev/zero", "of=" + window.path(), "bs=4096", "count=1", "seek=1024",
                "conv=notrunc").contains("Input/output error"));
        assertTrue(failure("dd", "if=" + window.path(), "of=/dev/null", "bs=4096", "count=1", "skip=1024")
                .contains("Input/output error"));
        assertTrue(failure("fallocate", "--punch-hole", "-o", "4MiB", "-l", "4096", window.path().toString())
                .contains("Input/output error"));
        assertThrows(IOException.class, window::close);
    }

    @Test
    void aFullFileSystemBelowReachesTheProgramAsSuch() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount a small file system");
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString())
                .start()
                .waitFor() == 0, "no mounts here");
        try {
            try (HostFile file = HostFile.create(small.resolve("disk.raw"))) {
                file.resize(16 << 20);
            }
            try (RawImage disk = RawImage.open(small.resolve("disk.raw"), true, 512)) {
                Window window = windows().open(disk, "p1");
                assertTrue(failure("dd", "if=/dev/zero", "of=" + window.path(), "bs=64K", "count=100",
                        "conv=notrunc")
                        .contains("No space left on device"));
                IOException failure = assertThrows(IOException.class, window::close);
                assertTrue(failure.getMessage().contains("the file system is full"), failure.getMessage());
            }
        } finally {
            assertEquals(0, new ProcessBuilder("umount", small.toString()).start().waitFor());
        }
    }

    @Test
    void aWriteAcrossTheEndIsShortAndOneBehindItFails() throws IOException {
        try (Window window = windows().open(new MemoryDevice(1 << 20, 512), "p1")) {
            assertTrue(failure("dd", "if=/dev/zero", "of=" + window.path(), "bs=1000K", "count=2",
                    "conv=notrunc")
                    .contains("No space left on device"));
        }
    }

    @Test
    void aWriterThatStaysIsToldOfAndCutOff() throws Exception {
        MemoryDevice device = new MemoryDevice(1 << 20, 512);
        Window window = windows().open(device, "p1");
        Process writer = new ProcessBuilder("sh", "-c", "exec 3<>\"$0\"; echo up; read x; echo late >&3",
                window.path().toString()).redirectErrorStream(true).start();
        assertEquals('u', writer.getInputStream().read());
        IOException failure = assertThrows(IOException.class, window::close);
        assertEquals("A program still had p1 open for writing.", failure.getMessage());
        writer.getOutputStream().write('\n');
        writer.getOutputStream().close();
        assertTrue(writer.waitFor() != 0, "the late write is refused");
        assertEquals(RangeSet.EMPTY, device.data(new ByteRange(0, 1 << 20)));
    }

    private static String failure(String... command) {
        Command failing = new Command(List.of(command), Map.of(0, "done"), Map.of(), "");
        ToolFailure failure = assertThrows(ToolFailure.class, () -> new ProgramRunner(Programs.installed())
                .run(failing, event -> {}, () -> false));
        return failure.output();
    }
}
