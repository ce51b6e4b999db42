package org.platter.table;

import java.util.Set;
import java.util.TreeSet;

/** The attribute bits of a GPT entry (UEFI 2.10, table 5.8) and the names of those that are flags. */
final class GptAttributes {

    private static final int FIRST_OF_TYPE = 48;
    private static final String[] COMMON = {"required", "no-block-io", "legacy-boot"};

    private GptAttributes() {}

    /** Returns the names of the bits 0 to 2 and 48 to 63 that are set; the ones between are reserved. */
    static Set<String> names(long bits) {
        Set<String> names = new TreeSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0 && (bit < COMMON.length || bit >= FIRST_OF_TYPE)) {
                names.add(bit < COMMON.length ? COMMON[bit] : "bit" + bit);
            }
        }
        return names;
    }

    /**
     * Returns {@code found} with exactly the flags of these names set; reserved bits stay as they are.
     *
     * @throws IllegalArgumentException if a name is none of a GPT flag
     */
    static long with(long found, Set<String> names) {
        long bits = found & ~(-1L << FIRST_OF_TYPE) & ~0b111L;
        for (String name : names) {
            bits |= 1L << bit(name);
        }
        return bits;
    }

    private static int bit(String name) {
        for (int bit = 0; bit < COMMON.length; bit++) {
            if (COMMON[bit].equals(name)) {
                return bit;
            }
        }
        for (int bit = FIRST_OF_TYPE; bit < Long.SIZE; bit++) {
            if (name.equals("bit" + bit)) {
                return bit;
            }
        }
        throw new IllegalArgumentException("“" + name + "” is not a flag of a GPT partition");
    }
}
