package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.platter.block.StoredFile;

/**
 * Makes another header the one of an image, by one write of the sector with all that an update changes
 * (specification, "Header"), the place of the bitmaps included. Once that has failed nobody knows which of
 * the two headers the file has.
 */
final class HeaderSwitch {

    private final StoredFile file;
    private final String name;
    private @Nullable IOException failure;

    HeaderSwitch(StoredFile file, String name) {
        this.file = file;
        this.name = name;
    }

    /** @throws IOException if an earlier switch failed, so that the image has to be opened again */
    void requireKnown() throws IOException {
        if (failure != null) {
            throw new IOException(name + " has to be opened again, since an earlier change may have "
                    + "been made or not", failure);
        }
    }

    /** Whether a switch failed. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Returns the header as it lies in the file then, durably. */
    Qcow2Header write(Qcow2Header before, Qcow2Header next) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate((int) Math.min(512, file.size()));
        file.read(0, sector);
        int end = next.version() == 2 ? Qcow2Header.V2_LENGTH : Qcow2Header.V3_LENGTH - 8;
        sector.put(24, next.fields(0), 24, end - 24);
        Optional<byte[]> bitmaps = next.extension(Qcow2Header.BITMAPS);
        OptionalInt place = FirstSector.place(before, Qcow2Header.BITMAPS);
        try {
            if (Arrays.equals(before.extension(Qcow2Header.BITMAPS).orElse(null), bitmaps.orElse(null))) {
                file.write(0, sector.rewind());
                file.sync();
                return next;
            }
            if (bitmaps.isPresent() && place.isPresent()) {
                file.write(0, sector.put(place.getAsInt(), bitmaps.get()).rewind());
                file.sync();
                return next;
            }
            return new FirstSector(file, name, before).write(next.toBuilder());
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
