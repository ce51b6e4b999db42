/**
 * The machine below: files, ioctls, locks, mounts. The only place that calls the C library.
 *
 * <p>A call fails with one sentence that names the file, the place and the reason; a read is filled or fails.
 */
@NullMarked
package org.platter.host;

import org.jspecify.annotations.NullMarked;
