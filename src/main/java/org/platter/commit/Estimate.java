package org.platter.commit;

/**
 * What a commit will cost.
 *
 * @param copyBytes bytes that it writes to the image
 * @param scratchBytes bytes that it keeps beside the image meanwhile
 * @param method how it is done, in a sentence for people
 */
public record Estimate(long copyBytes, long scratchBytes, String method) {}
