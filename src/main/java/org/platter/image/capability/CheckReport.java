package org.platter.image.capability;

import java.util.List;

/**
 * What a check found.
 *
 * @param leakedClusters clusters that are counted more often than they are used: space is lost, nothing else
 * @param corruptions what is wrong in a way that has destroyed data, or will
 * @param findings the first hundred, in words
 * @param allocatedClusters clusters of the active disk that have a place
 * @param totalClusters clusters of the active disk
 * @param imageEnd where the last used cluster of the file ends, in bytes
 */
public record CheckReport(long leakedClusters, long corruptions, List<String> findings,
        long allocatedClusters, long totalClusters, long imageEnd) {

    public CheckReport {
        findings = List.copyOf(findings);
    }

    public boolean isClean() {
        return leakedClusters == 0 && corruptions == 0;
    }
}
