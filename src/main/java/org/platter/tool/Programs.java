package org.platter.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The programs that are installed, each looked for once, and the Debian packages of those that are not. */
public final class Programs {

    /** Where the programs for disks are; an ordinary user's path leaves these folders out. */
    private static final List<String> ALWAYS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin",
            "/bin");

    private static final Map<String, String> PACKAGES = packages(Map.ofEntries(
            Map.entry("e2fsprogs",
                    "mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 e2fsck fsck.ext2 fsck.ext3 fsck.ext4 resize2fs"
                            + " tune2fs e2label dumpe2fs debugfs e2image e2freefrag badblocks chattr lsattr"),
            Map.entry("dosfstools",
                    "mkfs.fat mkfs.vfat mkfs.msdos mkdosfs fsck.fat fsck.vfat fsck.msdos dosfsck"
                            + " fatlabel dosfslabel"),
            Map.entry("mtools",
                    "mtools mlabel minfo mdir mcopy mformat mattrib mmd mdel mren mtype mshowfat"),
            Map.entry("ntfs-3g",
                    "mkntfs mkfs.ntfs ntfsresize ntfsfix ntfslabel ntfsclone ntfsinfo ntfscluster ntfscp"
                            + " ntfscat ntfsls ntfs-3g"),
            Map.entry("util-linux",
                    "mkswap swaplabel blkid wipefs lsblk findmnt partx blkdiscard blockdev fallocate"
                            + " fsck flock prlimit"),
            Map.entry("util-linux-extra", "mkfs.minix fsck.minix"),
            Map.entry("mount", "mount umount losetup swapon swapoff"),
            Map.entry("fdisk", "fdisk sfdisk cfdisk"),
            Map.entry("gdisk", "gdisk sgdisk"),
            Map.entry("parted", "parted partprobe"),
            Map.entry("xfsprogs", "mkfs.xfs xfs_repair xfs_admin xfs_growfs xfs_db xfs_info xfs_io xfs_copy"
                    + " xfs_metadump xfs_spaceman"),
            Map.entry("btrfs-progs", "mkfs.btrfs btrfs btrfsck btrfstune btrfs-image"),
            Map.entry("exfatprogs", "mkfs.exfat fsck.exfat tune.exfat exfatlabel dump.exfat"),
            Map.entry("f2fs-tools", "mkfs.f2fs fsck.f2fs resize.f2fs dump.f2fs defrag.f2fs f2fslabel"),
            Map.entry("nilfs-tools", "mkfs.nilfs2 nilfs-tune nilfs-resize"),
            Map.entry("udftools", "mkudffs mkfs.udf udflabel udfinfo"),
            Map.entry("jfsutils", "mkfs.jfs fsck.jfs jfs_mkfs jfs_fsck jfs_tune"),
            Map.entry("reiserfsprogs", "mkreiserfs mkfs.reiserfs reiserfsck resize_reiserfs reiserfstune"),
            Map.entry("reiser4progs", "mkfs.reiser4 fsck.reiser4 debugfs.reiser4"),
            Map.entry("ocfs2-tools", "mkfs.ocfs2 tunefs.ocfs2 fsck.ocfs2 debugfs.ocfs2"),
            Map.entry("hfsprogs", "mkfs.hfs mkfs.hfsplus fsck.hfs fsck.hfsplus"),
            Map.entry("hfsutils", "hformat hmount hrename"),
            Map.entry("bcachefs-tools", "bcachefs mkfs.bcachefs fsck.bcachefs"),
            Map.entry("partclone",
                    "partclone.extfs partclone.xfs partclone.btrfs partclone.fat partclone.ntfs"),
            Map.entry("cryptsetup-bin", "cryptsetup"),
            Map.entry("lvm2", "lvm pvs pvresize pvcreate pvck vgs lvs"),
            Map.entry("mdadm", "mdadm"),
            Map.entry("qemu-utils", "qemu-img qemu-io qemu-nbd"),
            Map.entry("qemu-system-common", "qemu-storage-daemon"),
            Map.entry("pkexec", "pkexec"),
            Map.entry("user-mode-linux", "linux.uml"),
            Map.entry("kmod", "kmod modprobe insmod"),
            Map.entry("fuse2fs", "fuse2fs"),
            Map.entry("fuse3", "fusermount3")));

    private final List<Path> folders;
    private final Map<String, Optional<Path>> found = new ConcurrentHashMap<>();

    /** @param folders where to look, the first match wins */
    Programs(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Returns the programs on the path and in the sbin folders. */
    public static Programs installed() {
        List<String> names = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            names.addAll(List.of(path.split(File.pathSeparator)));
        }
        names.addAll(ALWAYS);
        List<Path> folders = new ArrayList<>();
        for (String name : names) {
            try {
                Path folder = Path.of(name);
                // A relative folder in the path would let the maker of the current one choose the program.
                if (folder.isAbsolute() && !folders.contains(folder)) {
                    folders.add(folder);
                }
            } catch (InvalidPathException e) {
                continue; // what is no path here holds no programs
            }
        }
        return new Programs(folders);
    }

    public boolean has(String program) {
        return find(program).isPresent();
    }

    /** Returns where the program is; nothing if it is not installed. */
    public Optional<Path> find(String program) {
        return found.computeIfAbsent(program, name -> folders.stream().map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst());
    }

    /** Returns the Debian package that a program comes in, where known. */
    public static Optional<String> debianPackage(String program) {
        return Optional.ofNullable(PACKAGES.get(program));
    }

    /** What the programs themselves get as their path, for those that call others. */
    String path() {
        return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Map<String, String> packages(Map<String, String> programsOf) {
        return programsOf.entrySet().stream().flatMap(entry -> Arrays.stream(entry.getValue().split(" "))
                .map(program -> Map.entry(program, entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
