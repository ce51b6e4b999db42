package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * The C library, mapped directly: 64-bit Linux, so that {@code size_t}, {@code off_t} and addresses are
 * longs. A call that returns -1 has its reason in {@link #errno}. Variadic functions have a fixed prototype,
 * which on Linux is the same to the callee.
 */
final class LibC {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int E2BIG = 7;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOTTY = 25;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    static final int ENOLCK = 37;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int EBADE = 52;
    static final int ENODATA = 61;
    static final int ETIME = 62;
    static final int ENOLINK = 67;
    static final int EBADMSG = 74;
    static final int EILSEQ = 84;
    static final int EOPNOTSUPP = 95;
    static final int ECONNABORTED = 103;
    static final int ENOTCONN = 107;
    static final int ETIMEDOUT = 110;
    static final int ESTALE = 116;
    static final int EUCLEAN = 117;
    static final int EREMOTEIO = 121;
    static final int EDQUOT = 122;
    static final int ENOMEDIUM = 123;
    static final int ENOKEY = 126;

    static final int W_OK = 2;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_DSYNC = 010000;
    private static final boolean SWAPPED = Set.of("aarch64", "arm", "ppc64le", "ppc64").contains(
            System.getProperty("os.arch"));
    /** The flags that differ between architectures. */
    static final int O_DIRECTORY = SWAPPED ? 040000 : 0200000;
    static final int O_DIRECT = !SWAPPED ? 040000
            : System.getProperty("os.arch").startsWith("ppc") ? 0400000 : 0200000;
    static final int O_NOFOLLOW = SWAPPED ? 0100000 : 0400000;
    static final int O_PATH = 010000000;
    static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_FOLLOW = 0x400;
    static final int AT_EMPTY_PATH = 0x1000;
    /** The same on all processors. */
    static final long SYS_OPEN_TREE = 428;
    static final long SYS_MOUNT_SETATTR = 442;
    static final int AT_REMOVEDIR = 0x200;
    static final int RENAME_NOREPLACE = 1;

    static final int SYNC_FILE_RANGE_WRITE = 2;

    static final int SEEK_SET = 0;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    static final int FALLOC_KEEP_SIZE = 1;
    static final int FALLOC_PUNCH_HOLE = 2;
    static final int FALLOC_ZERO_RANGE = 0x10;

    static final long BLKGETSIZE64 = 0x80081272L;
    static final long BLKSSZGET = 0x1268;
    static final long BLKRRPART = 0x125F;
    static final long BLKPG = 0x1269;
    static final long HDIO_GETGEO = 0x0301;
    static final long BLKROGET = 0x125E;
    static final long BLKFLSBUF = 0x1261;
    /** Of linux/cdrom.h, with what it is asked and answers; other devices do not know it. */
    static final long CDROM_DRIVE_STATUS = 0x5326;
    static final long CDSL_CURRENT = Integer.MAX_VALUE;
    static final int CDS_NO_DISC = 1;
    static final int CDS_TRAY_OPEN = 2;
    static final long FICLONERANGE = 0x4020940DL;
    static final long FS_IOC_GETFLAGS = 0x80086601L;
    static final long FS_IOC_SETFLAGS = 0x40086602L;
    static final long FS_IOC_FSGETXATTR = 0x801C581FL;
    static final long FS_IOC_FSSETXATTR = 0x401C5820L;

    static final long LOOP_SET_FD = 0x4C00;
    static final long LOOP_CLR_FD = 0x4C01;
    static final long LOOP_SET_STATUS64 = 0x4C04;
    static final long LOOP_GET_STATUS64 = 0x4C05;
    static final long LOOP_SET_CAPACITY = 0x4C07;
    static final long LOOP_SET_DIRECT_IO = 0x4C08;
    static final long LOOP_SET_BLOCK_SIZE = 0x4C09;
    static final long LOOP_CONFIGURE = 0x4C0A;
    static final long LOOP_CTL_GET_FREE = 0x4C82;

    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_SETSIG = 10;
    static final int F_OFD_GETLK = 36;
    static final int F_OFD_SETLK = 37;
    static final int F_SETLEASE = 1024;
    static final long F_WRLCK = 1;
    static final long F_UNLCK = 2;
    /** A signal that nothing comes of unless somebody waits for it. */
    static final long SIGURG = 23;

    /** The number of setgroups(2), for this thread alone; the C library's sets those of all threads. */
    static final long SYS_SETGROUPS = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> 116;
        case "ppc64le", "ppc64" -> 81;
        case "s390x" -> 206;
        default -> 159; // include/uapi/asm-generic/unistd.h: aarch64, riscv64, loongarch64
    };

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int open(byte[] path, int flags, int mode);

    static native int access(byte[] path, int mode);

    static native int openat(int folder, byte[] path, int flags, int mode);

    static native long readlinkat(int folder, byte[] path, Pointer target, long size);

    static native int mkdirat(int folder, byte[] path, int mode);

    static native int unlinkat(int folder, byte[] path, int flags);

    static native int renameat(int oldFolder, byte[] oldPath, int newFolder, byte[] newPath);

    static native int renameat2(int oldFolder, byte[] oldPath, int newFolder, byte[] newPath, int flags);

    static native long getdents64(int fd, Pointer entries, long size);

    static native int fstatvfs(int fd, Pointer status);

    static native int close(int fd);

    static native long read(int fd, long address, long length);

    static native long write(int fd, long address, long length);

    static native long pread(int fd, long address, long length, long offset);

    static native long pwrite(int fd, long address, long length, long offset);

    static native int fsync(int fd);

    static native int sync_file_range(int fd, long offset, long length, int flags);

    static native int ftruncate(int fd, long size);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native long lseek(int fd, long offset, int whence);

    static native int fcntl(int fd, int command, Pointer argument);

    static native int fcntl(int fd, int command, long argument);

    static native int ioctl(int fd, long request, Pointer argument);

    static native int ioctl(int fd, long request, long argument);

    static native int flock(int fd, int operation);

    static native int statx(int folder, byte[] path, int flags, int mask, Pointer status);

    static native int linkat(int oldFolder, byte[] oldPath, int newFolder, byte[] newPath, int flags);

    static native int fchown(int fd, int user, int group);

    static native int fchmod(int fd, int mode);

    static native long flistxattr(int fd, Pointer names, long size);

    static native long fgetxattr(int fd, byte[] name, Pointer value, long size);

    static native int fsetxattr(int fd, byte[] name, Pointer value, long size, int flags);

    static native int fremovexattr(int fd, byte[] name);

    static native int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] options);

    static native int umount2(byte[] target, int flags);

    static native int getpwuid_r(int user, Pointer entry, Pointer text, long size, Pointer result);

    static native int getgrgid_r(int group, Pointer entry, Pointer text, long size, Pointer result);

    static native String strerror(int errno);

    static native int geteuid();

    static native int getegid();

    static native int poll(Pointer descriptors, long count, int milliseconds);

    static native int eventfd(int value, int flags);

    static native int pipe2(int[] ends, int flags);

    static native int socketpair(int domain, int type, int protocol, int[] ends);

    static native long recvmsg(int fd, Pointer message, int flags);

    static native int posix_spawnp(int[] process, byte[] program, Pointer actions, Pointer attributes,
            Pointer arguments, Pointer environment);

    static native int posix_spawn_file_actions_init(Pointer actions);

    static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    static native int posix_spawn_file_actions_destroy(Pointer actions);

    static native int waitpid(int process, int[] status, int options);

    static native int getgrouplist(byte[] user, int group, int[] groups, int[] count);

    static native int setfsuid(int user);

    static native int setfsgid(int group);

    static native int capset(Pointer header, Pointer data);

    static native long syscall(long number, long count, Pointer list);

    static native long syscall(long number, long fd, byte[] path, long flags);

    static native long syscall(long number, long fd, byte[] path, long flags, Pointer attributes, long size);

    static native int umask(int mask);

    static native int memfd_create(byte[] name, int flags);

    /** The reason why this thread's latest call failed. */
    static int errno() {
        return Native.getLastError();
    }

    /** Returns the path as the kernel wants it, absolute and with a zero byte at its end. */
    static byte[] bytes(Path path) {
        return relativeBytes(path.toAbsolutePath());
    }

    /** Returns the path as it is, with a zero byte at its end. */
    static byte[] relativeBytes(Path path) {
        if (StandardCharsets.US_ASCII.newEncoder().canEncode(path.toString())) {
            return bytes(path.toString());
        }
        String escaped = FileName.escaped(path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length() + 1);
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** Returns a text of ASCII characters as C has it. */
    static byte[] bytes(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns what a request answers as one number of {@code bytes} bytes, 4 or 8; -1 with its reason in
     * errno.
     */
    static long ask(int fd, long request, int bytes) {
        try (Memory answer = new Memory(8)) {
            answer.clear();
            if (ioctl(fd, request, answer) < 0) {
                return -1;
            }
            return bytes == 4 ? Integer.toUnsignedLong(answer.getInt(0)) : answer.getLong(0);
        }
    }
}
