package org.platter.layout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody says a disk is, where it can be read in more than one way.
 *
 * @param table the kind of table that counts; nothing where the disk tells
 * @param contents the content of partitions, by their numbers: blkid's name, or the name in scripts
 * @param sectorSize bytes of a logical sector, 512 or 4096; nothing where the disk tells
 */
public record Choices(Optional<TableType> table, Map<Integer, String> contents,
        Optional<Integer> sectorSize) {

    /** The disk tells. */
    public static final Choices NONE = new Choices(Optional.empty(), Map.of());

    public Choices {
        contents = Map.copyOf(contents);
        contents.forEach((Integer number, String type) -> {}); // a pipe may have brought anything
        int size = sectorSize.orElse(512);
        if (size != 512 && size != 4096) {
            throw new IllegalArgumentException("sectors of " + size + " bytes");
        }
    }

    /** With the sectors that the disk tells. */
    public Choices(Optional<TableType> table, Map<Integer, String> contents) {
        this(table, contents, Optional.empty());
    }

    /** Returns the choice of a table. */
    public static Choices of(TableType table) {
        return new Choices(Optional.of(table), Map.of());
    }

    /** Returns the choice of what counts in a partition. */
    public static Choices of(int number, String type) {
        return new Choices(Optional.empty(), Map.of(number, type));
    }

    /** Returns what has to be chosen to read a disk as this layout has it. */
    public static Choices like(Layout layout) {
        Map<Integer, String> contents = new HashMap<>();
        layout.partitions().forEach(partition -> partition.content().type()
                .ifPresent(type -> contents.put(partition.number(), type)));
        return new Choices(Optional.of(layout.table().type()), contents);
    }

    /** Returns these with others on top; another table has partitions of its own. */
    public Choices and(Choices more) {
        boolean isSameTable = more.table.isEmpty() && more.sectorSize.isEmpty();
        Map<Integer, String> all = new HashMap<>(isSameTable ? contents : Map.of());
        all.putAll(more.contents);
        return new Choices(more.table.or(() -> table), all, more.sectorSize.or(() -> sectorSize));
    }

    /** Returns the choices that still hold after a change: those of partitions that have the same content. */
    public Choices after(Layout before, Layout now) {
        Map<Integer, String> kept = new HashMap<>();
        contents.forEach((number, type) -> before.partition(number).ifPresent(old -> now.partition(old.id())
                .filter(still -> still.content().type().equals(old.content().type()))
                .ifPresent(still -> kept.put(still.number(), type))));
        return new Choices(table.map(old -> now.table().type()), kept, sectorSize);
    }

    /** Returns these without those of partitions. */
    public Choices ofTheDisk() {
        return new Choices(table, Map.of(), sectorSize);
    }
}
