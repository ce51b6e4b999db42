/**
 * The bytes of a disk: what a partition table, a file system reader or a commit reads and writes, whatever
 * lies below.
 *
 * <p>A read fills what was asked for or throws; a device never reads as zeros what it could not read.
 */
@NullMarked
package org.platter.block;

import org.jspecify.annotations.NullMarked;
