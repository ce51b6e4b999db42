package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.Mount;

/**
 * Makes sure of what a commit needs, before its first write (C13): room, and files and devices that can have
 * their new size. Room is reserved where the file system can do that, and else compared with what is free.
 */
final class Provision {

    /** There is too little room; nothing was done. */
    static final class NoRoom extends IOException {
        private final String needs;

        /** @param needs what is missing, as a sentence without its full stop */
        private NoRoom(String needs, @Nullable Throwable cause) {
            super(Character.toUpperCase(needs.charAt(0)) + needs.substring(1) + ". Nothing was changed.",
                    cause);
            this.needs = needs;
        }

        String needs() {
            return needs;
        }
    }

    /** The maps of a disk of 64 TiB; a header that tells of more is not believed. */
    private static final long MAX_HEAD = 256 << 20;

    private final Folder around;
    private final Folder home;

    /**
     * @param around the folder of the image
     * @param home the folder of what the commit keeps meanwhile, the same or another
     */
    Provision(Folder around, Folder home) {
        this.around = around;
        this.home = home;
    }

    /**
     * Returns what the file of an image grows by at most while the steps of a plan are carried out.
     *
     * @param size of the disk, as the plan makes it
     */
    static long growth(StoredFile image, Tally tally, long size) throws IOException {
        if (image.isBlockDevice()) {
            return 0;
        }
        Optional<Allocation> allocation = image.allocation();
        return allocation.isEmpty() ? tally.peak()
                : blocks(image, tally, size) + Math.min(tally.rewritten(), image.holes());
    }

    private static long blocks(StoredFile image, Tally tally, long size) throws IOException {
        return image.allocation().isEmpty() ? 0
                : image.growth(size) + image.allocation().get().growth(tally.newBlocks(), image.size());
    }

    /** @throws NoRoom if there are not so many bytes free for the image, and for what is kept meanwhile */
    void requireRoom(long forImage, long forHome) throws IOException {
        boolean isShared = home.sharesSpaceWith(around);
        requireRoom(around, isShared ? Math.addExact(forImage, forHome) : forImage);
        requireRoom(home, isShared ? 0 : forHome);
    }

    /** @throws NoRoom if there are not so many bytes free in a folder */
    static void requireRoom(Folder folder, long needed) throws IOException {
        requireUsable(needed == 0 ? 0 : folder.usableBytes(), needed);
    }

    /** @throws NoRoom if of so many usable bytes more are needed */
    static void requireUsable(long usable, long needed) throws IOException {
        if (needed > usable) {
            throw new NoRoom("the file system of the image has too little room: the commit needs "
                    + ByteSize.format(needed) + " and there are " + ByteSize.format(usable), null);
        }
    }

    /** Reserves the room that a file of the commit will take up. */
    static void reserve(StoredFile file, long bytes) throws IOException {
        if (bytes > 0) {
            try {
                file.tryReserve(bytes, 0);
            } catch (HostFailure e) {
                throw tooLittle(e);
            }
        }
    }

    /**
     * Reserves what an image is to get, its maps included; the caller has it released.
     *
     * @param newSize of the disk, as the plan makes it
     */
    void reserveImage(StoredFile image, Tally tally, long newSize) throws IOException {
        if (image.isBlockDevice()) {
            return;
        }
        long size = image.size();
        Optional<Allocation> allocation = image.allocation();
        try {
            // where that cannot be, what is free was enough
            if (allocation.isEmpty()) {
                reserveHoles(image, tally.filledHoles());
                return;
            }
            long head = image.holes() <= tally.rewritten() ? Long.MAX_VALUE
                    : Math.min(MAX_HEAD, allocation.get().head());
            if (allocation.get().parts().isEmpty()) {
                image.tryReserve(blocks(image, tally, newSize), head);
            } else {
                image.tryReserveParts(head, LongStream.of(tally.newBlocksOfParts())
                        .map(blocks -> allocation.get().growth(blocks, size)).toArray());
            }
        } catch (HostFailure e) {
            throw tooLittle(e);
        }
    }

    /** A commit that frees room as it goes may need less than all holes together. */
    private void reserveHoles(StoredFile image, RangeSet holes) throws IOException {
        if (image.allocatedBytes() < image.size() && holes.length() < around.usableBytes()) {
            image.tryReserveHoles(holes);
        }
    }

    private static NoRoom tooLittle(HostFailure reason) {
        return new NoRoom("the commit needs more room than there is: " + reason.getMessage(), reason);
    }

    /** Returns why a new file cannot take the place of an image, in a sentence; nothing where it can. */
    static Optional<String> whyNotReplaced(HostFile file) throws IOException {
        Path image = file.realPath();
        if (file.isBlockDevice()) {
            return Optional.of(image + " is a device, of which no new image can take the place.");
        }
        if (!file.around().orElseThrow().isWritable()) {
            return Optional.of("A new image has to be made beside " + image + ", and nothing can be "
                    + "created in " + image.getParent() + "; make that folder writable, or move the image.");
        }
        if (file.links() != 1) {
            return Optional.of(image + " has more than one name, and all of them but this would keep the old "
                    + "image; remove the others first.");
        }
        return Mount.isPoint(image) ? Optional.of(image + " is mounted there on its own, so that no new "
                + "image can take its place; unmount it, or use the name that it has elsewhere.")
                : Optional.empty();
    }

    /** @throws IOException if an image cannot have so many bytes where it lies */
    static void requireSize(StoredFile image, long size) throws IOException {
        if (!image.canHave(size)) {
            throw new IOException("The image would have " + ByteSize.format(size) + ", and a file of its "
                    + "file system, or of this user, cannot have so many. Nothing was changed.");
        }
    }
}
