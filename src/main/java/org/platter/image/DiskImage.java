package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.block.Allocation;
import org.platter.block.BlockDevice;
import org.platter.host.HostFile;

/** An image file, or a block device in the place of one, as a disk. */
public interface DiskImage extends BlockDevice {

    Path path();

    /** The format's name as QEMU has it: {@code raw}, {@code qcow2}. */
    String format();

    /**
     * Makes the disk larger or smaller, in bytes, a multiple of the sector; what it grows by reads as zeros.
     */
    void resize(long size) throws IOException;

    /** Whether {@link #resize} can make the disk so large, and brings that to its end when it is repeated. */
    default boolean canGrow(long size) throws IOException {
        return false;
    }

    /** Returns how many bytes the image's file grows by at most when {@link #resize} makes the disk so large. */
    default long growth(long size) throws IOException {
        return 0;
    }

    /** Bytes that the image takes up on the host. */
    long allocatedBytes() throws IOException;

    /**
     * The file that holds it, for locks and clones; belongs to the image and is closed with it. An image on
     * another machine has none: see {@link #isRemote}.
     */
    HostFile file();

    /** Returns the files of this machine that hold its bytes, those of what it is based on too. */
    default List<HostFile> files() {
        List<HostFile> files = new ArrayList<>();
        if (!isRemote()) {
            files.add(file());
        }
        backing().ifPresent(below -> files.addAll(below.files()));
        return files;
    }

    /** Whether it is an export of an NBD server that Platter did not start, and so has no file here. */
    default boolean isRemote() {
        return false;
    }

    /**
     * Locks it as QEMU does against those who would write it, or, {@code exclusive}, against all others;
     * nothing if somebody has it open that way.
     */
    default Optional<HostFile.Lock> tryLock(boolean exclusive) throws IOException {
        return file().tryLock(exclusive);
    }

    /** Whether {@link #tryLock} could be had to write it; takes none. */
    default boolean isLockable() throws IOException {
        return file().isLockable();
    }

    /**
     * Returns how its file grows where the disk is written for the first time; nothing where the bytes of the
     * disk are bytes of a file.
     */
    default Optional<Allocation> allocation() {
        return Optional.empty();
    }

    /**
     * Prepares for being written, which some formats note in their file. Until then, or the first write, the
     * file of an image that was opened for writing is as it was.
     *
     * @throws IOException one sentence: it is in use meanwhile, or cannot be written; nothing was written
     */
    default void beginWriting() throws IOException {}

    /** The image that shows through where this one has nothing; closed with this one. */
    default Optional<DiskImage> backing() {
        return Optional.empty();
    }

    /** Whether bytes of its disk lie encrypted in its file, or in one that it is based on. */
    default boolean isEncrypted() {
        return backing().map(DiskImage::isEncrypted).orElse(false);
    }

    /**
     * Returns how the bytes of {@code window} are kept in this image, ascending, without gaps, neighbours of
     * a kind as one. The caller bounds the window (at most a few GiB).
     */
    default List<Span> spans(ByteRange window) throws IOException {
        List<Span> spans = new ArrayList<>();
        long at = window.start();
        for (ByteRange data : data(window)) {
            if (at < data.start()) {
                spans.add(new Span(new ByteRange(at, data.start()), Span.Kind.ZERO, OptionalLong.empty()));
            }
            spans.add(new Span(data, Span.Kind.DATA, OptionalLong.of(data.start())));
            at = data.end();
        }
        if (at < window.end()) {
            spans.add(new Span(new ByteRange(at, window.end()), Span.Kind.ZERO, OptionalLong.empty()));
        }
        return spans;
    }
}
