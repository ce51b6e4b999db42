/**
 * What a person asks for: wishes about partitions, their one-line script form, and the draft that queues
 * them.
 *
 * <p>An {@code Operation} is a pure function from layout to layout; applying one twice to equal layouts gives
 * equal results. Nothing here reads or writes a disk.
 */
@NullMarked
package org.platter.operation;

import org.jspecify.annotations.NullMarked;
