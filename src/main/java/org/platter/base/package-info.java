/**
 * Values that every part speaks in: byte ranges, sizes, GUIDs, refusals and progress events. No I/O.
 *
 * <p>Offsets and sizes are {@code long} bytes; ranges are half-open.
 */
package org.platter.base;
