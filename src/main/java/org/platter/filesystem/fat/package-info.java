/** FAT12, FAT16 and FAT32: made and checked by dosfstools, resized here. */
package org.platter.filesystem.fat;
