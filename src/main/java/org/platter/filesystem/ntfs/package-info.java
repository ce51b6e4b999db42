/** NTFS, by the programs of ntfs-3g. */
@NullMarked
package org.platter.filesystem.ntfs;

import org.jspecify.annotations.NullMarked;
