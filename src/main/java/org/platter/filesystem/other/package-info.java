/** File systems that take a class or two each. */
@NullMarked
package org.platter.filesystem.other;

import org.jspecify.annotations.NullMarked;
