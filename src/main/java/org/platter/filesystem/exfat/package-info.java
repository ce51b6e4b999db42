/** exFAT, by exfatprogs. */
package org.platter.filesystem.exfat;
