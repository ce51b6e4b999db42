package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.block.Allocation;
import org.platter.block.BlockDevice;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.ClusterMap;
import org.platter.image.capability.ClusterPacking;
import org.platter.image.capability.Overlay;
import org.platter.image.capability.SnapshotStore;
import org.platter.image.capability.StructureCheck;

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

    /** Returns its file, if the bytes of that are the disk's, in their order. */
    default Optional<StoredFile> plainFile() {
        return Optional.empty();
    }

    /** Makes a file that ends within a sector as long as the disk, before that sector is changed. */
    default void fillLastSector() throws IOException {}

    /** Whether {@link #resize} makes the disk larger or smaller at one stroke, in the image as it is. */
    default boolean resizesInPlace() {
        return false;
    }

    /** Forgets what was written since {@link #flush}, where the image keeps that apart; else it stays. */
    default void abandon() throws IOException {}

    /** Returns the options, by QEMU's names, that a new image of the same kind is made with. */
    default Map<String, String> creationOptions() {
        return Map.of();
    }

    /** Returns the snapshots that it keeps inside itself. */
    default Optional<SnapshotStore> snapshotStore() {
        return Optional.empty();
    }

    /** Returns the bitmaps that it keeps inside itself. */
    default Optional<BitmapStore> bitmapStore() {
        return Optional.empty();
    }

    /** Returns the tables of its clusters, where Platter changes those. */
    default Optional<ClusterMap> clusterMap() {
        return overlay().map(ClusterMap.class::cast);
    }

    /** Returns the tables of its clusters, where they can lead elsewhere than they do. */
    default Optional<ClusterMap> remappable() {
        return clusterMap().filter(ClusterMap::isRemappable);
    }

    /** Returns what can be based on another image, where Platter changes that. */
    default Optional<Overlay> overlay() {
        return Optional.empty();
    }

    /** Returns its clusters, where they can be packed. */
    default Optional<ClusterPacking> clusterPacking() {
        return Optional.empty();
    }

    /** Returns its structures, where Platter itself can check them. */
    default Optional<StructureCheck> structureCheck() {
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
