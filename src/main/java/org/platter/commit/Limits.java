package org.platter.commit;

/**
 * How a commit cuts its work; all in bytes but for the number of steps.
 *
 * @param step the longest step
 * @param batch what is written between two marks
 * @param direct what a batch has at least when it is cut because it would overwrite what it still reads; a shorter one
 *     goes through the bounce file
 * @param bounce the most that goes through the bounce file at once, at least a step
 * @param steps the most steps of a batch
 * @param window how much of the disk is looked at at once
 * @param gap bytes without a meaning that are copied too, if that saves a step; and the smallest such that are punched
 */
record Limits(long step, long batch, long direct, long bounce, int steps, long window, long gap) {

    static final Limits USUAL = new Limits(4 << 20, 256 << 20, 8 << 20, 32 << 20, 16_384, 256 << 20, 16 << 10);
}
