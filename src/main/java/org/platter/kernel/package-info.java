/**
 * A kernel of one's own: user-mode Linux, a program that any user runs, mounts a file system and works on it.
 *
 * <p>The machine sees the windows and the programs that it needs, and no other file. What it does is in the
 * windows when it has ended in order, and is worth nothing when it has not.
 */
@NullMarked
package org.platter.kernel;

import org.jspecify.annotations.NullMarked;
