package org.platter.session;

import org.platter.operation.Draft;

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
}
