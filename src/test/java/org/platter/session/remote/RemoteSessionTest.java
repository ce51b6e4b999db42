package org.platter.session.remote;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Choices;
import org.platter.layout.Partition;
import org.platter.layout.Reading;
import org.platter.layout.TableType;
import org.platter.operation.Paste;
import org.platter.operation.Script;
import org.platter.session.DiskSession;
import org.platter.session.LoopDevices;
import org.platter.session.Shell;
import org.platter.session.Usage;
import org.platter.session.image.ImageOptions;
import org.platter.stage.Pasting;
import org.platter.stage.Sources;
import org.platter.tool.Command;

/**
 * An engine in a process of its own, as the window has one for a device; what starts it as root is left out.
 */
final class RemoteSessionTest {

    @TempDir
    private Path work;
    private Path loop;

    @BeforeEach
    void attach() throws IOException, Refusal {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")),
                "only root can attach a loop device");
        Path image = work.resolve("disk.raw");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(256 << 20);
        }
        loop = LoopDevices.attach(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
    }

    @AfterEach
    void detach() throws IOException, Refusal {
        if (loop != null) {
            LoopDevices.detach(loop);
        }
    }

    private static Command engine(Path device) {
        List<String> words = PkexecEngine.command("engine", device.toString());
        return Command.of(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }

    private static void push(RemoteSession session, String line) throws IOException, Refusal {
        session.push(line);
    }

    @Test
    void aDeviceIsEditedThroughAnEngineAsAnImageIsBySession() throws IOException, Refusal {
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            assertEquals("raw", session.format());
            assertTrue(session.support(FileSystems.byId("ext4").orElseThrow(), Action.GROW).isPossible());
            push(session, "table type=gpt");
            push(session, "create size=100MiB fs=ext4 label=one");
            push(session, "create size=max fs=fat32 label=TWO");
            assertEquals(3, session.review().steps().size());
            List<Event> events = new ArrayList<>();
            session.rehearse(events::add, () -> false);
            assertEquals(List.of(), session.onDisk().partitions());
            session.apply(events::add, () -> false);
            assertTrue(events.contains(new Event.PhaseStarted(Event.Phase.COMMIT)), events.toString());
            assertTrue(session.draft().isEmpty());
            Partition first = session.onDisk().partition(1).orElseThrow();
            assertEquals("one", first.content().label().orElse(""));
            session.learnMinimum(first.id());
            assertTrue(session.onDisk().partition(first.id()).orElseThrow().fileSystem().orElseThrow()
                    .minimum().isPresent());
            push(session, "resize 1 size=min");
            session.apply(event -> {}, () -> false);
            assertTrue(session.onDisk().partition(1).orElseThrow().range().length() < 100 << 20);
        }
    }

    @Test
    void whatIsChosenInTheWindowIsHowTheEngineReadsTheDevice() throws IOException, Refusal {
        Path table = work.resolve("table");
        Shell.run("truncate", "-s", "64M", table.toString());
        Shell.feed("label: dos\nstart=2048, size=4096\n", "sfdisk", "-q", table.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", loop.toString());
        Shell.copy(table, 0, loop, 0, 512);
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            List<Reading> readings = session.onDisk().problems().get(0).readings();
            assertEquals(2, readings.size());
            assertTrue(session.readOnlyReason().isPresent());
            assertThrows(IOException.class, () -> session.choose(Choices.of(TableType.GPT)));
            assertEquals(2, session.onDisk().problems().get(0).readings().size());
            session.choose(readings.get(1).choices());
            assertEquals(Optional.empty(), session.readOnlyReason());
            push(session, "label 1 text=whole");
            session.apply(event -> {}, () -> false);
            assertEquals(Choices.of(TableType.NONE), session.choices());
            assertEquals("whole", session.onDisk().partition(1).orElseThrow().content().label().orElse(""));
        }
    }

    @Test
    void theEngineOnlyLooksAtTheDeviceUntilSomethingIsQueued() throws IOException, Refusal {
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            assertFalse(session.isHeld());
            try (DiskSession other = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertEquals(Optional.empty(), other.readOnlyReason());
                other.push("table type=gpt");
                other.apply(event -> {}, () -> false);
            }
            push(session, "table type=msdos");
            Refusal refusal = assertThrows(Refusal.class, session::hold);
            assertTrue(refusal.getMessage().contains("is not what was shown"), refusal.getMessage());
            assertTrue(session.draft().isEmpty());
            push(session, "create size=8MiB");
            session.hold();
            assertTrue(session.isHeld());
            assertEquals(1, session.draft().operations().size());
            try (DiskSession other = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertTrue(other.readOnlyReason().isPresent());
            }
            session.apply(event -> {}, () -> false);
            assertEquals(1, session.onDisk().partitions().size());
        }
    }

    @Test
    void aPartitionIsMountedByTheEngineAndWhatIsPendingIsKeptHere() throws IOException, Refusal {
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            push(session, "table type=gpt");
            push(session, "create size=100MiB fs=ext4 label=by-engine");
            session.apply(event -> {}, () -> false);
            push(session, "create size=50MiB fs=ext4 label=pending");
            Partition first = session.onDisk().partition(1).orElseThrow();
            assertEquals("Partition 1 is not mounted.", session.whyNot(first.id(), Usage.UNMOUNT).orElse(""));
            Path point = session.use(first.id(), Usage.MOUNT).orElseThrow();
            assertEquals("mounted at " + point, session.use(first.id()).orElse(""));
            assertEquals(1, session.draft().operations().size());
            assertThrows(Refusal.class, () -> session.use(first.id(), Usage.MOUNT));
            session.apply(event -> {}, () -> false);
            Partition mounted = session.onDisk().partition(1).orElseThrow();
            session.use(mounted.id(), Usage.UNMOUNT);
            assertEquals("", session.use(mounted.id()).orElse(""));
            assertEquals(2, session.onDisk().partitions().size());
        }
    }

    /** Of an image of any format, by the window's own rights: the engine is told neither file nor program. */
    @Test
    void whatIsPastedAndPassphrasesAreHandedToTheEngine() throws IOException, Refusal {
        Path raw = work.resolve("other.raw");
        Path other = work.resolve("other.vdi");
        Shell.run("truncate", "-s", "64M", raw.toString());
        Shell.feed("label: gpt\nsize=40M, name=pasted\n", "sfdisk", "-q", raw.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "from-vdi", "-E", "offset=1048576",
                raw.toString(), "40M");
        Shell.run("qemu-img", "convert", "-O", "vdi", raw.toString(), other.toString());
        Path key = Files.writeString(work.resolve("key"), "open sesame\n");
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            push(session, "table type=gpt");
            Paste paste = (Paste) Script.parse("paste from=" + other + " partition=1",
                    session.draft().last());
            session.queue(paste.of(Pasting.look(paste, Sources.NONE)));
            push(session, "create size=32MiB fs=luks2 passphrase-file=" + key);
            assertEquals(3, session.review().steps().size());
            session.apply(event -> {}, () -> false);
            Partition pasted = session.onDisk().partition(1).orElseThrow();
            assertEquals("from-vdi", pasted.content().label().orElse(""));
            Files.delete(key);
            push(session, "format 2 fs=luks2 passphrase-file=" + key);
            Refusal refusal = assertThrows(Refusal.class, () -> session.apply(event -> {}, () -> false));
            assertTrue(refusal.getMessage().contains("There is no file " + key), refusal.getMessage());
        }
        Shell.feed("open sesame", "cryptsetup", "open", "--test-passphrase", loop + "p2");
    }

    @Test
    void whatIsRefusedOrCancelledThereIsRefusedOrCancelledHere() throws IOException, Refusal {
        try (RemoteSession session = RemoteSession.start(loop, engine(loop))) {
            push(session, "table type=gpt");
            push(session, "create size=100MiB fs=ext4");
            assertThrows(Cancelled.class, () -> session.apply(event -> {}, () -> true));
            assertEquals(2, session.draft().operations().size());
            session.apply(event -> {}, () -> false);
            assertEquals(1, session.onDisk().partitions().size());
        }
    }

    @Test
    void anEngineServesBlockDevicesOnlyAndSaysWhatIsWrong() {
        Path image = work.resolve("disk.raw");
        IOException failure = assertThrows(IOException.class,
                () -> RemoteSession.start(image, engine(image)).close());
        assertEquals(image + " is no block device.", failure.getMessage());
        IOException ended = assertThrows(IOException.class,
                () -> RemoteSession.start(loop, Command.of("false")).close());
        assertTrue(ended.getMessage().endsWith("; open the device again to see what became of it."),
                ended.getMessage());
        assertDoesNotThrow(() -> RemoteSession.start(loop, engine(loop)).close());
    }

    @Test
    void noiseOnTheWireIsAnErrorAndNothingElse() {
        for (int seed = 0; seed < 2000; seed++) {
            byte[] noise = new byte[200];
            Random random = new Random(seed);
            random.nextBytes(noise);
            for (int i = 0; i < noise.length; i += 1 + random.nextInt(3)) {
                noise[i] = (byte) random.nextInt(12);
            }
            Wire wire = new Wire(new ByteArrayInputStream(noise), new ByteArrayOutputStream());
            try {
                wire.receive();
            } catch (IOException expected) {
                continue;
            } catch (RuntimeException fault) {
                throw new AssertionError("seed " + seed, fault);
            }
        }
    }
}
