package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.layout.Partition;
import org.platter.session.image.ImageOptions;

/** Partitions of real loop devices are mounted, switched on and let go; as root only. */
final class DeviceUseTest {

    @TempDir
    private Path work;
    private Path image;
    private Path loop;

    /** One of ext4, one of swap space, one with nothing in it, one of ext4. */
    @BeforeEach
    void attach() throws IOException, Refusal {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can mount");
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "160M", image.toString());
        Shell.feed("label: gpt\nsize=40M\nsize=40M\nsize=40M\nsize=20M\n", "sfdisk", "-q", image.toString());
        loop = LoopDevices.attach(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        Shell.run("mke2fs", "-q", "-t", "ext4", "-L", "pa/per", loop + "p1");
        Shell.run("mkswap", "-L", "swap", loop + "p2");
        Shell.run("mke2fs", "-q", "-t", "ext4", "-L", "small", loop + "p4");
    }

    @AfterEach
    void detach() throws IOException, Refusal {
        for (String part : List.of("p1", "p1", "p4")) {
            Shell.attempt("", "umount", loop + part);
        }
        Shell.attempt("", "swapoff", loop + "p2");
        LoopDevices.detach(loop);
    }

    private DiskSession open() throws IOException {
        return DiskSession.open(loop, DiskSession.Mode.EDIT);
    }

    private static Partition partition(DiskSession session, int number) {
        return session.onDisk().partition(number).orElseThrow();
    }

    private static String refused(DiskSession session, int number, Usage usage) {
        String reason = session.whyNot(partition(session, number).id(), usage).orElse("");
        Refusal refusal = assertThrows(Refusal.class,
                () -> session.use(partition(session, number).id(), usage), number + " " + usage);
        assertEquals(reason, refusal.getMessage());
        return reason;
    }

    @Test
    void aPartitionIsMountedAndUnmountedWhileWhatIsPendingStays() throws IOException, Refusal {
        try (DiskSession session = open()) {
            session.push("format 3 fs=ext4 label=new");
            Partition first = partition(session, 1);
            Path point = session.use(first.id(), Usage.MOUNT).orElseThrow();
            assertTrue(point.startsWith("/run/media") && point.endsWith("pa_per"), point.toString());
            assertEquals(point.toString(), Shell.run("lsblk", "-nro", "MOUNTPOINT", loop + "p1").strip());
            String options = Shell.run("findmnt", "-nro", "OPTIONS", loop + "p1");
            assertTrue(options.contains("nosuid") && options.contains("nodev"), options);
            Files.writeString(point.resolve("note"), "hello");
            assertEquals("mounted at " + point, session.use(first.id()).orElseThrow());
            assertEquals("Partition 1 is mounted already, at " + point + ".",
                    refused(session, 1, Usage.MOUNT));
            assertThrows(Refusal.class, () -> session.push("delete 1"));
            assertEquals(1, session.draft().operations().size());
            session.apply(event -> {}, () -> false);
            assertEquals("new", partition(session, 3).content().label().orElse(""));
            assertEquals("hello", Files.readString(point.resolve("note")));
            session.use(partition(session, 1).id(), Usage.UNMOUNT);
            assertFalse(Files.exists(point));
            assertEquals("Partition 1 is not mounted.", refused(session, 1, Usage.UNMOUNT));
            session.push("delete 1");
            session.apply(event -> {}, () -> false);
        }
    }

    @Test
    void whatIsMountedAtTwoPlacesIsUnmountedFromBoth() throws IOException, Refusal {
        Path one = Files.createDirectory(work.resolve("one place"));
        Path two = Files.createDirectory(work.resolve("two"));
        Shell.run("mount", loop + "p1", one.toString());
        Shell.run("mount", loop + "p1", two.toString());
        try (DiskSession session = open()) {
            Partition first = partition(session, 1);
            assertEquals("mounted at " + one + ", mounted at " + two, session.use(first.id()).orElseThrow());
            session.use(first.id(), Usage.UNMOUNT);
            assertEquals("", session.use(first.id()).orElse(""));
        }
        assertEquals("", Shell.run("lsblk", "-nro", "MOUNTPOINT", loop + "p1").strip());
        assertTrue(Files.exists(one) && Files.exists(two)); // they are not ours
    }

