package org.platter.image.capability;

import java.io.IOException;
import org.platter.base.ByteRange;

/**
 * What an update of an image will write besides data: the tables that it rebuilds. It is told the runs of
 * clusters that change, ascending.
 */
public interface ClusterCost {

    /** Takes down a run that gets data. */
    void compose(ByteRange run) throws IOException;

    /** Takes down a run that is going to read what lies at {@code source}. */
    void share(ByteRange run, long source) throws IOException;

    /** Takes down a run that is going to read as zeros. */
    void zero(ByteRange run) throws IOException;

    /** Takes down a run that is going to have no place. */
    void drop(ByteRange run) throws IOException;

    /** Returns the bytes of tables of a disk that is going to have {@code newSize} bytes. */
    long bytes(long newSize);
}
