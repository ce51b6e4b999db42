package org.platter.filesystem.hfs;

import java.io.IOException;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Contradiction;

/**
 * Says what is wrong with an HFS or HFS+, and what puts it right.
 *
 * @param name what people call it
 * @param remedy goes on after what is wrong
 */
record HfsDamage(BlockDevice slice, String name, String remedy) {

    static HfsDamage ofHfs(BlockDevice slice) {
        return new HfsDamage(slice, "HFS", "fsck.hfs of the package hfsprogs may repair it");
    }

    static HfsDamage ofHfsPlus(BlockDevice slice) {
        return new HfsDamage(slice, "HFS+", "Disk Utility of macOS or fsck.hfsplus of the package hfsprogs "
                + "may repair it");
    }

    /** @param how a clause that goes on after “is damaged” */
    Contradiction found(String how) {
        return new Contradiction(slice.description() + ": this " + name + " is damaged, " + how + "; "
                + remedy);
    }

    /** Says that it is no damage that is in the way. */
    IOException refused(String why) {
        return new IOException(slice.description() + ": " + why);
    }
}
