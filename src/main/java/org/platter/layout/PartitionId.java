package org.platter.layout;

import java.util.concurrent.atomic.AtomicLong;

/** Who a partition is, across moves and renumbering; equal only to itself. */
public record PartitionId(long serial) {

    private static final AtomicLong NEXT = new AtomicLong();

    /** Returns an identity that no other partition of this run has. */
    public static PartitionId fresh() {
        return new PartitionId(NEXT.incrementAndGet());
    }
}
