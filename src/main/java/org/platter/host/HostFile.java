package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * One open file or block device: one descriptor for data, locks, holes and clones. Several threads may use it at
 * once.
 */
public final class HostFile implements Closeable {

    public enum Access { READ, WRITE }

    /** A lock held on the file, as QEMU understands it, until it or the file is closed. */
    public interface Lock extends Closeable {
        @Override
        void close() throws IOException;
    }

    private HostFile() {}

    /** Opens a regular file or a block device; {@code WRITE} is reading and writing. */
    public static HostFile open(Path path, Access access) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes a file that was not there, readable and writable by its owner only. */
    public static HostFile create(Path path) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes a file without a name in {@code folder}, which is gone with its last use, also after a crash. */
    public static HostFile createUnnamed(Path folder) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes the names in a folder durable: what was created, renamed or deleted in it. */
    public static void syncFolder(Path folder) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** Bytes in the file or device. */
    public long size() throws IOException {
        throw new UnsupportedOperationException();
    }

    public boolean isBlockDevice() {
        throw new UnsupportedOperationException();
    }

    public boolean isWritable() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of a logical sector of a block device; 512 for a file. */
    public int sectorSize() {
        throw new UnsupportedOperationException();
    }

    /** Bytes that it takes up on the host, without its holes; the size of a block device. */
    public long allocatedBytes() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The device that the file lies on; together with {@link #inode} its identity. */
    public long device() {
        throw new UnsupportedOperationException();
    }

    public long inode() {
        throw new UnsupportedOperationException();
    }

    public int ownerUser() throws IOException {
        throw new UnsupportedOperationException();
    }

    public int ownerGroup() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The permission bits, {@code 0600} for example. */
    public int mode() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Fills {@code into} from its position to its limit. @throws java.io.EOFException past the end */
    public void read(long offset, ByteBuffer into) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes {@code from} from its position to its limit; a file grows where that is past its end. */
    public void write(long offset, ByteBuffer from) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns when all that was written would survive a power cut; once it failed it never succeeds again. */
    public void sync() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Cuts or grows a file to {@code size} bytes; what it grows by reads as zeros. */
    public void resize(long size) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes the range read as zeros, as a hole where the file can have one. */
    public void punch(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes the range a hole; returns false, having done nothing, where that is not possible. */
    public boolean tryPunch(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Shares a range of {@code source} at offset {@code to} of this file; false, having done nothing, where not. */
    public boolean tryCloneRange(HostFile source, ByteRange from, long to) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns what is no hole in {@code window}; all of it where the file system does not tell. */
    public RangeSet data(ByteRange window) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Takes QEMU's locks on the file: to write it alone, or to read it while nobody writes; nothing if refused. */
    public Optional<Lock> tryLock(boolean exclusive) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Gives {@code other} the owner, group, permissions and extended attributes of this, as far as permitted. */
    public void copyAttributesTo(HostFile other) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
