package org.platter.image;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.platter.base.CacheMode;
import org.platter.host.HostFile;
import org.platter.host.Location;

/**
 * How an image is to be opened.
 *
 * @param format QEMU's name of the format; empty to tell it from the content, which a guest cannot forge for
 *     the formats that are told so, but for raw: an image that was once opened as raw is opened as raw again
 * @param sectorSize bytes of a logical sector; empty to find out
 * @param consent which of the files that it names may be opened
 * @param passphrase of an encrypted image
 * @param followBacking false to look at the image alone: what lies in its backing file cannot be read then
 * @param salvage whether to open an image of which parts are missing; those cannot be read
 * @param inMaking whether it is a new image that is of use only as a whole: then nothing has to be durable
 *     before the first {@code flush} has returned, which makes some formats a hundred times as fast
 * @param mend whether the image is brought in line with its map where that is ahead of it
 * @param evenHalfChanged whether it may be one of which a change was interrupted half way
 * @param looking whether an image that is to be written is only looked at until it is opened once more: what
 *     writing needs is made sure of, and every file is opened to be read
 * @param names where the files lie that it names, as far as they were resolved
 */
public record Opening(boolean writable, Optional<String> format, OptionalInt sectorSize, Consent consent,
        Optional<String> passphrase, CacheMode cache, boolean followBacking,
        boolean salvage, boolean inMaking, boolean mend, boolean evenHalfChanged, boolean looking,
        Optional<ResolvedNames> names) {

    public static Opening toRead() {
        return new Opening(false, Optional.empty(), OptionalInt.empty(), Consent.sameFolderAnd(Set.of()),
                Optional.empty(), CacheMode.WRITEBACK, true, false, false, false, false, false,
                Optional.empty());
    }

    public static Opening toWrite() {
        return toRead().withWritable(true);
    }

    public Opening withWritable(boolean wanted) {
        return new Opening(wanted, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    public Opening withFormat(Optional<String> wanted) {
        return new Opening(writable, wanted, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    public Opening withSectorSize(OptionalInt wanted) {
        return new Opening(writable, format, wanted, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    public Opening withConsent(Consent wanted) {
        return new Opening(writable, format, sectorSize, wanted, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    public Opening withPassphrase(Optional<String> wanted) {
        return new Opening(writable, format, sectorSize, consent, wanted, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    public Opening withCache(CacheMode wanted) {
        return new Opening(writable, format, sectorSize, consent, passphrase, wanted, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    /** Looks at the image alone, whatever it is based on. */
    public Opening alone() {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, false, salvage,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    /** Opens also what is cut short or torn; reading what is missing fails. */
    public Opening salvaging(boolean wanted) {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, wanted,
                inMaking, mend, evenHalfChanged, looking, names);
    }

    /** Opens the image also while it is half changed, to look at it or to finish that; not what it is based on. */
    public Opening withHalfChanged(boolean wanted) {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, wanted, looking, names);
    }

    /** For a new image, which is thrown away if its making does not come to its end. */
    public Opening inTheMaking() {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                true, mend, evenHalfChanged, looking, names);
    }

    /** Brings the image in line with its map, for the caller who is to write the blocks that it has not. */
    public Opening mending() {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, true, evenHalfChanged, looking, names);
    }

    /** Finds out whether the image could be written, and opens it to be read. */
    public Opening lookingFirst() {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, true, names);
    }

    /** Resolves no name that was resolved before. */
    public Opening resolving(ResolvedNames wanted) {
        return new Opening(writable, format, sectorSize, consent, passphrase, cache, followBacking, salvage,
                inMaking, mend, evenHalfChanged, looking, Optional.of(wanted));
    }

    /** Returns where a file lies that an image names, to be closed by the caller. */
    public Location locate(NamedFile named) throws IOException {
        return names.isPresent() ? names.get().locate(named) : named.locate();
    }

    /** Lets a loop device find the file that it shows where that was found before. */
    public void findShown(HostFile device) throws IOException {
        if (names.isPresent()) {
            names.get().findShown(device);
        }
    }

    /** How the files are opened that hold what is to be written. */
    public HostFile.Access access() {
        return !writable ? HostFile.Access.READ : looking ? HostFile.Access.LOOK : HostFile.Access.WRITE;
    }
}
