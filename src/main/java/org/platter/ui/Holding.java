package org.platter.ui;

import java.util.Optional;
import org.platter.session.OpenDisk;

/**
 * Takes hold of a disk on its thread as soon as something is queued on it; until then the window only looks
 * at the disk. What was queued meanwhile is dropped where the disk cannot be held. A disk stays held also
 * when nothing is pending any more, until it is read again or closed. For the window's thread.
 */
final class Holding {

    private final OpenDisk disk;
    private final Background background;
    private final Runnable ended;
    private boolean isUnderWay;
    private Optional<String> refusal = Optional.empty();

    /** @param ended runs on the window's thread when the disk is held, or cannot be */
    Holding(OpenDisk disk, Background background, Runnable ended) {
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
            disk.hold();
            return disk;
        }, held -> end(Optional.empty()), failure -> end(Optional.of(String.valueOf(failure.getMessage()))));
    }

    private void end(Optional<String> why) {
        isUnderWay = false;
        refusal = why;
        ended.run();
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
}
