package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.platter.base.ByteSize;

/**
 * What a user sees of images that are damaged, hostile, in use or not there at all: one clear sentence, and
 * no change.
 */
final class BrokenInputTest {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 3;

    @TempDir
    private Path work;

    private Path image;

    @BeforeEach
    void nameTheImage() {
        image = work.resolve("disk.raw");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsNoImageIsRefusedInOneSentence() throws IOException {
        assertRefused(work.resolve("nowhere.raw"), "There is no file %s.");
        assertRefused(work.resolve("nofolder/disk.raw"), "There is no file %s.");
        assertRefused(work, "%s is a folder, not a disk image.");
        Files.createFile(image);
        assertRefused(image, "%s is empty.");
        Shell.run("mkfifo", work.resolve("pipe").toString());
        assertRefused(work.resolve("pipe"), "%s is a pipe, not a disk image.");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", work.resolve("disk.qcow2").toString(), "1G");
        Shell.run("truncate", "-s", "90", work.resolve("disk.qcow2").toString());
        assertRefused(work.resolve("disk.qcow2"), "%s ends within its header.");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTruncatedImageShowsWhatIsCutOffAndStaysAsItIs() throws IOException {
        table(200, "label: dos\nstart=2048, size=100000\nstart=102048, size=200000\n");
        Shell.run("truncate", "-s", "100M", image.toString());
        assertReadOnly("partition 2", "end");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anEntryPastTheEndShows() throws IOException {
        table(100, "label: dos\nstart=2048, size=100000\n");
        patch(446 + 16, ByteBuffer.allocate(16).put(4, (byte) 0x83).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8, 150_000).putInt(12, 1_000_000));
        assertReadOnly("partition 2", "end");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void overlappingEntriesShow() throws IOException {
        table(100, "label: dos\nstart=2048, size=100000\n");
        patch(446 + 16, ByteBuffer.allocate(16).put(4, (byte) 0x83).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8, 50_000).putInt(12, 100_000));
        assertReadOnly("overlap");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLoopOfExtendedBootRecordsEnds() throws IOException {
        table(100, "label: dos\nstart=2048, size=200000, type=5\nstart=4096, size=10000\nstart=20480, "
                + "size=10000\n");
        // the first EBR, in the first sector of the extended partition, names itself as the next one
        patch(2048 * 512 + 446 + 16, ByteBuffer.allocate(16).put(4, (byte) 5).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8, 0).putInt(12, 10_000));
        assertReadOnly("turns back");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTableOfFourBillionEntriesCostsNothing() throws IOException {
        table(100, "label: gpt\nstart=2048, size=100000\n");
        long end = Files.size(image);
        for (long header : new long[] {512, end - 512}) {
            ByteBuffer bytes = read(header, 512).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(80, -1).putInt(16, 0);
            CRC32 crc = new CRC32();
            crc.update(bytes.array(), 0, 92);
            bytes.putInt(16, (int) crc.getValue());
            patch(header, bytes);
        }
        long began = System.nanoTime();
        Shell.Outcome outcome = Platters.run("info", image.toString());
        assertTrue(System.nanoTime() - began < 20_000_000_000L, "info took too long");
        assertNoTrace(outcome);
        assertTrue(outcome.output().contains("4294967295"), outcome.output());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void eachDamagedCopyOfAGptIsToldAndRepaired() throws IOException {
        for (String what : List.of("primary header", "primary table", "backup header", "backup table")) {
            table(100, "label: gpt\nstart=2048, size=100000, name=one\nstart=104448, size=50000, name=two\n");
            long end = Files.size(image);
            long place = switch (what) {
                case "primary header" -> 512 + 24;
                case "primary table" -> 1024 + 40;
                case "backup header" -> end - 512 + 24;
                default -> end - 512 * 33 + 40;
            };
            patch(place, ByteBuffer.wrap(new byte[] {0x55, 0x55, 0x55}));
            Shell.Outcome told = Platters.run("info", image.toString());
            assertNoTrace(told);
            assertTrue(told.output().contains("Problem: "), what + "\n" + told.output());
            String before = Volume.imageHash(image);
            Shell.Outcome refused = Platters.run("apply", image.toString(), "-e", "delete 1");
            assertEquals(REFUSED, refused.status(), refused.output());
            assertEquals(before, Volume.imageHash(image));
            Shell.Outcome repaired = Platters.run("apply", image.toString(), "-e", "repair", "-e",
                    "delete 1");
            assertEquals(DONE, repaired.status(), repaired.output());
            assertTrue(Shell.run("sgdisk", "-v", image.toString()).contains("No problems found"));
            Files.delete(image);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anImageThatQemuOrAnotherPlatterHasOpenIsNotChanged() throws IOException, InterruptedException {
        table(100, "label: dos\nstart=2048, size=100000\n");
        String before = Volume.imageHash(image);
        Process qemu = new ProcessBuilder("qemu-io", "-f", "raw", image.toString())
                .redirectErrorStream(true).start();
        try {
            qemu.getOutputStream().write("read 0 512\n".getBytes());
            qemu.getOutputStream().flush();
            qemu.getInputStream().read(); // it has answered: it holds the image
            assertInUse();
        } finally {
            qemu.getOutputStream().close();
            qemu.waitFor();
        }
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertTrue(session.isEditable());
            assertInUse();
        }
        assertEquals(before, Volume.imageHash(image));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void wordsThatAreWrongAreNamed() throws IOException {
        table(100, "label: dos\nstart=2048, size=100000\n");
        for (List<String> pair : List.of(List.of("mvoe 1 start=1MiB", "mvoe"),
                List.of("move 7 start=+1MiB", "7"),
                List.of("resize 1 size=12parsecs", "12parsecs"), List.of("resize 1 colour=red", "colour"))) {
            Shell.Outcome outcome = Platters.run("apply", image.toString(), "-e", pair.get(0));
            assertEquals(REFUSED, outcome.status(), outcome.output());
            assertTrue(outcome.output().contains(pair.get(1)), outcome.output());
            assertNoTrace(outcome);
        }
        assertEquals(2, Platters.run("apply", image.toString()).status());
        assertEquals(2, Platters.run("inof", image.toString()).status());
    }

    private void assertInUse() {
        Shell.Outcome outcome = Platters.run("apply", image.toString(), "-e", "delete 1");
        assertEquals(REFUSED, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("in use"), outcome.output());
        assertEquals(DONE, Platters.run("info", image.toString()).status());
    }

    /** Info tells a problem with these words, ends well, and nothing is changed by an attempt to edit. */
    private void assertReadOnly(String... words) throws IOException {
        Shell.Outcome told = Platters.run("info", image.toString());
        assertEquals(DONE, told.status(), told.output());
        assertNoTrace(told);
        String problems = String.join("\n", told.output().lines()
                .filter(line -> line.startsWith("Problem: ")).toList());
        for (String word : words) {
            assertTrue(problems.toLowerCase().contains(word), told.output());
        }
        String before = Volume.imageHash(image);
        Shell.Outcome refused = Platters.run("apply", image.toString(), "-e", "delete 1");
        assertEquals(REFUSED, refused.status(), refused.output());
        assertEquals(before, Volume.imageHash(image));
    }

    private void assertRefused(Path path, String sentence) {
        for (String command : List.of("info", "apply", "recover")) {
            Shell.Outcome outcome = command.equals("apply")
                    ? Platters.run(command, path.toString(), "-e", "delete 1")
                    : Platters.run(command, path.toString());
            assertEquals(FAILED, outcome.status(), outcome.output());
            assertNoTrace(outcome);
            assertEquals("platter: " + String.format(sentence, path), outcome.output().strip());
        }
    }

    private static void assertNoTrace(Shell.Outcome outcome) {
        assertFalse(outcome.output().contains("\tat ") || outcome.output().contains("Exception"),
                outcome.output());
    }

    private void table(long mib, String script) {
        Shell.run("truncate", "-s", String.valueOf(mib * ByteSize.MIB), image.toString());
        Shell.feed(script, "sfdisk", "-q", image.toString());
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            byte[] bytes = new byte[length];
            file.seek(offset);
            file.readFully(bytes);
            return ByteBuffer.wrap(bytes);
        }
    }

    private void patch(long offset, ByteBuffer bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(offset);
            file.write(bytes.array());
        }
    }
}
