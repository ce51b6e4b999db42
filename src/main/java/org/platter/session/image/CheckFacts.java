package org.platter.session.image;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the check of an image's own structures found.
 *
 * @param leakedClusters that are taken and belong to nothing: a waste, and no danger
 * @param corruptions places at which the image is broken
 * @param findings the first hundred of both, a sentence each
 * @param allocatedClusters of the disk that the image holds; empty where its format cannot tell
 * @param totalClusters of the disk
 * @param imageEnd bytes of the file up to the end of what is in use
 * @param repairedLeaks that were given back
 * @param repairedCorruptions that were put right
 */
public record CheckFacts(String format, long leakedClusters, long corruptions, List<String> findings,
        OptionalLong allocatedClusters, OptionalLong totalClusters, OptionalLong imageEnd, long repairedLeaks,
        long repairedCorruptions) {

    public CheckFacts {
        findings = List.copyOf(findings);
    }

    /** Whether there is a program that repairs images of this format. */
    public boolean isRepairable() {
        return format.equals("qcow2") || QemuCheck.REPAIRS.contains(format);
    }

    public boolean isClean() {
        return leakedClusters == 0 && corruptions == 0;
    }
}
