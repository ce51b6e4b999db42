package org.platter.session.image;

import java.util.List;

/**
 * What can be done with images of a format.
 *
 * @param name QEMU's
 * @param title what people call it
 * @param isNative whether Platter reads and writes it itself; QEMU's programs serve the others
 * @param isWritable whether the disk in it can be changed
 * @param isCreatable whether new ones can be made
 * @param isResizable whether the disk can be made larger and smaller
 * @param hasSnapshots whether it keeps internal snapshots
 * @param isCheckable whether its structures can be checked
 * @param hasBacking whether a new one can be based on another image
 * @param options that new ones can have
 */
public record ImageFormat(String name, String title, boolean isNative, boolean isWritable,
        boolean isCreatable, boolean isResizable, boolean hasSnapshots, boolean isCheckable,
        boolean hasBacking, List<FormatOption> options) {

    public ImageFormat {
        options = List.copyOf(options);
    }
}
