package org.platter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.platter.host.Mount;
import org.platter.tool.Kernel;

/** A real file system with files in it, and what reads these files without Platter. */
enum Filled {
    EXT2(Vessel.EXT2),
    EXT3(Vessel.EXT3),
    EXT4(Vessel.EXT4),
    FAT16(Vessel.FAT16),
    FAT32(Vessel.FAT32),
    EXFAT(Vessel.EXFAT),
    NTFS(Vessel.NTFS),
    SWAP("swap") {
        @Override
        void fill(Path volume, Path folder) {
            Shell.run("truncate", "-s", "6M", volume.toString());
            Shell.run("mkswap", volume.toString());
        }

        @Override
        void take(Path volume, Path into) {}
    },
    F2FS(Vessel.F2FS) {
        @Override
        void take(Path volume, Path into) {
            Inside.SLOAD.take(volume, into);
        }
    },
    BTRFS("btrfs") {
        @Override
        void fill(Path volume, Path folder) {
            Shell.run("truncate", "-s", "128M", volume.toString());
            Shell.run("mkfs.btrfs", "-q", "-f", "--rootdir", folder.toString(), volume.toString());
        }

        @Override
        void take(Path volume, Path into) {
            Shell.run("btrfs", "restore", volume.toString(), into.toString());
        }
    },
    XFS("xfs") {
        @Override
        void fill(Path volume, Path folder) throws IOException {
            StringBuilder prototype = new StringBuilder("/none\n0 0\nd--755 0 0\n");
            for (String name : Volume.hashes(folder).keySet()) {
                prototype.append(name).append(" ---644 0 0 ").append(folder.resolve(name)).append('\n');
            }
            Path text = Files.writeString(folder.resolveSibling("prototype"), prototype.append("$\n"));
            Shell.run("truncate", "-s", "300M", volume.toString());
            Shell.run("mkfs.xfs", "-q", "-f", "-p", text.toString(), volume.toString());
        }

        /** No program reads files out of it but the kernel, for root. */
        @Override
        void take(Path volume, Path into) {
            if (Kernel.letsMount() && Mount.knows("xfs")) {
                Inside.MOUNTED.take(volume, into);
            }
        }
    },
    HFSPLUS(Vessel.HFSPLUS) {
        @Override
        void take(Path volume, Path into) {
            Shell.attempt("", "7z", "x", "-y", "-o" + into, volume.toString());
        }
    };

    /** The id of its type. */
    final String type;
    private final Vessel vessel;

    Filled(Vessel vessel) {
        this(vessel.name().toLowerCase(java.util.Locale.ROOT), vessel);
    }

    Filled(String type) {
        this(type, null);
    }

    Filled(String type, Vessel vessel) {
        this.type = type;
        this.vessel = vessel;
    }

    /** Makes it in a file that is not there yet. */
    void make(Path volume) throws IOException {
        Path work = Files.createTempDirectory(volume.getParent(), "work");
        if (vessel != null) {
            vessel.make(volume, work);
        } else {
            Path folder = Files.createDirectory(work.resolve("folder"));
            Random random = new Random(ordinal());
            for (int i = 0; i < Vessel.FILES; i++) {
                byte[] bytes = new byte[(1 << random.nextInt(18)) + random.nextInt(1000)];
                random.nextBytes(bytes);
                Files.write(folder.resolve("FILE" + i), bytes);
            }
            fill(volume, folder);
        }
        Volume.delete(work);
    }

    /** Makes a volume of the files of a folder. */
    void fill(Path volume, Path folder) throws IOException {
        throw new IllegalStateException(name());
    }

    /** Copies the files out into an empty folder; nothing where no program of this machine can. */
    void take(Path volume, Path into) {
        throw new IllegalStateException(name());
    }

    /** Returns the hash of each file by its place. */
    Map<String, String> files(Path volume) throws IOException {
        Path work = Files.createTempDirectory(volume.getParent(), "work");
        Map<String, String> files;
        if (vessel != null && vessel.readsFiles()) {
            files = vessel.files(volume, work);
        } else {
            take(volume, work);
            files = new TreeMap<>(Volume.hashes(work));
        }
        Volume.delete(work);
        return files;
    }
}
