package org.platter.commit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;

/** Puts a new file together out of shared blocks of the old one and renames it over the old one. */
public final class CloneCommit implements Commit {

    public CloneCommit(Change change) {}

    @Override
    public Estimate estimate() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        throw new UnsupportedOperationException();
    }
}
