package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes another backing file's name into a header (specification, "Header" and "Header extensions"). */
final class BackingName {

    private final Qcow2Image image;

    BackingName(Qcow2Image image) {
        this.image = image;
    }

    /** Returns the header as it is in the file afterwards. */
    Qcow2Header write(Optional<String> fileName, Optional<String> format) throws IOException {
        Qcow2Header.Builder next = image.header().toBuilder();
        next.backing = bytes(fileName.orElse(""));
        if (next.backing.length > HeaderReader.MAX_NAME) {
            throw new IOException("The name " + fileName.get() + " is too long for a backing file.");
        }
        next.removeExtension(Qcow2Header.BACKING_FORMAT);
        if (fileName.isPresent() && format.isPresent()) {
            next.setExtension(Qcow2Header.BACKING_FORMAT, bytes(format.get()));
        }
        next.autoclear &= Qcow2Header.BITMAPS_VALID | Qcow2Header.DATA_FILE_RAW;
        return new FirstSector(image.file, image.name, image.header()).write(next);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
