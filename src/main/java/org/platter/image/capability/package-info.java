/**
 * What only some formats of images can do, each as an interface that an image has or lacks. A caller asks an
 * image for the capability and never for its format.
 */
@NullMarked
package org.platter.image.capability;

import org.jspecify.annotations.NullMarked;
