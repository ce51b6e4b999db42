package org.platter.session.image;

import java.util.List;

/**
 * What sparsifying gave back.
 *
 * @param freedBytes of the disk that were kept and mean nothing any more
 * @param allocatedBefore bytes that the image took up on the host
 * @param allocatedAfter bytes that it, or the new image, takes up now
 * @param kept what was left alone and why, a sentence each
 */
public record SparsifyReport(long freedBytes, long allocatedBefore, long allocatedAfter, List<String> kept) {

    public SparsifyReport {
        kept = List.copyOf(kept);
    }
}
