package org.platter.image.capability;

import java.io.IOException;

/** The tables of an image by which the clusters of its disk lie anywhere in its file. */
public interface ClusterMap {

    /** Returns the bytes of a cluster: what is shared, allocated and freed at once. */
    int clusterSize();

    /** Whether the tables may be changed so that clusters are shared and freed. */
    boolean isRemappable();

    /** Whether the tables can say that a cluster is zeros which has no place. */
    boolean hasZeroFlags();

    /** Begins a change, the only one until it is closed; what was written before is committed first. */
    ClusterUpdate update() throws IOException;

    /** Returns what counts the tables that an update is going to make, its runs told beforehand. */
    ClusterCost tableCost() throws IOException;
}
