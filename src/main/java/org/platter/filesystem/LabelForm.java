package org.platter.filesystem;

import java.nio.charset.StandardCharsets;
import org.platter.base.Refusal;

/**
 * How long a label may be, and of what.
 *
 * @param limit the most of them
 */
public record LabelForm(int limit, Unit unit) {

    /** What a label's length is counted in. */
    public enum Unit {
        /** Bytes of UTF-8. */
        BYTES,
        /**
         * Bytes of UTF-8 without a space: the program that sets it would take what follows for another word.
         */
        WORD,
        /** Units of UTF-16: a character outside of the basic plane counts twice. */
        UTF16,
        /** Units of UTF-16, letters and their accents apart, but no colon (TN1150, "Unicode Subtleties"). */
        DECOMPOSED,
        /** One byte a character, or two each where any of them is outside of Latin-1 (UDF 2.60, 2.1.2). */
        DSTRING,
        /** Printable ASCII without a colon, which separates folders on the systems of its time. */
        ASCII
    }

    public static LabelForm bytes(int limit) {
        return new LabelForm(limit, Unit.BYTES);
    }

    /** @throws Refusal if a file system, called so in the sentence, cannot keep this label */
    String checked(String wanted, String fileSystem) throws Refusal {
        String label = unit == Unit.DECOMPOSED ? Labels.decomposed(wanted) : wanted;
        if (limit == 0 && !label.isEmpty()) {
            throw new Refusal("The label of " + fileSystem + " cannot be set.");
        }
        if (unit == Unit.WORD && label.chars().anyMatch(Character::isWhitespace)) {
            throw new Refusal("A label of " + fileSystem + " cannot have a space in it.");
        }
        if (unit == Unit.BYTES || unit == Unit.WORD) {
            int bytes = label.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > limit) {
                throw new Refusal("“" + label + "” takes " + bytes + " bytes; a label of " + fileSystem
                        + " has at most " + limit + ".");
            }
        }
        if (unit == Unit.ASCII && label.chars().anyMatch(c -> c < ' ' || c > '~' || c == ':')) {
            throw new Refusal("A label of " + fileSystem + " has ASCII letters, digits and signs only, and"
                    + " no colon.");
        }
        if (unit == Unit.DECOMPOSED && label.indexOf(':') >= 0) {
            throw new Refusal("A label of " + fileSystem + " cannot have a colon in it.");
        }
        boolean isWide = unit == Unit.DSTRING && label.chars().anyMatch(c -> c > 0xff);
        int most = isWide ? limit / 2 : limit;
        if (label.length() > most) {
            throw new Refusal("“" + label + "” is longer than the " + most + " characters of a label of "
                    + fileSystem + (isWide ? " that has letters outside of Latin-1." : "."));
        }
        return Labels.printable(label, fileSystem);
    }
}
