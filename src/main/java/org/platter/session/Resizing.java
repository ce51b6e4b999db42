package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.operation.DiskResize;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.NewImage;

/** Makes the disk in an image larger or smaller, as an operation like every other. */
public final class Resizing {

    private Resizing() {}

    /** Says how large a disk is to be. */
    @FunctionalInterface
    public interface NewSize {
        /** Returns bytes, of a disk that has so many before. */
        long of(long before) throws Refusal;
    }

    /**
     * Makes the disk in an image larger or smaller; the backup of a GPT moves along.
     *
     * @param size of the disk
     * @param shrink whether it may become smaller: never smaller than what its partitions take up
     * @return the size, in bytes
     * @throws Refusal if it cannot have that size
     */
    public static long resize(Path path, ImageOptions options, NewSize size, boolean shrink,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(path, DiskSession.Mode.EDIT, options)) {
            session.requireWhole();
            session.requireEditable();
            long before = session.onDisk().diskSize();
            long wanted = size.of(before);
            long after = NewImage.whole(wanted, session.onDisk().sectorSize());
            DiskResize.requireConsent(before, after, shrink);
            if (after != before) {
                session.push(new DiskResize(Amount.bytes(after)));
                session.apply(events, cancelled);
            }
            return wanted;
        }
    }
}
