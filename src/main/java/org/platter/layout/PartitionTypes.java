package org.platter.layout;

import java.util.List;
import java.util.Optional;

/** The catalogue of partition types: the codes that tables hold, what they are called, and short words for scripts. */
public final class PartitionTypes {

    /**
     * A known type.
     *
     * @param code as in {@link Partition#typeCode}
     * @param name what people call it: {@code Linux filesystem}
     * @param aliases short words for scripts, the best first; may be empty
     */
    public record Type(String code, String name, List<String> aliases) {

        public Type {
            aliases = List.copyOf(aliases);
        }
    }

    private PartitionTypes() {}

    /** Returns every known type of a kind of table, the usual ones first; none without a table. */
    public static List<Type> all(TableType table) {
        throw new UnsupportedOperationException();
    }

    /** Returns what a type code is called, or nothing where the catalogue does not know it. */
    public static Optional<String> name(TableType table, String code) {
        throw new UnsupportedOperationException();
    }

    /** Returns the best short word for a type code, where it has one. */
    public static Optional<String> alias(TableType table, String code) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the code that {@code word} stands for: a short word ({@code swap}), a name, or a code in any spelling
     * ({@code 83 0x83}, a GUID); nothing where it is none of these.
     */
    public static Optional<String> code(TableType table, String word) {
        throw new UnsupportedOperationException();
    }

    /** Returns whether a DOS type code is one of those that mark the extended partition: 0x05, 0x0f, 0x85. */
    public static boolean isExtended(String code) {
        throw new UnsupportedOperationException();
    }
}
