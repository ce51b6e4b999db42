package org.platter.commit;

import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.image.DiskImage;
import org.platter.stage.StagedDisk;

/**
 * What a commit makes true.
 *
 * @param image open for writing, the base of {@code staged}, locked by the caller
 * @param live which bytes of the whole staged disk mean something; asked only about moved extents
 * @param tables where the partition tables lie on the staged disk; written last
 * @param text the script lines, kept in the journal for a resumption
 * @param snapshot the name under which the image keeps its state before; only where it has snapshots
 */
public record Change(DiskImage image, StagedDisk staged, LiveBlocks live, RangeSet tables, String text,
        Optional<String> snapshot) {

    /** A change of which nothing is kept. */
    public Change(DiskImage image, StagedDisk staged, LiveBlocks live, RangeSet tables, String text) {
        this(image, staged, live, tables, text, Optional.empty());
    }
}
