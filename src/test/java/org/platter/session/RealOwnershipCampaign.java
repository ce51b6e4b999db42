package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        long end = first + Long.getLong("drafts", 2000);
        List<String> faults = new ArrayList<>();
        Map<String, Integer> figures = new TreeMap<>();
        Path file = Files.createDirectories(Path.of("target/figures")).resolve("real-ownership");
        for (long seed = first; seed < end; seed++) {
            RealOwnership one = new RealOwnership(disks, templates, seed);
            String fault = one.fault();
            if (!fault.isEmpty()) {
                faults.add(fault);
                System.out.println(fault);
            }
            one.figures.forEach((what, count) -> figures.merge(what, count, Integer::sum));
            Files.writeString(file, String.format(
                    "%d drafts over real file systems from seed %d on: %s, %d faults%n", seed + 1 - first, first, figures, faults.size()));
        }
        assertEquals(List.of(), faults);
    }
}
