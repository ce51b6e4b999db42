/** What holds other partitions and file systems: LVM, LUKS, and BSD labels. */
package org.platter.filesystem.volume;
