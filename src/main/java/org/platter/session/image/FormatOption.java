package org.platter.session.image;

import java.util.List;

/**
 * An option of a format, as {@code image create} and {@code image convert} take it.
 *
 * @param name as qemu-img has it
 * @param values that it can have; empty where it is a number, a size or a name
 * @param usual what it is when nothing is said; empty where it is then left out
 * @param text what it does, as the end of a line of help
 */
public record FormatOption(String name, List<String> values, String usual, String text) {

    public FormatOption {
        values = List.copyOf(values);
    }
}
