/** ext2, ext3 and ext4, by e2fsprogs. */
package org.platter.filesystem.ext;
