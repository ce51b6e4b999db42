/**
 * The bulk jobs on whole disks: copying, comparing, mapping, measuring, giving space back, overlays.
 *
 * <p>They read what a disk holds other than zeros only, ascending, in a bounded number of buffers; several
 * threads read and compute while the caller's thread writes, in order. Cancelling is polled between buffers.
 */
@NullMarked
package org.platter.transfer;

import org.jspecify.annotations.NullMarked;
