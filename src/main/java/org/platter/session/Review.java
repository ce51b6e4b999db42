package org.platter.session;

import java.util.List;
import org.platter.base.ByteRange;

/**
 * What applying a draft will do, before it is done.
 *
 * @param steps one a pending operation, in order
 * @param method how the commit will be made, and what happens if the power fails, in a sentence
 * @param copyBytes about how many bytes the commit will write to the image
 * @param scratchBytes about how much scratch space the stage needs beside the image
 * @param warnings what could go wrong or surprise, a sentence each; those of {@code losses} among them
 * @param losses bytes that nothing known owns and that applying destroys
 * @param isLeast whether programs will write more than {@code copyBytes}, and how much is not known before
 */
public record Review(List<Step> steps, String method, long copyBytes, long scratchBytes,
        List<String> warnings, List<Loss> losses, boolean isLeast) {

    public Review {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
        losses = List.copyOf(losses);
    }

    /** Makes one of what destroys nothing that it was not asked to. */
    public Review(List<Step> steps, String method, long copyBytes, long scratchBytes, List<String> warnings) {
        this(steps, method, copyBytes, scratchBytes, warnings, List.of(), false);
    }

    /**
     * Bytes that no table, partition or file system owns and that are not there any more afterwards.
     *
     * @param range where they lie on the disk as it is
     * @param bytes how many of these are other than zero, in whole sectors
     * @param looksLike what they look like; empty where that is not known
     * @param text all of that in a sentence
     */
    public record Loss(ByteRange range, long bytes, String looksLike, String text) {

        /** Whether the user has to allow it: they look like something. */
        public boolean needsConsent() {
            return !looksLike.isEmpty();
        }
    }

    /**
     * One operation of the draft.
     *
     * @param text what it does
     * @param how what that takes: the bytes that move, the programs that run; may be empty
     */
    public record Step(String text, String how) {}
}
