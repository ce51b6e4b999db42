/** The list of all file systems, and the recognition of everything that a slice may hold. */
package org.platter.filesystem.registry;
