package org.platter.operation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.platter.base.ControlCharacters;

/**
 * A partition's name as {@code sfdisk --dump} quotes it: bytes of UTF-8, those that could not be printed as
 * {@code \\x1b}. Half of a surrogate pair, which a GPT can hold and UTF-8 cannot, is written as the three
 * bytes that libblkid makes of it.
 */
final class QuotedName {

    private QuotedName() {}

    static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(point -> {
            if (isPlain(point)) {
                text.appendCodePoint(point);
            } else {
                for (byte part : bytes(point)) {
                    text.append(String.format("\\x%02x", part));
                }
            }
        });
        return text.toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> !ControlCharacters.isOne(point) && "\"\\`$".indexOf(point) < 0;
        };
    }

    private static byte[] bytes(int point) {
        return Character.getType(point) == Character.SURROGATE
                ? new byte[] {(byte) (0xe0 | point >> 12), (byte) (0x80 | point >> 6 & 0x3f),
                    (byte) (0x80 | point & 0x3f)}
                : Character.toString(point).getBytes(StandardCharsets.UTF_8);
    }

    static String plain(String quoted) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < quoted.length();) {
            if (quoted.startsWith("\\x", i) && quoted.substring(i).matches("(?s)..[0-9a-fA-F]{2}.*")) {
                bytes.write(Integer.parseInt(quoted, i + 2, i + 4, 16));
                i += 4;
            } else {
                int point = quoted.codePointAt(i);
                bytes.writeBytes(bytes(point));
                i += Character.charCount(point);
            }
        }
        return text(bytes.toByteArray());
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int start = 0;
        for (int i = 0; i + 2 < bytes.length; i++) {
            // 0xed with 0xa0 or more behind it begins half of a pair, and nothing else
            if (bytes[i] == (byte) 0xed && (bytes[i + 1] & 0xe0) == 0xa0 && (bytes[i + 2] & 0xc0) == 0x80) {
                text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                text.append((char) (0xd000 | (bytes[i + 1] & 0x3f) << 6 | bytes[i + 2] & 0x3f));
                start = i + 3;
                i += 2;
            }
        }
        return text.append(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)).toString();
    }
}