    @Test
    void swapSpaceIsSwitchedOnAndOff() throws IOException, Refusal {
        try (DiskSession session = open()) {
            Partition second = partition(session, 2);
            assertEquals("Partition 2 holds swap space, which is switched on and not mounted.",
                    refused(session, 2, Usage.MOUNT));
            session.use(second.id(), Usage.SWAP_ON);
            assertEquals("swap space in use", session.use(second.id()).orElseThrow());
            assertTrue(Shell.run("swapon", "--show=NAME", "--noheadings").contains(loop + "p2"));
            assertEquals("Partition 2 is swap space in use already.", refused(session, 2, Usage.SWAP_ON));
            assertTrue(assertThrows(Refusal.class, () -> session.push("format 2 fs=swap")).getMessage()
                    .contains("switch the swap space off"));
            session.use(second.id(), Usage.SWAP_OFF);
            assertEquals("", session.use(second.id()).orElse(""));
            assertEquals("Partition 2 is not swap space in use.", refused(session, 2, Usage.SWAP_OFF));
        }
    }

    @Test
    void whatCannotBeUsedSaysWhy() throws IOException, Refusal {
        try (DiskSession session = open()) {
            assertEquals("Partition 3 holds nothing that can be mounted.", refused(session, 3, Usage.MOUNT));
            assertEquals("Partition 1 holds no swap space.", refused(session, 1, Usage.SWAP_ON));
            session.push("resize 4 size=15MiB");
            assertEquals("What is pending changes or reads partition 4; apply it or undo it first.",
                    refused(session, 4, Usage.MOUNT));
            session.undo();
            assertEquals(Optional.empty(), session.whyNot(partition(session, 4).id(), Usage.MOUNT));
            session.push("delete 3");
            session.push("create size=10MiB fs=ext4");
            Partition planned = session.draft().last().partition(3).orElseThrow();
            assertEquals("The partition is not on the disk yet; apply first.",
                    session.whyNot(planned.id(), Usage.MOUNT).orElseThrow());
            session.apply(event -> {}, () -> false);
            assertEquals(Optional.empty(), session.whyNot(partition(session, 3).id(), Usage.MOUNT));
        }
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            assertEquals("Only partitions of block devices can be mounted; this is an image file.",
                    refused(session, 1, Usage.MOUNT));
        }
    }

    @Test
    void aBusyMountNamesWhoUsesIt() throws IOException, Refusal, InterruptedException {
        try (DiskSession session = open()) {
            Partition first = partition(session, 1);
            Path point = session.use(first.id(), Usage.MOUNT).orElseThrow();
            Process sleeper = new ProcessBuilder("sleep", "600").directory(point.toFile()).start();
            try {
                IOException failure = assertThrows(IOException.class,
                        () -> session.use(first.id(), Usage.UNMOUNT));
                assertEquals("Partition 1 cannot be unmounted from " + point + " while its files are "
                        + "in use by sleep (" + sleeper.pid() + "); close them first.", failure.getMessage());
            } finally {
                sleeper.destroyForcibly().waitFor();
            }
            session.use(first.id(), Usage.UNMOUNT);
        }
    }

    @Test
    void whatOthersWroteToAPartitionIsSeenWhileAnotherIsMounted() throws IOException, Refusal {
        try (DiskSession session = open()) {
            session.use(partition(session, 4).id(), Usage.MOUNT);
            assertEquals("pa/per", partition(session, 1).content().label().orElse(""));
            Shell.run("e2label", loop + "p1", "other");
            session.reload();
            assertEquals("other", partition(session, 1).content().label().orElse(""));
            session.push("resize 1 size=30MiB");
            Shell.run("mount", loop + "p1", Files.createDirectory(work.resolve("meanwhile")).toString());
            Refusal refusal = assertThrows(Refusal.class, () -> session.apply(event -> {}, () -> false));
            assertTrue(refusal.getMessage().contains("meanwhile"), refusal.getMessage());
            session.use(partition(session, 1).id(), Usage.UNMOUNT);
            session.apply(event -> {}, () -> false);
            session.use(partition(session, 4).id(), Usage.UNMOUNT);
            assertEquals(30L << 20, partition(session, 1).range().length());
        }
    }
}
