package org.platter.layout;

/** The kinds of partition table, by util-linux's names. */
public enum TableType {

    /** No table: the disk is empty, or one file system fills it. */
    NONE("none"),
    /** MBR. */
    DOS("dos"),
    GPT("gpt");

    private final String id;

    TableType(String id) {
        this.id = id;
    }

    /** The name that sfdisk and {@code info --json} use. */
    public String id() {
        return id;
    }
}
