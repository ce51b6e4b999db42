package org.platter.filesystem.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.platter.block.BlockDevice;

/** The bytes of one structure on a disk, with its fields read as unsigned numbers. */
public final class Structure {

    private final ByteBuffer buffer;

    private Structure(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Returns the little-endian structure at {@code offset}; nothing where it does not lie inside of the
     * slice.
     */
    public static Optional<Structure> read(BlockDevice slice, long offset, int length) throws IOException {
        if (offset < 0 || offset > slice.size() - length) {
            return Optional.empty();
        }
        return Optional.of(of(slice.read(offset, length).array()));
    }

    public static Structure of(byte[] bytes) {
        return new Structure(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    public Structure bigEndian() {
        return new Structure(buffer.duplicate().order(ByteOrder.BIG_ENDIAN));
    }

    public int length() {
        return buffer.limit();
    }

    public int u8(int at) {
        return buffer.get(at) & 0xff;
    }

    public int u16(int at) {
        return buffer.getShort(at) & 0xffff;
    }

    public long u32(int at) {
        return buffer.getInt(at) & 0xffff_ffffL;
    }

    /** Returns eight bytes as they are: negative where the number is 2^63 or more. */
    public long i64(int at) {
        return buffer.getLong(at);
    }

    public byte[] bytes(int at, int length) {
        return Arrays.copyOfRange(buffer.array(), at, at + length);
    }

    /** Returns whether the bytes at {@code at} are these Latin-1 characters. */
    public boolean has(int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return at + expected.length <= length()
                && Arrays.equals(buffer.array(), at, at + expected.length, expected, 0, expected.length);
    }

    public boolean isZero(int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the text up to the first NUL without white space at its end; nothing where none is left. */
    public Optional<String> label(int at, int length) {
        return label(at, length, StandardCharsets.UTF_8);
    }

    public Optional<String> label(int at, int length, Charset charset) {
        byte[] bytes = bytes(at, length);
        String text = new String(bytes, charset);
        int end = text.indexOf('\0');
        String label = (end < 0 ? text : text.substring(0, end)).stripTrailing();
        return label.isEmpty() ? Optional.empty() : Optional.of(label);
    }

    /** Returns 16 bytes as a UUID in the order in which they stand; nothing where they are all zero. */
    public Optional<String> uuid(int at) {
        return isZero(at, 16) ? Optional.empty() : Optional.of(new UUID(bigEndian().i64(at),
                bigEndian().i64(at + 8)).toString());
    }
}
