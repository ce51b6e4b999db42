package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** A partition of a tebibyte, of which a hundred gibibytes are allocated. */
final class LargeQcow2Test {

    @TempDir
    private Path work;

    @Test
    void itMovesWithLittleMemoryAndHardlyAnyCopying() throws IOException, Refusal {
        Path image = work.resolve("large.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "preallocation=metadata",
                image.toString(), "100G");
        Shell.run("qemu-img", "resize", "-q", image.toString(), "1300G");
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("table type=gpt");
            session.push("create start=1MiB size=1TiB");
            session.apply(event -> {}, () -> false);
        }
        long length = Files.size(image);
        AtomicLong copied = new AtomicLong();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+100GiB");
            Review review = session.review();
            assertTrue(review.method().startsWith("1 TiB are pointed at where they lie in the image, 128 KiB "
                    + "are copied; the image is"), review.method());
            session.apply(event -> {
                if (event instanceof Event.Progress progress) {
                    copied.set(progress.done());
                }
            }, () -> false);
        }
        assertTrue(copied.get() < ByteSize.MIB, copied + " bytes copied");
        assertTrue(Files.size(image) - length < 64 * ByteSize.MIB,
                () -> "longer by " + (size(image) - length));
        Shell.run("qemu-img", "check", image.toString());
        // as the program itself would, with its 64 MiB
        Shell.Outcome back = Platters.run("apply", image.toString(), "-e", "move 1 start=1MiB", "-e",
                "disk size=1100GiB", "--shrink");
        assertEquals(0, back.status(), back.output());
        Shell.run("qemu-img", "check", image.toString());
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
