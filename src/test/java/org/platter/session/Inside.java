package org.platter.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.platter.filesystem.FileSystemType;
import org.platter.host.Mount;
import org.platter.tool.Kernel;

/**
 * How files get into a file system that is there, in a file of its own, and out of it again, without Platter:
 * as root by the kernel, where it knows the file system.
 *
 * <p>Elsewhere no program writes a file into a JFS, NILFS2, ReiserFS, OCFS2, UDF, HFS+ or Minix, or an exFAT,
 * XFS or Btrfs for an ordinary user, nor one into a Reiser4 where no C compiler is: there every byte that is
 * in use is compared instead.
 */
enum Inside {
    /** By the kernel, through a loop device. */
    MOUNTED {
        @Override
        void put(Path volume, Path folder) {
            mounted(mount(volume, ""), folder, "cp -r " + folder + "/. $M");
        }

        @Override
        void take(Path volume, Path into) {
            mounted(mount(volume, ",ro"), into, "cp -r $M/. " + into);
            Shell.run("rm", "-rf", into.resolve("lost+found").toString(), into.resolve(".nilfs").toString());
        }

        /** Of a copied XFS the original may still be mounted in a process with mounts of its own. */
        private String mount(Path volume, String options) {
            return "mount -o loop" + options + "$(blkid -p -s TYPE -o value " + volume
                    + " | sed -n s/xfs/,nouuid/p) " + volume;
        }
    },
    /**
     * By reiser4progs' library, which no program of theirs uses for it; debugfs.reiser4 takes what it reads
     * for a format of printf. The files are a tape archive in pieces: see reiser4.c.
     */
    LIBREISER4 {
        @Override
        void put(Path volume, Path folder) {
            Shell.run("sh", "-ec", "P=$(mktemp -d); tar -C " + folder + " -c . | split -a 3 -b 12K - $P/p; "
                    + Reiser4Program.PATH + " put " + volume + " $P/*; rm -r $P");
        }

        @Override
        void take(Path volume, Path into) {
            Shell.run("sh", "-ec", "cd " + into + "; " + Reiser4Program.PATH + " get " + volume
                    + "; cat p* | tar -x; rm p*");
        }
    },
    /** By e2fsprogs. */
    DEBUGFS {
        @Override
        void put(Path volume, Path folder) {
            StringBuilder script = new StringBuilder();
            for (String name : Volume.hashes(folder).keySet()) {
                script.append("write ").append(folder.resolve(name)).append(' ').append(flat(name))
                        .append('\n');
            }
            Shell.feed(script.toString(), "debugfs", "-w", "-f", "-", volume.toString());
        }

        @Override
        void take(Path volume, Path into) {
            Volume.EXT4.extract(volume, into);
        }
    },
    /** By mtools. */
    MTOOLS {
        @Override
        void put(Path volume, Path folder) {
            Shell.run("sh", "-c", "mcopy -s -i " + volume + " " + folder + "/* ::/");
        }

        @Override
        void take(Path volume, Path into) {
            Volume.FAT32.extract(volume, into);
        }
    },
    /** By ntfs-3g's programs, which make no folders. */
    NTFSCP {
        @Override
        void put(Path volume, Path folder) {
            for (String name : Volume.hashes(folder).keySet()) {
                Shell.run("ntfscp", "-q", volume.toString(), folder.resolve(name).toString(), flat(name));
            }
        }

        @Override
        void take(Path volume, Path into) {
            Volume.NTFS.extract(volume, into);
        }
    },
    /** By exfat-fuse, which takes block devices only. */
    EXFAT_FUSE {
        @Override
        void put(Path volume, Path folder) {
            attached(volume, folder, "cp -r " + folder + "/. $M");
        }

        @Override
        void take(Path volume, Path into) {
            attached(volume, into, "cp -r $M/. " + into);
        }

        private void attached(Path volume, Path beside, String work) {
            attached(volume, device -> mounted("mount.exfat-fuse " + device, beside, work));
        }
    },
    /** By f2fs-tools, which write a file out by the number of its inode. */
    SLOAD {
        @Override
        void put(Path volume, Path folder) {
            Shell.run("sload.f2fs", "-f", folder.toString(), volume.toString());
        }

        @Override
        void take(Path volume, Path into) {
            Shell.run("sh", "-c", "cd " + into + " && for i in $(seq 4 24); do echo y | dump.f2fs -i $i "
                    + volume + "; done >/dev/null; mv lost_found/* . && rmdir lost_found");
        }
    },
    /** By hfsutils, which remember in the home of who calls what volume they work on. */
    HCOPY {
        @Override
        void put(Path volume, Path folder) {
            StringBuilder script = new StringBuilder("hmount " + volume + " >/dev/null");
            for (String name : Volume.hashes(folder).keySet()) {
                script.append(" && hcopy -r ").append(folder.resolve(name)).append(" :").append(flat(name));
            }
            Shell.run("sh", "-c", "export HOME=" + folder.getParent() + "; " + script + " && humount");
        }

        @Override
        void take(Path volume, Path into) {
            Shell.run("sh", "-c", "export HOME=" + into.getParent() + "; hmount " + volume
                    + " >/dev/null && hcopy -r ':*.bin' " + into + " && humount");
        }
    },
    /** By LVM, which takes block devices only; the files are a tape archive in the extents of a volume. */
    LVCREATE {
        @Override
        void put(Path volume, Path folder) {
            attached(volume, device -> {
                lvm(volume, device, "vgcreate group " + device);
                lvm(volume, device, "lvcreate -an -Wn -Zn -n one -L 4M group");
            });
            Shell.run("sh", "-c", "tar -C " + folder + " -c . | dd of=" + volume
                    + " bs=1M seek=1 conv=notrunc iflag=fullblock status=none");
        }

        @Override
        void take(Path volume, Path into) {
            Shell.run("sh", "-c", "dd if=" + volume + " bs=1M skip=1 count=4 status=none | tar -C " + into
                    + " -x");
        }

        private void lvm(Path volume, Path device, String command) {
            Path folder = volume.getParent();
            Shell.run("sh", "-c", "LVM_SYSTEM_DIR=" + folder + " lvm " + command + " --devices " + device
                    + " --config 'global{locking_dir=\"" + folder + "\" activation=0} "
                    + "backup{backup=0 archive=0} devices{use_devicesfile=0 hints=\"none\"}'");
        }
    },
    /** By nothing. */
    BYTES {
        @Override
        void put(Path volume, Path folder) {}

        @Override
        void take(Path volume, Path into) {}
    };

