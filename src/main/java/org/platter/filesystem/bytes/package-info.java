/** How on-disk structures are read: fields, pages, checksums, and bitmaps of blocks. */
@NullMarked
package org.platter.filesystem.bytes;

import org.jspecify.annotations.NullMarked;
