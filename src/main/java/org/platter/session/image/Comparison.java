package org.platter.session.image;

import java.util.OptionalLong;

/**
 * Whether two images hold the same disk.
 *
 * @param firstDifference the first byte of the disks that differs, or that only one of them has
 * @param text the outcome in a sentence
 */
public record Comparison(boolean equal, OptionalLong firstDifference, String text) {}
