package org.platter.image;

import java.nio.ByteBuffer;

/** The size of a logical sector, which most formats do not keep. */
public final class Sectors {

    private Sectors() {}

    /** Returns the size of a sector in which the GPT of a disk is written that begins so, else 512. */
    public static int size(ByteBuffer head) {
        return Telling.sectorSize(head);
    }
}
