package org.platter.stage;

import java.io.IOException;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;

/**
 * Which bytes of a whole disk mean something: of each partition whose file system tells, the blocks in use;
 * all else.
 *
 * @param parts the partitions whose blocks are known, sorted by place, none overlapping
 */
record LiveMap(List<Part> parts) implements LiveBlocks {

    /**
     * A partition whose blocks in use are known.
     *
     * @param range where it lies on the disk
     * @param blocks tells them, relative to its start
     */
    record Part(ByteRange range, LiveBlocks blocks) {}

    @Override
    public RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        long at = window.start();
        for (Part part : parts) {
            ByteRange shared = part.range().intersection(window).orElse(null);
            if (shared != null) {
                live.add(at, shared.start());
                long start = part.range().start();
                for (ByteRange block : part.blocks().within(shared.shifted(-start)).shifted(start)
                        .within(shared)) {
                    live.add(block.start(), block.end());
                }
                at = shared.end();
            }
        }
        return live.add(at, window.end()).build();
    }
}
