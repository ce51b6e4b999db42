package org.platter.commit;

/**
 * A commit that waits to be finished.
 *
 * @param text the script lines that it was committing
 * @param done bytes of it that are durable
 * @param total bytes in all
 */
public record Interrupted(String text, long done, long total) {}
