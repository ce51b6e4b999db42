package org.platter.commit;

import java.io.IOException;
import org.platter.base.ByteRange;

/**
 * What is to become of the clusters of an image, told once for each that changes, ascending, in runs of whole
 * clusters; the last cluster of a disk may be short.
 */
interface Clusters {

    /** Why bytes have to be copied. */
    enum Reason {
        /** They were written while the change was staged, or a cluster has parts of several origins. */
        COMPOSED,
        /** They move by a distance that is no multiple of a cluster. */
        DISTANCE,
        /** They lie in a backing file, which shows through only at their old place. */
        BACKING
    }

    /** The run is to read what lay at {@code source} before, by reference. */
    void share(ByteRange run, long source) throws IOException;

    /** The run is to read as zeros. */
    void zero(ByteRange run) throws IOException;

    /** Nothing in the run has a meaning any more. */
    void drop(ByteRange run) throws IOException;

    /** The run is to be written with what is staged. */
    void compose(ByteRange run, Reason reason) throws IOException;
}
