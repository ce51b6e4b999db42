package org.platter.host;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.Optional;
import org.platter.host.HostFile.Access;

/** Finds the file that a loop device shows: the kernel tells a path, and by which inode to know the file. */
final class ShownFile {

    /** Of {@code struct loop_info64}: where the file lies, its inode, and which part is shown. */
    private static final int DEVICE = 0;
    private static final int INODE = 8;
    private static final int OFFSET = 24;
    private static final int SIZE_LIMIT = 32;
    private static final int INFO_BYTES = 232;

    private ShownFile() {}

    /**
     * Opens, to be read, the file of which a loop device shows all bytes. Returns nothing for another device,
     * where the file cannot be opened, and where the path leads to another file by now.
     *
     * @param descriptor of the device
     * @param known where the file lay before; the kernel's path is not resolved where that still holds
     */
    static Optional<HostFile> open(HostFile device, int descriptor, Optional<Location> known)
            throws IOException {
        Optional<LoopDevice.Attached> loop = LoopDevice.find(device.path());
        if (loop.isEmpty()) {
            return Optional.empty();
        }
        try (Memory info = new Memory(INFO_BYTES)) {
            info.clear();
            if (LibC.ioctl(descriptor, LibC.LOOP_GET_STATUS64, info) < 0 || info.getLong(OFFSET) != 0
                    || info.getLong(SIZE_LIMIT) != 0) {
                return Optional.empty();
            }
            if (known.isPresent() && known.get().isStill()) {
                Optional<HostFile> same = ifShown(HostFile.open(known.get(), Access.READ), info);
                if (same.isPresent()) {
                    return same;
                }
            }
            return ifShown(HostFile.open(loop.get().file(), Access.READ), info);
        } catch (HostFailure e) {
            return Optional.empty();
        }
    }

    /** Returns an open file if it is the one that the kernel names; else it is closed. */
    private static Optional<HostFile> ifShown(HostFile file, Memory info) throws IOException {
        long number = info.getLong(DEVICE); // as new_encode_dev() of linux/kdev_t.h makes it
        long major = number >> 8 & 0xfff;
        long minor = number & 0xff | number >> 12 & 0xfff00;
        if (!file.isBlockDevice() && file.device() == (major << 32 | minor)
                && file.inode() == info.getLong(INODE)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }
}
