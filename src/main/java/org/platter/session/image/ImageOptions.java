package org.platter.session.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.platter.base.CacheMode;
import org.platter.base.RangeSet;
import org.platter.image.Consent;
import org.platter.image.Opening;
import org.platter.layout.Choices;

/**
 * How the images of a job are to be opened.
 *
 * @param format QEMU's name of the format; empty to tell it from the content
 * @param allowed files outside of an image's folder that it may name
 * @param passphrase of an encrypted image
 * @param choices what somebody says is on it, where it can be read in more than one way
 * @param overwritten what of the disk may be destroyed although it looks like something
 */
public record ImageOptions(Optional<String> format, OptionalInt sectorSize, Set<Path> allowed,
        Optional<String> passphrase, CacheMode cache, Choices choices, RangeSet overwritten) {

    public ImageOptions {
        allowed = Set.copyOf(allowed);
    }

    /** With no choices. */
    public ImageOptions(Optional<String> format, OptionalInt sectorSize, Set<Path> allowed,
            Optional<String> passphrase, CacheMode cache) {
        this(format, sectorSize, allowed, passphrase, cache, Choices.NONE, RangeSet.EMPTY);
    }

    public static ImageOptions usual() {
        return new ImageOptions(Optional.empty(), OptionalInt.empty(), Set.of(), Optional.empty(),
                CacheMode.WRITEBACK);
    }

    public ImageOptions withFormat(Optional<String> wanted) {
        return new ImageOptions(wanted, sectorSize, allowed, passphrase, cache, choices, overwritten);
    }

    public ImageOptions withAllowed(Set<Path> wanted) {
        return new ImageOptions(format, sectorSize, wanted, passphrase, cache, choices, overwritten);
    }

    public ImageOptions withPassphrase(Optional<String> wanted) {
        return new ImageOptions(format, sectorSize, allowed, wanted, cache, choices, overwritten);
    }

    public ImageOptions withCache(CacheMode wanted) {
        return new ImageOptions(format, sectorSize, allowed, passphrase, wanted, choices, overwritten);
    }

    public ImageOptions withChoices(Choices wanted) {
        return new ImageOptions(format, sectorSize, allowed, passphrase, cache, wanted, overwritten);
    }

    public ImageOptions withOverwritten(RangeSet wanted) {
        return new ImageOptions(format, sectorSize, allowed, passphrase, cache, choices, wanted);
    }

    /** As the layers below have it. */
    public Opening opening(boolean writable) {
        return Opening.toRead().withWritable(writable).withFormat(format)
                .withSectorSize(choices.sectorSize().map(OptionalInt::of).orElse(sectorSize))
                .withConsent(Consent.sameFolderAnd(allowed)).withPassphrase(passphrase).withCache(cache);
    }
}
