package org.platter.host;

import com.sun.jna.Memory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.platter.host.HostFile.Access;

/**
 * A block device of which the bytes are a file's: {@code linux/loop.h}. Attaching needs root, and is safe
 * beside other programs that look for a free device at the same time.
 */
public final class LoopDevice implements Closeable {

    private static final Path CONTROL = Path.of("/dev/loop-control");
    /** So often a device is looked at that others attach and detach at the same time. */
    private static final int LOOKS = 50;
    /** How often another program may snatch the free device away before it is given up. */
    private static final int ATTEMPTS = 64;

    private static final int CONFIG_BYTES = 304;
    /** Where {@code struct loop_info64} lies in {@code struct loop_config}. */
    private static final int INFO = 8;
    private static final int INFO_BYTES = 232;
    private static final int OFFSET = 24;
    private static final int SIZE_LIMIT = 32;
    private static final int FLAGS = 52;
    private static final int NAME = 56;
    private static final int NAME_BYTES = 64;

    private static final int READ_ONLY = 1;
    private static final int AUTOCLEAR = 4;
    private static final int PARTITION_SCAN = 8;
    private static final int DIRECT_IO = 16;

    /**
     * How a file is attached.
     *
     * @param offset where in the file the device begins, in bytes
     * @param sizeLimit bytes of the device; 0 up to the end of the file
     * @param sectorSize bytes of a logical sector, 512 to 4096
     * @param partitionScan whether the kernel is to look for partitions
     * @param directIo whether the page cache of the file is left out, where the file system below can
     * @param autoclear whether it ends with its last use, of any program
     */
    public record Options(long offset, long sizeLimit, int sectorSize, boolean readOnly,
            boolean partitionScan, boolean directIo, boolean autoclear) {

        /** The whole file, in sectors of 512 bytes, until it is detached. */
        public static Options whole() {
            return new Options(0, 0, 512, false, false, false, false);
        }

        public Options ofSectors(int bytes) {
            return new Options(offset, sizeLimit, bytes, readOnly, partitionScan, directIo, autoclear);
        }

        public Options part(long start, long length) {
            return new Options(start, length, sectorSize, readOnly, partitionScan, directIo, autoclear);
        }

        public Options toRead() {
            return new Options(offset, sizeLimit, sectorSize, true, partitionScan, directIo, autoclear);
        }

        public Options scanned() {
            return new Options(offset, sizeLimit, sectorSize, readOnly, true, directIo, autoclear);
        }

        public Options direct() {
            return new Options(offset, sizeLimit, sectorSize, readOnly, partitionScan, true, autoclear);
        }

        public Options untilClosed() {
            return new Options(offset, sizeLimit, sectorSize, readOnly, partitionScan, directIo, true);
        }
    }

    /**
     * A device that is in use.
     *
     * @param path its node, {@code /dev/loop3}
     * @param file what it is attached to; the kernel adds {@code (deleted)} to a file without a name
     * @param offset in bytes
     * @param sizeLimit in bytes; 0 for none
     */
    public record Attached(Path path, Path file, long offset, long sizeLimit, boolean readOnly,
            boolean partitionScan, boolean directIo, boolean autoclear) {}

    private final Path path;
    private final HostFile device;
    private boolean isClosed;

    private LoopDevice(Path path, HostFile device) {
        this.path = path;
        this.device = device;
    }

    /**
     * Attaches a file to a free device.
     *
     * @throws IOException one sentence: no permission, no loop devices here, none free, the file cannot be
     *     opened
     */
    public static LoopDevice attach(Path file, Options options) throws IOException {
        try (HostFile backing = HostFile.open(file, options.readOnly() ? Access.READ : Access.WRITE)) {
            return attach(backing, options);
        }
    }

