package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.host.HostFile.Access;
import org.platter.host.HostFile.Lock;

class QemuLockTest {

    @TempDir
    Path folder;

    private Path image;

    @BeforeEach
    void makeAnImage() throws IOException {
        image = folder.resolve("disk.raw");
        try (HostFile file = HostFile.create(image)) {
            file.resize(1 << 20);
        }
    }

    @Test
    void oneWriterKeepsOutEveryOther() throws IOException {
        try (HostFile first = HostFile.open(image, Access.WRITE);
                HostFile second = HostFile.open(image, Access.WRITE)) {
            Lock lock = first.tryLock(true).orElseThrow();
            assertTrue(second.tryLock(true).isEmpty());
            assertTrue(second.tryLock(false).isEmpty());
            lock.close();
            assertTrue(second.tryLock(true).isPresent());
        }
    }

    @Test
    void readersShareAndKeepOutWriters() throws IOException {
        try (HostFile first = HostFile.open(image, Access.READ);
                HostFile second = HostFile.open(image, Access.READ);
                HostFile writer = HostFile.open(image, Access.WRITE)) {
            assertTrue(first.tryLock(false).isPresent());
            assertTrue(second.tryLock(false).isPresent());
            assertTrue(writer.tryLock(true).isEmpty());
        }
    }

    @Test
    void aLockEndsWithItsFileAndAgainstItselfItIsNone() throws IOException {
        try (HostFile first = HostFile.open(image, Access.WRITE)) {
            assertTrue(first.tryLock(true).isPresent());
            assertTrue(first.tryLock(true).isPresent());
        }
        try (HostFile second = HostFile.open(image, Access.WRITE)) {
            assertTrue(second.tryLock(true).isPresent());
        }
    }

    /** As a program has it that another thread is just starting. */
    @Test
    void aClosedFileIsNotLockedThoughAnotherHasItsDescriptor() throws IOException {
        int other;
        try (HostFile first = HostFile.open(image, Access.WRITE)) {
            assertTrue(first.tryLock(true).isPresent());
            other = LibC.fcntl(first.use(), 0, 0L); // F_DUPFD
            first.release();
        }
        try (HostFile second = HostFile.open(image, Access.WRITE)) {
            assertTrue(other >= 0);
            assertTrue(second.tryLock(true).isPresent());
        } finally {
            LibC.close(other);
        }
    }

    @Test
    void aRefusedLockLeavesNothingLocked() throws IOException {
        try (HostFile first = HostFile.open(image, Access.WRITE);
                HostFile second = HostFile.open(image, Access.WRITE);
                HostFile third = HostFile.open(image, Access.WRITE)) {
            Lock lock = first.tryLock(true).orElseThrow();
            assertTrue(second.tryLock(true).isEmpty());
            lock.close();
            assertTrue(third.tryLock(true).isPresent());
        }
    }

    @Test
    void aMachineThatWritesKeepsUsOut() throws Exception {
        try (Holder holder = new Holder(List.of()); HostFile file = HostFile.open(image, Access.WRITE)) {
            assertTrue(holder.process.isAlive());
            assertTrue(file.tryLock(true).isEmpty());
            assertTrue(file.tryLock(false).isEmpty());
        }
    }

    @Test
    void aMachineThatReadsLetsUsReadOnly() throws Exception {
        try (Holder holder = new Holder(List.of("--read-only"));
                HostFile file = HostFile.open(image, Access.WRITE)) {
            assertTrue(holder.process.isAlive());
            assertTrue(file.tryLock(true).isEmpty());
            assertTrue(file.tryLock(false).isPresent());
        }
    }

    @Test
    void qemuStaysOutWhileWeWrite() throws Exception {
        try (HostFile file = HostFile.open(image, Access.WRITE)) {
            file.tryLock(true).orElseThrow();
            assertRefused(run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()));
            assertRefused(run("qemu-io", "-r", "-f", "raw", "-c", "read 0 512", image.toString()));
            assertRefused(run("qemu-img", "convert", "-f", "raw", "-O", "raw", image.toString(), image
                    + ".copy"));
        }
        assertEquals(0, run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()).status);
    }

    @Test
    void qemuReadsButDoesNotWriteWhileWeRead() throws Exception {
        try (HostFile file = HostFile.open(image, Access.READ)) {
            file.tryLock(false).orElseThrow();
            assertEquals(0, run("qemu-io", "-r", "-f", "raw", "-c", "read 0 512", image.toString()).status);
            assertRefused(run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()));
        }
    }

    private static void assertRefused(Ended ended) {
        assertTrue(ended.status != 0 && ended.output.contains("lock"), ended.toString());
    }

    private record Ended(int status, String output) {}

    private static Ended run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** A QEMU program that has the image open until it is closed. */
    private final class Holder implements AutoCloseable {

        private final Process process;

        Holder(List<String> options) throws Exception {
            Path socket = folder.resolve("socket");
            Path ready = folder.resolve("ready");
            List<String> command = new ArrayList<>(List.of("qemu-nbd", "--persistent", "--format=raw",
                    "--socket="
                            + socket,
                    "--pid-file=" + ready));
            command.addAll(options);
            command.add(image.toString());
            process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
            while (!Files.exists(ready)) {
                assertTrue(process.isAlive(), "qemu-nbd ended");
                Thread.onSpinWait();
            }
        }

        /** qemu-nbd does not hear a signal that comes between its note that it is ready and its loop. */
        @Override
        public void close() {
            while (process.isAlive()) {
                process.destroy();
                Thread.onSpinWait();
            }
        }
    }
}
