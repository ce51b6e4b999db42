/** HFS and HFS+, which are checked and shrunk here. */
@NullMarked
package org.platter.filesystem.hfs;

import org.jspecify.annotations.NullMarked;
