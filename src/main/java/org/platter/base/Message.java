package org.platter.base;

import java.util.List;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reason and what it is about; its sentence is looked up once somebody reads it.
 *
 * @param values what stands for {@code {0} {1} ...} in the sentence, messages among them
 */
public record Message(Reason reason, List<Object> values) {

    private static final Pattern PLACE = Pattern.compile("\\{([0-9])\\}");

    public Message {
        values = List.copyOf(values);
    }

    public static Message of(Reason reason, Object... values) {
        return new Message(reason, List.of(values));
    }

    /** Returns the sentence; fails where there is none for the reason, or one for more values. */
    public String text() {
        Class<?> type = reason.getDeclaringClass();
        String sentence = ResourceBundle.getBundle(type.getPackageName() + ".sentences")
                .getString(type.getSimpleName() + "." + reason.name());
        return PLACE.matcher(sentence)
                .replaceAll(place -> Matcher.quoteReplacement(value(Integer.parseInt(place.group(1)))));
    }

    private String value(int index) {
        return values.get(index) instanceof Message inner ? inner.text() : String.valueOf(values.get(index));
    }
}
