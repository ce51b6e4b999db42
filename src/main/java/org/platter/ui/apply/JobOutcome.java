package org.platter.ui.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came of a job that ran to its end.
 *
 * @param isGood whether it is what one hopes for: images that differ are not, and neither is a broken one
 * @param heading a few words
 * @param sentence what was done
 * @param remarks what else is worth knowing, a sentence each
 * @param made the image that is new
 */
public record JobOutcome(boolean isGood, String heading, String sentence, List<String> remarks,
        Optional<Path> made) {

    public JobOutcome {
        remarks = List.copyOf(remarks);
    }

    public static JobOutcome good(String heading, String sentence) {
        return new JobOutcome(true, heading, sentence, List.of(), Optional.empty());
    }

    public static JobOutcome doubtful(String heading, String sentence) {
        return new JobOutcome(false, heading, sentence, List.of(), Optional.empty());
    }

    public JobOutcome withRemarks(List<String> wanted) {
        return new JobOutcome(isGood, heading, sentence, wanted, made);
    }

    public JobOutcome withMade(Path image) {
        return new JobOutcome(isGood, heading, sentence, remarks, Optional.of(image));
    }
}
