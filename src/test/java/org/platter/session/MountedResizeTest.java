package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.kernel.OwnKernel;
import org.platter.layout.Partition;
import org.platter.tool.Kernel;

/**
 * What only a mounted file system does: as root it is done, by anybody else it is refused with the reason.
 */
class MountedResizeTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path work;

    private Path image;

    @AfterEach
    void forgetTheKernel() {
        System.clearProperty(OwnKernel.UNUSED);
    }

    /** @param kernel whose kernel mounts: {@code own}, or that of this {@code host} */
    private static void choose(String kernel) {
        System.setProperty(OwnKernel.UNUSED, String.valueOf(kernel.equals("host")));
    }

    @BeforeEach
    void makeAnImage() {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(3 * ByteSize.GIB), image.toString());
    }

    @ParameterizedTest
    @CsvSource({"xfs, own", "xfs, host", "btrfs, own", "btrfs, host"})
    void oneThatIsMountedToBeResizedKeepsItsFiles(String type, String kernel) throws IOException, Refusal {
        choose(kernel);
        apply("table type=gpt", "create start=1MiB size=600MiB fs=" + type + " label=files");
        if (!Kernel.letsMount()) {
            Refusal refusal = assertThrows(Refusal.class, () -> apply("resize 1 size=900MiB"));
            assertTrue(refusal.getMessage().contains("run Platter as root"), refusal.getMessage());
            apply("move 1 start=1GiB");
            return;
        }
        Map<String, String> files = fill(new Random(type.hashCode()));
        apply("resize 1 size=900MiB");
        assertTrue(Math.abs(fileSystemSize() - 900 * MIB) < 4 * MIB, fileSystemSize() + " bytes");
        assertEquals(files, hashes());
        apply("move 1 start=1GiB", "resize 1 size=1.2GiB", "uuid 1 value=random", "label 1 text=more");
        assertTrue(Math.abs(fileSystemSize() - 1228 * MIB) < 4 * MIB, fileSystemSize() + " bytes");
        assertEquals(files, hashes());
        if (type.equals("btrfs")) {
            apply("resize 1 size=500MiB", "move 1 start=2MiB");
            assertEquals(500 * MIB, fileSystemSize());
            assertEquals(files, hashes());
            apply("resize 1 size=min");
            assertTrue(fileSystemSize() < 400 * MIB, fileSystemSize() + " bytes");
            assertEquals(files, hashes());
        }
    }

    /** The chunks of a Btrfs are full of holes where files were, which Linux does not fill while it shrinks. */
    @Test
    void aBtrfsReachesTheMinimumThatIsToldOfIt() throws IOException, Refusal {
        apply("table type=gpt", "create start=1MiB size=1100MiB fs=btrfs");
        assumeTrue(Kernel.letsMount(), "the kernel lets nobody mount here");
        byte[] bytes = new byte[60 << 20];
        new Random(1).nextBytes(bytes);
        Path folder = mount();
        try {
            for (int i = 0; i < 5; i++) {
                Files.write(folder.resolve("file" + i), bytes);
                Shell.run("sync", "-f", folder.toString());
            }
            Files.delete(folder.resolve("file1"));
            Files.delete(folder.resolve("file3"));
        } finally {
            Shell.run("umount", folder.toString());
        }
        Map<String, String> files = hashes();
        apply("resize 1 size=min");
        assertTrue(fileSystemSize() < 1000 * MIB, fileSystemSize() + " bytes");
        assertEquals(files, hashes());
    }

    /** Linux resizes none to less than 256 MiB, though mkfs.btrfs makes it. */
    @Test
    void aSmallBtrfsIsRefusedAnotherSizeWhenThatIsPlanned() throws IOException, Refusal {
        apply("table type=gpt", "create start=1MiB size=128MiB");
        Path slice = work.resolve("small");
        Shell.run("truncate", "-s", "128M", slice.toString());
        Shell.run("mkfs.btrfs", "-q", "-f", slice.toString());
        Shell.run("dd", "if=" + slice, "of=" + image, "bs=1M", "seek=1", "conv=notrunc,sparse",
                "status=none");
        for (String line : List.of("resize 1 size=200MiB", "resize 1 size=120MiB")) {
            Refusal refusal = assertThrows(Refusal.class, () -> apply(line));
            assertTrue(refusal.getMessage().contains("256 MiB"), refusal.getMessage());
        }
        if (Kernel.letsMount()) {
            apply("resize 1 size=256MiB");
            assertEquals(256 * MIB, fileSystemSize());
        }
    }

    @ParameterizedTest
    @CsvSource({"xfs, host", "xfs, own", "ext4, host"})
    void thatTheKernelOfThisComputerMountsItIsSaidBefore(String type, String kernel)
            throws IOException, Refusal {
        choose(kernel);
        apply("table type=gpt", "create start=1MiB size=600MiB fs=" + type);
        String mounts = "The kernel of this computer mounts the XFS of partition 1, as root: one that was "
                + "made to do harm could do it to the whole computer.";
        for (String line : List.of("resize 1 size=900MiB", "check 1", "move 1 start=1GiB")) {
            try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
                session.push(line);
                boolean isSaid = type.equals("xfs") && kernel.equals("host") && !line.startsWith("move")
                        && Kernel.letsMount();
                assertEquals(isSaid ? List.of(mounts) : List.of(), session.review().warnings(), line);
            }
        }
    }

    /** A log that has to be replayed stands in the way of everything else, until the check has done it. */
    @ParameterizedTest
    @ValueSource(strings = {"own", "host"})
    void anXfsThatWasNotUnmountedIsMendedByTheCheck(String kernel) throws IOException, Refusal {
        choose(kernel);
        apply("table type=gpt", "create start=1MiB size=400MiB fs=xfs");
        assumeTrue(Kernel.letsMount(), "the kernel lets nobody mount here");
        Path mount = mount();
        Path cut = work.resolve("cut.raw");
        try {
            Files.writeString(mount.resolve("file"), "text");
            Shell.run("sync", "-f", mount.toString());
            Shell.run("xfs_freeze", "-f", mount.toString());
            Shell.run("cp", "--sparse=always", image.toString(), cut.toString());
            Shell.run("xfs_freeze", "-u", mount.toString());
        } finally {
            Shell.run("umount", mount.toString());
        }
        image = cut;
        Partition partition = partition();
        assertEquals(1, partition.fileSystem().orElseThrow().problems().size());
        for (String line : List.of("move 1 start=1GiB", "label 1 text=x", "uuid 1 value=random")) {
            Refusal refusal = assertThrows(Refusal.class, () -> apply(line), line);
            assertTrue(refusal.getMessage().contains("; mount and unmount it, or check it, before "
                    + "you change its partition."), refusal.getMessage());
        }
        apply("check 1", "move 1 start=1GiB", "label 1 text=x");
        assertEquals(List.of(), partition().fileSystem().orElseThrow().problems());
        assertEquals(1, hashes().size());
    }

    private Map<String, String> fill(Random random) throws IOException {
        Path mount = mount();
        try {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[random.nextInt(600_000)];
                random.nextBytes(bytes);
                Files.write(mount.resolve("file" + i), bytes);
                if (i % 3 == 2) {
                    Files.delete(mount.resolve("file" + (i - 1)));
                }
            }
            return hashes(mount);
        } finally {
            Shell.run("umount", mount.toString());
        }
    }

    private Map<String, String> hashes() throws IOException {
        Path mount = mount();
        try {
            return hashes(mount);
        } finally {
            Shell.run("umount", mount.toString());
        }
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                hashes.put(file.getFileName().toString(),
                        Shell.run("sha256sum", file.toString()).substring(0, 64));
            }
        }
        return hashes;
    }

    private Path mount() throws IOException {
        Partition partition = partition();
        Path folder = Files.createTempDirectory(work, "mount");
        // Linux mounts no copy of an XFS while the original is mounted anywhere, which it may still be in a
        // process with mounts of its own that another test has started meanwhile
        String copies = partition.fileSystem().orElseThrow().id().equals("xfs") ? ",nouuid" : "";
        Shell.run("mount", "-o", "loop,offset=" + partition.range().start() + ",sizelimit="
                + partition.range().length() + copies, image.toString(), folder.toString());
        return folder;
    }

    private long fileSystemSize() throws IOException {
        return partition().fileSystem().orElseThrow().size().orElseThrow();
    }

    private Partition partition() throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk().partition(1).orElseThrow();
        }
    }

    private void apply(String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
