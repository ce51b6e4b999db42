package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.image.DiskImage;
import org.platter.image.RawImage;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.stage.Workplace;

/** Commits on images whose bytes come from a server: through the guest's bytes, never through a file. */
final class ServedCommitTest {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 700 * MIB;

    @TempDir
    private Path folder;
    private Path path;

    @BeforeEach
    void makeImage() throws IOException {
        path = folder.resolve("disk.served");
        Files.createFile(path);
        try (DiskImage image = raw(SIZE)) {
            image.write(MIB, ByteBuffer.wrap(bytes(1)));
            image.write(300 * MIB, ByteBuffer.wrap(bytes(2)));
            image.flush();
        }
    }

    private DiskImage raw(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return RawImage.open(path, true, 512);
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[4 * MIB];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static StagedDisk moved(DiskImage image) throws IOException {
        StagedDisk staged = new StagedDisk(image, Scratch.inMemory());
        staged.move(ByteRange.of(MIB, 299 * MIB), MIB + 512);
        staged.move(ByteRange.of(300 * MIB + 512, 200 * MIB), 310 * MIB);
        staged.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        return staged;
    }

    private static Change change(DiskImage image, StagedDisk staged) {
        return new Change(image, staged, RangeSet::of, RangeSet.of(new ByteRange(0, 512)),
                "move 1 start=+1s");
    }

    private static boolean begins(Event event) {
        return event instanceof Event.StepStarted step && step.text().startsWith("Copy ");
    }

    private void assertMoved(DiskImage image) throws IOException {
        assertArrayEquals(bytes(1), image.read(MIB + 512, 4 * MIB).array());
        assertArrayEquals(new byte[] {1, 2, 3}, image.read(0, 3).array());
    }

    @Test
    void anImageThatQemuServesIsChangedThroughTheBytesOfItsDisk() throws IOException {
        try (DiskImage image = new Served(raw(SIZE), path, false); StagedDisk staged = moved(image)) {
            Commit commit = Commit.choose(change(image, staged));
            assertTrue(commit instanceof InPlaceCommit);
            commit.run(event -> {}, () -> false);
            assertMoved(image);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void anExportOfAnotherMachineHasItsJournalInTheStateFolderAndIsResumedFromThere() throws IOException {
        Path export = Path.of("nbd://localhost/" + UUID.randomUUID());
        Path journal = Workplace.apart(export).journal();
        try (DiskImage image = new Served(raw(SIZE), export, true); StagedDisk staged = moved(image)) {
            boolean[] isCancelled = new boolean[1];
            Commit commit = Commit.choose(change(image, staged));
            assertThrows(Interruption.class,
                    () -> commit.run(event -> isCancelled[0] |= begins(event), () -> isCancelled[0]));
            assertTrue(Files.isDirectory(journal));
        }
        try (DiskImage image = new Served(raw(SIZE), export, true)) {
            Recovery.tidy(image);
            assertEquals("move 1 start=+1s", Recovery.find(image).orElseThrow().text());
            Recovery.resume(image, event -> {}, () -> false);
            assertMoved(image);
            assertTrue(Recovery.find(image).isEmpty());
        }
        assertFalse(Files.exists(journal));
    }

    @Test
    void anotherDiskIsNotResumed() throws IOException {
        boolean[] isCancelled = new boolean[1];
        try (DiskImage image = new Served(raw(SIZE), path, false); StagedDisk staged = moved(image)) {
            Commit commit = Commit.choose(change(image, staged));
            assertThrows(Interruption.class,
                    () -> commit.run(event -> isCancelled[0] |= begins(event), () -> isCancelled[0]));
        }
        try (DiskImage image = new Served(raw(SIZE), path, false)) {
            image.write(SIZE - 512, ByteBuffer.wrap(bytes(3), 0, 512));
            IOException failure = assertThrows(IOException.class,
                    () -> Recovery.resume(image, event -> {}, () -> false));
            assertTrue(failure.getMessage().startsWith("This is not the image"), failure.getMessage());
        }
    }

    @Test
    void theSizeOfAnExportOfAnotherMachineIsNotChanged() throws IOException {
        Path export = Path.of("nbd://localhost/" + UUID.randomUUID());
        try (DiskImage image = new Served(raw(SIZE), export, true); StagedDisk staged = moved(image)) {
            staged.resize(SIZE + MIB);
            IOException failure = assertThrows(IOException.class, () -> Commit.choose(change(image, staged)));
            assertEquals("The size of " + export + " can be changed only where it is served.",
                    failure.getMessage());
        }
    }
}
