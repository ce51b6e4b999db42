package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.platter.base.CacheMode;
import org.platter.base.Event;
import org.platter.base.RecoveryNeeded;
import org.platter.base.Refusal;
import org.platter.commit.Recovery;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.change.HalfChanged;
import org.platter.image.open.Images;

/** Opens images for jobs: as their options say, locked, and with no change of them half done. */
final class Opened {

    private Opened() {}

    /**
     * @throws RecoveryNeeded if a change of it was interrupted: it is half one thing and half another
     * @throws Refusal if another program writes it
     */
    static DiskImage toRead(Path path, ImageOptions options) throws IOException, Refusal {
        return open(path, options.opening(false));
    }

    /**
     * @throws RecoveryNeeded if a change of it was interrupted: it is half one thing and half another
     * @throws Refusal if another program uses it
     */
    static DiskImage toWrite(Path path, ImageOptions options) throws IOException, Refusal {
        return open(path, options.opening(true));
    }

    /** Opens it in another way than options alone can say, as {@link #toRead} or {@link #toWrite}. */
    static DiskImage open(Path path, Opening opening) throws IOException, Refusal {
        // that a program is changing it right now says more than that it is half changed
        return locked(Images.open(path, opening.withHalfChanged(true)), opening.writable());
    }

    /** Opens the very file that was located, as {@link #open(Path, Opening)} does. */
    static DiskImage open(Location location, Opening opening) throws IOException, Refusal {
        return locked(Images.open(location, opening.withHalfChanged(true)), opening.writable());
    }

    /**
     * Opens an image alone for its structures, which needs no passphrase, as {@link #toRead} or {@link
     * #toWrite}.
     */
    static DiskImage structures(Path path, ImageOptions options, boolean writable)
            throws IOException, Refusal {
        return locked(Images.openStructures(path, options.opening(writable).withHalfChanged(true)), writable);
    }

    /** Opens the very file that was located as {@link #structures(Path, ImageOptions, boolean)} does. */
    static DiskImage structures(Location location, ImageOptions options, boolean writable)
            throws IOException, Refusal {
        return locked(Images.openStructures(location, options.opening(writable).withHalfChanged(true)),
                writable);
    }

    private static DiskImage locked(DiskImage image, boolean writable) throws IOException, Refusal {
        try {
            lock(image, writable);
            return image;
        } catch (IOException | Refusal | RuntimeException e) {
            try {
                image.close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Locks an image until it is closed. */
    static void lock(DiskImage image, boolean writable) throws IOException, Refusal {
        if (image.tryLock(writable).isEmpty()) {
            throw new Refusal(image.path() + " is in use by another program, a virtual machine or another "
                    + "Platter; close it there first.");
        }
        Optional<HalfChanged> found = HalfChanged.of(image);
        if (found.isPresent()) {
            found.get().refuse();
        }
        if (Recovery.find(image).isPresent()) {
            throw new RecoveryNeeded(image.path());
        }
    }

    /** Tells where an image cannot be read or written past the page cache as it was asked to be. */
    static void noteCache(DiskImage image, CacheMode wanted, Consumer<Event> events) {
        if (wanted.isDirect() && !image.isRemote() && !image.file().isDirect()) {
            events.accept(new Event.Note(image.path()
                    + " goes through the page cache: its file system has no way" + " past it."));
        }
    }
}
