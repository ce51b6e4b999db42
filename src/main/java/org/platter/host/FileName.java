package org.platter.host;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The name of a file in its folder, as text that stands for the very bytes of it: a byte that is no UTF-8 is
 * a character from U+DC80 on, which UTF-8 never has.
 */
final class FileName {

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

    static String of(byte[] bytes, int start, int end) {
        StringBuilder name = new StringBuilder();
        for (int at = start; at < end; ) {
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        name.codePoints().forEach(character -> {
            if (character >> 8 == ESCAPED >> 8) {
                bytes.write(character);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** Returns the path of a name in a folder. */
    static Path in(Path folder, String name) {
        StringBuilder escaped = new StringBuilder("file:///");
        byte[] bytes = bytes(name);
        for (int i = 0; i < bytes.length - 1; i++) {
            escaped.append(String.format("%%%02X", bytes[i] & 0xff));
        }
        return folder.resolve(Path.of(URI.create(escaped.toString())).getFileName());
    }
}
