package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels made byte by byte, and what falls short of one by a byte. */
final class OtherLabelsTest {

    private static final int SECTORS = 64;

    @TempDir
    Path work;

    private final ByteBuffer disk = ByteBuffer.allocate(SECTORS * 512);

    @Test
    void aSunLabelHasItsMagicNumberAndASumOfZero() throws IOException {
        disk.putShort(508, (short) 0xdabe).putShort(510, (short) 0xdabe);
        found("Sun");
        disk.putShort(0, (short) 1);
        found("");
        disk.putShort(0, (short) 0xdabe).putShort(508, (short) 0);
        found("");
    }

    @Test
    void anSgiLabelHasItsMagicNumber() throws IOException {
        disk.putInt(0, 0x0be5a941);
        found("SGI");
        disk.putInt(0, 0x0be5a940);
        found("");
    }

    @Test
    void aPc98LabelHasAMarkAndNoProtectiveEntry() throws IOException {
        put(4, "IPL1");
        found("");
        disk.putShort(510, (short) 0x55aa);
        found("PC-98");
        disk.put(450, (byte) 0xee).order(ByteOrder.LITTLE_ENDIAN).putInt(454, 1).putInt(458, SECTORS - 1);
        found("");
    }

    @Test
    void aMacLabelHasItsMapInTheSecondBlockOfAnySize() throws IOException {
        put(0, "ER");
        found("");
        for (int at : new int[] {512, 2048, 4096}) {
            put(at, "PM");
            found("Mac");
            put(at, "\0\0");
        }
        put(1024, "PM");
        found("");
    }

    @Test
    void aBsdLabelHasItsMagicNumberTwice() throws IOException {
        disk.order(ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {64, 512}) {
            disk.putInt(at, 0x82564557);
            found("");
            disk.putInt(at + 132, 0x82564557);
            found("BSD");
            disk.putInt(at, 0);
            found("");
            disk.putInt(at + 132, 0);
        }
    }

    @Test
    void anAmigaLabelLiesInOneOfTheFirstSixteenSectors() throws IOException {
        for (int sector : new int[] {0, 1, 15}) {
            amiga(sector, 64);
            found("Amiga");
            disk.putInt(512 * sector, 0);
        }
        amiga(16, 64);
        found("");
        amiga(3, 128);
        found("Amiga");
        disk.putInt(3 * 512 + 100, 1);
        found("");
    }

    @Test
    void anAmigaLabelHas64To128Words() throws IOException {
        amiga(0, 63);
        found("");
        amiga(0, 129);
        found("");
    }

    @Test
    void anAtariLabelHasEntriesThatAreAllInOrder() throws IOException {
        for (int at : new int[] {0x1c6, 0x1d2, 0x1de, 0x1ea}) {
            atari(at, "GEM", 1, SECTORS - 1);
            found("Atari");
            atari(at, "GEM", 1, SECTORS);
            found("");
            atari(at, "GEM", 0, 10);
            found("");
            atari(at, "GEM", 1, 0);
            found("");
            atari(at, "ABC", 1, 10);
            found("");
            atari(at, "F32", SECTORS - 1, 1);
            found("Atari");
            disk.put(at, (byte) 0x80);
            found("");
        }
        atari(0x1c6, "BGM", 1, 10);
        atari(0x1ea, "XGM", 11, 10);
        found("Atari");
        disk.putShort(510, (short) 0x55aa);
        found("");
    }

    @Test
    void aDiskOfASectorHasNone() throws IOException {
        disk.putInt(0, 0x0be5a941);
        assertEquals(Optional.empty(), find(512));
        assertEquals(Optional.of("SGI"), find(1024));
    }

    /** Puts a block whose words sum up to zero. */
    private void amiga(int sector, int words) {
        int at = 512 * sector;
        disk.putInt(at, 0x5244534b).putInt(at + 4, words).putInt(at + 8, -0x5244534b - words);
    }

    private void atari(int at, String kind, int start, int length) {
        disk.put(at, (byte) 1);
        put(at + 1, kind);
        disk.putInt(at + 4, start).putInt(at + 8, length);
    }

    private void put(int at, String text) {
        disk.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @param name empty for none */
    private void found(String name) throws IOException {
        assertEquals(Optional.of(name).filter(text -> !text.isEmpty()), find(disk.capacity()));
    }

    private Optional<String> find(int length) throws IOException {
        Path file = Files.write(work.resolve("disk"), disk.array());
        return OtherLabels.find(new FileDevice(file, 512).resized(length));
    }
}
