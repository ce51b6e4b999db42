/** ext2, ext3 and ext4, by e2fsprogs. */
@NullMarked
package org.platter.filesystem.ext;

import org.jspecify.annotations.NullMarked;
