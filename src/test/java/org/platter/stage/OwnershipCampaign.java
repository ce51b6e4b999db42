package org.platter.stage;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.platter.Figures;

/** As {@link OwnershipTest}, of 50,000 drafts, or of as many as {@code -Ddrafts} says. */
final class OwnershipCampaign {

    private static final int DRAFTS = 50_000;
    private static final long SEED = 12_000_000;

    @Test
    void everyByteThatNothingOwnsIsKeptOrNamed() throws IOException {
        int drafts = Figures.limit("drafts", DRAFTS);
        Figures figures = Figures.of(OwnershipCampaign.class, "", drafts);
        long operations = 0;
        for (int i = 0; i < drafts; i++) {
            Ownership work = new Ownership(SEED + i);
            operations += work.operations();
            figures.count(work::fault, operations + " operations from seed " + SEED + " on");
        }
        figures.check();
    }
}
