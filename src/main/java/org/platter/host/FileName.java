package org.platter.host;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The name of a file in its folder, as text that stands for the very bytes of it: a byte that is no UTF-8 is
 * a character from U+DC80 on, which UTF-8 never has.
 */
public final class FileName {

    private static final Path NOWHERE = Path.of("/proc/self/none");
    private static final int ESCAPED = 0xDC00;

    private FileName() {}

    /** Returns the last name of a path. */
    static String of(Path path) {
        byte[] bytes = LibC.bytes(path);
        int end = bytes.length - 1;
        end -= end > 0 && bytes[end - 1] == '/' ? 1 : 0; // so ends the URI of a folder
        int start = end;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return of(bytes, start, end);
    }

    /** Returns a text that stands for these very bytes, which may be those of a path. */
    public static String text(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** Returns the path of the very bytes that a text stands for, whatever the locale's encoding. */
    public static Path path(String text) {
        if (text.isEmpty() || StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            return Path.of(text);
        }
        boolean isAbsolute = text.startsWith("/");
        Path path = Path.of(uri(isAbsolute ? encoded(text) : encoded("/" + text)));
        return isAbsolute ? path : path.subpath(0, path.getNameCount());
    }

    /**
     * Returns the path as URIs have it, which has the very bytes of it, whatever the locale's encoding. Java
     * asks the file system whether the path of a URI is a folder; it is asked for one that is not there.
     */
    public static String escaped(Path path) {
        Path inNowhere = NOWHERE.resolve(path.isAbsolute() ? path.getRoot().relativize(path) : path);
        return inNowhere.toUri().getRawPath().substring(NOWHERE.toString().length()
                + (path.isAbsolute() ? 0 : 1));
    }

    static String of(byte[] bytes, int start, int end) {
        StringBuilder name = new StringBuilder();
        for (int at = start; at < end;) {
            int length = 1;
            while (length < 4 && at + length < end && (bytes[at + length] & 0xC0) == 0x80) {
                length++;
            }
            String text = bytes[at] >= 0 ? String.valueOf((char) bytes[at])
                    : decoded(ByteBuffer.wrap(bytes, at, length));
            name.append(text.isEmpty() ? String.valueOf((char) (ESCAPED | bytes[at] & 0xff)) : text);
            at += bytes[at] >= 0 || text.isEmpty() ? 1 : length;
        }
        return name.toString();
    }

    private static String decoded(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return ""; // the first of them is no text
        }
    }

    /**
     * Returns the bytes of a name, with a zero behind them.
     *
     * @throws IllegalArgumentException if it leads elsewhere, or is none
     */
    static byte[] bytes(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0
                || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("no name of a file: " + name);
        }
        byte[] bytes = encoded(name);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static byte[] encoded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        name.codePoints().forEach(character -> {
            if (character >> 8 == ESCAPED >> 8) {
                bytes.write(character);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** Returns the path of a name in a folder. */
    static Path in(Path folder, String name) {
        bytes(name); // that it is one
        return folder.resolve(path(name));
    }

    private static URI uri(byte[] path) {
        StringBuilder escaped = new StringBuilder("file://");
        for (byte value : path) {
            escaped.append(value == '/' ? "/" : String.format("%%%02X", value & 0xff));
        }
        return URI.create(escaped.toString());
    }
}
