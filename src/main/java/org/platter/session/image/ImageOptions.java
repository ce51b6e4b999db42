package org.platter.session.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.platter.base.CacheMode;
import org.platter.image.Consent;
import org.platter.image.Opening;

/**
 * How the images of a job are to be opened.
 *
 * @param format QEMU's name of the format; empty to tell it from the content
 * @param allowed files outside of an image's folder that it may name
 * @param passphrase of an encrypted image
 */
public record ImageOptions(Optional<String> format, OptionalInt sectorSize, Set<Path> allowed,
        Optional<String> passphrase, CacheMode cache) {

    public ImageOptions {
        allowed = Set.copyOf(allowed);
    }

    public static ImageOptions usual() {
        return new ImageOptions(Optional.empty(), OptionalInt.empty(), Set.of(), Optional.empty(),
                CacheMode.WRITEBACK);
    }

    public ImageOptions withFormat(Optional<String> wanted) {
        return new ImageOptions(wanted, sectorSize, allowed, passphrase, cache);
    }

    public ImageOptions withAllowed(Set<Path> wanted) {
        return new ImageOptions(format, sectorSize, wanted, passphrase, cache);
    }

    public ImageOptions withPassphrase(Optional<String> wanted) {
        return new ImageOptions(format, sectorSize, allowed, wanted, cache);
    }

    public ImageOptions withCache(CacheMode wanted) {
        return new ImageOptions(format, sectorSize, allowed, passphrase, wanted);
    }

    /** As the layers below have it. */
    public Opening opening(boolean writable) {
        return Opening.toRead().withWritable(writable).withFormat(format).withSectorSize(sectorSize)
                .withConsent(Consent.sameFolderAnd(allowed)).withPassphrase(passphrase).withCache(cache);
    }
}
