package org.platter.commit;

/**
 * How a commit cuts its work; all in bytes but for the number of steps.
 *
 * @param step the longest step
 * @param batch what is written between two marks
 * @param direct what a batch has at least when it is cut because it would overwrite what it still reads; a
 *     shorter one goes through the bounce file
 * @param bounce the most that goes through the bounce file at once, at least a step
 * @param steps the most steps of a batch
 * @param window how much of the disk is looked at at once
 * @param gap bytes without a meaning that are copied too: less than a page of the host, which is written as a
 *     whole
 * @param apart how far moved extents may lie apart and still go together
 * @param hole the least without a meaning that is worth a hole where a file system moved to
 */
record Limits(long step, long batch, long direct, long bounce, int steps, long window, long gap, long apart,
        long hole) {

    static final Limits USUAL = new Limits(4 << 20,
            256 << 20, 8 << 20, 32 << 20, 16_384, 256 << 20, 4095, 1 << 20,
            1 << 20);

    /** Returns limits for a host with little room: what a move leaves behind is given back more often. */
    Limits tight() {
        return new Limits(step, batch, direct, bounce, steps, Math.max(step, window / 32), gap, apart, hole);
    }
}
