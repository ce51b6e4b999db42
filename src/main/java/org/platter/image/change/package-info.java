/**
 * What tells that a change of an image was interrupted half way, whatever the image is called now: a mark on
 * the file, the journal beside it, and records of this user's by which copies are known.
 *
 * <p>A journal's log is only read here; {@code commit} writes it, the mark and the records.
 */
@NullMarked
package org.platter.image.change;

import org.jspecify.annotations.NullMarked;
