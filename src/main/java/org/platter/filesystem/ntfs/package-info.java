/** NTFS, by the programs of ntfs-3g. */
package org.platter.filesystem.ntfs;
