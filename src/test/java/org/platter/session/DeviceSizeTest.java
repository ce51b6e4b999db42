package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.commit.Interruption;
import org.platter.operation.Amount;
import org.platter.operation.DiskResize;
import org.platter.session.image.ImageOptions;
import org.platter.tool.Kernel;

/** What size a block device can get. */
final class DeviceSizeTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path work;
    private Path file;
    private Path loop;

    @BeforeEach
    void needsRoot() {
        assumeTrue(Kernel.letsMount(), "only root can attach a loop device");
        file = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "41M", file.toString());
        Shell.feed("label: gpt\nstart=1MiB size=8MiB\n", "sfdisk", "-q", file.toString());
        Shell.run("dd", "if=/dev/urandom", "of=" + file, "bs=1M", "seek=1", "count=8", "conv=notrunc",
                "status=none");
    }

    @AfterEach
    void detach() {
        if (loop != null) {
            Shell.run("losetup", "-d", loop.toString());
        }
    }

    @Test
    void aLoopDeviceGrowsWithItsFile() throws IOException, Refusal {
        loop = LoopDevices.attach(file, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            session.push("disk size=+20MiB");
            session.push("resize 1 size=max");
            List<String> warnings = session.review().warnings();
            assertTrue(warnings.contains("Grows the file " + file + " behind " + loop + "."),
                    warnings.toString());
            session.rehearse(event -> {}, () -> false);
            assertEquals(41 * MIB, Files.size(file), "a rehearsal changes nothing");
            session.apply(event -> {}, () -> false);
        }
        assertGrown();
        assertTrue(Long.parseLong(Shell.run("lsblk", "-nbo", "SIZE", loop + "p1").strip()) > 50 * MIB);
    }

    @Test
    void aGrowthThatStopsIsResumed() throws IOException, Refusal {
        loop = Shell.attach(file);
        boolean[] hasBegun = new boolean[1];
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            session.push("disk size=+20MiB");
            assertThrows(Interruption.class,
                    () -> session.apply(
                            event -> hasBegun[0] |= event instanceof Event.StepStarted step
                                    && step.text().startsWith("Copy "),
                            () -> hasBegun[0]));
        }
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            assertTrue(session.interrupted().isPresent());
            session.recover(event -> {}, () -> false);
        }
        assertGrown();
    }

    private void assertGrown() throws IOException {
        assertEquals(61 * MIB, Files.size(file));
        assertEquals(61 * MIB, Long.parseLong(Shell.run("blockdev", "--getsize64", loop.toString()).strip()));
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.READ)) {
            assertEquals(61 * MIB, session.onDisk().diskSize());
            assertTrue(session.onDisk().problems().isEmpty(), session.onDisk().problems().toString());
        }
    }

    @Test
    void aLoopDeviceDoesNotShrink() throws IOException, Refusal {
        loop = Shell.attach(file);
        refuses(loop, 20 * MIB, "A loop device only grows, and " + loop + " would shrink; detach " + loop
                + ", change the size of the file by “platter image resize”, and attach it again.");
    }

    @Test
    void aLoopDeviceOfAPartOfAFileKeepsItsSize() throws IOException, Refusal {
        Path larger = work.resolve("larger");
        Shell.run("sh", "-c", "truncate -s 1M " + larger + "; cat " + file + " >> " + larger);
        loop = Shell.attach(larger, "--offset", String.valueOf(MIB));
        refuses(loop, 50 * MIB, loop + " shows a part of " + larger + ", which cannot grow in it; detach "
                + loop + ", change the size of the file by “platter image resize”, and attach it again.");
    }

    @Test
    void aLoopDeviceWhoseFileHasGoneFromItsPlaceKeepsItsSize() throws IOException, Refusal {
        loop = Shell.attach(file);
        Files.delete(file);
        refuses(loop, 50 * MIB, "The file behind " + loop + ", " + file + " (deleted), cannot be made larger "
                + "from here; detach " + loop + ", change the size of the file by “platter image resize”, "
                + "and attach it again.");
    }

    @Test
    void anotherBlockDeviceKeepsItsSize() throws IOException, Refusal {
        loop = LoopDevices.attach(file, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        Path partition = Path.of(loop + "p1");
        Shell.feed("label: gpt\n", "sfdisk", "-q", partition.toString());
        refuses(partition, 9 * MIB, "The size of " + partition + " cannot be changed: it is a block device, "
                + "which has the size of what it stands for.");
    }

    /** The window tries it before it queues. */
    private static void refuses(Path device, long size, String why) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(device, DiskSession.Mode.EDIT)) {
            DiskResize operation = new DiskResize(Amount.bytes(size));
            assertEquals(why, assertThrows(Refusal.class, () -> session.tried(operation)).getMessage());
            assertEquals(why, assertThrows(Refusal.class,
                    () -> session.push("disk size=" + size / MIB + "MiB")).getMessage());
            assertTrue(session.draft().operations().isEmpty());
        }
    }
}
