package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.session.SeedDisk.Part;
import org.platter.session.image.ImageOptions;

/**
 * Real loop devices as the disk that is edited; where this user or this machine has none, nothing is tested.
 */
final class LoopSessionTest {

    @TempDir
    private Path work;

    @BeforeEach
    void needsRoot() {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")),
                "only root can attach a loop device");
    }

    private static Path attach(Path image) throws IOException, Refusal {
        return LoopDevices.attach(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
    }

    @Test
    void theKernelKnowsThePartitionsOfWhatIsAttachedAndOfWhatItBecomes() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "gpt", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        try {
            assertEquals(known(disk.read()), lsblk(loop));
            List<String> notes = apply(loop, "move 2 start=+50MiB", "resize 1 size=max",
                    "create size=40MiB fs=ext4 label=new");
            assertEquals(List.of(), notes);
            assertEquals(known(read(loop)), lsblk(loop));
            assertEquals(3, read(loop).partitions().size());
            apply(loop, "delete 3");
            assertEquals(known(read(loop)), lsblk(loop));
        } finally {
            LoopDevices.detach(loop);
        }
        disk.verify();
    }

    @Test
    void aMountedPartitionStaysAndTheOthersChange() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        Path point = Files.createDirectory(work.resolve("home"));
        try {
            Shell.run("mount", loop + "p1", point.toString());
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                Partition mounted = session.onDisk().partition(1).orElseThrow();
                assertEquals("mounted at " + point.toRealPath(), session.use(mounted.id()).orElse(""));
                for (String line : List.of("delete 1", "resize 1 size=100MiB", "format 1 fs=ext4",
                        "table type=gpt", "label 1 text=x", "check 1")) {
                    Refusal refusal = assertThrows(Refusal.class, () -> session.push(line), line);
                    assertTrue(refusal.getMessage().endsWith("is in use (mounted at " + point.toRealPath()
                            + ") and has to stay as it is; unmount it first."), refusal.getMessage());
                }
            }
            Files.writeString(point.resolve("written"), "meanwhile");
            assertEquals(List.of(), apply(loop, "move 2 start=+50MiB", "resize 2 size=300MiB"));
            assertEquals(known(read(loop)), lsblk(loop));
            Files.writeString(point.resolve("afterwards"), "too");
            Shell.run("umount", point.toString());
            assertEquals(List.of(), apply(loop, "label 1 text=x"));
        } finally {
            Shell.attempt("", "umount", point.toString());
            LoopDevices.detach(loop);
        }
        assertTrue(Shell.run("sfdisk", "--verify", disk.image.toString()).contains("No errors detected"));
    }

    @Test
    void whatOthersDoInAMountedPartitionKeepsNobodyFromChangingTheOneBesideIt() throws IOException, Refusal {
        Path image = work.resolve("xfs.raw");
        Shell.run("truncate", "-s", "500M", image.toString());
        Shell.feed("label: gpt\nsize=320M\nsize=50M\n", "sfdisk", "-q", image.toString());
        Path loop = attach(image);
        Path point = Files.createDirectory(work.resolve("home"));
        try {
            Shell.run("mkfs.xfs", "-q", "-L", "old", loop + "p1");
            Shell.run("mount", loop + "p1", point.toString());
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                session.push("move 2 start=+20MiB");
                Shell.run("xfs_io", "-x", "-c", "label -s new", point.toString());
                Files.writeString(point.resolve("written"), "meanwhile");
                session.apply(event -> {
                    if (event instanceof Event.StepStarted) {
                        assertDoesNotThrow(() -> Files.writeString(point.resolve("written"), "again"));
                    }
                }, () -> false);
            }
            assertEquals(known(read(loop)), lsblk(loop));
        } finally {
            Shell.run("umount", point.toString());
            LoopDevices.detach(loop);
        }
    }

    @Test
    void whatIsReadAndChangedIsNobodyElsesMeanwhile() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        Path second = Path.of(loop + "p2");
        Path point = Files.createDirectory(work.resolve("home"));
        List<String> tried = new ArrayList<>();
        try {
            Shell.run("mount", loop + "p1", point.toString()); // so that the whole device cannot be held
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                session.push("move 2 start=+50MiB");
                try (HostFile other = HostFile.open(second, HostFile.Access.WRITE)) {
                    Refusal refusal = assertThrows(Refusal.class,
                            () -> session.apply(event -> {}, () -> false), other.path().toString());
                    assertTrue(refusal.getMessage().contains("open in another program"),
                            refusal.getMessage());
                }
                session.apply(event -> {
                    if (event instanceof Event.StepStarted step) {
                        tried.add(step.text());
                        assertThrows(IOException.class,
                                () -> HostFile.open(second, HostFile.Access.WRITE).close(), step.text());
                    }
                }, () -> false);
            }
            assertTrue(tried.size() > 2, tried.toString());
            assertEquals(known(read(loop)), lsblk(loop));
        } finally {
            Shell.run("umount", point.toString());
            LoopDevices.detach(loop);
        }
    }

    @Test
    void whoAsksFirstKeepsOffTheDiskUntilTheKernelKnowsTheNewTable() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        List<Boolean> isLocked = new ArrayList<>();
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            session.push("move 2 start=+10MiB");
            session.apply(event -> {
                if (event instanceof Event.PhaseStarted || event instanceof Event.StepStarted step
                        && step.text().startsWith("Copy")) {
                    isLocked.add(
                            Shell.attempt("", "flock", "-n", "-s", loop.toString(), "true").status() != 0);
                }
            }, () -> false);
            assertEquals(true, isLocked.get(isLocked.size() - 1));
            assertEquals(false, isLocked.get(0));
            Shell.run("flock", "-n", loop.toString(), "true");
        } finally {
            LoopDevices.detach(loop);
        }
    }

    /** Moves the second partition, and stops while it is copied. */
    private static void stopMove(DiskSession session) throws IOException, Refusal {
        session.push("move 2 start=+77MiB");
        boolean[] isStopped = {false};
        assertThrows(IOException.class,
                () -> session.apply(
                        event -> isStopped[0] |= event instanceof Event.StepStarted step
                                && step.text().startsWith("Copy "),
                        () -> isStopped[0]));
        assertTrue(session.interrupted().isPresent(), "it was not interrupted");
    }

    @Test
    void anInterruptedMoveWaitsForWhoUsesItsPartition() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        Path point = Files.createDirectory(work.resolve("home"));
        try {
            Shell.run("mount", loop + "p1", point.toString());
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                stopMove(session);
                try (HostFile other = HostFile.open(Path.of(loop + "p2"), HostFile.Access.WRITE)) {
                    Refusal refusal = assertThrows(Refusal.class,
                            () -> session.recover(event -> {}, () -> false), other.path().toString());
                    assertTrue(refusal.getMessage().startsWith("Partition 2 is in use")
                            && refusal.getMessage().endsWith("goes on in it; end that first."),
                            refusal.getMessage());
                }
                session.recover(event -> {}, () -> false);
                assertEquals((983040L * 512) + (77 << 20),
                        session.onDisk().partition(2).orElseThrow().range().start());
            }
        } finally {
            Shell.run("umount", point.toString());
            LoopDevices.detach(loop);
        }
        disk.verify();
    }

    @Test
    void aDiskThatIsNotAsItsInterruptedMoveLeftItSaysSoAndHowToGoOn() throws IOException, Refusal,
            InterruptedException {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path loop = attach(disk.image);
        try {
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                stopMove(session);
            }
            Shell.feed("another", "dd", "of=" + loop, "seek=700", "bs=1024", "conv=notrunc,fsync");
            Path journal = disk.image.toRealPath().resolveSibling(disk.image.getFileName() + ".platter");
            String text = "A change was interrupted of what was " + loop + ", and this is another one, or it "
                    + "has been written to since. Resume the change with the right one in place; to give it "
                    + "up, delete its journal, the folder " + journal
                    + ", and run “platter recover --give-up "
                    + loop + "”.";
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertEquals(Optional.of(text), session.readOnlyReason());
                assertTrue(session.interrupted().orElseThrow().isOfAnother());
                assertEquals(text, assertThrows(IOException.class,
                        () -> session.recover(event -> {}, () -> false)).getMessage());
            }
            Path output = work.resolve("output");
            assertEquals(0, Platters.start(output, "info", loop.toString()).waitFor());
            assertEquals(List.of(text), Files.readAllLines(output).stream()
                    .filter(line -> line.startsWith("A change was interrupted")).toList());
            Shell.run("rm", "-r", journal.toString());
            Shell.Outcome givenUp = Platters.run("recover", "--give-up", loop.toString());
            assertEquals(0, givenUp.status(), givenUp.output());
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertEquals(Optional.empty(), session.readOnlyReason());
            }
        } finally {
            LoopDevices.detach(loop);
        }
    }

    @Test
    void aKilledMoveIsResumedUnderAnotherNumber() throws IOException, Refusal, InterruptedException {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(2048, 980992), Part.ext4(983040, 800000));
        Path seed = work.resolve("seed.raw");
        Shell.run("cp", "--sparse=always", disk.image.toString(), seed.toString());
        boolean isResumed = false;
        for (int round = 0; round < 40 && !isResumed; round++) {
            Shell.run("cp", "--sparse=always", seed.toString(), disk.image.toString());
            Path first = attach(disk.image);
            Path output = work.resolve("output");
            Process process = Platters.start(output, "apply", first.toString(), "-e", "move 2 start=+77MiB");
            while (process.isAlive() && !Files.readString(output).contains("\nCopy ")) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.waitFor(round * 7L % 60, TimeUnit.MILLISECONDS);
            assertTrue(process.destroyForcibly().waitFor(60, TimeUnit.SECONDS), "it cannot be killed");
            Path spare = LoopDevices.attach(seed, ImageOptions.usual(),
                    new LoopDevices.Wish(OptionalInt.empty(), true, false));
            LoopDevices.detach(first);
            Path taken = attach(seed); // so that the number is another one
            // Platter attaches nothing that is half changed
            Path second = Path.of(Shell.run("losetup", "--find", "--show", "--partscan",
                    disk.image.toString()).strip());
            try {
                assertTrue(!second.equals(first), second.toString());
                try (DiskSession session = DiskSession.open(second, DiskSession.Mode.EDIT)) {
                    isResumed = session.interrupted().isPresent();
                    session.recover(event -> {}, () -> false);
                }
            } finally {
                LoopDevices.detach(second);
                LoopDevices.detach(taken);
                LoopDevices.detach(spare);
            }
        }
        assertTrue(isResumed, "no kill fell into the commit");
        assertEquals((983040L * 512) + (77 << 20), disk.verify().partition(2).orElseThrow().range().start());
    }

    @Test
    void onePartitionIsAttachedAlone() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(63, 979902), Part.ext4(979965, 996030));
        Path loop = LoopDevices.attach(disk.image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.of(2), true, false));
        try {
            assertTrue(Shell.run("blkid", "-p", "-o", "value", "-s", "LABEL", loop.toString())
                    .contains("VDG02"));
            LoopDevices.Loop known = LoopDevices.list().stream().filter(one -> one.path().equals(loop))
                    .findFirst().orElseThrow();
            assertEquals(disk.image.toRealPath(), known.file());
            assertEquals(979965L * 512, known.offset());
            assertTrue(known.readOnly());
            BlockDevices.Device device = BlockDevices.list(false).stream()
                    .filter(one -> one.path().equals(loop)).findFirst().orElseThrow();
            assertEquals(996030L * 512, device.size());
            assertEquals("loop", device.kind());
        } finally {
            assertEquals(List.of(loop), LoopDevices.detach(disk.image));
        }
        assertThrows(Refusal.class, () -> LoopDevices.detach(disk.image));
    }

    @Test
    void xfsGrowsOnADeviceAndItsFilesAreTheSame() throws IOException, Refusal {
        Path image = work.resolve("xfs.raw");
        Shell.run("truncate", "-s", "700M", image.toString());
        Shell.feed("label: gpt\nsize=320M\n", "sfdisk", "-q", image.toString());
        Path files = Files.createDirectory(work.resolve("files"));
        Volume.fill(files, 3, 40, 1_000_000);
        Path loop = attach(image);
        try {
            Shell.run("mkfs.xfs", "-q", loop + "p1");
            Path point = Files.createDirectory(work.resolve("xfs"));
            Shell.run("mount", loop + "p1", point.toString());
            Shell.run("cp", "-r", files + "/.", point.toString());
            Shell.run("umount", point.toString());
            assertEquals(List.of(), apply(loop, "resize 1 size=max"));
            assertEquals(known(read(loop)), lsblk(loop));
            Shell.run("xfs_repair", "-n", loop + "p1");
            Shell.run("mount", loop + "p1", point.toString());
            try {
                Shell.run("diff", "-r", files.toString(), point.toString());
                assertTrue(Long.parseLong(
                        Shell.run("findmnt", "-nbo", "SIZE", point.toString()).strip()) > 550L << 20);
            } finally {
                Shell.run("umount", point.toString());
            }
        } finally {
            LoopDevices.detach(loop);
        }
    }

    private static Layout read(Path device) throws IOException {
        try (DiskSession session = DiskSession.open(device, DiskSession.Mode.READ)) {
            return session.onDisk();
        }
    }

    /** Returns what the engine noted. */
    private static List<String> apply(Path device, String... lines) throws IOException, Refusal {
        List<String> notes = new ArrayList<>();
        try (DiskSession session = DiskSession.open(device, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {
                if (event instanceof Event.Note note) {
                    notes.add(note.text());
                }
            }, () -> false);
        }
        return notes;
    }

    private static String known(Layout layout) {
        return layout.partitions().stream()
                .map(partition -> partition.number() + " " + partition.range().length()).sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String lsblk(Path loop) {
        return Shell.run("lsblk", "-nrbo", "NAME,SIZE", loop.toString()).lines()
                .filter(line -> line.matches("loop[0-9]+p.*")).map(line -> line.replaceFirst(".*p", ""))
                .sorted().collect(Collectors.joining("\n"));
    }
}
