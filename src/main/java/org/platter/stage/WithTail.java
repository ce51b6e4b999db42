package org.platter.stage;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;

/**
 * The live bytes of a partition: the blocks that its file system uses, and all bytes behind the end of the
 * file system. Nothing known owns those, so that they may mean something: a hash tree, a footer, a RAID
 * superblock.
 *
 * @param blocks tells what is in use of the file system, relative to the start of the partition
 * @param end where the file system ends
 * @param size where the partition ends
 */
record WithTail(LiveBlocks blocks, long end, long size) implements LiveBlocks {

    @Override
    public RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        long border = Math.max(window.start(), Math.min(window.end(), end));
        if (border > window.start()) {
            ByteRange own = new ByteRange(window.start(), border);
            blocks.within(own).within(own).forEach(range -> live.add(range.start(), range.end()));
        }
        return live.add(border, Math.max(border, Math.min(window.end(), size))).build();
    }
}
