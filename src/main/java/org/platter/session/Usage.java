package org.platter.session;

/** What this computer can do with a partition of a block device, and stop doing. */
public enum Usage {
    MOUNT, UNMOUNT, SWAP_ON, SWAP_OFF
}
