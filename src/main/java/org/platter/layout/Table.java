package org.platter.layout;

import org.platter.base.ByteRange;

/**
 * The partition table as a whole.
 *
 * @param type its kind
 * @param id the disk signature as {@code 0x2d9a5c11} (DOS), the disk's GUID in lower case (GPT), else empty
 * @param usable where partitions may lie: from the header on GPT, all but the first sector on DOS, the whole
 *     disk without a table; on whole sectors
 * @param maximumPartitions how many entries there is room for: 4 primaries (DOS), the header's count (GPT), 1
 *     (none)
 * @param entriesAt where the first entry of a GPT lies, in bytes of the disk; 0 where that is the usual place
 */
public record Table(TableType type, String id, ByteRange usable, int maximumPartitions, long entriesAt) {

    /** Makes one whose entries lie where they usually do. */
    public Table(TableType type, String id, ByteRange usable, int maximumPartitions) {
        this(type, id, usable, maximumPartitions, 0);
    }
}
