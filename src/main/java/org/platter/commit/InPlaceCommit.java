package org.platter.commit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;

/** Copies within the image, under a journal that is resumed if the power fails. */
public final class InPlaceCommit implements Commit {

    public InPlaceCommit(Change change) {}

    @Override
    public Estimate estimate() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        throw new UnsupportedOperationException();
    }
}
