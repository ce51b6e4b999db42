/** Btrfs, by btrfs-progs and a kernel that mounts it. */
package org.platter.filesystem.btrfs;
