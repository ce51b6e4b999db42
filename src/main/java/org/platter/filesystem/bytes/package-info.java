/** How on-disk structures are read: fields, pages, checksums, and bitmaps of blocks. */
package org.platter.filesystem.bytes;
