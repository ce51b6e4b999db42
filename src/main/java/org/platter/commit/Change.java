package org.platter.commit;

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
 * @param text the script lines, kept in the journal for whoever resumes
 */
public record Change(DiskImage image, StagedDisk staged, LiveBlocks live, RangeSet tables, String text) {}
