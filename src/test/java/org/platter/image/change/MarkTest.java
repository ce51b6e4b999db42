package org.platter.image.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;

/** Marks and records, also those that others wrote: who may write to an image may mark it. */
final class MarkTest {

    private static final UUID ID = new UUID(7, 8);

    @TempDir
    private Path folder;

    @Test
    void aMarkIsReadAsItWasWritten() throws IOException {
        Mark mark = new Mark(ID, -1, 99, Path.of("/a b/ä\n%.raw"), Path.of("/a b/ä\n%.raw.platter"));
        assertEquals(mark, Mark.decode(mark.encode()));
        assertEquals(6, new String(mark.encode(), StandardCharsets.US_ASCII).split("\\s").length);
    }

    @Test
    void aRecordIsReadAsItWasWritten() throws IOException {
        Mark mark = new Mark(ID, 1, 2, Path.of("/d.raw"), Path.of("/d.raw.platter"));
        ChangeRecord record = new ChangeRecord(mark, true, 100, 200, RangeSet.of(new ByteRange(0, 50)),
                new byte[] {1, 2}, List.of(new ChangeRecord.Sample(8, 16, -1, 1)),
                List.of(new ChangeRecord.Sample(0, 1, 5, 6))).past().sparing(3, 4);
        ChangeRecord read = ChangeRecord.decode(record.encode());
        assertEquals(record.encode(), read.encode());
        assertArrayEquals(record.keptHash(), read.keptHash());
        assertTrue(read.isPast() && read.spares(3, 4) && !read.spares(4, 3));
    }

    @Test
    void aRecordThatIsCutOrChangedIsReadOrRefusedAndNothingElse() throws IOException {
        Mark mark = new Mark(ID, 1, 2, Path.of("/d.raw"), Path.of("/d.raw.platter"));
        String text = new ChangeRecord(mark, true, 100, 200, RangeSet.of(new ByteRange(0, 50)),
                new byte[] {1, 2}, List.of(new ChangeRecord.Sample(8, 16, -1, 1)), List.of()).encode();
        for (int end = 0; end < text.length() - 1; end++) {
            String cut = text.substring(0, end);
            assertThrows(IOException.class, () -> ChangeRecord.decode(cut), cut);
        }
        Random random = new Random(10);
        for (int i = 0; i < 2000; i++) {
            char[] changed = text.toCharArray();
            changed[random.nextInt(changed.length)] = (char) (32 + random.nextInt(96));
            try {
                ChangeRecord.decode(new String(changed));
            } catch (IOException e) {
                assertTrue(e.getMessage().endsWith("."), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "2 a b c d e", "1 x 1 1 /a /b", "1 0-0-0-0-1 1 1 a /b",
        "1 0-0-0-0-1 1 1 /a /",
        "1 0-0-0-0-1 1 1 /a /b/..", "1 0-0-0-0-1 1 1 /a /b/.", "1 0-0-0-0-1 1 1 /a /%00",
        "1 0-0-0-0-1 1 1 /a /%zz",
        "1 0-0-0-0-1 1 1 /a /b?c#d", "1 0-0-0-0-1 -1 1 /a //"})
    void whatIsNoMarkIsSaidAndCanBeTakenAway(String text) throws IOException {
        Path image = Files.write(folder.resolve("a.raw"), new byte[4096]);
        Files.getFileAttributeView(image, UserDefinedFileAttributeView.class).write("platter.commit",
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        try (HostFile file = HostFile.open(image, HostFile.Access.READ)) {
            HalfChanged found = HalfChanged.of(file).orElseThrow();
            assertEquals(HalfChanged.Kind.UNKNOWN, found.kind());
            assertTrue(found.sentence().contains("--give-up " + image), found.sentence());
            assertTrue(HalfChanged.ended(file).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/self", "/dev/null/x", "/nowhere/at/all", "/etc/passwd"})
    void aMarkThatLeadsElsewhereOpensNothing(String journal) throws IOException {
        Path image = Files.write(folder.resolve("a.raw"), new byte[4096]);
        try (HostFile file = HostFile.open(image, HostFile.Access.READ)) {
            file.trySetAttribute("user.platter.commit", new Mark(ID, file.device(), file.inode(), image,
                    Path.of(journal)).encode());
            HalfChanged found = HalfChanged.of(file).orElseThrow();
            assertEquals(HalfChanged.Kind.LOST, found.kind());
        }
    }
}
