package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.SeedDisk.Part;

/** Whatever fails before the commit, the image is what it was, bit for bit, and nothing is left behind. */
final class FailureTest {

    @TempDir
    private Path work;

    private SeedDisk disk;
    private String before;

    @BeforeEach
    void makeTheDisk() throws IOException {
        disk = SeedDisk.make(Files.createDirectory(work.resolve("images")), 300 * ByteSize.MIB,
                "label: dos\nstart=2048, size=131072\nstart=133120, size=400000\n",
                List.of(Part.ext4(2048, 131072), Part.ext4(133120, 400000)));
        before = disk.imageHash();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatACheckerGivesUpOnInTheMiddleIsRefused() throws IOException {
        // a file system whose tables are gone: its superblock still looks well, and e2fsck gives up on it
        Shell.run("dd", "if=/dev/urandom", "of=" + disk.image, "bs=512", "seek=133124", "count=20000",
                "conv=notrunc", "status=none");
        before = disk.imageHash();
        Refusal failure = assertThrows(Refusal.class,
                () -> apply(() -> false, "disk size=+64MiB", "resize 2 size=max"));
        assertTrue(failure.getMessage().contains("e2fsck") || failure.getMessage().contains("file system"),
                failure.getMessage());
        assertUntouched();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAnotherProgramMadeMeanwhileStays() throws IOException, Refusal {
        try (DiskSession session = open("create size=20MiB fs=ext4 label=ours")) {
            Shell.run("sh", "-c", "echo 534528,20480 | sfdisk --quiet --append --no-tell-kernel --lock=no "
                    + disk.image);
            before = disk.imageHash();
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertTrue(failure.getMessage().contains("The number of partitions was 2 and is 3."),
                    failure.getMessage());
            assertEquals(before, disk.imageHash());
            session.reload();
            session.push("create size=20MiB fs=ext4 label=ours");
            session.apply(event -> {}, () -> false);
            assertEquals(4, session.onDisk().partitions().size());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void cancellingAtEveryEventOfTheStage() throws IOException, Refusal {
        int events = count(Integer.MAX_VALUE);
        assertTrue(events > 10, "only " + events + " events");
        for (int n = 1; n < events; n += Math.max(1, events / 25)) {
            Shell.run("cp", "--sparse=always", work.resolve("copy").toString(), disk.image.toString());
            int seen = count(n);
            // programs do not tell of their progress equally often each time
            assertTrue(seen < n, "cancelled at event " + n + " of " + seen);
            if (seen < 0) {
                assertUntouched();
            }
        }
    }

    /** Cancels at the n-th event of the stage; returns how many there were, or -1 where it was cancelled. */
    private int count(int n) throws IOException, Refusal {
        if (!Files.exists(work.resolve("copy"))) {
            Shell.run("cp", "--sparse=always", disk.image.toString(), work.resolve("copy").toString());
        }
        int[] seen = {0};
        AtomicBoolean committing = new AtomicBoolean();
        try (DiskSession session = open("disk size=+64MiB", "move 2 start=+40MiB", "resize 1 size=max")) {
            session.apply(event -> {
                committing.compareAndSet(false, event instanceof Event.PhaseStarted phase
                        && phase.phase() == Event.Phase.COMMIT);
                seen[0] += committing.get() ? 0 : 1;
            }, () -> seen[0] >= n);
            return seen[0];
        } catch (Cancelled e) {
            return -1;
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aScratchFileSystemThatFillsUp() throws IOException {
        Path small = Files.createDirectory(work.resolve("small"));
        Path file = work.resolve("small.raw");
        // without the right to mount, a limit on the size of files does the same to the scratch
        boolean root = Shell.run("id", "-u").strip().equals("0");
        if (root) {
            Shell.run("truncate", "-s", "24M", file.toString());
            Shell.run("mke2fs", "-q", "-F", "-m", "0", "-O", "^has_journal", file.toString());
            Shell.run("mount", "-o", "loop", file.toString(), small.toString());
        }
        try {
            Path image = root ? small.resolve("disk.raw") : disk.image;
            if (root) {
                Shell.run("truncate", "-s", "512M", image.toString());
                Shell.run("sh", "-c", "head -c 22M /dev/urandom > " + small.resolve("ballast"));
                Shell.feed("label: dos\nstart=2048\n", "sfdisk", "-q", image.toString());
            }
            String hash = Volume.imageHash(image);
            List<String> words = new java.util.ArrayList<>(List.of("sh", "-c", root ? "exec \"$@\""
                    : "ulimit -f 300; exec \"$@\"", "sh"));
            words.addAll(Platters.command("apply", image.toString(), "-e", "format 1 fs=ntfs label=big"));
            Shell.Outcome outcome = Shell.attempt("", words.toArray(String[]::new));
            assertEquals(1, outcome.status(), outcome.output());
            assertTrue(outcome.output().contains("full") || outcome.output().contains("space"),
                    outcome.output());
            if (root) {
                assertEquals(hash, Volume.imageHash(image));
                assertEquals(List.of("ballast", "disk.raw", "lost+found"),
                        Stream.of(small.toFile().list()).sorted().toList());
            }
        } finally {
            if (root) {
                Shell.run("umount", small.toString());
            }
        }
    }

    private DiskSession open(String... lines) throws IOException, Refusal {
        DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT);
        for (String line : lines) {
            session.push(line);
        }
        return session;
    }

    private void apply(java.util.function.BooleanSupplier cancelled, String... lines)
            throws IOException, Refusal {
        try (DiskSession session = open(lines)) {
            session.apply(event -> {}, cancelled);
        }
    }

    private void assertUntouched() throws IOException {
        assertEquals(before, disk.imageHash());
        try (Stream<Path> left = Files.list(disk.image.getParent())) {
            assertEquals(List.of(disk.image), left.toList());
        }
    }
}
