/**
 * Makes a staged disk true: afterwards the image is what the stage was, and before it is as it was.
 */
package org.platter.commit;
