package org.platter.image.open;

import java.io.IOException;
import org.platter.base.RangeSet;

/** The map of an image tells of blocks that its file does not have, or that its header does not count. */
public final class MapAhead extends IOException {

    private final transient RangeSet lost;
    private final long block;

    /**
     * @param lost bytes of the disk that are missing
     * @param block the unit in which the image is given room, in bytes
     */
    MapAhead(String message, RangeSet lost, long block) {
        super(message);
        this.lost = lost;
        this.block = block;
    }

    public RangeSet lost() {
        return lost;
    }

    public long block() {
        return block;
    }
}
