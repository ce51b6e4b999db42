/**
 * The lore of each file system: how to recognise it, its limits, which of its blocks are in use, which
 * programs do what. Reads through {@code block}, describes commands and runs none; FAT and LVM are resized
 * without a program, and some labels and UUIDs written.
 *
 * <p>A problem is what a check does not put right by itself. Short of that (a journal to replay, a dirty
 * flag) a file system may be changed, but until its check has run all of its blocks count as live.
 */
package org.platter.filesystem;
