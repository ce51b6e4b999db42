/** The list of all file systems, and the recognition of everything that a slice may hold. */
@NullMarked
package org.platter.filesystem.registry;

import org.jspecify.annotations.NullMarked;
