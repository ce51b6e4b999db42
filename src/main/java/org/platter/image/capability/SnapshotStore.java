package org.platter.image.capability;

import java.io.IOException;
import java.util.List;
import org.platter.block.BlockDevice;

/** The states of its disk that an image keeps inside itself. */
public interface SnapshotStore {

    /** Returns the states that are kept, oldest first as a rule. */
    List<Snapshot> snapshots();

    /** Keeps the disk as it is now under a name; durable when it returns. */
    void createSnapshot(String name) throws IOException;

    /** Makes the disk what it was, its size too; durable when it returns. The snapshot stays. */
    void applySnapshot(String idOrName) throws IOException;

    /** Forgets a state of the disk and frees what only that has used; durable when it returns. */
    void deleteSnapshot(String idOrName) throws IOException;

    /**
     * Returns a snapshot as a disk that can only be read. It is of use while the image is open and keeps it.
     *
     * @param idOrName its id, else its name
     * @throws IOException if there is none, or its tables cannot be
     */
    BlockDevice snapshotDisk(String idOrName) throws IOException;
}
