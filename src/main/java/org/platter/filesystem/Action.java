package org.platter.filesystem;

/** What can be done to a file system. Moving and copying need no program and are possible for all. */
public enum Action {
    CREATE("create"), GROW("grow"), SHRINK("shrink"), CHECK("check"), LABEL("set the label of"),
    UUID("set the UUID of");

    private final String verb;

    Action(String verb) {
        this.verb = verb;
    }

    /** The verb before the file system's name: “{@code grow} NTFS”. */
    public String verb() {
        return verb;
    }
}
