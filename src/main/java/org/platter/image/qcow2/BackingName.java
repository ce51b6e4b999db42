package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes another backing file's name into a header, so that one write of a sector makes it valid
 * (specification, "Header" and "Header extensions"). A name that does not fit into that sector is first
 * written to where the first cluster is empty.
 */
final class BackingName {

    private static final int SECTOR = 512;

    private final Qcow2Image image;

    BackingName(Qcow2Image image) {
        this.image = image;
    }

    /** Returns the header as it is in the file afterwards. */
    Qcow2Header write(Optional<String> fileName, Optional<String> format) throws IOException {
        Qcow2Header before = image.header;
        Qcow2Header.Builder next = before.toBuilder();
        next.backing = bytes(fileName.orElse(""));
        if (next.backing.length > HeaderReader.MOST_NAME) {
            throw new IOException("The name " + fileName.get() + " is too long for a backing file.");
        }
        next.removeExtension(Qcow2Header.BACKING_FORMAT);
        if (fileName.isPresent() && format.isPresent()) {
            next.setExtension(Qcow2Header.BACKING_FORMAT, bytes(format.get()));
        }
        next.autoclear &= Qcow2Header.BITMAPS_VALID | Qcow2Header.DATA_FILE_RAW;
        Qcow2Header header = next.build();
        if (header.backingOffset() > SECTOR) {
            next.removeExtension(Qcow2Header.FEATURE_NAMES); // whoever writes it next puts them back
            header = next.build();
        }
        if (header.backingOffset() > SECTOR) {
            throw new IOException(image.name
                    + " has so many header extensions that the name of its backing file "
                    + "cannot be changed at one stroke.");
        }
        int place = header.backingOffset();
        ByteBuffer cluster = header.firstCluster();
        if (place + next.backing.length > SECTOR) {
            place = placeFor(next.backing.length);
            image.file.write(place, ByteBuffer.wrap(next.backing));
            image.file.sync();
            cluster.put(0, header.fields(place), 0, header.length());
        }
        image.file.write(0, cluster.limit(Math.min(SECTOR, cluster.capacity())));
        image.file.sync();
        return header;
    }

    /** Where the first cluster has room that the present header does not use. */
    private int placeFor(int length) throws IOException {
        ByteBuffer fields = ByteBuffer.allocate(24);
        image.file.read(0, fields);
        int used = Math.max(SECTOR, image.header.backingOffset());
        int name = (int) fields.getLong(8);
        int nameEnd = name + fields.getInt(16);
        int clusterSize = image.clusterSize();
        if (name > 0 && used + length > name && used < nameEnd) {
            used = nameEnd;
        }
        if (used + length > clusterSize) {
            throw new IOException(image.name + " has no room for the name of a backing file of " + length
                    + " bytes.");
        }
        return used;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
