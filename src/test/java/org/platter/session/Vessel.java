package org.platter.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A file system of a few files that {@link Damages} damages where its structures lie. */
enum Vessel {
    EXT2(16, "mke2fs", "-q", "-F", "-t", "ext2"),
    EXT3(16, "mke2fs", "-q", "-F", "-t", "ext3"),
    EXT4(16, "mke2fs", "-q", "-F", "-t", "ext4"),
    FAT16(20, "mkfs.fat", "-F", "16", "-n", "OLD"),
    FAT32(40, "mkfs.fat", "-F", "32", "-n", "OLD"),
    EXFAT(8, "mkfs.exfat", "-c", "4K"),
    NTFS(12, "mkntfs", "-Q", "-F"),
    F2FS(80, "mkfs.f2fs", "-q", "-f"),
    XFS(300, "mkfs.xfs", "-q", "-f"),
    HFSPLUS(25),
    REISERFS(40, "mkreiserfs", "-q", "-f", "-f"),
    UDF(8, "mkudffs", "--media-type=hd", "--blocksize=512"),
    JFS(16, "mkfs.jfs", "-q"),
    BTRFS(110, "mkfs.btrfs", "-q", "-f");

    static final int FILES = 14;
    private static final String FIXTURE = "/hfsplus.gz";

    /** The length of its partition, rounded up. */
    final int mebibytes;

    private final List<String> program;

    Vessel(int mebibytes, String... program) {
        this.mebibytes = mebibytes;
        this.program = List.of(program);
    }

    /** Returns whether something reads its files that has no part in the change. */
    boolean readsFiles() {
        return ordinal() <= NTFS.ordinal();
    }

    void make(Path volume, Path work) throws IOException {
        if (this == HFSPLUS) {
            try (InputStream in = new GZIPInputStream(Vessel.class.getResourceAsStream(FIXTURE))) {
                Files.copy(in, volume);
            }
            return;
        }
        Shell.run("truncate", "-s", mebibytes + "M", volume.toString());
        List<String> command = new ArrayList<>(program);
        command.add(volume.toString());
        Shell.run(command.toArray(String[]::new));
        Path folder = Files.createDirectories(work.resolve("content"));
        Random random = new Random(11);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[(1 << random.nextInt(18)) + random.nextInt(1000)];
            random.nextBytes(bytes);
            Files.write(folder.resolve("FILE" + i), bytes);
        }
        switch (this) {
            case EXFAT -> ExfatFiles.put(volume, folder);
            case NTFS -> Inside.NTFSCP.put(volume, folder);
            case FAT16, FAT32 -> Shell.run("sh", "-c", "cd " + folder + " && mcopy -i " + volume
                    + " FILE? :: && mmd -i " + volume + " ::SUB && mcopy -i " + volume + " FILE1? ::SUB");
            case EXT2, EXT3, EXT4 -> {
                StringBuilder script = new StringBuilder("mkdir sub\n");
                for (int i = 0; i < FILES; i++) {
                    script.append("write ").append(folder).append("/FILE").append(i)
                            .append(i < 10 ? " " : " sub/").append("FILE").append(i).append('\n');
                }
                Shell.feed(script.toString(), "debugfs", "-w", "-f", "-", volume.toString());
            }
            case F2FS -> Inside.SLOAD.put(volume, folder);
            default -> {} // nothing puts files into it here
        }
    }

    /** Returns the hash of each file by its place, as what has no part in the change reads it. */
    Map<String, String> files(Path volume, Path work) throws IOException {
        if (this == EXFAT) {
            return ExfatFiles.read(volume);
        }
        Map<String, String> files = new TreeMap<>();
        Path folder = work.resolve("files");
        Shell.run("rm", "-rf", folder.toString());
        if (name().startsWith("EXT")) {
            Files.createDirectories(folder);
            Shell.attempt("", "debugfs", "-c", "-R", "rdump / " + folder, volume.toString());
        } else if (this == NTFS) { // an archiver gives it up at the first damage
            Shell.run("sh", "-c", "mkdir " + folder + "; cd " + folder + "; for i in $(seq 0 " + (FILES - 1)
                    + "); do ntfscat -f " + volume + " FILE$i > FILE$i 2>/dev/null || rm FILE$i; done");
        } else if (readsFiles()) {
            Shell.attempt("", "7z", "x", "-y", "-o" + folder, volume.toString());
        }
        if (Files.isDirectory(folder)) {
            for (String line : Shell.run("sh", "-c", "cd '" + folder + "' && find . -type f ! -path "
                    + "'*SYSTEM*' -exec sha256sum {} +").split("\n")) {
                if (!line.contains("[") && line.length() > 66) {
                    files.put(line.substring(66), line.substring(0, 64));
                }
            }
        }
        return files;
    }

    /** Damages a few places of its structures, and says which. */
    String damage(Path volume, Random random) throws IOException {
        if (name().startsWith("EXT") && random.nextBoolean()) {
            return byDebugfs(volume, random);
        }
        StringBuilder damage = new StringBuilder();
        try (RandomAccessFile open = new RandomAccessFile(volume.toFile(), "rw")) {
            List<Target> targets = Target.of(this, open);
            for (int left = 1 + random.nextInt(2); left > 0; left--) {
                damage.append(targets.get(random.nextInt(targets.size())).damage(open, random)).append(' ');
            }
            if (this == EXFAT && random.nextBoolean()) {
                ExfatFiles.sumUp(open);
                damage.append("with sums");
            }
        }
        return damage.toString().strip();
    }

    private static String byDebugfs(Path volume, Random random) {
        int inode = 2 + random.nextInt(26);
        String[] ways = {"clri <" + inode + ">", "sif <" + inode + "> size " + random.nextInt(1 << 20),
            "sif <" + inode + "> block[0] " + random.nextInt(1 << 15),
            "sif <" + inode + "> block[5] " + random.nextInt(1 << 15),
            "sif <" + inode + "> links_count " + random.nextInt(9),
            "sif <" + inode + "> mode " + random.nextInt(1 << 16), "freei <" + inode + ">",
            "freeb " + random.nextInt(5000) + " 9", "setb " + (5000 + random.nextInt(5000)) + " 9",
            "unlink FILE" + random.nextInt(10), "ssv free_blocks_count " + random.nextInt(9999),
            "feature -has_journal", "feature needs_recovery", "ssv state 0", "kill_file FILE3", "unlink sub",
            "ln FILE1 sub/FILE2", "link FILE1 sub/other"};
        String way = ways[random.nextInt(ways.length)];
        Shell.attempt("", "debugfs", "-w", "-R", way, volume.toString());
        return way;
    }
}
