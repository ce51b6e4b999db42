/** exFAT, by exfatprogs. */
@NullMarked
package org.platter.filesystem.exfat;

import org.jspecify.annotations.NullMarked;
