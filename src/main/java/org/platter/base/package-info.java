/**
 * Values that every part speaks in: byte ranges, sizes, GUIDs, refusals and progress events. No I/O.
 *
 * <p>Offsets and sizes are {@code long} bytes; ranges are half-open.
 */
@NullMarked
package org.platter.base;

import org.jspecify.annotations.NullMarked;
