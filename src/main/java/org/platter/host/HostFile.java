package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.CacheMode;
import org.platter.base.RangeSet;

/**
 * One open file or block device: one descriptor for data, locks, holes and clones, so that a lock lives
 * exactly as long as the access it protects. Several threads may use it at once; it has no position. Long,
 * since every call on the descriptor is here and says in its own words what failed.
 */
public final class HostFile implements Closeable {

    /** What a file is opened for; to look at it is to read it, if it could be written. */
    public enum Access {
        READ, LOOK, WRITE
    }

    /** A lock held on a file until it or the file is closed. */
    public interface Lock extends Closeable {
        @Override
        void close() throws IOException;
    }

    /** Arrays go to the kernel and back through this many bytes of each thread's own. */
    private static final int TRANSFER = 256 << 10;

    /** What memory, offsets and lengths are multiples of on the way past the page cache, in bytes. */
    public static final int DIRECT_ALIGNMENT = 4096;

    private static final ThreadLocal<Memory> TRANSFERS = ThreadLocal.withInitial(
            () -> new Memory(TRANSFER + DIRECT_ALIGNMENT).align(DIRECT_ALIGNMENT));

    private final ReentrantReadWriteLock closing = new ReentrantReadWriteLock();
    private final Path path;
    private final Optional<OpenFolder> around;
    private final String name;
    private final boolean byLink;
    private final boolean writable;
    private final boolean blockDevice;
    private final boolean heldAlone;
    private final int sectorSize;
    private final long device;
    private final long inode;
    private final String deviceNumber;
    private int descriptor;
    /** The same file past the page cache; negative where everything goes through it. */
    private int uncached;
    private volatile @Nullable IOException failedSync;
    /** What a loop device shows, once somebody has asked. */
    private Optional<HostFile> shown = Optional.empty();
    private boolean isShownKnown;
    /** The same file by a mount that is read-only; negative until somebody asks, and where there is none. */
    private int readOnly = -1;
    /** They have been given room. */
    private volatile RangeSet reservedHoles = RangeSet.EMPTY;

    private HostFile(int descriptor, int uncached, Path path, Optional<OpenFolder> around, String name,
            boolean byLink, boolean writable, boolean heldAlone, FileStatus status) {
        this.descriptor = descriptor;
        this.uncached = uncached;
        this.path = path;
        this.around = around;
        this.name = name;
        this.byLink = byLink;
        this.writable = writable;
        this.blockDevice = status.isBlockDevice();
        this.heldAlone = heldAlone;
        this.device = status.device();
        this.inode = status.inode();
        this.deviceNumber = status.major() + ":" + status.minor();
        long sector = blockDevice ? LibC.ask(descriptor, LibC.BLKSSZGET, 4) : 512;
        this.sectorSize = sector < 512 ? 512 : ByteSize.toInt(sector);
    }

    /**
     * Opens a regular file or a block device. A block device is opened for writing only while nothing else
     * uses it: not mounted, no part of a RAID; partitions of it may be in use, and are then for the caller to
     * leave alone.
     *
     * @throws IOException one sentence: not there, a folder, a pipe, no permission, in use
     */
    public static HostFile open(Path path, Access access) throws IOException {
        return open(path, access, CacheMode.WRITEBACK);
    }

    /**
     * Opens it as {@link #open(Path, Access)} does, in a cache mode. Where the file system has no way past
     * the page cache it is read and written through it, see {@link #isDirect}.
     */
    public static HostFile open(Path path, Access access, CacheMode cache) throws IOException {
        try (Location location = locate(path, access != Access.READ)) {
            return open(location, access, cache);
        }
    }

    /** Resolves the path of a file that is to be opened. */
    public static Location locate(Path path) throws IOException {
        return locate(path, false);
    }

    /** Resolves the path of a file that begins in an open folder, unless it is absolute. */
    public static Location locate(Path path, OpenFolder from) throws IOException {
        try {
            return Location.of(path, from);
        } catch (HostFailure e) {
            throw notOpened(from.path().resolve(path), false, e.errno());
        }
    }

    /** Resolves the name of a file again in its folder, where the file may have been replaced. */
    public static Location locateAgain(Location before) throws IOException {
        try {
            return before.again();
        } catch (HostFailure e) {
            throw e.errno() == LibC.ELOOP
                    ? new HostFailure(LibC.ELOOP, before.path() + " was replaced by a link.")
                    : notOpened(before.path(), false, e.errno());
        }
    }

    private static Location locate(Path path, boolean write) throws IOException {
        try {
            return Location.of(path);
        } catch (HostFailure e) {
            throw notOpened(path, write, e.errno());
        }
    }

    /** Opens the very file that was located. */
    public static HostFile open(Location location, Access access) throws IOException {
        return open(location, access, CacheMode.WRITEBACK);
    }

