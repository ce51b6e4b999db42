package org.platter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.Figures;

/**
 * As {@link RealOwnershipTest}, over more kinds of file systems: 2,000 drafts, or as many as {@code -Ddrafts}
 * says, from {@code -Dseed} on.
 */
final class RealOwnershipCampaign {

    @TempDir
    private Path work;

    @Test
    void everyFileAndEveryByteThatNothingOwnsIsKept() throws IOException {
        RealOwnership.Templates templates = new RealOwnership.Templates(
                Files.createDirectory(work.resolve("templates")), List.of(Filled.values()));
        Path disks = Files.createDirectory(work.resolve("disks"));
        long first = Long.getLong("seed", 1000);
        int drafts = Figures.limit("drafts", 2000);
        Figures figures = Figures.of(RealOwnershipCampaign.class, "", drafts);
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed = first; seed < first + drafts; seed++) {
            long one = seed;
            figures.count(() -> {
                RealOwnership work = new RealOwnership(disks, templates, one);
                String fault = work.fault();
                work.figures.forEach((what, count) -> counts.merge(what, count, Integer::sum));
                return fault;
            }, counts);
        }
        figures.check();
    }
}
