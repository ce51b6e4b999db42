package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.cli.Cli;
import org.platter.session.SeedDisk.Part;

/** Kills the program at any moment: the image is old, bit for bit, or new, or resumed to be new. */
final class KillTest {

    /** In each of two runs, side by side. */
    private static final int KILLS = 50;
    private static final long SEED = 20_261_122;
    private static final String[] JOB = {"-e", "disk size=+64MiB", "-e", "move 2 start=+9MiB align=none",
        "-e", "resize 1 size=max", "-e", "label 2 text=VDG02"};

    private static final int FOREIGN_KILLS = 4;
    private static final int QCOW2_KILLS = 30;
    /** Nothing is cut off, so that what is read after the job is the same each time, to the last bit. */
    private static final String[] QCOW2_JOB = {"-e", "disk size=+64MiB", "-e", "move 2 start=+9s align=none"};

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(longs = {SEED, SEED + 1})
    @Execution(ExecutionMode.CONCURRENT)
    void killedAtAnyMomentTheImageIsOldOrNew(long seedNumber) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.resolve("images"));
        SeedDisk disk = SeedDisk.make(folder, 300 * ByteSize.MIB,
                "label: dos\nstart=2048, size=131072\nstart=133120, size=400000\n",
                List.of(Part.ext4(2048, 131072), Part.ext4(133120, 400000)));
        Path seed = work.resolve("seed.raw");
        Shell.run("cp", "--sparse=always", disk.image.toString(), seed.toString());
        long began = System.nanoTime();
        Shell.Outcome whole = Platters.run(arguments(disk.image, JOB));
        assertEquals(0, whole.status(), whole.output());
        long nanos = System.nanoTime() - began;
        long newSize = disk.verify().diskSize();
        Random random = new Random(seedNumber);
        int kills = 0;
        int[] ends = new int[3]; // old, resumed, new
        for (int round = 0; kills < KILLS; round++) {
            Shell.run("cp", "--sparse=always", seed.toString(), disk.image.toString());
            boolean atCommit = round % 2 == 1; // else most would fall into the stage, which takes longer
            long delay = (long) (nanos * (atCommit ? 0.25 * random.nextDouble()
                    : 0.3 + 0.7 * random.nextDouble()));
            int killed = killAfter(atCommit ? "Copy " : "", delay, arguments(disk.image, JOB));
            kills += killed;
            nanos = killed == 0 ? nanos / 10 * 9 : nanos; // the first run was a slow one
            boolean resumed = false;
            while (isInterrupted(disk.image)) {
                resumed = true;
                if (random.nextInt(3) == 0) {
                    kills += killAfter("", (long) (nanos * 0.6 * random.nextDouble()), "recover",
                            disk.image.toString());
                } else {
                    Cli.Outcome outcome = Cli.run("recover", disk.image);
                    assertEquals(0, outcome.status(), outcome.err() + outcome.out());
                }
            }
            String where = "seed " + seedNumber + ", round " + round + ", killed after " + delay / 1_000_000
                    + " ms of " + nanos / 1_000_000;
            if (Files.size(disk.image) == newSize) {
                disk.verify();
                ends[resumed ? 1 : 2]++;
            } else {
                assertEquals(-1, Files.mismatch(seed, disk.image), where);
                ends[0]++;
            }
            DiskSession.open(disk.image, DiskSession.Mode.EDIT).close(); // tidies what never began
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(disk.image), left.toList(), where);
            }
        }
        assertTrue(kills >= KILLS);
        String spread = "old, resumed, new: " + Arrays.toString(ends);
        assertTrue(ends[0] > 0 && ends[1] > 0, spread);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void killedAtAnyMomentAQcow2ImageIsOldOrNewAndQemuFindsNoFaultInIt() throws IOException,
            InterruptedException {
        SeedDisk disk = SeedDisk.make(work, 200 * ByteSize.MIB,
                "label: dos\nstart=2048, size=131072\nstart=133120, size=200000\n",
                List.of(Part.ext4(2048, 131072), Part.ext4(133120, 200000)));
        Path folder = Files.createDirectory(work.resolve("images"));
        Path seed = work.resolve("seed.qcow2");
        Path image = folder.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", "-o", "cluster_size=4096", disk.image.toString(),
                seed.toString());
        Files.copy(seed, image);
        long began = System.nanoTime();
        Shell.Outcome whole = Platters.run(arguments(image, QCOW2_JOB));
        assertEquals(0, whole.status(), whole.output());
        long nanos = System.nanoTime() - began;
        Path done = work.resolve("done.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), done.toString());
        long newSize = disk.in(done).verify().diskSize();
        Random random = new Random(SEED);
        int[] ends = new int[2]; // old, new
        for (int round = 0; round < QCOW2_KILLS; round++) {
            Files.copy(seed, image, StandardCopyOption.REPLACE_EXISTING);
            boolean atCommit = round % 2 == 1;
            long delay = (long) (nanos * (atCommit ? 0.2 * random.nextDouble()
                    : 0.3 + 0.7 * random.nextDouble()));
            killAfter(atCommit ? "Re-point " : "", delay, arguments(image, QCOW2_JOB));
            String where = "seed " + SEED + ", round " + round + ", killed after " + delay / 1_000_000
                    + " ms of " + nanos / 1_000_000;
            int status = Shell.attempt("", "qemu-img", "check", image.toString()).status();
            assertTrue(status == 0 || status == 3, where + ": qemu-img check says " + status);
            try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
                assertTrue(session.interrupted().isEmpty(), where);
                ends[session.onDisk().diskSize() == newSize ? 1 : 0]++;
            }
            boolean isNew = Shell.run("qemu-img", "info", image.toString())
                    .contains("(" + newSize + " bytes)");
            Shell.run("qemu-img", "compare", image.toString(), (isNew ? done : disk.image).toString());
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(image), left.toList(), where);
            }
        }
        assertTrue(ends[0] > 0 && ends[1] > 0, "old, new: " + Arrays.toString(ends));
    }

    /** QEMU serves it; its size changes in its own file, while QEMU has left it alone. */
    @ParameterizedTest
    @CsvSource({"vdi, 300GiB", "vmdk, 40GiB", "vpc, 900GiB", "vhdx, 300GiB"})
    @Execution(ExecutionMode.CONCURRENT)
    void killedWhileItGrowsAnImageOfAnotherFormatIsOldOrNew(String format, String more)
            throws IOException, InterruptedException {
        SeedDisk disk = SeedDisk.make(work, 100 * ByteSize.MIB, "label: dos\nstart=2048, size=131072\n",
                List.of(Part.ext4(2048, 131072)));
        Path folder = Files.createDirectory(work.resolve("images"));
        Path seed = work.resolve("seed." + format);
        Path image = folder.resolve("disk." + format);
        Shell.run("qemu-img", "convert", "-O", format, "-o", format.equals("vpc") ? "force_size=on"
                : format.equals("vhdx") ? "block_size=1M" : format.equals("vdi") ? "static=off"
                : "subformat=monolithicSparse", disk.image.toString(), seed.toString());
        Files.copy(seed, image);
        String[] job = arguments(image, "-e", "disk size=+" + more, "-e", "move 1 start=+9MiB");
        long began = System.nanoTime();
        Shell.Outcome whole = Platters.run(job);
        assertEquals(0, whole.status(), whole.output());
        long nanos = System.nanoTime() - began;
        Random random = new Random(SEED);
        for (int round = 0; round < FOREIGN_KILLS; round++) {
            Files.copy(seed, image, StandardCopyOption.REPLACE_EXISTING);
            double part = random.nextDouble();
            long delay = (long) (nanos * 0.15 * part * part);
            killAfter(round % 2 == 1 ? "Copy " : "Prepare ", delay, job);
            String where = "round " + round + ", killed after " + delay / 1_000_000 + " ms of "
                    + nanos / 1_000_000;
            awaitItsServer(image);
            boolean isResumed = isInterrupted(image);
            if (isResumed) {
                Cli.Outcome outcome = Cli.run("recover", image);
                assertEquals(0, outcome.status(), where + outcome.err() + outcome.out());
            }
            try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
                boolean isNew = session.onDisk().diskSize() > 100 * ByteSize.MIB;
                assertTrue(isNew || !isResumed, where);
                assertEquals(isNew ? 10 * ByteSize.MIB : ByteSize.MIB,
                        session.onDisk().partition(1).orElseThrow().range().start(), where);
            }
            assertTrue(Cli.run("image", "check", image).out().contains("is good"), where);
            Path head = work.resolve("head.raw");
            Shell.run("qemu-img", "dd", "-f", format, "-O", "raw", "bs=1M", "count=100", "if=" + image,
                    "of=" + head);
            disk.in(head).verify();
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(image), left.toList(), where);
            }
        }
    }

    /** QEMU ends when it finds that whom it served is gone; one that was just started takes its lock later. */
    private static void awaitItsServer(Path image) throws IOException, InterruptedException {
        for (int i = 0; i < 3000 && isOpenAnywhere(image); i++) {
            Thread.sleep(20);
        }
    }

    /** Returns whether a process has a file open, or is a shell that is about to hand it on. */
    private static boolean isOpenAnywhere(Path file) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .anyMatch(process -> hasOpen(process, file));
        }
    }

    private static boolean hasOpen(Path process, Path file) {
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            for (Path descriptor : open.toList()) {
                if (Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static boolean isInterrupted(Path image) throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.interrupted().isPresent();
        }
    }

    private static String[] arguments(Path image, String... job) {
        return Stream.concat(Stream.of("apply", image.toString()), Stream.of(job)).toArray(String[]::new);
    }

    /**
     * Kills it that long after it has printed a line that begins with {@code mark}, or after its start;
     * returns 1 if there was something to kill, 0 if it had ended.
     */
    private int killAfter(String mark, long nanos, String... arguments) throws IOException,
            InterruptedException {
        Path output = work.resolve("output");
        Process process = Platters.start(output, arguments);
        while (!mark.isEmpty() && process.isAlive() && !Files.readString(output).contains("\n" + mark)) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        boolean ended = process.waitFor(nanos, TimeUnit.NANOSECONDS);
        assertTrue(process.destroyForcibly().waitFor(60, TimeUnit.SECONDS), "it cannot be killed");
        return ended ? 0 : 1;
    }
}
