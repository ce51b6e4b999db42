package org.platter.session;

import org.platter.layout.Content;
import org.platter.operation.Draft;
import org.platter.operation.Paste;

/**
 * What programs write of their own, beyond what is moved: measured on the programs, not known from within.
 */
final class Cost {

    private static final long PER_FILE_SYSTEM = 512 << 10;

    private Cost() {}

    /** Returns about how many bytes the programs of a draft write. */
    static long ofPrograms(Draft draft) {
        return draft.operations().stream().flatMap(operation -> operation.subject().stream())
                .distinct().count() * PER_FILE_SYSTEM;
    }

    /** Returns about how many bytes come in from other images. */
    static long ofPastes(Draft draft) {
        return draft.operations().stream().mapToLong(operation -> operation instanceof Paste paste
                ? paste.original().map(Cost::live).orElse(0L) : 0).sum();
    }

    private static long live(Paste.Original original) {
        return original.content() instanceof Content.FileSystem known
                ? known.used().orElse(original.length()) : original.length();
    }
}
