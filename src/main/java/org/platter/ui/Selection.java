package org.platter.ui;

import org.platter.base.ByteRange;
import org.platter.layout.PartitionId;

/** What is selected on a disk: nothing, a partition, or a piece of free space. */
public sealed interface Selection {

    record Nothing() implements Selection {}

    record OfPartition(PartitionId id) implements Selection {}

    /** @param range the gap as {@code Layout.free()} gives it, in bytes of the disk */
    record OfGap(ByteRange range) implements Selection {}
}
