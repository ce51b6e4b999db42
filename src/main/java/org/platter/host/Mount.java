package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A file system of the kernel's on a block device, mounted for as long as this is open. Needs root. */
public final class Mount implements Closeable {

    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOEXEC = 8;
    /** The file systems that the kernel is asked for, whatever a disk says that it holds. */
    private static final Set<String> TYPES = Set.of("btrfs", "cramfs", "erofs", "exfat", "ext2", "ext3",
            "ext4", "f2fs", "hfs", "hfsplus", "iso9660", "jfs", "minix", "nilfs2", "ntfs3", "ocfs2",
            "reiserfs",
            "squashfs", "udf", "vfat", "xfs");
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_MILLIS = 100;

    /**
     * A line of the kernel's table of mounts.
     *
     * @param device {@code major:minor} of what is mounted
     * @param point where it is seen
     * @param source what was named as the device
     */
    public record Entry(String device, Path point, String type, String source) {}

    private final Path point;
    private boolean isClosed;

    private Mount(Path point) {
        this.point = point;
    }

    /**
     * Mounts a device over a folder; no program on it can gain rights by that.
     *
     * @param type the kernel's name of the file system
     * @param options as {@code mount -o}, those of the file system only
     * @throws IOException one sentence: no permission, the kernel does not know the file system, it is
     *         damaged
     */
    public static Mount over(Path device, Path folder, String type, boolean readOnly, String options)
            throws IOException {
        if (!TYPES.contains(type)) {
            throw new IOException("Cannot mount " + device + " as " + type + ": Platter mounts no such file "
                    + "system.");
        }
        long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | (readOnly ? MS_RDONLY : 0);
        if (LibC.mount(LibC.bytes(device), LibC.bytes(folder), LibC.bytes(type), flags,
                LibC.bytes(options)) < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "Cannot mount " + device + " as " + type + ": " + switch (errno) {
                case LibC.EPERM, LibC.EACCES -> "only root may do that";
                case LibC.ENODEV -> "this kernel does not know that file system";
                case LibC.EINVAL -> "it is damaged, or has a feature that this kernel does not know";
                default -> HostFailure.reason(errno);
            } + ".");
        }
        return new Mount(folder);
    }

    /** Returns whether the kernel has a file system, or a module for it that mounting it loads. */
    public static boolean knows(String type) {
        return TYPES.contains(type) && knows(type, Path.of("/proc"), Path.of("/lib/modules"));
    }

    static boolean knows(String type, Path proc, Path modules) {
        if (lines(proc.resolve("filesystems")).contains("\t" + type)) {
            return true;
        }
        String release = String.join("", lines(proc.resolve("sys/kernel/osrelease")));
        boolean isClosed = lines(proc.resolve("sys/kernel/modules_disabled")).contains("1");
        // mount(2) asks modprobe for the module "fs-TYPE" (Linux, fs/filesystems.c: get_fs_type)
        return !isClosed && !release.isEmpty() && lines(modules.resolve(release).resolve("modules.alias"))
                .stream().anyMatch(line -> line.startsWith("alias fs-" + type + " "));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // what the kernel does not tell is not there
        }
    }

    /** Returns whether this process may mount. */
    public static boolean isPermitted() {
        return LibC.geteuid() == 0;
    }

    /** Returns what is mounted, as this process sees it. */
    public static List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        // proc(5), mountinfo: id, parent, major:minor, root, point, options, tags ... "-", type, source,
        // options
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String[] words = line.split(" ");
            int dash = 6;
            while (dash < words.length && !words[dash].equals("-")) {
                dash++;
            }
            if (dash + 2 < words.length) {
                entries.add(new Entry(words[2], Path.of(plain(words[4])), words[dash + 1],
                        plain(words[dash + 2])));
            }
        }
        return entries;
    }

    /** Returns whether something is mounted right on a path, a folder or a file. */
    public static boolean isPoint(Path path) throws IOException {
        return list().stream().anyMatch(entry -> entry.point().equals(path));
    }

    /** Undoes the kernel's way to write blanks: a backslash and three octal digits. */
    static String plain(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + 3 < bytes.length) {
                bytes[length++] = (byte) Integer.parseInt(word, i + 1, i + 4, 8);
                i += 3;
            } else {
                bytes[length++] = bytes[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    public Path point() {
        return point;
    }

    /** Unmounts it; everything written is on the device then. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        unmount(point);
    }

    /**
     * Unmounts what is seen at {@code point}; programs that only look at it for a moment are waited for.
     *
     * @throws IOException if it is in use, or there is no permission
     */
    public static void unmount(Path point) throws IOException {
        for (int attempt = 0;; attempt++) {
            if (LibC.umount2(LibC.bytes(point), UMOUNT_NOFOLLOW) >= 0) {
                return;
            }
            int errno = LibC.errno();
            if (errno != LibC.EBUSY || attempt >= ATTEMPTS) {
                throw new HostFailure(errno, "Cannot unmount " + point + ": "
                        + (errno == LibC.EBUSY ? "a program uses files in it"
                                : errno == LibC.EPERM ? "only root may do that" : HostFailure.reason(errno))
                        + ".");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns whether mounts and unmounts reach the namespaces that are copied from this one, as far as the
     * root tells; proc(5), {@code /proc/PID/mountinfo}.
     */
    public static boolean isRootShared() {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"),
                StandardCharsets.ISO_8859_1)) {
            return mounts.filter(line -> line.split(" ")[4].equals("/")).reduce((one, later) -> later)
                    .filter(line -> line.substring(0, line.indexOf(" - ")).contains(" shared:")).isPresent();
        } catch (IOException | UncheckedIOException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
