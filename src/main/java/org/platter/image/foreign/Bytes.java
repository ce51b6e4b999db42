package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.platter.block.StoredFile;

/** A file that is read in small parts, each of which has to lie inside of it. */
final class Bytes {

    final StoredFile file;
    final String name;
    final long size;
    /** Where the last of the bytes ends that were asked for by {@link #there}. */
    private long end;
    private OptionalLong shared = OptionalLong.empty();

    Bytes(StoredFile file, String name) throws IOException {
        this.file = file;
        this.name = name;
        this.size = file.size();
    }

    /** Returns a part of the file, at most 16 MiB, position 0. */
    ByteBuffer at(long offset, int length, ByteOrder order, String what) throws IOException {
        if (length < 0 || length > 16 << 20) {
            throw damaged("its " + what + " has a length that cannot be");
        }
        if (offset < 0 || offset > size - length) {
            throw damaged("its " + what + " lies past the end of the file");
        }
        ByteBuffer part = ByteBuffer.allocate(length).order(order);
        file.read(offset, part);
        return part.flip();
    }

    ByteBuffer big(long offset, int length, String what) throws IOException {
        return at(offset, length, ByteOrder.BIG_ENDIAN, what);
    }

    ByteBuffer little(long offset, int length, String what) throws IOException {
        return at(offset, length, ByteOrder.LITTLE_ENDIAN, what);
    }

    /** Whether {@code length} bytes at {@code offset} are there. */
    boolean has(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size - length;
    }

    /** How many of {@code length} bytes at {@code offset} are there, in whole sectors. */
    long there(long offset, long length) {
        end = offset < 0 || offset > Long.MAX_VALUE - length ? end : Math.max(end, offset + length);
        return has(offset, length) ? length : offset < 0 ? 0 : Math.max(0, (size - offset) / 512 * 512);
    }

    long end() {
        return end;
    }

    /** Takes down the first byte that two entries of its tables name. */
    void share(OptionalLong first) {
        shared = first;
    }

    OptionalLong shared() {
        return shared;
    }

    void check(boolean isRight, String what) throws IOException {
        if (!isRight) {
            throw damaged(what);
        }
    }

    IOException damaged(String what) {
        return new IOException(name + " is damaged: " + what + ".");
    }

    IOException not(String format) {
        return new IOException(name + " is no " + format + " image.");
    }

    /** Returns the characters up to the first zero byte, unprintable ones left out. */
    static String text(ByteBuffer from, int at, int length) {
        byte[] bytes = new byte[length];
        from.get(at, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{Cntrl}", "").strip();
    }

    static boolean isZero(UUID id) {
        return id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0;
    }

    static boolean isPowerOfTwo(long value) {
        return value > 0 && Long.bitCount(value) == 1;
    }

    /** Returns names and values in turn, as a map that keeps their order. */
    static Map<String, String> details(Object... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String value = String.valueOf(namesAndValues[i + 1]);
            if (!value.isEmpty()) {
                details.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return details;
    }
}
