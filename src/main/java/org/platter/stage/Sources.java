package org.platter.stage;

import java.io.IOException;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;

/**
 * What operations name beside their own disk: images that partitions are pasted from, and files of
 * passphrases. They are opened here, with the rights of this process, unless somebody else provides them.
 */
@FunctionalInterface
public interface Sources {

    /** Nobody has any open. */
    Sources NONE = path -> Optional.empty();

    /**
     * Returns the disk in an image that is open, and that does not change as long as it is read here; one
     * that is not lent is opened and locked. It belongs to the lender.
     *
     * @param path as the operation has it
     * @throws Refusal if the lender refuses it
     * @throws IOException if the lender cannot read it
     */
    Optional<? extends BlockDevice> lent(String path) throws IOException, Refusal;

    /**
     * Returns the bytes of a passphrase, without a line end behind them.
     *
     * @param file as the operation has it
     * @throws Refusal if there is no passphrase to be read from it, in a sentence
     * @throws IOException if nobody can be asked for it any more
     */
    default byte[] passphrase(String file) throws IOException, Refusal {
        return Passphrase.read(file);
    }
}
