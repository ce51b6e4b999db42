package org.platter.image.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.RangeSet;
import org.platter.image.change.ChangeRecord.Finding;
import org.platter.image.change.ChangeRecord.Sample;

/** A disk is told by bytes that only a half changed one has. */
final class ChangeRecordTest {

    private static final int SIZE = 1 << 16;
    private static final int PIECE = 4096;

    /** A disk of pieces that are filled with one byte each. */
    private record Pieces(byte[] fills) implements ChangeRecord.Disk {

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            for (long at = offset; into.hasRemaining(); at++) {
                into.put(fills[(int) (at / PIECE)]);
            }
        }
    }

    private static int crc(int fill) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) fill);
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static Sample sample(int piece, int old, int next) {
        return new Sample((long) piece * PIECE, PIECE, crc(old), crc(next));
    }

    /** The change moves what is in piece 3 to piece 5, makes a hole of piece 3, and writes a table last. */
    private static ChangeRecord record(int oldTable) {
        Mark mark = new Mark(new UUID(7, 8), 1, 2, Path.of("/d.raw"), Path.of("/d.raw.platter"));
        return new ChangeRecord(mark, true, SIZE, SIZE, RangeSet.EMPTY, new byte[0],
                List.of(sample(5, 0, 'a'), sample(3, 'a', 0), sample(6, 0, 0)),
                List.of(sample(0, oldTable, 't')));
    }

    private static Pieces disk(int table, int third, int fifth) {
        byte[] fills = new byte[SIZE / PIECE];
        fills[0] = (byte) table;
        fills[3] = (byte) third;
        fills[5] = (byte) fifth;
        return new Pieces(fills);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBlankDiskIsNoCopyOfAHalfChangedOne(boolean isWaiting) throws IOException {
        assertEquals(Finding.WHOLE, record('o').find(disk(0, 0, 0), isWaiting));
        assertEquals(Finding.WHOLE, record(0).find(disk(0, 0, 0), isWaiting));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyFromTheMiddleOfAChangeIsKnown(boolean isWaiting) throws IOException {
        assertEquals(Finding.HALF_CHANGED, record('o').find(disk('o', 'a', 'a'), isWaiting));
        assertEquals(Finding.HALF_CHANGED, record('o').find(disk('o', 0, 'a'), isWaiting));
    }

    /** Some of what it would overwrite is as it was, and nothing is as it becomes. */
    @Test
    void anotherImageFromTheSameTemplateIsWhole() throws IOException {
        assertEquals(Finding.WHOLE, record('o').find(disk('o', 'a', 'x'), true));
        assertEquals(Finding.WHOLE, record('o').find(disk('x', 'x', 'a'), true));
    }

    @Test
    void aCopyFromBeforeOrAfterAChangeIsWhole() throws IOException {
        assertEquals(Finding.WHOLE, record('o').find(disk('o', 'a', 0), true));
        assertEquals(Finding.WHOLE, record('o').find(disk('t', 0, 'a'), true));
    }
}
