/**
 * Disk images by format: which one a file is, and its bytes as a disk.
 *
 * <p>What cannot be edited faithfully is refused with a sentence; nothing is guessed.
 */
package org.platter.image;
