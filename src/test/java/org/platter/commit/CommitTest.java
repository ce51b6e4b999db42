package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.HostStoredFile;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;
import org.platter.image.RawImage;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.stage.Workplace;

/** Commits of real files, as the session does them. Long, since each rule of package commit has its test. */
final class CommitTest {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 64 * MIB;
    private static final BooleanSupplier NEVER = () -> false;
    private static final RangeSet TABLES = RangeSet.of(new ByteRange(0, 4096));
    private static final String TEXT = "move 1 start=+16MiB\nlabel 1 text=ä";

    @TempDir
    private Path folder;
    private Path path;
    private String said;

    @BeforeEach
    void makeImage() throws IOException {
        path = folder.resolve("disk.raw");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
            file.write(random(1, 4096));
            // a partition of 20 MiB at 1 MiB, with a hole from 5 to 9 MiB in it, and one of 4 MiB at 50 MiB
            file.seek(MIB);
            file.write(random(2, 4 * MIB));
            file.seek(9 * MIB);
            file.write(random(3, 12 * MIB));
            file.seek(50 * MIB);
            file.write(random(4, 4 * MIB));
        }
    }

    @ParameterizedTest
    @CsvSource({"512,16777216", "512,512", "512,1536", "512,-523776", "4096,4096", "4096,1048576",
        "4096,30408704"})
    void aMovedPartitionIsThereAndTheImageStaysSparse(int sector, int distance) throws IOException {
        long before = allocated();
        byte[] wanted;
        try (DiskImage image = RawImage.open(path, true, sector); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 20 * MIB), MIB + distance);
            staged.write(0, ByteBuffer.wrap(random(9, 512)));
            staged.write(MIB + distance + 4000, ByteBuffer.wrap(random(8, 9000)));
            wanted = staged.read(0, 16 * MIB).array();
            Commit.choose(change(image, staged)).run(event -> {}, NEVER);
        }
        byte[] found = Files.readAllBytes(path);
        assertEquals(-1, Arrays.mismatch(Arrays.copyOf(wanted, 16 * MIB), Arrays.copyOf(found, 16 * MIB)));
        assertArrayEquals(random(3, 12 * MIB), Arrays.copyOfRange(found, 9 * MIB + distance,
                21 * MIB + distance));
        assertArrayEquals(random(4, 4 * MIB), Arrays.copyOfRange(found, 50 * MIB, 54 * MIB));
        assertEquals(SIZE, found.length);
        assertTrue(allocated() <= before + 64 * 1024, before + " bytes became " + allocated());
        assertEquals(List.of(path), files());
    }

    @Test
    void anImageGrowsAndShrinksAndKeepsItsModeAndItsBytes() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.resize(80L * MIB);
            staged.move(ByteRange.of(50 * MIB, 4 * MIB), 76L * MIB);
            Commit.choose(change(image, staged)).run(event -> {}, NEVER);
        }
        assertEquals(80L * MIB, Files.size(path));
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            assertArrayEquals(random(4, 4 * MIB), image.read(76L * MIB, 4 * MIB).array());
            staged.move(ByteRange.of(76L * MIB, 4 * MIB), 24 * MIB);
            staged.resize(28 * MIB);
            Commit.choose(change(image, staged)).run(event -> {}, NEVER);
        }
        byte[] found = Files.readAllBytes(path);
        assertEquals(28 * MIB, found.length);
        assertArrayEquals(random(4, 4 * MIB), Arrays.copyOfRange(found, 24 * MIB, 28 * MIB));
        assertArrayEquals(random(2, 4 * MIB), Arrays.copyOfRange(found, MIB, 5 * MIB));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void partitionsChangePlaces() throws IOException {
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 4 * MIB), 56 * MIB);
            staged.move(ByteRange.of(50 * MIB, 4 * MIB), MIB);
            staged.move(ByteRange.of(56 * MIB, 4 * MIB), 50 * MIB);
            inPlace(image, staged).run(event -> {}, NEVER);
        }
        byte[] found = Files.readAllBytes(path);
        assertArrayEquals(random(4, 4 * MIB), Arrays.copyOfRange(found, MIB, 5 * MIB));
        assertArrayEquals(random(2, 4 * MIB), Arrays.copyOfRange(found, 50 * MIB, 54 * MIB));
    }

    @Test
    void theEstimateIsWhatIsLiveAndNoHole() throws IOException {
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 20 * MIB), 25 * MIB);
            staged.write(0, ByteBuffer.wrap(random(5, 4096)));
            RangeSet live = RangeSet.of(new ByteRange(26 * MIB, 27 * MIB), new ByteRange(28 * MIB, 40 * MIB));
            Change change = new Change(image, staged, live::within, TABLES, TEXT);
            // a hole lies from 29 to 33 MiB
            long copied = 9 * MIB + 4096;
            assertEquals(copied, new InPlaceCommit(change).estimate().copyBytes());
            List<Event> events = new ArrayList<>();
            new InPlaceCommit(change).run(events::add, NEVER);
            assertTrue(events.contains(new Event.Progress(copied, copied)), events.toString());
        }
    }

    @Test
    void aCommitThatIsCancelledBeforeItBeginsLeavesNothingBehind() throws IOException {
        byte[] before = Files.readAllBytes(path);
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 20 * MIB), 25 * MIB);
            assertThrows(Cancelled.class, () -> Commit.choose(change(image, staged)).run(event -> {},
                    () -> true));
        }
        assertArrayEquals(before, Files.readAllBytes(path));
        assertEquals(List.of(path), files());
    }

    @Test
    void aCommitThatIsStoppedIsFoundAndResumed() throws IOException {
        byte[] wanted = interrupt();
        Interrupted found = find(path).orElseThrow();
        assertEquals(TEXT, found.text());
        assertTrue(found.done() < found.total() && found.total() >= 16 * MIB, found.toString());
        tidy();
        try (DiskImage image = RawImage.open(path, true, 512)) {
            assertEquals(Optional.empty(), Recovery.foreignJournal(image));
            Recovery.resume(image, event -> {}, NEVER);
        }
        assertEquals(-1, Arrays.mismatch(wanted, Files.readAllBytes(path)));
        assertTrue(find(path).isEmpty());
        assertEquals(List.of(path), files());
    }

    @Test
    void aCommitThatFailsIsResumedWhenTheReasonIsPutRight() throws IOException {
        byte[] wanted = interrupt(10);
        assertEquals("The changes could not be written to the end: It is broken. The image is half changed; "
                + "resume when this is put right.", said);
        try (DiskImage image = RawImage.open(path, true, 512)) {
            Recovery.resume(image, event -> {}, NEVER);
        }
        assertEquals(-1, Arrays.mismatch(wanted, Files.readAllBytes(path)));
    }

    @Test
    void aLinkToTheImageLeadsToTheSameJournal() throws IOException {
        interrupt();
        Path link = Files.createSymbolicLink(folder.resolve("link"), path.getFileName());
        assertTrue(find(link).isPresent());
        try (DiskImage image = RawImage.open(link, true, 512)) {
            Recovery.resume(image, event -> {}, NEVER);
        }
        assertEquals(List.of(path, link), files());
        assertTrue(Files.isSymbolicLink(link));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12 * MIB, 40 * MIB, SIZE - 1})
    void anImageThatSomebodyHasChangedSinceIsRefused(int offset) throws IOException {
        interrupt();
        byte[] bytes = Files.readAllBytes(path);
        bytes[offset] ^= 1;
        Files.write(path, bytes);
        refuses(bytes);
    }

    @Test
    void anotherImageIsRefused() throws IOException {
        interrupt();
        refuses(random(77, SIZE));
        refuses(random(77, SIZE - 512));
        refuses(new byte[SIZE]);
    }

    @Test
    void theImageAsItWasBeforeIsRefusedOnceBatchesAreDone() throws IOException {
        byte[] old = Files.readAllBytes(path);
        interrupt();
        refuses(old);
    }

    private void refuses(byte[] bytes) throws IOException {
        Files.write(path, bytes);
        try (DiskImage image = RawImage.open(path, true, 512)) {
            IOException e = assertThrows(IOException.class, () -> Recovery.resume(image, event -> {}, NEVER));
            assertFalse(e instanceof Interruption, e.toString());
            assertEquals(Optional.of(path.resolveSibling(path.getFileName() + ".platter")),
                    Recovery.foreignJournal(image));
        }
        assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(path)));
        assertTrue(find(path).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {Journal.PLAN, Journal.SCRATCH, Journal.SCRIPT})
    void aDamagedJournalIsRefused(String name) throws IOException {
        interrupt();
        byte[] before = Files.readAllBytes(path);
        damage(name, 40);
        try (DiskImage image = RawImage.open(path, true, 512)) {
            if (name.equals(Journal.SCRIPT)) {
                assertThrows(JournalDamage.class, () -> find(path));
                return;
            }
            assertThrows(JournalDamage.class, () -> Recovery.resume(image, event -> {}, NEVER));
        }
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(path)));
    }

    @Test
    void aJournalWhoseBeginningIsLostIsNotTakenForOneThatNeverBegan() throws IOException {
        interrupt();
        damage(Journal.LOG, 100);
        damage(Journal.LOG, SealedBlock.SIZE + 100);
        tellsOfDamage("damaged at its start");
    }

    @Test
    void aJournalWithoutALogIsNotTakenForOneThatNeverBegan() throws IOException {
        interrupt();
        Files.delete(journal().resolve(Journal.LOG));
        tellsOfDamage("log of the interrupted commit is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {Journal.PLAN, Journal.SCRATCH, Journal.SAVE, Journal.BOUNCE})
    void aJournalThatMissesAFileIsRefused(String name) throws IOException {
        interrupt();
        Files.delete(journal().resolve(name));
        try (DiskImage image = RawImage.open(path, true, 512)) {
            String message = assertThrows(UnusableJournal.class, () -> Recovery.resume(image, event -> {},
                    NEVER)).getMessage();
            assertTrue(message.contains("The file " + name) && message.contains(journal().toString()),
                    message);
        }
    }

    private void tellsOfDamage(String what) throws IOException {
        UnusableJournal e = assertThrows(UnusableJournal.class, () -> find(path));
        assertTrue(e.getMessage().contains(what) && e.getMessage().contains(journal().toString()),
                e.getMessage());
        assertThrows(UnusableJournal.class, () -> tidy());
        assertTrue(Files.exists(journal().resolve(Journal.PLAN)));
    }

    @Test
    void anyBlockOfTheLogMayBeDamaged() throws IOException {
        byte[] wanted = interrupt();
        byte[] half = Files.readAllBytes(path);
        byte[] log = Files.readAllBytes(journal().resolve(Journal.LOG));
        Interrupted found = find(path).orElseThrow();
        for (int at = 0; at < log.length; at += SealedBlock.SIZE) {
            byte[] damaged = log.clone();
            Arrays.fill(damaged, at, at + SealedBlock.SIZE, (byte) 0x5a);
            Files.write(journal().resolve(Journal.LOG), damaged);
            assertEquals(Optional.of(found), find(path), "block at " + at);
        }
        assertArrayEquals(half, Files.readAllBytes(path));
        try (DiskImage image = RawImage.open(path, true, 512)) {
            Recovery.resume(image, event -> {}, NEVER);
        }
        assertArrayEquals(wanted, Files.readAllBytes(path));
    }

    @Test
    void whatNeverBeganIsRemoved() throws IOException {
        try (HostFolder home = openFolder()) {
            Journal.create(home, "disk.raw.platter");
            OwnFolder.create(home, "disk.raw.platter").folder().createFile("new").close();
        }
        Files.write(journal().resolve(Journal.PLAN), new byte[100]);
        Files.write(journal().resolve(Journal.LOG), new byte[SealedBlock.SIZE]);
        assertEquals(3, files().size());
        assertTrue(find(path).isEmpty());
        tidy();
        assertEquals(List.of(path), files());
    }

    @Test
    void aScratchBesideTheImageBecomesPartOfTheJournalAsItIs() throws IOException {
        try (DiskImage image = RawImage.open(path, false, 512); Scratch scratch = Scratch.beside(image)) {
            scratch.write(0, ByteBuffer.wrap(random(1, 9000)));
            try (StoredFile file = openFolder().adopt("scratch", scratch, 9000)) {
                assertEquals(scratch.file().orElseThrow().inode(), file.inode());
            }
            assertArrayEquals(random(1, 9000), Files.readAllBytes(folder.resolve("scratch")));
        }
    }

    @Test
    void aScratchInMemoryIsCopiedIntoTheJournal() throws IOException {
        try (Scratch scratch = Scratch.inMemory()) {
            scratch.write(0, ByteBuffer.wrap(random(1, 9000)));
            openFolder().adopt("scratch", scratch, 9000).close();
            assertArrayEquals(random(1, 9000), Files.readAllBytes(folder.resolve("scratch")));
        }
    }

    @Test
    void anImageWithTwoNamesIsChangedInPlace() throws IOException {
        Path other = Files.createLink(folder.resolve("other.raw"), path);
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 4 * MIB), 56 * MIB);
            Commit commit = Commit.choose(change(image, staged));
            assertInstanceOf(InPlaceCommit.class, commit);
            commit.run(event -> {}, NEVER);
        }
        assertArrayEquals(random(2, 4 * MIB), Arrays.copyOfRange(Files.readAllBytes(other),
                56 * MIB, 60 * MIB));
    }

    /** Starts a commit of many batches and stops it half way; returns what the image is to become. */
    private byte[] interrupt() throws IOException {
        return interrupt(Integer.MAX_VALUE);
    }

    /** @param writes how many writes to the image succeed; where these are enough, the commit is cancelled */
    private byte[] interrupt(int writes) throws IOException {
        try (DiskImage image = RawImage.open(path, true, 512); StagedDisk staged = stage(image)) {
            staged.move(ByteRange.of(MIB, 20 * MIB), 25 * MIB);
            staged.write(0, ByteBuffer.wrap(random(9, 512)));
            ByteBuffer wanted = ByteBuffer.allocate(SIZE);
            staged.read(0, wanted);
            Limits limits = new Limits(MIB, 2 * MIB, MIB, 4 * MIB, 100, 64 * MIB, 0, MIB, MIB);
            List<Event> copying = new ArrayList<>();
            InPlace commit = new InPlace(failing(new HostStoredFile(image.file()), writes), openFolder(),
                    openFolder(), "disk.raw.platter", staged, RangeSet::of, TABLES, TEXT, limits,
                    Recovery.marking(image, Workplace.of(image).journal()));
            Interruption interruption = assertThrows(Interruption.class, () -> commit.run(event -> {
                if (!copying.isEmpty() || event instanceof Event.StepStarted step && step.text()
                        .startsWith("Copy")) {
                    copying.add(event);
                }
            }, () -> writes == Integer.MAX_VALUE && copying.size() > 4));
            said = interruption.getMessage();
            return wanted.array();
        }
    }

    private static StoredFile failing(StoredFile file, int writes) {
        AtomicInteger left = new AtomicInteger(writes);
        return (StoredFile) Proxy.newProxyInstance(CommitTest.class.getClassLoader(),
                new Class<?>[] {StoredFile.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write") && left.decrementAndGet() < 0) {
                        throw new IOException("It is broken.");
                    }
                    try {
                        return method.invoke(file, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Optional<Interrupted> find(Path path) throws IOException {
        try (DiskImage image = RawImage.open(path, false, 512)) {
            return Recovery.find(image);
        }
    }

    private HostFolder openFolder() throws IOException {
        return HostFolder.of(OpenFolder.open(folder), 0);
    }

    private void tidy() throws IOException {
        try (DiskImage image = RawImage.open(path, true, 512)) {
            Recovery.tidy(image);
        }
    }

    private void damage(String name, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(journal().resolve(name));
        bytes[Math.min(offset, bytes.length - 1)] ^= 1;
        Files.write(journal().resolve(name), bytes);
    }

    private StagedDisk stage(DiskImage image) throws IOException {
        return new StagedDisk(image, Scratch.beside(image));
    }

    private static Change change(DiskImage image, StagedDisk staged) {
        return new Change(image, staged, RangeSet::of, TABLES, TEXT);
    }

    private static Commit inPlace(DiskImage image, StagedDisk staged) {
        return new InPlaceCommit(change(image, staged));
    }

    private Path journal() {
        return folder.resolve("disk.raw.platter");
    }

    private long allocated() throws IOException {
        try (HostFile file = HostFile.open(path, HostFile.Access.READ)) {
            return file.allocatedBytes();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
