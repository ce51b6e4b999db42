/** FAT12, FAT16 and FAT32: made and checked by dosfstools, resized here. */
@NullMarked
package org.platter.filesystem.fat;

import org.jspecify.annotations.NullMarked;
