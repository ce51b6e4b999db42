package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.operation.DiskResize;
import org.platter.session.DiskSession;

/** Makes the disk in an image larger or smaller, as an operation like every other. */
final class Resizing {

    private Resizing() {}

    /** Returns the size of a disk of at least {@code size} bytes, in whole sectors. */
    static long whole(long size, int sector) throws Refusal {
        if (size > Long.MAX_VALUE - sector) {
            throw new Refusal(size + " bytes are more than any disk can hold.");
        }
        return ByteSize.ceil(size, sector);
    }

    static long resize(Path path, ImageOptions options, ImageJobs.NewSize size, boolean shrink,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(path, DiskSession.Mode.EDIT, options)) {
            session.requireWhole();
            session.requireEditable();
            long before = session.onDisk().diskSize();
            long wanted = size.of(before);
            long after = whole(wanted, session.onDisk().sectorSize());
            DiskResize.requireConsent(before, after, shrink);
            if (after != before) {
                session.push(new DiskResize(Amount.bytes(after)));
                session.apply(events, cancelled);
            }
            return wanted;
        }
    }
}
