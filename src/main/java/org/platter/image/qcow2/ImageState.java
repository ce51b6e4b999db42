package org.platter.image.qcow2;

import java.util.List;

/**
 * What an image is from one change to the next. A change makes another state of it and leaves this one.
 *
 * @param header as it lies in the file
 * @param snapshots those to which the header leads
 * @param mapping what the guest sees: as the header has it, or as it is going to have it
 * @param guest the bytes that are read through the mapping
 * @param size bytes of the disk, as the guest sees it: whole sectors
 * @param isShared whether clusters may be used by several places of the disk at once
 */
record ImageState(Qcow2Header header, List<SnapshotEntry> snapshots, Mapping mapping, GuestBytes guest,
        long size, boolean isShared) {

    ImageState {
        snapshots = List.copyOf(snapshots);
    }

    /** Returns the state with a header that leads to the same things. */
    ImageState withHeader(Qcow2Header next) {
        return new ImageState(next, snapshots, mapping, guest, size, isShared);
    }

    /** Returns the state with a guest that sees its disk through another mapping. */
    ImageState withGuest(Mapping through, GuestBytes bytes) {
        return new ImageState(header, snapshots, through, bytes, size, isShared);
    }

    ImageState withShared(boolean shared) {
        return new ImageState(header, snapshots, mapping, guest, size, shared);
    }
}
