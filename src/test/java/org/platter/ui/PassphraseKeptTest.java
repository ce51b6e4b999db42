package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.layout.Alignment;
import org.platter.layout.PartitionId;
import org.platter.layout.TableType;
import org.platter.operation.Create;
import org.platter.operation.NewTable;
import org.platter.session.DiskSession;
import org.platter.session.Shell;
import org.platter.session.image.ImageOptions;

/** What is typed for a LUKS volume opens it when it is made, and is nowhere then. */
final class PassphraseKeptTest {

    @TempDir
    private Path folder;

    private final BlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();

    @Test
    void aTypedPassphraseOpensTheVolumeAndItsFileIsGoneOnceThatIsMade() throws Exception {
        Path image = folder.resolve("disk.raw");
        Shell.run("truncate", "-s", "16M", image.toString());
        AtomicReference<Path> file = new AtomicReference<>();
        AtomicReference<Object> ended = new AtomicReference<>();
        try (DiskViewModel disk = new DiskViewModel(DiskSession.show(image, ImageOptions.usual()),
                new Background("passphrase test", screen::add))) {
            assertEquals(Optional.empty(),
                    disk.pending().push(new NewTable(TableType.GPT, Optional.empty())));
            assertEquals(Optional.empty(), disk.pending().push("open sesame", kept -> {
                file.set(Path.of(kept));
                return new Create(PartitionId.fresh(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.of("luks1"), Optional.empty(), Optional.empty(), Optional.empty(),
                        Alignment.MIB, Optional.of(kept));
            }));
            assertTrue(Files.readSymbolicLink(file.get()).toString().contains("memfd:passphrase"));
            assertEquals("open sesame", Files.readString(file.get()));
            assertThrows(IOException.class, () -> Files.writeString(file.get(), "changed"));
            disk.jobs().run("apply", () -> {
                disk.disk().apply(event -> {}, () -> false);
                return "applied";
            }, ended::set, ended::set);
            while (ended.get() == null) {
                Runnable next = screen.poll(60, TimeUnit.SECONDS);
                assertTrue(next != null, "it takes too long");
                next.run();
            }
            assertEquals("applied", ended.get());
            assertFalse(Files.exists(file.get())
                    && Files.readSymbolicLink(file.get()).toString().contains("memfd:passphrase"));
        }
        Path volume = folder.resolve("volume");
        Shell.run("dd", "if=" + image, "of=" + volume, "bs=1M", "skip=1", "status=none");
        assertEquals(0, unlocked(volume, "open sesame"));
        assertNotEquals(0, unlocked(volume, "open sesamE"));
        assertEquals("", Shell.attempt("", "grep", "-rl", "open sesame", folder.toString()).output());
    }

    private static int unlocked(Path volume, String passphrase) {
        return Shell.attempt(passphrase, "cryptsetup", "open", "--test-passphrase", "--key-file", "-",
                volume.toString()).status();
    }
}
