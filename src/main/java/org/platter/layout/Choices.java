package org.platter.layout;

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

    public Choices {
        contents = Map.copyOf(contents);
    }
}
