/**
 * What a file system is: its facts, its limits, and a way for each thing that can be done to it. The rooms
 * below hold a family of file systems each; {@code registry} lists them all, and none of them imports it.
 *
 * <p>A problem is what a check does not put right by itself. Short of that (a journal to replay, a dirty
 * flag) a file system may be changed, but until its check has run all of its blocks count as live.
 */
@NullMarked
package org.platter.filesystem;

import org.jspecify.annotations.NullMarked;
