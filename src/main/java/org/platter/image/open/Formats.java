package org.platter.image.open;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The formats of image files that can be opened, by QEMU's names. */
final class Formats {

    private static final Set<String> ALL = Set.of("raw", "qcow2", "qcow", "qed", "vdi", "vmdk", "vpc", "vhdx",
            "parallels", "bochs", "cloop", "dmg");

    private Formats() {}

    /** Returns the name as QEMU has it. */
    static String known(Path path, String format) throws IOException {
        String name = format.equals("vhd") ? "vpc" : format;
        if (!ALL.contains(name)) {
            throw new IOException(path + " cannot be opened as " + format
                    + ", which is no format that is known.");
        }
        return name;
    }
}
