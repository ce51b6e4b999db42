/**
 * A disk image: its bytes as a disk, how it is opened, and what it is taken for.
 *
 * <p>What cannot be edited faithfully is refused with a sentence; nothing is guessed.
 */
@NullMarked
package org.platter.image;

import org.jspecify.annotations.NullMarked;
