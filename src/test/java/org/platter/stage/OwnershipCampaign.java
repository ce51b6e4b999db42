package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link OwnershipTest}, of 50,000 drafts. */
final class OwnershipCampaign {

    private static final int DRAFTS = 50_000;
    private static final long SEED = 12_000_000;

    @Test
    void everyByteThatNothingOwnsIsKeptOrNamed() throws IOException {
        List<String> faults = new ArrayList<>();
        long operations = 0;
        for (int i = 0; i < DRAFTS; i++) {
            Ownership work = new Ownership(SEED + i);
            operations += work.operations();
            faults.add(work.fault());
        }
        faults.removeIf(String::isEmpty);
        Path figures = Files.createDirectories(Path.of("target/figures")).resolve("ownership");
        Files.writeString(figures, String.format(
                "%d drafts of %d operations from seed %d on: %d faults%n", DRAFTS, operations, SEED, faults.size()));
        assertEquals(List.of(), faults);
    }
}
