package org.platter.layout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the edges of partitions are aligned to. */
public enum Alignment {
    CYLINDER, MIB, NONE;

    /** The name in scripts: {@code cylinder mib none}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Alignment> byId(String id) {
        return Arrays.stream(values()).filter(alignment -> alignment.id().equalsIgnoreCase(id)).findFirst();
    }
}
