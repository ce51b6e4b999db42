/** Opens disk images of all formats, with the files that they name, and tells what their headers say. */
@NullMarked
package org.platter.image.open;

import org.jspecify.annotations.NullMarked;
