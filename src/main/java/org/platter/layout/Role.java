package org.platter.layout;

/** What part a partition plays in its table; GPT and table-less disks know primaries only. */
public enum Role {
    PRIMARY, EXTENDED, LOGICAL;

    /** The name in scripts and in {@code info --json}: {@code primary}, {@code extended}, {@code logical}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
