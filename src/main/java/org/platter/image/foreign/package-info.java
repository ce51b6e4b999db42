/**
 * What the headers of images say that QEMU serves: their layout, which other files they name, and which bytes
 * that they speak of are missing. Only headers and tables are read, in bounded memory.
 */
@NullMarked
package org.platter.image.foreign;

import org.jspecify.annotations.NullMarked;
