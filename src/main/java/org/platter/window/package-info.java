/**
 * A slice of any block device as one regular file of fixed size with a path, so that programs can work on it.
 */
@NullMarked
package org.platter.window;

import org.jspecify.annotations.NullMarked;
