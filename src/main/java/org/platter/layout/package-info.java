/**
 * The picture of a disk: its table, partitions, free space and geometry, as immutable values, and the one
 * function that aligns. No I/O.
 *
 * <p>A {@code Layout} without problems is always valid: partitions do not overlap, lie on the disk and on
 * whole sectors, and logical ones lie in the extended one.
 */
@NullMarked
package org.platter.layout;

import org.jspecify.annotations.NullMarked;
