package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.platter.block.StoredFile;

/**
 * Writes a header whose extensions or whose backing file's name are others than before, so that one write of
 * a sector makes it valid (specification, "Header" and "Header extensions"). A name that does not fit into
 * that sector is first written to where the first cluster is empty.
 */
final class FirstSector {

    private static final int SECTOR = 512;
    /** Clusters that have room for two names behind the first sector. */
    private static final int ROOMY = 8 << 10;

    private final StoredFile file;
    private final String name;
    private final Qcow2Header before;

    /** @param before the header that lies in the file */
    FirstSector(StoredFile file, String name, Qcow2Header before) {
        this.file = file;
        this.name = name;
        this.before = before;
    }

    /** Returns where the data of an extension lies, if all of it lies in the first sector. */
    static OptionalInt place(Qcow2Header header, int type) {
        int at = header.length();
        for (Qcow2Header.Extension extension : header.extensions()) {
            int length = extension.data().length;
            if (extension.type() == type) {
                return at + 8 + length <= SECTOR ? OptionalInt.of(at + 8) : OptionalInt.empty();
            }
            at += 8 + (length + 7 & ~7);
        }
        return OptionalInt.empty();
    }

    /** Whether {@link #write} can put an extension of that length into a header. */
    static boolean hasRoomFor(Qcow2Header header, int type, int length) {
        Qcow2Header.Builder next = header.toBuilder().setExtension(type, new byte[length])
                .removeExtension(Qcow2Header.FEATURE_NAMES);
        int end = next.build().backingOffset();
        return end <= SECTOR && (end + next.backing.length <= SECTOR || header.clusterSize() >= ROOMY);
    }

    /** Returns the header as it is in the file afterwards. */
    Qcow2Header write(Qcow2Header.Builder next) throws IOException {
        Qcow2Header header = next.build();
        if (header.backingOffset() > SECTOR) {
            next.removeExtension(Qcow2Header.FEATURE_NAMES); // the next writer puts them back
            header = next.build();
        }
        if (header.backingOffset() > SECTOR) {
            throw new IOException(name
                    + " has so many header extensions that its header cannot be changed at one stroke.");
        }
        int place = header.backingOffset();
        ByteBuffer cluster = header.firstCluster();
        if (place + next.backing.length > SECTOR) {
            place = placeFor(next.backing.length);
            file.write(place, ByteBuffer.wrap(next.backing));
            file.sync();
            cluster.put(0, header.fields(place), 0, header.length());
        }
        file.write(0, cluster.limit(Math.min(SECTOR, cluster.capacity())));
        file.sync();
        return header;
    }

    /** Where the first cluster has room that the present header does not use. */
    private int placeFor(int length) throws IOException {
        ByteBuffer fields = ByteBuffer.allocate(24);
        file.read(0, fields);
        int used = Math.max(SECTOR, before.backingOffset());
        int start = (int) fields.getLong(8);
        int nameEnd = start + fields.getInt(16);
        int clusterSize = before.clusterSize();
        if (start > 0 && used + length > start && used < nameEnd) {
            used = nameEnd;
        }
        if (used + length > clusterSize) {
            throw new IOException(name + " has no room for the name of a backing file of " + length
                    + " bytes.");
        }
        return used;
    }
}
