package org.platter.filesystem.volume;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The text in which LVM keeps a volume group: sections of names and values, in which values are numbers,
 * strings and lists of them (LVM2, lib/config and libdm/libdm-config.c).
 */
final class LvmText {

    private static final int DEEPEST = 8;
    /** Names and values of a group with some thousands of volumes; more would only fill the memory. */
    private static final int MAX_VALUES = 100_000;

    /** Where in the text a value stands, with its quotes. */
    record Span(int start, int end) {}

    /**
     * A part of the text in braces.
     *
     * @param values its names, in order, with sections, lists, strings and numbers
     * @param spans where those that are no sections stand
     */
    record Section(Map<String, Object> values, Map<String, Span> spans) {

        Optional<Section> section(String name) {
            return values.get(name) instanceof Section found ? Optional.of(found) : Optional.empty();
        }

        /** Returns a number that is not negative. */
        OptionalLong number(String name) {
            return values.get(name) instanceof Long found && found >= 0 ? OptionalLong.of(found)
                    : OptionalLong.empty();
        }

        String text(String name) {
            return values.get(name) instanceof String found ? found : "";
        }

        List<?> list(String name) {
            return values.get(name) instanceof List<?> found ? found : List.of();
        }
    }

    /** The text contradicts itself. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;
    private int values;

    private LvmText(String text) {
        this.text = text;
    }

    /** @throws Malformed if it does not read as such a text, or is unreasonably large or deep */
    static Section parse(String text) throws Malformed {
        LvmText parser = new LvmText(text);
        Section all = parser.section(0);
        if (parser.at < text.length()) {
            throw parser.malformed();
        }
        return all;
    }

    /** Reads up to the closing brace or the end, and not that. */
    private Section section(int depth) throws Malformed {
        Map<String, Object> found = new LinkedHashMap<>();
        Map<String, Span> spans = new HashMap<>();
        for (skip(); at < text.length() && text.charAt(at) != '}'; skip()) {
            String name = name();
            skip();
            if (tryTake('{')) {
                if (depth == DEEPEST) {
                    throw malformed();
                }
                found.put(name, section(depth + 1));
                take('}');
            } else {
                take('=');
                skip();
                int start = at;
                found.put(name, tryTake('[') ? list() : value());
                spans.put(name, new Span(start, at));
            }
        }
        return new Section(found, spans);
    }

    private List<Object> list() throws Malformed {
        List<Object> found = new ArrayList<>();
        for (skip(); !tryTake(']'); skip()) {
            found.add(value());
            skip();
            tryTake(',');
        }
        return List.copyOf(found);
    }

    private Object value() throws Malformed {
        count();
        if (tryTake('"')) {
            StringBuilder string = new StringBuilder();
            while (!tryTake('"')) {
                if (next() == '\\') {
                    at++;
                }
                string.append(next());
                at++;
            }
            return string.toString();
        }
        int start = at;
        while (at < text.length() && "+-.0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            return digits.indexOf('.') >= 0 ? (Object) Double.valueOf(digits) : Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private String name() throws Malformed {
        count();
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at))
                || "_-+./".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    /** Skips white space, and comments up to the ends of their lines. */
    private void skip() {
        while (at < text.length() && (text.charAt(at) <= ' ' || text.charAt(at) == '#')) {
            if (text.charAt(at) == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() - 1 : end;
            }
            at++;
        }
    }

    private void take(char expected) throws Malformed {
        if (!tryTake(expected)) {
            throw malformed();
        }
    }

    private boolean tryTake(char expected) {
        boolean isThere = at < text.length() && text.charAt(at) == expected;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private char next() throws Malformed {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void count() throws Malformed {
        if (++values > MAX_VALUES) {
            throw new Malformed("it has more than " + MAX_VALUES + " names and values");
        }
    }

    private Malformed malformed() {
        return new Malformed("it cannot be read from its character " + at + " on");
    }
}
