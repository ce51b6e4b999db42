package org.platter.filesystem;

import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.Refusal;

/** What labels and UUIDs of several file systems have in common. */
final class Labels {

    private static final Pattern UUID_FORM = Pattern
            .compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Pattern DECOMPOSED_BY_APPLE = Pattern
            .compile("[^\\x{2000}-\\x{2fff}\\x{f900}-\\x{faff}\\x{2f800}-\\x{2faff}]+");

    private Labels() {}

    /**
     * Returns the label where it reads back as it is written.
     *
     * @throws Refusal if it has control characters, or ends in white space
     */
    static String printable(String label, String fileSystem) throws Refusal {
        if (label.codePoints().anyMatch(Character::isISOControl)) {
            throw new Refusal("A label of " + fileSystem + " cannot have control characters in it.");
        }
        if (!label.equals(label.stripTrailing())) {
            throw new Refusal("A label cannot end in white space.");
        }
        return label;
    }

    /** Returns the label with accents behind their letters, but for what Apple leaves whole (QA1173). */
    static String decomposed(String label) {
        return DECOMPOSED_BY_APPLE.matcher(label).replaceAll(
                run -> Matcher.quoteReplacement(Normalizer.normalize(run.group(), Normalizer.Form.NFD)));
    }

    /** Returns the UUID in lower case. */
    static String uuid(String uuid, String fileSystem) throws Refusal {
        if (!UUID_FORM.matcher(uuid).matches()) {
            throw new Refusal("“" + uuid + "” is no UUID of " + fileSystem + "; it has the form of "
                    + new UUID(0x1234567812344321L, 0x8765123456789abcL) + ".");
        }
        String lower = uuid.toLowerCase(Locale.ROOT);
        if (UUID.fromString(lower).equals(new UUID(0, 0))) {
            throw new Refusal("A UUID of zeros means that there is none.");
        }
        return lower;
    }
}
