/** What holds other partitions and file systems: LVM, LUKS, and BSD labels. */
@NullMarked
package org.platter.filesystem.volume;

import org.jspecify.annotations.NullMarked;
