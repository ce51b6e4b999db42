/** The program's entry, where the command line meets the window. */
@NullMarked
package org.platter;

import org.jspecify.annotations.NullMarked;