    /** Copies all files of a folder of folders into a file system. */
    abstract void put(Path volume, Path folder);

    /** Copies all files out into an empty folder. */
    abstract void take(Path volume, Path into);

    static Inside of(FileSystemType type) {
        boolean isRoot = Kernel.letsMount();
        if (isRoot && Mount.knows(type.id().equals("ntfs") ? "ntfs3" : type.blkidName())) {
            return MOUNTED;
        }
        return switch (type.id()) {
            case "ext2", "ext3", "ext4" -> DEBUGFS;
            case "exfat" -> isRoot ? EXFAT_FUSE : BYTES;
            case "fat12", "fat16", "fat32" -> MTOOLS;
            case "ntfs" -> NTFSCP;
            case "f2fs" -> SLOAD;
            case "hfs" -> HCOPY;
            case "lvm2" -> isRoot ? LVCREATE : BYTES;
            case "reiser4" -> Reiser4Program.canBeMade() ? LIBREISER4 : BYTES;
            default -> BYTES;
        };
    }

    /** Returns the hash of each file by its name, folders left out: not every program makes them. */
    Map<String, String> hashes(Path volume) {
        try {
            Path folder = Files.createTempDirectory(volume.getParent(), "files");
            take(volume, folder);
            Map<String, String> hashes = byName(folder);
            Volume.delete(folder);
            return hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the hash of each file of a folder of folders, by the last part of its name. */
    static Map<String, String> byName(Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(flat(file.toString()), Volume.sha256(file));
            }
        }
        return hashes;
    }

    private static String flat(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** What is compiled from reiser4.c, once. */
    private static final class Reiser4Program {

        static final Path PATH = make();

        static boolean canBeMade() {
            return Files.exists(Path.of("/usr/include/reiser4/libreiser4.h"))
                    && Shell.attempt("", "sh", "-c", "command -v cc").status() == 0;
        }

        private static Path make() {
            try (InputStream source = Inside.class.getResourceAsStream("reiser4.c")) {
                Path program = Files.createTempFile("reiser4", "");
                program.toFile().deleteOnExit();
                Shell.feed(new String(source.readAllBytes(), StandardCharsets.UTF_8), "cc", "-x", "c", "-o",
                        program.toString(), "-", "-lreiser4", "-laal", "-luuid");
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Works on a loop device of a volume. */
    static void attached(Path volume, Consumer<Path> work) {
        Path device = Shell.attach(volume);
        try {
            work.accept(device);
        } finally {
            Shell.run("losetup", "-d", device.toString());
        }
    }

    /** Runs a command while {@code $M} is where another has mounted something. */
    private static void mounted(String mount, Path beside, String work) {
        Path place = beside.resolveSibling(beside.getFileName() + "-mounted");
        Shell.run("sh", "-ec", "M=" + place + "; mkdir $M; " + mount + " $M >/dev/null; trap 'umount $M && "
                + "rmdir $M' EXIT; " + work);
    }
}
