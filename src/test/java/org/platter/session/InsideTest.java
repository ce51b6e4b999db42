package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.host.Mount;
import org.platter.layout.Layout;
import org.platter.session.SeedDisk.Part;

/** Looking inside of partitions, and working on them as files. */
final class InsideTest {

    @TempDir
    private Path work;

    private SeedDisk disk() throws IOException {
        return SeedDisk.make(work, 300 * ByteSize.MIB, "label: dos\nstart=2048, size=200000\nstart=204800\n",
                List.of(Part.ext4(2048, 200000), new Part(Volume.NTFS, 204800, 300000)));
    }

    @Test
    void whatProgramsDoToThePartitionsIsCommittedOrDroppedAsAWhole() throws IOException, Refusal {
        SeedDisk disk = disk();
        String before = disk.imageHash();
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT)) {
            session.push("label 1 text=queued");
            boolean kept = session.visit(folder -> {
                assertTrue(Shell.run("blkid", "-p", folder.resolve("p1").toString()).contains("queued"));
                Shell.run("mke2fs", "-q", "-F", "-L", "made", folder.resolve("p1").toString());
            }, left -> false, event -> {}, () -> false);
            assertFalse(kept);
            assertEquals(before, disk.imageHash());
            assertTrue(session.visit(folder -> Shell.run("tune2fs", "-L", "inside",
                    folder.resolve("p1").toString()),
                    left -> left.partition(1).orElseThrow().content().label().orElse("").equals("inside"),
                    event -> {}, () -> false));
            assertEquals("inside", session.onDisk().partition(1).orElseThrow().content().label().orElse(""));
            assertTrue(session.draft().isEmpty());
        }
        Volume.EXT4.verify(disk.image, 2048 * 512, 200000 * 512, disk.hashes(0), work);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theFilesOfAPartitionCanBeReadAndNothingIsWritten(int number) throws IOException, Refusal {
        SeedDisk disk = disk();
        String before = disk.imageHash();
        Path copy = Files.createDirectory(work.resolve("copy"));
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.READ)) {
            Layout layout = session.onDisk();
            try (Browsing files = session.browse(layout.partition(number).orElseThrow().id())) {
                Shell.run("sh", "-c", "cp -r " + files.path() + "/* " + copy);
                assertThrows(IOException.class, () -> Files.writeString(files.path().resolve("new"), "text"));
            }
        }
        Files.deleteIfExists(copy.resolve("lost+found"));
        assertEquals((number == 1 ? Volume.EXT4 : Volume.NTFS).expected(disk.hashes(number - 1)),
                Volume.hashes(copy));
        assertEquals(before, disk.imageHash());
    }

    @Test
    void theCommandLineRunsAProgramOnTheFiles() throws IOException, InterruptedException {
        SeedDisk disk = disk();
        Shell.Outcome kept = Platters.run("shell", disk.image.toString(), "-e", "label 1 text=one", "--keep",
                "--", "sh", "-c", "tune2fs -L two p1 && ls");
        assertEquals(0, kept.status(), kept.output());
        assertTrue(kept.output().contains("Committed."), kept.output());
        assertEquals("two", disk.read().partition(1).orElseThrow().content().label().orElse(""));
        String before = disk.imageHash();
        Shell.Outcome dropped = Platters.run("shell", disk.image.toString(), "--keep", "--", "false");
        assertEquals(1, dropped.status(), dropped.output());
        assertEquals(before, disk.imageHash());
        Shell.Outcome listed = Platters.run("browse", disk.image.toString(), "1", "--", "ls", "p1");
        assertEquals(0, listed.status(), listed.output());
        assertTrue(listed.output().contains("d0"), listed.output());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aProgramStartsBesideTheFilesAndNothingInThemRunsOrHasRights(int number) throws Exception {
        Shell.Outcome said = Platters.run("browse", disk().image.toString(), String.valueOf(number), "--",
                "sh", "-c", "pwd; echo $PLATTER; ls -A; grep \" $PLATTER \" /proc/self/mountinfo");
        assertEquals(0, said.status(), said.output());
        List<String> lines = said.output().lines().toList();
        assertEquals("The files are in p" + number + ", to read; what is put beside it goes when this ends.",
                lines.get(0));
        assertEquals(lines.get(1) + "/p" + number, lines.get(2));
        assertEquals("p" + number, lines.get(4));
        assertTrue(lines.get(5).contains("nosuid,nodev,noexec"), lines.get(5));
    }

    @Test
    void theKernelIsAskedForNoOtherFileSystemThanThoseOfTheList() {
        IOException refused = assertThrows(IOException.class, () -> Mount.over(Path.of("/dev/null"), work,
                "overlay", true, ""));
        assertTrue(refused.getMessage().endsWith("as overlay: Platter mounts no such file system."),
                refused.getMessage());
        assertFalse(Mount.knows("proc"));
    }
}
