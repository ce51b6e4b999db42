package org.platter.base;

import java.util.List;

/**
 * What long work tells of itself, in order. Steps nest: each {@link StepEnded} closes the latest step that is
 * still open, so that the stream is a tree.
 */
public sealed interface Event {

    /**
     * How far the work has come; up to the commit nothing is written to the image, from there on it is
     * resumable.
     */
    enum Phase { STAGE, VERIFY, COMMIT }

    /** The work enters a phase. A rehearsal never enters the commit, a recovery begins there. */
    record PhaseStarted(Phase phase) implements Event {}

    /** How a step went. */
    enum Outcome { DONE, FAILED, CANCELLED }

    /** A piece of work begins; {@code text} says what, in the user's words. */
    record StepStarted(String text) implements Event {}

    /** The latest open step is over. */
    record StepEnded(Outcome outcome) implements Event {}

    /** A program starts, with these arguments. */
    record CommandStarted(List<String> arguments) implements Event {
        public CommandStarted {
            arguments = List.copyOf(arguments);
        }
    }

    /** A line that the running program printed, without its line end and control characters. */
    record Output(String line) implements Event {}

    /** The running program ended; {@code meaning} says what that exit status means for this program. */
    record CommandEnded(int exitStatus, String meaning) implements Event {}

    /** How far the latest open step is: {@code done} of {@code total} bytes. */
    record Progress(long done, long total) implements Event {}

    /** Something worth knowing that is no step, in a sentence. */
    record Note(String text) implements Event {}

    /** What came of looking at a file system: nothing is wrong, damage was mended, or damage is there. */
    enum Condition {
        SOUND, MENDED, DAMAGED
    }

    /**
     * What a checker found in a file system, or changed in it: a part of the outcome.
     *
     * @param partition its number
     * @param text a sentence
     * @param lines what the checker said, without its progress
     */
    record Checked(int partition, Condition condition, String text, List<String> lines) implements Event {
        public Checked {
            lines = List.copyOf(lines);
        }
    }
}
