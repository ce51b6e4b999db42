package org.platter.layout;

/**
 * What of a partition is taken hold of: all of it, so that it moves, or one edge, so that it gets another
 * size.
 */
public enum Grip {
    BODY, START, END
}
