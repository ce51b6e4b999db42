/** Opens disk images of all formats, with the files that they name, and tells what their headers say. */
package org.platter.image.open;
