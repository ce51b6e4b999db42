package org.platter.stage;

import java.util.Optional;
import org.platter.image.DiskImage;

/** The images that partitions are pasted from, as far as somebody has them open already. */
@FunctionalInterface
public interface Sources {

    /** Nobody has any open. */
    Sources NONE = path -> Optional.empty();

    /**
     * Returns an image that is open, and that does not change as long as it is read here; one that is not
     * lent is opened and locked. It belongs to the lender.
     *
     * @param path as the operation has it
     */
    Optional<DiskImage> lent(String path);
}
