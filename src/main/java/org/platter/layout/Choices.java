package org.platter.layout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody says a disk is, where it can be read in more than one way.
 *
 * @param table the kind of table that counts; nothing where the disk tells
 * @param contents the content of partitions, by their numbers: blkid's name, or the name in scripts
 */
public record Choices(Optional<TableType> table, Map<Integer, String> contents) {

    /** The disk tells. */
    public static final Choices NONE = new Choices(Optional.empty(), Map.of());

    /** Returns what has to be chosen to read a disk as this layout has it. */
    public static Choices like(Layout layout) {
        Map<Integer, String> contents = new HashMap<>();
        layout.partitions().forEach(partition -> partition.content().type()
                .ifPresent(type -> contents.put(partition.number(), type)));
        return new Choices(Optional.of(layout.table().type()), contents);
    }

    public Choices {
        contents = Map.copyOf(contents);
    }
}
