package org.platter.host;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.host.HostFile.Access;

/**
 * The size of a block device, which stays as it is but for a loop device's: its file can grow, and the device
 * with it.
 */
public final class DeviceSize {

    /** Of {@code struct loop_info64}: the device that the file lies on, and its inode. */
    private static final int FILE_DEVICE = 0;
    private static final int FILE_INODE = 8;
    private static final int INFO_BYTES = 232;

    private DeviceSize() {}

    /** Returns the file that grows with a device; nothing where it is no loop device. */
    public static Optional<Path> file(Path device) throws IOException {
        return LoopDevice.find(device).map(LoopDevice.Attached::file);
    }

    /**
     * Returns why a device cannot get another size, in a sentence; nothing where it can.
     *
     * @param now its size in bytes
     */
    public static Optional<String> whyNot(Path device, long now, long wanted) throws IOException {
        if (wanted == now) {
            return Optional.empty();
        }
        Optional<LoopDevice.Attached> loop = LoopDevice.find(device);
        if (loop.isEmpty()) {
            return Optional.of("The size of " + device + " cannot be changed: it is a block device, which "
                    + "has the size of what it stands for.");
        }
        Path file = loop.get().file();
        String otherwise = "; detach " + device + ", change the size of the file by “platter image resize”, "
                + "and attach it again.";
        if (wanted < now) {
            return Optional.of("A loop device only grows, and " + device + " would shrink" + otherwise);
        }
        if (loop.get().offset() != 0 || loop.get().sizeLimit() != 0) {
            return Optional.of(device + " shows a part of " + file + ", which cannot grow in it" + otherwise);
        }
        if (loop.get().readOnly() || !Files.isRegularFile(file)) {
            return Optional.of("The file behind " + device + ", " + file + ", cannot be made larger from here"
                    + otherwise);
        }
        return Optional.empty();
    }

    /**
     * Makes the file of a loop device larger, and the device as large; may be repeated where it stopped in
     * between.
     */
    static void grow(HostFile device, long size) throws IOException {
        Optional<String> why = whyNot(device.path(), device.size(), size);
        if (why.isPresent()) {
            throw new IOException(why.get());
        }
        try (HostFile file = HostFile.open(file(device.path()).orElseThrow(), Access.WRITE)) {
            requireFile(device, file);
            if (file.size() < size) {
                file.resize(size);
                file.sync();
            }
        }
        LoopDevice.refreshSize(device.path());
        if (device.size() != size) {
            throw new IOException(device.path() + " has " + ByteSize.format(device.size()) + " instead of "
                    + ByteSize.format(size) + " now that its file has grown.");
        }
    }

    /** The name that the kernel tells may lead elsewhere by now. */
    private static void requireFile(HostFile device, HostFile file) throws IOException {
        int fd = device.use();
        try (Memory info = new Memory(INFO_BYTES)) {
            info.clear();
            if (LibC.ioctl(fd, LibC.LOOP_GET_STATUS64, info) < 0) {
                throw device.failure("tell its file", LibC.errno());
            }
            long number = info.getLong(FILE_DEVICE); // as new_encode_dev() of linux/kdev_t.h makes it
            long major = number >> 8 & 0xfff;
            long minor = number & 0xff | number >> 12 & 0xfff00;
            if (file.device() != (major << 32 | minor) || file.inode() != info.getLong(FILE_INODE)) {
                throw new IOException("The file behind " + device.path() + " is not " + file.path()
                        + " any more.");
            }
        } finally {
            device.release();
        }
    }
}
