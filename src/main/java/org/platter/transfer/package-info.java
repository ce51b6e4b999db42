/**
 * Work on whole images: new ones, copies in other formats, comparisons, maps, and giving back what is not used.
 *
 * <p>What is made appears under its name when it is complete; memory is bounded whatever the size.
 */
package org.platter.transfer;
