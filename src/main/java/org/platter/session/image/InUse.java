package org.platter.session.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.platter.base.Refusal;
import org.platter.commit.Recovery;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Images;
import org.platter.image.Opening;
import org.platter.session.RecoveryNeeded;

/** An image that a job has open, and that others are kept from meanwhile. */
record InUse(DiskImage image, HostFile.Lock lock) implements Closeable {

    /** Opens an image to change it, and locks it against all others. */
    static InUse toWrite(Path path, Opening opening) throws IOException, Refusal {
        return locked(opened(path, opening.withWritable(true)), true);
    }

    /** Opens an image to read it, and locks it against those who would write it. */
    static InUse toRead(Path path, Opening opening) throws IOException, Refusal {
        return locked(opened(path, opening.withWritable(false)), false);
    }

    /**
     * Opens an image that is as it was asked to become.
     *
     * @throws RecoveryNeeded if a commit was interrupted: it is half one thing and half another
     */
    static DiskImage opened(Path path, Opening opening) throws IOException {
        DiskImage image = Images.open(path, opening); // first: it says best why a path cannot be opened
        try {
            if (Recovery.find(path).isPresent()) {
                throw new RecoveryNeeded(path);
            }
            return image;
        } catch (IOException | RuntimeException e) {
            close(image, e);
            throw e;
        }
    }

    private static InUse locked(DiskImage image, boolean exclusive) throws IOException, Refusal {
        try {
            return new InUse(image, image.tryLock(exclusive).orElseThrow(() -> new Refusal(image.path()
                    + " is in use by another program, a virtual machine or another Platter; close it there "
                    + "first.")));
        } catch (IOException | Refusal | RuntimeException e) {
            close(image, e);
            throw e;
        }
    }

    private static void close(DiskImage image, Exception cause) {
        try {
            image.close();
        } catch (IOException more) {
            cause.addSuppressed(more);
        }
    }

    @Override
    public void close() throws IOException {
        try (image) {
            lock.close();
        }
    }
}
