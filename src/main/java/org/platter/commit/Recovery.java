package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.image.DiskImage;

/** Finds commits that were interrupted, and finishes them. */
public final class Recovery {

    private Recovery() {}

    /** Returns the commit that began on this image and did not end. Changes nothing. */
    public static Optional<Interrupted> find(Path image) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes what a commit left that never began or has ended. Leaves alone one that is to be resumed. Only for
     * whoever holds the image's lock for writing.
     */
    public static void tidy(Path image) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Finishes the interrupted commit; may be killed and called again at any time. The image has to be opened afresh
     * afterwards.
     *
     * @throws Interruption if it stopped again; resumable as before
     * @throws IOException if the image is not the one that the journal belongs to, or the journal is damaged; nothing
     *     was written
     */
    public static void resume(DiskImage image, Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        throw new UnsupportedOperationException();
    }
}
