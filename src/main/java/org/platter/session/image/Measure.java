package org.platter.session.image;

/**
 * How large the file of a new image would be.
 *
 * @param required bytes with the content there is now
 * @param fullyAllocated bytes once every byte of the disk has been written
 */
public record Measure(long required, long fullyAllocated) {}
