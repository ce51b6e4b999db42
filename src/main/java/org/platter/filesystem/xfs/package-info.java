/** XFS, by xfsprogs and a kernel that mounts it. */
package org.platter.filesystem.xfs;
