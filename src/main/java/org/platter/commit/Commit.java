package org.platter.commit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.image.DiskImage;
import org.platter.image.capability.ClusterMap;

/** One way of making a staged disk true. */
public sealed interface Commit permits CloneCommit, InPlaceCommit, RewriteCommit, ShadowCommit {

    /**
     * Returns the best way for this image. Of a qcow2 one the tables are rebuilt. A raw one is cloned where
     * its file system shares blocks, and else changed in place; so is what QEMU or another machine serves, or
     * rebuilt where its size changes.
     *
     * @throws IOException if there is none, in a sentence
     */
    static Commit choose(Change change) throws IOException {
        DiskImage image = change.image();
        if (image.plainFile().isPresent()) {
            return CloneCommit.isPossible(change) ? new CloneCommit(change) : new InPlaceCommit(change);
        }
        Optional<ClusterMap> clusters = image.remappable();
        if (clusters.isPresent()) {
            return ShadowCommit.of(change, clusters.get());
        }
        if (change.staged().size() == image.size() || image.resizesInPlace()
                || image.canGrow(change.staged().size()) && InPlaceCommit.hasPlace(image)) {
            return new InPlaceCommit(change);
        }
        if (image.isRemote()) {
            throw new IOException("The size of " + image.path() + " can be changed only where it is served.");
        }
        if (wouldDecrypt(image)) {
            throw new IOException(image.path() + " is encrypted, and a new image would not be.");
        }
        return new RewriteCommit(change);
    }

    /** Whether an image of another size would hold the bytes in the clear that this one has encrypted. */
    static boolean wouldDecrypt(DiskImage image) {
        return image.isEncrypted() && !image.resizesInPlace();
    }

    /** Returns what {@link #run} would do, writing nothing. */
    Estimate estimate() throws IOException;

    /**
     * Makes the staged disk true and durable. Afterwards the image has to be opened afresh, since its file
     * may be another one.
     *
     * @throws org.platter.base.Cancelled if it was cancelled before anything was written; nothing is left
     * behind
     * @throws Interruption if it stopped half way; the image is to be finished by {@link Recovery#resume}
     * @throws IOException if it failed before anything was written; the image is as it was
     */
    void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException;
}
