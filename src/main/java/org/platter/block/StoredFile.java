package org.platter.block;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * A file as what keeps its order of writes sees it: an image, or a part of a journal. {@link HostStoredFile}
 * is the real one; the tests lose the power in theirs. Nothing is durable before {@link #sync} has returned.
 */
public interface StoredFile extends Closeable {

    long size() throws IOException;

    /** Bytes that it takes up, holes left out. */
    long allocatedBytes() throws IOException;

    boolean isBlockDevice();

    /** With {@link #inode}: which file it is. */
    long device();

    long inode();

    /** Fills {@code into} from its position to its limit; fails past the end. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** Writes all of {@code from}; the file grows where that is past its end. */
    void write(long offset, ByteBuffer from) throws IOException;

    /** Makes the range read as zeros, as a hole where that is possible. */
    void punch(ByteRange range) throws IOException;

    void resize(long size) throws IOException;

    /** Reserves the space of a range that has none; false, having done nothing, where that cannot be. */
    default boolean tryAllocate(ByteRange range) throws IOException {
        return false;
    }

    /** Returns how the host's file grows that keeps it, where that is not this file itself. */
    default Optional<Allocation> allocation() {
        return Optional.empty();
    }

    /** Returns how many bytes the host's file grows by for tables, when {@link #resize} gives this so many. */
    default long growth(long size) throws IOException {
        return 0;
    }

    /** Returns how many bytes of the host's file have no room on it: what is written there takes up more. */
    default long holes() throws IOException {
        return 0;
    }

    /** Returns whether the host's file can have so many bytes where it lies. */
    default boolean canHave(long bytes) throws IOException {
        return true;
    }

    /**
     * Gives the host's file room for so many bytes behind its end, and for all of its beginning that has
     * none; its size stays. Returns false, having done nothing, where that cannot be.
     *
     * @throws IOException if there is too little room
     */
    default boolean tryReserve(long bytes, long head) throws IOException {
        return false;
    }

    /**
     * Gives those holes of the host's file room; what it reads as stays. Returns false, having done nothing,
     * where that cannot be.
     *
     * @throws IOException if there is too little room
     */
    default boolean tryReserveHoles(RangeSet holes) throws IOException {
        return false;
    }

    /**
     * Gives each of the host's files that hold a part of the disk so many bytes behind its end, as
     * {@link #tryReserve} does.
     */
    default boolean tryReserveParts(long head, long... bytes) throws IOException {
        return false;
    }

    /** Gives back what is reserved and was not written, as far as that is possible. */
    default void release() throws IOException {}

    void sync() throws IOException;

    /** Returns what {@link #trySetMark} set and nobody removed since. */
    default Optional<byte[]> mark() throws IOException {
        return Optional.empty();
    }

    /**
     * Marks the file, durably, by a few bytes that are no part of its content and stay with it under whatever
     * name; false, having done nothing, where that cannot be.
     */
    default boolean trySetMark(byte[] mark) throws IOException {
        return false;
    }

    /** Removes the mark, durably, if there is one. */
    default void removeMark() throws IOException {}

    /**
     * Shares a range of {@code source} at {@code to} of this; false, having done nothing, where that cannot
     * be.
     */
    boolean tryCloneRange(StoredFile source, ByteRange from, long to) throws IOException;

    /** Returns a superset of what is not zero in {@code window}, which may reach past the end. */
    RangeSet data(ByteRange window) throws IOException;

    /** Gives {@code other} the owner, the permissions and the extended attributes of this. */
    void copyAttributesTo(StoredFile other) throws IOException;
}
