package org.platter.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ControlCharacters;

/**
 * Writes JSON (RFC 8259) from maps, lists, strings, numbers and booleans, two spaces an indent. An empty
 * optional as a map's value leaves its key out.
 */
final class Json {

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** Prints the value and a line end. */
    static void print(Object value, PrintWriter out) {
        out.print(write(value) + "\n");
        out.flush();
    }

    static String write(Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.text.toString();
    }

    private void value(Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            object(map, indent);
        } else if (value instanceof Iterable<?> list) {
            array(list, indent);
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map, String indent) {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = present(entry.getValue());
            if (value != null) {
                text.append(separator).append(indent).append("  ");
                string(entry.getKey().toString());
                text.append(": ");
                value(value, indent + "  ");
                separator = ",";
            }
        }
        text.append(separator.isEmpty() ? "}" : indent + "}");
    }

    private void array(Iterable<?> list, String indent) {
        text.append('[');
        Iterator<?> values = list.iterator();
        boolean empty = !values.hasNext();
        while (values.hasNext()) {
            text.append(indent).append("  ");
            value(values.next(), indent + "  ");
            text.append(values.hasNext() ? "," : "");
        }
        text.append(empty ? "]" : indent + "]");
    }

    private static Object present(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        return value;
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (ControlCharacters.isOne(c) || Character.isSurrogate(c)) {
                text.append(String.format("\\u%04x", (int) c)); // lone surrogates in GPT names too
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
