package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.operation.Script;

/** What is pending on an open disk, while it is queued and while the disk is taken hold of. */
final class OpenDiskTest {

    @TempDir
    private Path work;

    private Path image;

    @BeforeEach
    void makeAnImage() {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed("label: gpt\nsize=20M\nsize=20M\n", "sfdisk", "-q", image.toString());
    }

    @Test
    void aScriptIsQueuedWholeOrNotAtAll() throws IOException, Refusal {
        try (DiskSession disk = DiskSession.open(image, DiskSession.Mode.LOOK)) {
            disk.push("delete 1");
            Refusal refusal = assertThrows(Refusal.class, () -> disk.append("delete 2\ndelete 7\n"));
            assertTrue(refusal.getMessage().startsWith("Line 2, “delete 7”: "), refusal.getMessage());
            assertEquals(List.of("delete 1"), disk.draft().lines());
            disk.append("# both\nname 2 text=\"kept\"\ndelete 2\n");
            assertEquals(3, disk.draft().operations().size());
            disk.remove(1);
            disk.undo();
            disk.redo();
            assertEquals(List.of("delete 1", "delete 2"), disk.draft().lines());
            disk.clear();
            assertTrue(disk.draft().isEmpty());
            disk.undo();
            assertEquals(2, disk.draft().operations().size());
        }
    }

    @Test
    void whatIsPendingIsOfTheDiskThatIsHeld() throws IOException, Refusal {
        try (DiskSession disk = DiskSession.open(image, DiskSession.Mode.LOOK)) {
            disk.queue(Script.parse("delete 1", disk.onDisk()));
            disk.hold();
            assertTrue(disk.isHeld());
            assertEquals(List.of("delete 1"), disk.draft().lines());
            assertEquals(disk.onDisk(), disk.draft().base());
        }
    }

    @Test
    void whatIsQueuedWhileTheDiskIsTakenHoldOfIsKept() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (DiskSession disk = DiskSession.open(image, DiskSession.Mode.LOOK)) {
                FutureTask<Boolean> holding = new FutureTask<>(() -> {
                    disk.hold();
                    return disk.isHeld();
                });
                new Thread(holding, "holding").start();
                for (int name = 0; name < 10; name++) {
                    disk.queue(Script.parse("name 1 text=" + name, disk.draft().last()));
                }
                assertTrue(holding.get());
                assertEquals(10, disk.draft().operations().size());
                assertEquals("9", disk.draft().last().partition(1).orElseThrow().name().orElseThrow());
            }
        }
    }

    @Test
    void nothingIsPendingOnADiskThatCannotBeHeld() throws IOException, Refusal {
        try (DiskSession disk = DiskSession.open(image, DiskSession.Mode.LOOK)) {
            disk.queue(Script.parse("delete 1", disk.onDisk()));
            Shell.run("sfdisk", "-q", "--delete", image.toString(), "2");
            Refusal refusal = assertThrows(Refusal.class, disk::hold);
            assertTrue(refusal.getMessage().contains("is not what was shown here any more"),
                    refusal.getMessage());
            assertTrue(disk.draft().isEmpty());
            assertEquals(1, disk.onDisk().partitions().size());
            disk.reload();
            try (DiskSession faster = DiskSession.open(image, DiskSession.Mode.LOOK)) {
                faster.hold();
                disk.queue(Script.parse("delete 1", disk.onDisk()));
                assertThrows(Refusal.class, disk::hold);
                assertTrue(disk.draft().isEmpty());
                assertFalse(disk.isHeld());
            }
        }
    }

    @Test
    void whatIsPendingOutlivesAJobOnTheImageIfItStillCanBeHad() throws IOException, Refusal {
        try (DiskSession disk = DiskSession.open(image, DiskSession.Mode.LOOK)) {
            disk.push("delete 1");
            disk.aside(() -> Shell.run("sfdisk", "-q", "--delete", image.toString(), "2"));
            assertEquals(List.of("delete 1"), disk.draft().lines());
            assertTrue(disk.isHeld());
            disk.aside(() -> Shell.run("sfdisk", "-q", "--delete", image.toString(), "1"));
            assertTrue(disk.draft().isEmpty());
            disk.aside(() -> Shell.run("rm", image.toString()));
            assertEquals("The image cannot be opened again: There is no file " + image + ".",
                    disk.readOnlyReason().orElseThrow());
        }
    }
}
