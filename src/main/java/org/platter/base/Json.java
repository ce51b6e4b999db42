package org.platter.base;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as maps, lists, texts, numbers and booleans. An empty optional as a map's value leaves its
 * key out.
 */
public final class Json {

    /** JSON's null. */
    public static final Object NULL = new Object();

    private static final JsonFactory FACTORY = new JsonFactory()
            .setCharacterEscapes(new Escapes());

    /** Writes what a terminal would obey as {@code \\u001b}, and lone surrogates, which GPT names can have. */
    private static final class Escapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            for (int c = 0; c < ascii.length; c++) {
                ascii[c] = ControlCharacters.isOne(c) ? ESCAPE_CUSTOM : ascii[c];
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return ControlCharacters.isOne(c) || Character.isSurrogate((char) c)
                    ? new SerializedString(String.format("\\u%04x", c))
                    : null;
        }
    }

    private Json() {}

    /** Returns an object of two members, in this order, which {@code Map.of} does not keep. */
    public static Map<String, Object> object(String first, Object one, String second, Object other) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(first, one);
        members.put(second, other);
        return members;
    }

    /** Prints the value and a line end. */
    public static void print(Object value, PrintWriter out) {
        out.print(write(value) + "\n");
        out.flush();
    }

    /** Returns a value in lines, two spaces an indent. */
    public static String write(Object value) {
        Separators separators = Separators.createDefaultInstance().withObjectEmptySeparator("")
                .withArrayEmptySeparator("").withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        return written(value, new DefaultPrettyPrinter(separators).withArrayIndenter(indent)
                .withObjectIndenter(indent));
    }

    /** Returns a value in one line without any space. */
    public static String writeCompact(Object value) {
        return written(value, new MinimalPrettyPrinter());
    }

    /**
     * Returns an object as it was read.
     *
     * @throws IOException if the text is none
     */
    public static Map<String, Object> read(String text) throws IOException {
        return JSON.std.mapFrom(text);
    }

    private static String written(Object value, PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.setPrettyPrinter(printer);
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // none comes from a text in memory
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                Object given = member.getValue();
                if (given instanceof OptionalLong number) {
                    given = number.stream().boxed().findFirst();
                }
                Optional<?> present = given instanceof Optional<?> optional ? optional : Optional.of(given);
                if (present.isPresent()) {
                    generator.writeFieldName(member.getKey().toString());
                    write(present.get(), generator);
                }
            }
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            generator.writeStartArray();
            for (Object each : list) {
                write(each, generator);
            }
            generator.writeEndArray();
        } else if (value instanceof Number number) {
            generator.writeNumber(number.toString());
        } else if (value instanceof Boolean is) {
            generator.writeBoolean(is);
        } else if (value == NULL) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString());
        }
    }
}
