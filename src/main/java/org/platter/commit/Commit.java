package org.platter.commit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;

/** One way of making a staged disk true. */
public sealed interface Commit permits CloneCommit, InPlaceCommit, ShadowCommit {

    /** Returns the best way for this image: a clone where its file system shares blocks, else in place. */
    static Commit choose(Change change) throws IOException {
        return CloneCommit.isPossible(change) ? new CloneCommit(change) : new InPlaceCommit(change);
    }

    /** Returns what {@link #run} would do, writing nothing. */
    Estimate estimate() throws IOException;

    /**
     * Makes the staged disk true and durable. Afterwards the image has to be opened afresh, since its file
     * may be another one.
     *
     * @throws org.platter.base.Cancelled if it was cancelled before anything was written; nothing is left
     * behind
     * @throws Interruption if it stopped half way; the image is to be finished by {@link Recovery#resume}
     * @throws IOException if it failed before anything was written; the image is as it was
     */
    void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException;
}
