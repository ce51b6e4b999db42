/**
 * A slice of any block device as one regular file of fixed size with a path, so that programs can work on it.
 */
package org.platter.window;