    /** Attaches a file that is open already, for writing where the device is to be written to. */
    public static LoopDevice attach(HostFile backing, Options options) throws IOException {
        int control = LibC.open(LibC.bytes(CONTROL), LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        if (control < 0) {
            throw noControl(LibC.errno());
        }
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<LoopDevice> device = tryAttach(control, backing, options);
                if (device.isPresent()) {
                    return device.get();
                }
            }
        } finally {
            LibC.close(control);
        }
        throw new HostFailure(LibC.EBUSY, "Other programs take each free loop device away; try again.");
    }

    /** Returns nothing where another program was faster. */
    private static Optional<LoopDevice> tryAttach(int control, HostFile backing, Options options)
            throws IOException {
        long number = LibC.ioctl(control, LibC.LOOP_CTL_GET_FREE, 0L);
        if (number < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "There is no free loop device: " + HostFailure.reason(errno) + ".");
        }
        Path path = Path.of("/dev/loop" + number);
        int fd = LibC.open(LibC.bytes(path), (options.readOnly() ? LibC.O_RDONLY : LibC.O_RDWR)
                | LibC.O_CLOEXEC, 0);
        if (fd < 0) {
            int errno = LibC.errno();
            if (errno == LibC.ENXIO || errno == LibC.ENODEV) {
                return Optional.empty(); // attached and let go by another program in between
            }
            throw new HostFailure(errno, "Cannot open the loop device " + path + ": "
                    + HostFailure.reason(errno) + ".");
        }
        int errno = configure(fd, backing, options);
        if (errno != 0) {
            LibC.close(fd);
            if (errno == LibC.EBUSY) {
                return Optional.empty();
            }
            throw new HostFailure(errno, "Cannot attach " + backing.path() + " to " + path + ": "
                    + HostFailure.reason(errno) + ".");
        }
        return Optional.of(new LoopDevice(path, HostFile.adopt(fd, path, !options.readOnly())));
    }

    /** Returns 0, or the reason. */
    private static int configure(int fd, HostFile backing, Options options) throws IOException {
        int file = backing.use();
        try (Memory config = new Memory(CONFIG_BYTES)) {
            config.clear();
            config.setInt(0, file);
            config.setInt(4, options.sectorSize());
            fill(config, options, backing.path());
            if (LibC.ioctl(fd, LibC.LOOP_CONFIGURE, config) >= 0) {
                return 0;
            }
            int errno = LibC.errno();
            // kernels before 5.8 do not know the call
            return errno == LibC.EINVAL || errno == LibC.ENOTTY
                    ? configureInSteps(fd, file, config, options) : errno;
        } finally {
            backing.release();
        }
    }

    private static int configureInSteps(int fd, int file, Memory config, Options options) {
        if (LibC.ioctl(fd, LibC.LOOP_SET_FD, (long) file) < 0) {
            return LibC.errno();
        }
        int errno = 0;
        if (LibC.ioctl(fd, LibC.LOOP_SET_STATUS64, config.share(INFO, INFO_BYTES)) < 0
                || options.sectorSize() != 512
                        && LibC.ioctl(fd, LibC.LOOP_SET_BLOCK_SIZE, (long) options.sectorSize()) < 0) {
            errno = LibC.errno();
            LibC.ioctl(fd, LibC.LOOP_CLR_FD, 0L);
        } else if (options.directIo()) {
            LibC.ioctl(fd, LibC.LOOP_SET_DIRECT_IO, 1L); // a wish: not every file system can
        }
        return errno;
    }

    private static void fill(Memory config, Options options, Path file) {
        config.setLong(INFO + OFFSET, options.offset());
        config.setLong(INFO + SIZE_LIMIT, options.sizeLimit());
        config.setInt(INFO + FLAGS, (options.readOnly() ? READ_ONLY : 0) | (options.autoclear()
                ? AUTOCLEAR : 0)
                | (options.partitionScan() ? PARTITION_SCAN : 0) | (options.directIo() ? DIRECT_IO : 0));
        byte[] name = file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        config.write(INFO + NAME, name, 0, Math.min(name.length, NAME_BYTES - 1));
    }

    /** Returns the loop devices in use, by number; what they are attached to is known to every user. */
    public static List<Attached> list() throws IOException {
        List<Attached> found = new ArrayList<>();
        for (Path folder : Sysfs.entries(Sysfs.DISKS, "loop*")) {
            attached(folder).ifPresent(found::add);
        }
        found.sort(Comparator.comparingInt(one -> number(one.path())));
        return found;
    }

    /** Returns what a device is attached to; nothing where it is free, or no loop device. */
    public static Optional<Attached> find(Path device) throws IOException {
        return attached(Sysfs.DISKS.resolve(device.toRealPath().getFileName()));
    }

    /**
     * The attributes are read one by one, so that those of two attachments could be mixed where others attach
     * and detach: they are of one where they were the same twice.
     */
    private static Optional<Attached> attached(Path folder) throws IOException {
        Optional<Attached> before = null;
        IOException failure = null;
        for (int i = 0; i < LOOKS; i++) {
            try {
                Optional<Attached> now = look(folder);
                if (now.equals(before)) {
                    return now;
                }
                before = now;
            } catch (IOException e) {
                failure = e; // the device went between open and read
            }
        }
        throw new IOException("What " + Path.of("/dev").resolve(folder.getFileName())
                + " shows cannot be told; another program attaches and detaches it all the time.", failure);
    }

    private static Optional<Attached> look(Path folder) throws IOException {
        Path loop = folder.resolve("loop");
        try {
            String file = read(loop, "backing_file");
            return file.isEmpty() ? Optional.empty() : Optional.of(new Attached(
                    Path.of("/dev").resolve(folder.getFileName()),
                    Path.of(file), Long.parseLong(read(loop, "offset")),
                    Long.parseLong(read(loop, "sizelimit")), read(folder, "ro").equals("1"),
                    read(loop, "partscan").equals("1"), read(loop, "dio").equals("1"),
                    read(loop, "autoclear").equals("1")));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // free, or detached while it was looked at
        }
    }

    /** Not {@link Sysfs#text}: the name of a file may end with a space, and what is not there is told. */
    private static String read(Path folder, String name) throws IOException {
        // no strict reading: the name of a file may hold any bytes
        String text = new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static int number(Path device) {
        String digits = device.getFileName().toString().replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }

    /**
     * Detaches a device. Where a program still has it open, the kernel does so when the last one closes it.
     *
     * @throws IOException if it is none, free, or there is no permission
     */
    public static void detach(Path device) throws IOException {
        ask(device, "detach", LibC.LOOP_CLR_FD);
    }

    /** Makes a device as long as its file is now. */
    public static void refreshSize(Path device) throws IOException {
        ask(device, "change the size of", LibC.LOOP_SET_CAPACITY);
    }

    /**
     * Lets a loop device have partitions that was attached without; nothing happens to other devices, or
     * where there is no permission.
     */
    public static void allowPartitions(HostFile device) throws IOException {
        int fd = device.use();
        try (Memory info = new Memory(INFO_BYTES)) {
            info.clear();
            if (find(device.path()).filter(loop -> !loop.partitionScan()).isPresent()
                    && LibC.ioctl(fd, LibC.LOOP_GET_STATUS64, info) >= 0) {
                info.setInt(FLAGS, info.getInt(FLAGS) | PARTITION_SCAN);
                LibC.ioctl(fd, LibC.LOOP_SET_STATUS64, info);
            }
        } finally {
            device.release();
        }
    }

    private static void ask(Path device, String action, long request) throws IOException {
        int fd = LibC.open(LibC.bytes(device), LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        int errno = fd < 0 ? LibC.errno() : 0;
        if (fd >= 0) {
            errno = LibC.ioctl(fd, request, 0L) < 0 ? LibC.errno() : 0;
            LibC.close(fd);
        }
        if (errno != 0) {
            throw new HostFailure(errno, "Cannot " + action + " " + device + ": "
                    + (errno == LibC.ENXIO ? "nothing is attached to it"
                            : errno == LibC.ENOTTY || errno == LibC.EINVAL ? "it is no loop device"
                            : errno == LibC.EACCES || errno == LibC.EPERM ? "only root may do that"
                            : HostFailure.reason(errno))
                    + ".");
        }
    }

    /** The node, {@code /dev/loop3}. */
    public Path path() {
        return path;
    }

    /** The open device; closed with this. */
    public HostFile file() {
        return device;
    }

    /** Leaves the file attached; only the descriptor ends. */
    public void keep() throws IOException {
        isClosed = true;
        device.close();
    }

    /** Detaches it. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        int fd = device.use();
        int errno;
        try {
            errno = LibC.ioctl(fd, LibC.LOOP_CLR_FD, 0L) < 0 ? LibC.errno() : 0;
        } finally {
            device.release();
        }
        device.close();
        if (errno != 0 && errno != LibC.ENXIO) { // ENXIO: somebody else has detached it
            throw new HostFailure(errno, "Cannot detach " + path + ": " + HostFailure.reason(errno) + ".");
        }
    }

    private static HostFailure noControl(int errno) {
        return new HostFailure(errno, switch (errno) {
            case LibC.EACCES, LibC.EPERM -> "Only root may attach loop devices.";
            case LibC.ENOENT, LibC.ENODEV, LibC.ENXIO ->
                "This machine has no loop devices (" + CONTROL + "); load the kernel module loop.";
            default -> "Cannot open " + CONTROL + ": " + HostFailure.reason(errno) + ".";
        });
    }
}
