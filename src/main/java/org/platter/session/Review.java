package org.platter.session;

import java.util.List;

/**
 * What applying a draft will do, before it is done.
 *
 * @param steps one a pending operation, in order
 * @param method how the commit will be made, and what happens if the power fails, in a sentence
 * @param copyBytes about how many bytes the commit will copy inside of the image or into it
 * @param scratchBytes about how much scratch space the stage needs beside the image
 * @param warnings what could go wrong or surprise, a sentence each
 */
public record Review(List<Step> steps, String method, long copyBytes, long scratchBytes,
        List<String> warnings) {

    public Review {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * One operation of the draft.
     *
     * @param text what it does
     * @param how what that takes: the bytes that move, the programs that run; may be empty
     */
    public record Step(String text, String how) {}
}
