package org.platter.filesystem;

import org.platter.base.ByteSize;

/** Sentences on what is wrong with a file system that several kinds have in common. */
public final class Problems {

    private Problems() {}

    /** Says that a file system ends behind its partition; sizes in bytes. */
    public static String longerThanPartition(String name, long size, long partitionSize) {
        return "This " + name + " is " + ByteSize.format(size) + " (" + size
                + " bytes) long but its partition only " + ByteSize.format(partitionSize) + " ("
                + partitionSize + " bytes); make the partition as large as it was, which checks it.";
    }
}
