/** HFS and HFS+, which are checked and shrunk here. */
package org.platter.filesystem.hfs;
