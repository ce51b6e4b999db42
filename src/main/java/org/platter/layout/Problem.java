package org.platter.layout;

/**
 * Something that is wrong with a table, and keeps the disk read-only until it is put right.
 *
 * @param text what and where, in a sentence
 * @param repairable whether writing the table anew from what could be read puts it right
 */
public record Problem(String text, boolean repairable) {}
