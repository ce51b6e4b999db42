package org.platter.session.image;

/** What a check of an image mends. */
public enum Repair {
    /** Nothing. */
    NONE,
    /** Clusters that are counted as used and are not. */
    LEAKS,
    /** Whatever can be mended. */
    ALL
}