    /** Opens, as {@link #open(Path, Access, CacheMode)} does, the very file that was located. */
    public static HostFile open(Location location, Access access, CacheMode cache) throws IOException {
        if (access == Access.LOOK) {
            return openToLook(location, cache);
        }
        Path path = location.path();
        byte[] name = location.reopening();
        boolean write = access == Access.WRITE;
        // Looked at first, since opening alone already does something to some character devices.
        FileStatus status = location.status();
        if (!status.isRegular() && !status.isBlockDevice()) {
            throw new HostFailure(LibC.EINVAL, path + " is " + status.kind() + ", not a disk image.");
        }
        // O_NONBLOCK, lest a drive without a medium hold us up; files and disks do not care.
        int flags = (write ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_CLOEXEC | LibC.O_NONBLOCK
                | (write && status.isBlockDevice() ? LibC.O_EXCL : 0)
                | (cache.isSynchronous() ? LibC.O_DSYNC : 0);
        int descriptor = LibC.open(name, flags, 0);
        int errno = descriptor < 0 ? LibC.errno() : 0;
        boolean isAlone = write && status.isBlockDevice() && errno == 0;
        if (errno == LibC.EBUSY && status.isBlockDevice()
                && DeviceUse.isOfPartitionsOnly(status.major(), status.minor())) {
            descriptor = LibC.open(name, flags & ~LibC.O_EXCL, 0);
            errno = descriptor < 0 ? LibC.errno() : 0;
        }
        if (errno != 0) {
            throw write ? notOpenedDevice(path, status, errno) : notOpened(path, false, errno);
        }
        if (status.isBlockDevice() && isEmptyDrive(descriptor)) {
            LibC.close(descriptor);
            throw new HostFailure(LibC.ENOMEDIUM, "There is no medium in " + path + ".");
        }
        // the kernel opens a write-protected device for writing, and refuses the first write
        if (write && status.isBlockDevice() && LibC.ask(descriptor, LibC.BLKROGET, 4) == 1) {
            LibC.close(descriptor);
            throw writeProtected(path);
        }
        OpenFolder around;
        try {
            around = location.folder().again();
        } catch (IOException e) {
            LibC.close(descriptor);
            throw e;
        }
        return new HostFile(descriptor, uncached(descriptor, write, cache), path, Optional.of(around),
                location.name(), location.isByLink(), write, isAlone, status);
    }

    /** Opens a file to read it where nothing is in the way of writing it, as far as reading can tell. */
    private static HostFile openToLook(Location location, CacheMode cache) throws IOException {
        Path path = location.path();
        HostFile file = open(location, Access.READ, cache);
        try {
            byte[] name = location.reopening();
            if (LibC.access(name, LibC.W_OK) < 0) {
                throw notOpened(path, true, LibC.errno());
            }
            if (file.blockDevice) {
                requireUnused(path, name, location.status());
                if (LibC.ask(file.descriptor, LibC.BLKROGET, 4) == 1) {
                    throw writeProtected(path);
                }
            }
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** To open a device for writing, even once, makes the system look at it afresh. */
    private static void requireUnused(Path path, byte[] name, FileStatus status) throws IOException {
        int descriptor = LibC.open(name, LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK | LibC.O_EXCL, 0);
        int errno = descriptor < 0 ? LibC.errno() : 0;
        if (descriptor >= 0) {
            LibC.close(descriptor);
        }
        if (errno != 0 && !(errno == LibC.EBUSY
                && DeviceUse.isOfPartitionsOnly(status.major(), status.minor()))) {
            throw notOpenedDevice(path, status, errno);
        }
    }

    private static HostFailure notOpenedDevice(Path path, FileStatus status, int errno) throws IOException {
        List<String> uses = errno == LibC.EBUSY && status != null && status.isBlockDevice()
                ? DeviceUse.of(status.major(), status.minor()) : List.of();
        return uses.isEmpty() ? notOpened(path, true, errno) : new HostFailure(errno, "Cannot open "
                + path + ": it is in use (" + String.join(", ", uses) + ").");
    }

    private static HostFailure writeProtected(Path path) {
        return new HostFailure(LibC.EROFS, path + " is write-protected.");
    }

    /** An optical drive is opened without its disc too, O_NONBLOCK, and says then that it has a size. */
    private static boolean isEmptyDrive(int descriptor) {
        int state = LibC.ioctl(descriptor, LibC.CDROM_DRIVE_STATUS, LibC.CDSL_CURRENT);
        return state == LibC.CDS_NO_DISC || state == LibC.CDS_TRAY_OPEN;
    }

    /** Opens what a descriptor stands for once more, past the page cache; negative where that cannot be. */
    private static int uncached(int descriptor, boolean write, CacheMode cache) {
        if (!cache.isDirect()) {
            return -1;
        }
        int flags = (write ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_CLOEXEC | LibC.O_NONBLOCK | LibC.O_DIRECT
                | (cache.isSynchronous() ? LibC.O_DSYNC : 0);
        return LibC.open(LibC.bytes("/proc/self/fd/" + descriptor), flags, 0);
    }

    /** Takes over an open descriptor; where this fails, it is closed. */
    static HostFile adopt(int descriptor, Path path, boolean writable) throws HostFailure {
        return new HostFile(descriptor, -1, path, Optional.empty(), FileName.of(path), false, writable, false,
                opened(descriptor, path));
    }

    private static FileStatus opened(int descriptor, Path path) throws HostFailure {
        FileStatus status = FileStatus.of(descriptor);
        if (status == null) {
            int errno = LibC.errno();
            LibC.close(descriptor);
            throw new HostFailure(errno, path + ": cannot look at it: " + HostFailure.reason(errno));
        }
        return status;
    }

    /** Makes an empty file where there was none, readable and writable by its owner only. */
    public static HostFile create(Path path) throws IOException {
        return create(path, CacheMode.WRITEBACK, 0600);
    }

    /**
     * Makes an empty file where there was none, which is read and written in a cache mode.
     *
     * @param mode its permissions, less those that the user's mask takes away
     */
    public static HostFile create(Path path, CacheMode cache, int mode) throws IOException {
        int flags = LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_CLOEXEC
                | (cache.isSynchronous() ? LibC.O_DSYNC : 0);
        int descriptor = LibC.open(LibC.bytes(path), flags, mode);
        if (descriptor < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "Cannot create " + path + ": " + HostFailure.reason(errno) + ".");
        }
        FileStatus status = opened(descriptor, path);
        return new HostFile(descriptor, uncached(descriptor, true, cache), path, Optional.empty(),
                FileName.of(path), false, true, false, status);
    }

    /**
     * Makes an empty file without a name in {@code folder}; it is gone with its last use, also after a crash.
     */
    public static HostFile createUnnamed(OpenFolder folder) throws IOException {
        Optional<HostFile> file = folder.tryCreateUnnamed();
        if (file.isPresent()) {
            return file.get();
        }
        String name = ".platter-" + UUID.randomUUID() + ".scratch";
        HostFile named = folder.createFile(name);
        try {
            folder.delete(name);
            return named;
        } catch (IOException e) {
            named.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Returns the folder in which the file lay when it was opened by its path, and which is closed with it;
     * nothing for a file that was made.
     */
    public Optional<OpenFolder> around() {
        return around;
    }

    /** Returns the name of the file in that folder, which is not the path's where that is a link. */
    public String name() {
        return name;
    }

    /** Whether it was opened by the path of a link. */
    boolean isByLink() {
        return byLink;
    }

    /** Returns where the file lay when it was opened by its path, to be closed by itself. */
    public Location location() throws IOException {
        int fd = use();
        try {
            return Location.of(this, around.orElseThrow(), fd, status());
        } finally {
            release();
        }
    }

    /** Returns where the file lay when it was opened, without links. */
    public Path realPath() throws IOException {
        return around.isPresent() ? around.get().path(name) : path.toRealPath();
    }

    /**
     * Returns the file of which this loop device shows all bytes, open to be read; it is looked up once and
     * closed with this. Nothing for other devices, and where the file cannot be opened.
     */
    public Optional<HostFile> shownFile() throws IOException {
        return shownFile(Optional.empty());
    }

    /**
     * Returns what {@link #shownFile()} does, without resolving a path where the file is the one that lay
     * there before.
     */
    public synchronized Optional<HostFile> shownFile(Optional<Location> known) throws IOException {
        if (!isShownKnown) {
            int fd = use();
            try {
                shown = blockDevice ? ShownFile.open(this, fd, known) : Optional.empty();
                isShownKnown = true;
            } finally {
                release();
            }
        }
        return shown;
    }

    /** Returns a path for programs, which leads to this very file as long as it is open. */
    public Path stablePath() {
        return OpenFolder.DESCRIPTORS.resolve(String.valueOf(descriptor));
    }

    /**
     * Returns such a path by which the file can only be read, where this user can make one; else the same as
     * {@link #stablePath}.
     */
    public synchronized Path stablePathToRead() throws IOException {
        if (readOnly < 0) {
            int fd = use();
            try {
                readOnly = ReadOnlyView.open(fd);
            } finally {
                release();
            }
        }
        return readOnly < 0 ? stablePath() : OpenFolder.DESCRIPTORS.resolve(String.valueOf(readOnly));
    }

    /** Opens a folder: the one around this file, where it is that, else the one that the path leads to. */
    public OpenFolder folder(Path wanted) throws IOException {
        return around.isPresent() && around.get().path().equals(wanted) ? around.get().again()
                : OpenFolder.open(wanted);
    }

    public boolean isBlockDevice() {
        return blockDevice;
    }

    public boolean isWritable() {
        return writable;
    }

    /** Whether what is aligned is read and written past the page cache. */
    public boolean isDirect() {
        return uncached >= 0;
    }

    /** Bytes of a logical sector of a block device; 512 for a file. */
    public int sectorSize() {
        return sectorSize;
    }

    /**
     * The device that the file lies on; together with {@link #inode} it tells a file from every other one.
     */
    public long device() {
        return device;
    }

    public long inode() {
        return inode;
    }

    /** Which block device it is, as {@code major:minor}; {@code 0:0} for a file. */
    public String deviceNumber() {
        return deviceNumber;
    }

    /** Returns whether a path leads to this very file now. */
    public boolean isAt(Path other) {
        return at(other).orElse(false);
    }

    /** Returns whether a path leads to this very file now; nothing where it leads nowhere. Looks once. */
    public Optional<Boolean> at(Path other) {
        return Optional.ofNullable(FileStatus.of(LibC.bytes(other)))
                .map(status -> status.device() == device && status.inode() == inode);
    }

    /** Names that it has now. */
    public int links() throws IOException {
        return status().links();
    }

    public int ownerUser() throws IOException {
        return status().user();
    }

    public int ownerGroup() throws IOException {
        return status().group();
    }

    /** The permission bits, {@code 0600} for example. */
    public int mode() throws IOException {
        return status().mode() & 07777;
    }

    /** Whether it is a device of which nobody else can begin to use any part while this is open. */
    public boolean isHeldAlone() {
        return heldAlone;
    }

    /**
     * Forgets what was read of a block device: what is written to a partition by way of its own node does not
     * reach what is remembered of the whole disk. Without the right to, nothing happens.
     */
    public void forgetRead() throws IOException {
        if (blockDevice) {
            int fd = use();
            try {
                LibC.ioctl(fd, LibC.BLKFLSBUF, 0L);
            } finally {
                release();
            }
        }
    }

    /**
     * The geometry that a disk's driver tells.
     *
     * @param heads 1 to 255
     * @param sectors of a track, 1 to 63
     */
    public record Tracks(int heads, int sectors) {

        /**
         * Reads {@code struct hd_geometry} of {@code linux/hdreg.h}, where it is a possible one. Its
         * cylinders tell nothing: in their 16 bits an NVMe disk of 64 GiB has 0.
         */
        static Optional<Tracks> of(byte[] answer) {
            int heads = answer[0] & 0xff;
            int sectors = answer[1] & 0xff;
            return heads == 0 || sectors == 0 || sectors > 63 ? Optional.empty()
                    : Optional.of(new Tracks(heads, sectors));
        }
    }

    /**
     * Returns the geometry that a disk tells, where it is a possible one. Most drivers reckon in sectors of
     * 512 bytes, also where the disk has larger ones. The numbers are taken as they are all the same: sfdisk
     * and parted do so too, and the tables that they make are for them.
     */
    public Optional<Tracks> tracks() {
        if (!blockDevice) {
            return Optional.empty();
        }
        try (Memory answer = new Memory(16)) {
            answer.clear();
            int fd = use();
            try {
                return LibC.ioctl(fd, LibC.HDIO_GETGEO, answer) < 0 ? Optional.empty()
                        : Tracks.of(answer.getByteArray(0, 16));
            } finally {
                release();
            }
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    /** Bytes in the file or device, as they are now. */
    public long size() throws IOException {
        if (!blockDevice) {
            return status().size();
        }
        int fd = use();
        try {
            long size = LibC.ask(fd, LibC.BLKGETSIZE64, 8);
            if (size < 0) {
                throw failure("tell the size", LibC.errno());
            }
            return size;
        } finally {
            release();
        }
    }

    /** Bytes that it takes up on the host, without its holes; the size of a block device. */
    public long allocatedBytes() throws IOException {
        return blockDevice ? size() : status().allocated();
    }

    /**
     * Fills {@code into} from its position to its limit.
     *
     * @throws EOFException if the file ends before that
     */
    public void read(long offset, ByteBuffer into) throws IOException {
        int fd = use();
        try {
            for (long at = offset; into.hasRemaining();) {
                Memory transfer = into.isDirect() ? null : TRANSFERS.get();
                long address = transfer == null ? address(into) : Pointer.nativeValue(transfer);
                int length = transfer == null ? into.remaining() : Math.min(into.remaining(), TRANSFER);
                int past = directLength(at, address, length);
                long got = past > 0 ? LibC.pread(uncached, address, past, at)
                        : LibC.pread(fd, address, cachedLength(at, address, length), at);
                if (got > 0 && transfer != null) {
                    transfer.read(0, into.array(), into.arrayOffset() + into.position(), (int) got);
                }
                if (got == 0) {
                    throw new EOFException(String.format("%s: cannot read %d bytes at 0x%x: it ends earlier",
                            shown(), into.remaining(), at));
                }
                if (got > 0) {
                    into.position(into.position() + (int) got);
                    at += got;
                } else if (LibC.errno() != LibC.EINTR) {
                    throw failure("read", into.remaining(), at, LibC.errno());
                }
            }
        } finally {
            release();
        }
    }

    /** Writes {@code from} from its position to its limit; a file grows where that lies past its end. */
    public void write(long offset, ByteBuffer from) throws IOException {
        int fd = useToChange();
        try {
            for (long at = offset; from.hasRemaining();) {
                long address;
                int length = from.remaining();
                if (from.isDirect()) {
                    address = address(from);
                } else {
                    Memory transfer = TRANSFERS.get();
                    length = Math.min(length, TRANSFER);
                    transfer.getByteBuffer(0, length).put(from.duplicate().limit(from.position() + length));
                    address = Pointer.nativeValue(transfer);
                }
                int past = directLength(at, address, length);
                long done = past > 0 ? LibC.pwrite(uncached, address, past, at)
                        : LibC.pwrite(fd, address, cachedLength(at, address, length), at);
                if (done > 0) {
                    from.position(from.position() + (int) done);
                    at += done;
                } else if (done == 0 || LibC.errno() != LibC.EINTR) {
                    // A device takes nothing past its end and says so by a count of 0.
                    throw failure("write", from.remaining(), at, done == 0 ? LibC.ENOSPC : LibC.errno());
                }
            }
        } finally {
            release();
        }
    }

    /** Returns how many of these bytes can go past the page cache at once; 0 for none. */
    private int directLength(long at, long address, int length) {
        return uncached >= 0 && (at | address) % DIRECT_ALIGNMENT == 0 ? length & -DIRECT_ALIGNMENT : 0;
    }

    /** Returns how many bytes go through the page cache before others can go past it again. */
    private int cachedLength(long at, long address, int length) {
        long ahead = -at & DIRECT_ALIGNMENT - 1;
        return uncached >= 0 && ahead > 0 && ahead < length && (address + ahead) % DIRECT_ALIGNMENT == 0
                ? (int) ahead : length;
    }

    /**
     * Returns when all that was written would survive a power cut. Once it has failed it fails for ever: the
     * kernel reports a lost write a single time and then counts it as written.
     */
    public void sync() throws IOException {
        int fd = use();
        try {
            if (failedSync != null) {
                throw new IOException(shown() + ": an earlier write did not reach the disk", failedSync);
            }
            if (LibC.fsync(fd) < 0) {
                failedSync = failure("make durable what was written", LibC.errno());
                throw failedSync;
            }
        } finally {
            release();
        }
    }

    /**
     * Lets what was written go to the disk from now on, so that a {@link #sync} later has less to wait for.
     * Promises nothing, and fails never.
     */
    public void startSync() throws IOException {
        int fd = use();
        try {
            LibC.sync_file_range(fd, 0, 0, LibC.SYNC_FILE_RANGE_WRITE); // what it cannot do, the sync will
        } finally {
            release();
        }
    }

    /**
     * Cuts or grows a file to {@code size} bytes; what it grows by reads as zeros and takes up nothing. A
     * loop device grows with its file.
     *
     * @throws IOException if it is another block device, or would shrink
     */
    public void resize(long size) throws IOException {
        if (blockDevice) {
            DeviceSize.grow(this, size);
            return;
        }
        int fd = useToChange();
        try {
            if (LibC.ftruncate(fd, size) < 0) {
                throw failure("change the size to " + ByteSize.format(size), LibC.errno());
            }
        } finally {
            release();
        }
    }

    /**
     * Makes the range read as zeros: as a hole in a file that can have one, never more than written zeros on
     * a block device. What lies past the end is ignored.
     */
    public void punch(ByteRange range) throws IOException {
        long end = Math.min(range.end(), size());
        if (end <= range.start() || tryPunch(new ByteRange(range.start(), end))) {
            return;
        }
        long start = ByteSize.ceil(range.start(), sectorSize);
        long stop = ByteSize.floor(end, sectorSize);
        if (start < stop && tryFallocate(LibC.FALLOC_ZERO_RANGE | LibC.FALLOC_KEEP_SIZE, start, stop)) {
            writeZeros(range.start(), start);
            writeZeros(stop, end);
        } else {
            writeZeros(range.start(), end);
        }
    }

    /**
     * Gives the range of a file room on the host, growing the file where that is past its end; returns false,
     * having done nothing, where that is not possible.
     */
    public boolean tryAllocate(ByteRange range) throws IOException {
        return !blockDevice && (range.isEmpty() || tryFallocate(0, range.start(), range.end()));
    }

    /**
     * Gives a file room on the host for {@code more} bytes behind its end, and for the holes of its first
     * {@code head} bytes; its size and what it reads as stay, until {@link #releaseRoom}. Returns false,
     * having done nothing, where that is not possible.
     *
     * @throws HostFailure if there is too little room
     */
    public boolean tryReserveRoom(long more, long head) throws IOException {
        if (blockDevice) {
            return false;
        }
        long size = size();
        long front = Math.min(head, size);
        boolean hadHoles = front > 0 && allocatedBytes() < size;
        try {
            if (hadHoles) {
                reservedHoles = reservedHoles.union(RangeSet.of(new ByteRange(0, front)));
            }
            if (more > 0) { // of which what the file grows over may stay unwritten
                reservedHoles = reservedHoles.union(RangeSet.of(ByteRange.of(size, more)));
            }
            return (front == 0 || tryFallocate(LibC.FALLOC_KEEP_SIZE, 0, front))
                    && (more == 0 || tryFallocate(LibC.FALLOC_KEEP_SIZE, size, Math.addExact(size, more)));
        } catch (HostFailure e) {
            releaseRoom(); // a part of it may have been there
            throw e;
        }
    }

    /**
     * Gives holes of a file room on the host; what it reads as stays. Returns false, having done nothing,
     * where that is not possible.
     *
     * @throws HostFailure if there is too little room
     */
    public boolean tryReserveHoles(RangeSet holes) throws IOException {
        if (blockDevice) {
            return false;
        }
        reservedHoles = reservedHoles.union(holes);
        try {
            for (ByteRange hole : holes) {
                if (!tryFallocate(LibC.FALLOC_KEEP_SIZE, hole.start(), hole.end())) {
                    releaseRoom();
                    return false;
                }
            }
            return true;
        } catch (HostFailure e) {
            releaseRoom(); // a part of it may have been there
            throw e;
        }
    }

    /** Gives back what {@link #tryReserveRoom} and the like gave a file and nobody has written to since. */
    public void releaseRoom() throws IOException {
        if (!blockDevice) {
            long size = size();
            resize(size);
            for (ByteRange reserved : reservedHoles.within(new ByteRange(0, size))) {
                for (ByteRange unwritten : data(reserved).complementWithin(reserved)) {
                    tryPunch(unwritten);
                }
            }
            reservedHoles = RangeSet.EMPTY;
        }
    }

    /**
     * Returns whether a file of {@code length} bytes can be where this one lies, by what the file system and
     * the limits of this process say.
     */
    public boolean canHave(long length) throws IOException {
        int fd = use();
        try {
            return blockDevice ? DeviceSize.whyNot(this, size(), length).isEmpty()
                    : LibC.lseek(fd, length, LibC.SEEK_SET) >= 0 && length <= longestFile();
        } finally {
            release();
        }
    }

    /** The limit of this process, as in {@code ulimit -f}; it is none where /proc does not tell. */
    private static long longestFile() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max file size")).findFirst()
                    .map(line -> line.substring("Max file size".length()).strip().split("\\s+")[0])
                    .filter(number -> number.matches("\\d{1,18}")).map(Long::valueOf).orElse(Long.MAX_VALUE);
        } catch (IOException | UncheckedIOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Makes the range of a file a hole; returns false, having done nothing, where that is not possible. */
    public boolean tryPunch(ByteRange range) throws IOException {
        return !blockDevice && (range.isEmpty()
                || tryFallocate(LibC.FALLOC_PUNCH_HOLE | LibC.FALLOC_KEEP_SIZE,
                        range.start(), range.end()));
    }

    /**
     * Lets the range at {@code to} share the host's blocks with a range of {@code source}, whole blocks of
     * the file system; returns false, having done nothing, where that is not possible.
     */
    public boolean tryCloneRange(HostFile source, ByteRange from, long to) throws IOException {
        if (from.isEmpty()) {
            return true; // a length of 0 would mean up to the end
        }
        int fd = useToChange();
        try {
            int sourceFd = source.use();
            // struct file_clone_range, linux/fs.h
            try (Memory range = new Memory(32)) {
                range.setLong(0, sourceFd);
                range.setLong(8, from.start());
                range.setLong(16, from.length());
                range.setLong(24, to);
                if (LibC.ioctl(fd, LibC.FICLONERANGE, range) >= 0) {
                    return true;
                }
                int errno = LibC.errno();
                return switch (errno) {
                    case LibC.EOPNOTSUPP, LibC.EXDEV, LibC.EINVAL, LibC.ENOTTY, LibC.ENOSYS, LibC.ETXTBSY ->
                        false;
                    default -> throw failure("share blocks of " + source.path + " with it", errno);
                };
            } finally {
                source.release();
            }
        } finally {
            release();
        }
    }

    /**
     * Returns the bytes in {@code window} that are in no hole; all of it where the file system does not tell.
     * What lies past the end is left out.
     */
    public RangeSet data(ByteRange window) throws IOException {
        long end = Math.min(window.end(), size());
        if (end <= window.start()) {
            return RangeSet.EMPTY;
        }
        int fd = use();
        try {
            RangeSet.Builder found = new RangeSet.Builder();
            for (long at = window.start(); at < end;) {
                long data = LibC.lseek(fd, at, LibC.SEEK_DATA);
                if (data < 0 && LibC.errno() == LibC.ENXIO) {
                    break;
                }
                long hole = data < 0 ? -1 : data >= end ? end : LibC.lseek(fd, data, LibC.SEEK_HOLE);
                if (hole < 0 && LibC.errno() == LibC.EINVAL) {
                    return RangeSet.of(new ByteRange(window.start(), end));
                }
                if (hole < 0) {
                    throw failure("look for holes", LibC.errno());
                }
                found.add(data, Math.min(hole, end));
                at = hole;
            }
            return found.build();
        } finally {
            release();
        }
    }

    /**
     * Returns the first byte from {@code from} on that is in no hole, or where the file ends; {@code from}
     * where the file system does not tell.
     */
    public long nextData(long from) throws IOException {
        long end = size();
        int fd = use();
        try {
            long data = from < end ? LibC.lseek(fd, from, LibC.SEEK_DATA) : end;
            if (data < 0 && LibC.errno() != LibC.ENXIO && LibC.errno() != LibC.EINVAL) {
                throw failure("look for holes", LibC.errno());
            }
            return data >= 0 ? data : LibC.errno() == LibC.ENXIO ? end : from;
        } finally {
            release();
        }
    }

    /**
     * Takes the locks that QEMU takes: {@code exclusive} to write while no other program reads or writes,
     * else to read while none writes. Returns nothing where another program's locks are in the way, such as
     * those of a virtual machine that runs from the image. At most one at a time per open file.
     */
    public Optional<Lock> tryLock(boolean exclusive) throws IOException {
        return QemuLock.tryTake(this, exclusive).map(lock -> lock);
    }

    /** Whether {@link #tryLock} could be had for writing; takes none. */
    public boolean isLockable() throws IOException {
        return !QemuLock.isInTheWayOfWriting(this);
    }

    /** Whether another open file has the lock of {@link #tryReserve}; takes none. */
    public boolean isReserved() throws IOException {
        return QemuLock.isReservedByOthers(this);
    }

    /**
     * Takes a lock by which those that mean to write an image through QEMU keep out of each other's way, and
     * that keeps QEMU from nothing. Returns nothing where another open file has it.
     */
    public Optional<Lock> tryReserve() throws IOException {
        return QemuLock.tryReserve(this).map(lock -> lock);
    }

    /**
     * Takes a lock for a reader, during which nobody reserves the file. Returns nothing where it is reserved.
     */
    public Optional<Lock> tryKeepUnreserved() throws IOException {
        return QemuLock.tryKeepUnreserved(this).map(lock -> lock);
    }

    /**
     * Returns whether some program has the file open for writing, as far as can be told: by a lease, which
     * the kernel gives the owner, and root, of a file that nobody else has open, and by /proc.
     */
    public boolean hasOtherWriters() throws IOException {
        int fd = use();
        try {
            LibC.fcntl(fd, LibC.F_SETSIG, LibC.SIGURG); // who opens it in between is not to end us
            if (LibC.fcntl(fd, LibC.F_SETLEASE, LibC.F_WRLCK) >= 0) {
                LibC.fcntl(fd, LibC.F_SETLEASE, LibC.F_UNLCK);
                return false;
            }
            int errno = LibC.errno();
            // others may only read it, or this user may have no lease on it
            return FileUsers.isWritten(realPath(), inode)
                    || errno == LibC.EAGAIN && uncached < 0 && LibC.geteuid() != 0;
        } finally {
            release();
        }
    }

    /**
     * Gives {@code other} the owner, group, permissions, extended attributes, project and flags of this one,
     * as far as permitted; returns whether it has them all then.
     */
    public boolean copyAttributesTo(HostFile other) throws IOException {
        int from = use();
        try {
            int to = other.use();
            try {
                return Attributes.copy(from, to);
            } finally {
                other.release();
            }
        } finally {
            release();
        }
    }

    /**
     * Returns the value of an extended attribute of a file; nothing where there is none, or where the file
     * system has no such attributes.
     *
     * @param name with its class: {@code user.}, in ASCII
     */
    public Optional<byte[]> attribute(String name) throws IOException {
        int fd = use();
        try (Memory value = new Memory(Attributes.MAX_VALUE)) {
            long size = LibC.fgetxattr(fd, LibC.bytes(name), value, Attributes.MAX_VALUE);
            if (size >= 0) {
                return Optional.of(value.getByteArray(0, (int) size));
            }
            return switch (LibC.errno()) {
                case LibC.ENODATA, LibC.EOPNOTSUPP, LibC.EPERM -> Optional.empty();
                default -> throw failure("read its attribute " + name, LibC.errno());
            };
        } finally {
            release();
        }
    }

    /**
     * Gives a file an extended attribute; returns false, having done nothing, where that is not possible. It
     * is durable with the next {@link #sync}.
     */
    public boolean trySetAttribute(String name, byte[] value) throws IOException {
        int fd = use();
        try (Memory bytes = new Memory(Math.max(1, value.length))) {
            bytes.write(0, value, 0, value.length);
            if (LibC.fsetxattr(fd, LibC.bytes(name), bytes, value.length, 0) >= 0) {
                return true;
            }
            return switch (LibC.errno()) {
                case LibC.EOPNOTSUPP, LibC.EPERM, LibC.EACCES, LibC.ENOSPC, LibC.EDQUOT, LibC.E2BIG,
                        LibC.ERANGE ->
                    false;
                default -> throw failure("set its attribute " + name, LibC.errno());
            };
        } finally {
            release();
        }
    }

    /** Takes an extended attribute away from a file that may have it. */
    public void removeAttribute(String name) throws IOException {
        int fd = use();
        try {
            if (LibC.fremovexattr(fd, LibC.bytes(name)) < 0) {
                switch (LibC.errno()) {
                    case LibC.ENODATA, LibC.EOPNOTSUPP, LibC.EPERM -> {}
                    default -> throw failure("remove its attribute " + name, LibC.errno());
                }
            }
        } finally {
            release();
        }
    }

    /** Returns the group that it belongs to. */
    public int group() throws IOException {
        return status().group();
    }

    /** Sets who may read and write it, {@code 0600} for example. */
    public void setMode(int mode) throws IOException {
        int fd = use();
        try {
            // a file system that knows no rights has none to set
            if (LibC.fchmod(fd, mode) < 0 && LibC.errno() != LibC.EPERM) {
                throw failure("set the rights of", LibC.errno());
            }
        } finally {
            release();
        }
    }

    /** Ends it, once no thread uses it any more; its locks end with it. */
    @Override
    public void close() throws IOException {
        closing.writeLock().lock();
        try {
            if (descriptor >= 0) {
                int fd = descriptor;
                descriptor = -1;
                if (uncached >= 0) {
                    LibC.close(uncached); // what went this way has gone
                    uncached = -1;
                }
                QemuLock.end(fd);
                around.ifPresent(OpenFolder::close);
                if (readOnly >= 0) {
                    LibC.close(readOnly);
                    readOnly = -1;
                }
                if (shown.isPresent()) {
                    shown.get().close();
                }
                // EINTR: Linux has closed it all the same
                if (LibC.close(fd) < 0 && LibC.errno() != LibC.EINTR) {
                    throw failure("close", LibC.errno());
                }
            }
        } finally {
            closing.writeLock().unlock();
        }
    }

    /** Returns the descriptor, which stays open until {@link #release}. */
    int use() throws IOException {
        closing.readLock().lock();
        if (descriptor < 0) {
            closing.readLock().unlock();
            throw new IOException(path + " is closed already");
        }
        return descriptor;
    }

    private int useToChange() throws IOException {
        if (!writable) {
            throw new IOException(path + " was opened for reading only");
        }
        return use();
    }

    void release() {
        closing.readLock().unlock();
    }

    HostFailure failure(String action, int errno) {
        return new HostFailure(errno, shown() + ": cannot " + action + ": " + HostFailure.reason(errno));
    }

    private HostFailure failure(String action, long length, long offset, int errno) {
        String free = "";
        if (errno == LibC.ENOSPC && !blockDevice) {
            OptionalLong left = OpenFolder.usableBytes(descriptor);
            free = left.isEmpty() ? "" : " (" + ByteSize.format(left.getAsLong()) + " left)";
        }
        String reason = errno == LibC.ENOSPC && blockDevice ? "the device ends before that"
                : HostFailure.reason(errno);
        return new HostFailure(errno, String.format("%s: cannot %s %d bytes at 0x%x: %s%s", shown(), action,
                length, offset, reason, free));
    }

    /** What a person knows it by, where it was opened in an {@link OpenFolder#stablePath open folder}. */
    private Path shown() {
        try {
            return path.startsWith(OpenFolder.DESCRIPTORS) ? path.toRealPath() : path;
        } catch (IOException e) {
            return path; // it has no name any more
        }
    }

    private FileStatus status() throws IOException {
        FileStatus status = FileStatus.of(use());
        release();
        if (status == null) {
            throw failure("look at it", LibC.errno());
        }
        return status;
    }

    private boolean tryFallocate(int mode, long start, long end) throws IOException {
        int fd = useToChange();
        try {
            for (;;) {
                if (LibC.fallocate(fd, mode, start, end - start) >= 0) {
                    return true;
                }
                switch (LibC.errno()) {
                    case LibC.EINTR -> {}
                    case LibC.EOPNOTSUPP, LibC.ENOSYS, LibC.EINVAL, LibC.ENODEV, LibC.ETXTBSY -> {
                        return false;
                    }
                    case LibC.EBUSY -> { // others use the device, and its cache holds what is not written yet
                        return false;
                    }
                    default -> throw failure((mode & ~LibC.FALLOC_KEEP_SIZE) == 0 ? "make room for" : "zero",
                            end - start, start, LibC.errno());
                }
            }
        } finally {
            release();
        }
    }

    private void writeZeros(long start, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(TRANSFER, end - start));
        for (long at = start; at < end; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - at));
            write(at, zeros);
        }
    }

    private static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
    }

    private static HostFailure notOpened(Path path, boolean write, int errno) {
        return new HostFailure(errno, switch (errno) {
            case LibC.ENOENT -> "There is no file " + path + ".";
            case LibC.EACCES -> "You have no permission to " + (write ? "change " : "read ") + path + ".";
            case LibC.EISDIR -> path + " is a folder, not a disk image.";
            case LibC.ENOMEDIUM -> "There is no medium in " + path + ".";
            default -> "Cannot open " + path + ": " + HostFailure.reason(errno) + ".";
        });
    }
}
