package org.platter.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.Refusal;

/**
 * The words of one script line: {@code verb [operand] key=value ...}. Values may be in double quotes, in
 * which a backslash stands before a quote, a backslash, or {@code uXXXX}; a word that begins with {@code #}
 * begins a comment.
 */
final class Words {

    private final List<String> plain = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();

    private Words() {}

    static Words of(String line) throws Refusal {
        Words words = new Words();
        int at = 0;
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at == line.length() || line.charAt(at) == '#') {
                return words;
            }
            at = words.read(line, at);
        }
    }

    /** Takes the word at {@code from} in, and returns the place after it. */
    private int read(String line, int from) throws Refusal {
        StringBuilder word = new StringBuilder();
        int equals = -1;
        boolean quoted = false;
        int at = from;
        while (at < line.length() && (quoted || !Character.isWhitespace(line.charAt(at)))) {
            char c = line.charAt(at++);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                at = escape(line, at, word);
            } else {
                if (c == '=' && !quoted && equals < 0) {
                    equals = word.length();
                }
                word.append(c);
            }
        }
        if (quoted) {
            throw new Refusal("The quotation mark in " + Wording.quoted(line.substring(from))
                    + " is never closed.");
        }
        add(word.toString(), equals);
        return at;
    }

    private static int escape(String line, int at, StringBuilder word) throws Refusal {
        char c = at < line.length() ? line.charAt(at) : 0;
        if (c == '"' || c == '\\') {
            word.append(c);
            return at + 1;
        }
        if (c == 'u' && at + 5 <= line.length() && line.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
            word.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
            return at + 5;
        }
        throw new Refusal("A backslash in quotation marks stands before \", \\ or uXXXX; in "
                + Wording.quoted(line) + " it does not.");
    }

    private void add(String word, int equals) throws Refusal {
        if (equals < 0) {
            plain.add(word);
            return;
        }
        if (plain.isEmpty()) {
            throw new Refusal(Wording.quoted(word)
                    + " stands before the verb; begin the line with what is to be done.");
        }
        String key = word.substring(0, equals);
        if (values.put(key, word.substring(equals + 1)) != null) {
            throw new Refusal(Wording.quoted(key + "=") + " is there twice; write it once.");
        }
    }

    /** The words without an equals sign: the verb first. */
    List<String> plain() {
        return plain;
    }

    /** What is given by key, in the order of the line. */
    Map<String, String> values() {
        return values;
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
