/**
 * A disk image: its bytes as a disk, how it is opened, and what it is taken for.
 *
 * <p>What cannot be edited faithfully is refused with a sentence; nothing is guessed.
 */
package org.platter.image;
