/** XFS, by xfsprogs and a kernel that mounts it. */
@NullMarked
package org.platter.filesystem.xfs;

import org.jspecify.annotations.NullMarked;
