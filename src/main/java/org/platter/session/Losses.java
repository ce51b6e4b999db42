package org.platter.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.operation.Draft;
import org.platter.stage.Collateral;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.stage.Stager;

/** What a draft destroys that nothing known owns, and whether the user has allowed it. */
final class Losses {

    private Losses() {}

    /** Foretells them, without running a program. */
    static List<Review.Loss> foretold(BlockDevice base, Draft draft, RangeSet deleted) throws IOException {
        try (StagedDisk sketch = new StagedDisk(base, Scratch.inMemory())) {
            Stager.sketchWithTables(sketch, draft);
            return of(base, sketch, draft, deleted);
        }
    }

    /**
     * Finds them on what is staged.
     *
     * @param deleted where partitions were that the user has deleted before
     */
    static List<Review.Loss> of(BlockDevice base, StagedDisk staged, Draft draft, RangeSet deleted)
            throws IOException {
        List<Review.Loss> losses = new ArrayList<>();
        for (Collateral.Finding finding : Collateral.of(base, staged, draft, deleted)) {
            ByteRange range = finding.range();
            String text = ByteSize.format(finding.bytes()) + " in bytes " + range.start() + "-" + range.end()
                    + " of the disk" + finding.looksLike().map(it -> ", which look like " + it + ",")
                            .orElse(" that nothing known owns")
                    + " " + finding.place() + ".";
            losses.add(new Review.Loss(range, finding.bytes(), finding.looksLike().orElse(""), text));
        }
        return losses;
    }

    /** @throws Refusal if one looks like something and is not within what the user allows */
    static void require(List<Review.Loss> losses, RangeSet allowed) throws Refusal {
        for (Review.Loss loss : losses) {
            if (loss.needsConsent() && !allowed.intersection(RangeSet.of(loss.range()))
                    .equals(RangeSet.of(loss.range()))) {
                throw new Refusal(loss.text() + " Allow that by --overwrite " + loss.range().start() + "-"
                        + loss.range().end() + ", or in the window's review.");
            }
        }
    }
}
