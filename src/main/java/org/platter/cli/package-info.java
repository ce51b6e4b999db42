/**
 * The command line: everything that the window does, in a shell. Exit status: 0 done; 1 failed, the image as
 * it was or resumable; 2 usage; 3 refused; 4 an interrupted commit is waiting.
 */
@NullMarked
package org.platter.cli;

import org.jspecify.annotations.NullMarked;
