package org.platter.base;

import java.util.function.IntPredicate;

/**
 * The characters of a text that make whatever shows it do something else than show them: a terminal obeys
 * some, and others reorder or hide what stands around them.
 */
public final class ControlCharacters {

    private static final int REPLACEMENT = 0xfffd;

    private ControlCharacters() {}

    /** Returns whether a character is a control of ISO 6429, C1 included, or one of Unicode's. */
    public static boolean isOne(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            // a joiner and a soft hyphen belong to the words of some languages
            case Character.FORMAT -> codePoint != 0x200c && codePoint != 0x200d && codePoint != 0xad;
            default -> false;
        };
    }

    /** Returns the text in one line, with U+FFFD in the place of each of them. */
    public static String replaced(String text) {
        return replaced(text, ControlCharacters::isOne);
    }

    /** Returns the text with U+FFFD in the place of each of them but line ends and tabs. */
    public static String replacedInLines(String text) {
        return replaced(text, codePoint -> codePoint != '\n' && codePoint != '\t' && isOne(codePoint));
    }

    private static String replaced(String text, IntPredicate hostile) {
        return text.codePoints().noneMatch(hostile) ? text : text.codePoints()
                .map(codePoint -> hostile.test(codePoint) ? REPLACEMENT : codePoint)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
