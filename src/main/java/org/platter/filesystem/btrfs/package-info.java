/** Btrfs, by btrfs-progs and a kernel that mounts it. */
@NullMarked
package org.platter.filesystem.btrfs;

import org.jspecify.annotations.NullMarked;
