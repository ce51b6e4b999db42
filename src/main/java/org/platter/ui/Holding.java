package org.platter.ui;

import java.util.Optional;
import java.util.function.Consumer;
import org.platter.base.Refusal;

/**
 * Takes hold of a disk on its thread as soon as something is queued on it; until then the window only looks
 * at the disk. What was queued meanwhile is dropped where the disk cannot be held. A disk stays held also when
 * nothing is pending any more, until it is read again or closed. For the window's thread.
 */
final class Holding {

    private final DiskModel disk;
    private final Background background;
    private final Consumer<Boolean> ended;
    private boolean isUnderWay;
    private Optional<String> refusal = Optional.empty();
    private int shown;
    /** How often the disk could not be held; counted on its thread. */
    private volatile int refusals;

    /** @param ended is told on the window's thread whether the disk is held now */
    Holding(DiskModel disk, Background background, Consumer<Boolean> ended) {
        this.disk = disk;
        this.background = background;
        this.ended = ended;
    }

    /** Begins to take hold of the disk, unless it is held. */
    void begin() {
        if (disk.isHeld() || isUnderWay) {
            return;
        }
        isUnderWay = true;
        background.run(() -> {
            boolean isHeld = false;
            try {
                disk.hold();
                isHeld = true;
            } finally {
                refusals = isHeld ? refusals : refusals + 1;
            }
            return disk;
        }, held -> end(Optional.empty()), failure -> end(Optional.of(String.valueOf(failure.getMessage()))));
    }

    private void end(Optional<String> why) {
        isUnderWay = false;
        refusal = why;
        shown = refusals;
        ended.accept(why.isEmpty());
    }

    boolean isUnderWay() {
        return isUnderWay;
    }

    /** Returns why nothing could be queued, in a sentence; nothing once that is forgotten. */
    Optional<String> refusal() {
        return refusal;
    }

    void forget() {
        refusal = Optional.empty();
    }

    /** Says that what is pending is dropped, and why. */
    void refuse(String why) {
        refusal = Optional.of(why);
    }

    /** Returns what the disk's thread asks before it acts on what the window shows now. */
    Check check() {
        int known = shown;
        return () -> {
            if (known != refusals) {
                throw new Refusal(Texts.get("hold.dropped"));
            }
        };
    }

    /** Makes sure that what was shown has not been dropped since. */
    @FunctionalInterface
    interface Check {
        void run() throws Refusal;
    }
}
