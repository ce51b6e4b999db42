/**
 * The lore of each file system: how to recognise it, its limits, which of its blocks are in use, which programs do
 * what. Reads through {@code block}, describes commands and runs none.
 */
package org.platter.filesystem;
