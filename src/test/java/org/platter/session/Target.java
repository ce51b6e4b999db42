package org.platter.session;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A structure that can be damaged: units of it are zeroed, put in another's place, or changed by bits.
 *
 * @param name what it is
 * @param start in bytes of the volume, as is {@code length}
 * @param unit the length of an entry in bytes
 * @param twin how far behind it lies a copy that is damaged alike; 0 for none
 */
record Target(String name, long start, long length, int unit, long twin) {

    private static final int TRIES = 5000;

    /** Returns where the structures of a sound volume lie. */
    static List<Target> of(Vessel vessel, RandomAccessFile volume) throws IOException {
        return switch (vessel) {
            case EXT2, EXT3, EXT4 -> ext(volume);
            case FAT16, FAT32 -> fat(volume);
            case EXFAT -> exfat(volume);
            case NTFS -> ntfs(volume);
            case F2FS -> f2fs(volume);
            case HFSPLUS -> hfsplus(volume);
            default -> List.of(new Target("sectors", 0, volume.length(), 512, 0),
                    new Target("words", 0, volume.length(), 4, 0));
        };
    }

    private static Target plain(String name, long start, long length, int unit) {
        return new Target(name, start, length, unit, 0);
    }

    private static List<Target> fat(RandomAccessFile volume) throws IOException {
        ByteBuffer boot = read(volume, 0, 512);
        boolean is32 = boot.getShort(22) == 0;
        long table = boot.getShort(14) * 512L;
        long length = is32 ? boot.getInt(36) * 512L : boot.getShort(22) * 512L;
        long root = table + 2 * length;
        List<Target> targets = new ArrayList<>(List.of(new Target("table", table, length, is32 ? 4 : 2,
                length),
                new Target("table", table, length, is32 ? 4 : 2, length),
                plain("first table", table, length, is32 ? 4 : 2), plain("root", root, 4096, 32),
                plain("numbers in root", root, 512, 2), plain("boot sector", 0, 90, 1)));
        if (is32) {
            targets.add(plain("info sector", 512 + 480, 16, 4));
        }
        return targets;
    }

    private static List<Target> exfat(RandomAccessFile volume) throws IOException {
        ByteBuffer boot = read(volume, 0, 512);
        long heap = boot.getInt(88) * 512L;
        long root = heap + (boot.getInt(96) - 2L) * 4096;
        return List.of(plain("table", boot.getInt(80) * 512L, boot.getInt(92) * 4L, 4),
                plain("bitmap", heap, 4096, 1), plain("root", root, 4096, 32),
                plain("words in root", root, 4096, 4), plain("boot region", 0, 24 * 512, 4),
                plain("boot numbers", 64, 64, 1));
    }

    private static List<Target> ntfs(RandomAccessFile volume) throws IOException {
        ByteBuffer boot = read(volume, 0, 512);
        int cluster = 512 * boot.get(13);
        long files = boot.getLong(48) * cluster;
        List<Target> targets = new ArrayList<>(List.of(plain("words of the first records", files, 16 << 10,
                4),
                plain("words of the files' records", files + (64 << 10), 16 << 10, 4),
                plain("records", files, 80 << 10, 1024), plain("copy of records",
                        boot.getLong(56) * cluster, 4096, 4),
                plain("boot sector", 0, 84, 1)));
        long[] places = {6, 5, 2}; // $Bitmap, the root's index, $LogFile
        String[] names = {"bitmap", "index", "journal"};
        for (int i = 0; i < places.length; i++) {
            ByteBuffer record = read(volume, files + places[i] * 1024, 1024);
            int type = names[i].equals("index") ? 0xa0 : 0x80;
            for (int at = record.getShort(20); record.getInt(at) != -1; at += record.getInt(at + 4)) {
                if (record.getInt(at) == type && record.get(at + 8) == 1) {
                    int run = at + record.getShort(at + 32);
                    long first = 0;
                    int width = record.get(run) >> 4;
                    for (int digit = 0; digit < width; digit++) {
                        first |= (record.get(run + 1 + (record.get(run) & 0xf) + digit) & 0xffL) << 8 * digit;
                    }
                    targets.add(plain(names[i], first * cluster, Math.min(4096, record.getLong(at + 48)), 4));
                }
            }
        }
        return targets;
    }

    private static List<Target> f2fs(RandomAccessFile volume) throws IOException {
        ByteBuffer superblock = read(volume, 1024, 1024);
        List<Target> targets = new ArrayList<>(List.of(plain("superblock", 1024, 512, 4)));
        String[] names = {"checkpoints", "segments", "addresses of nodes", "summaries", "nodes and data"};
        for (int i = 0; i < names.length; i++) {
            long start = (superblock.getInt(76 + 4 * i)) * 4096L;
            long end = i + 1 < names.length ? superblock.getInt(80 + 4 * i) * 4096L : start + (4 << 20);
            targets.add(plain(names[i], start, end - start, 4));
            targets.add(plain(names[i], start, end - start, 4096));
        }
        return targets;
    }

    private static List<Target> hfsplus(RandomAccessFile volume) throws IOException {
        ByteBuffer header = read(volume, 1024, 512).order(ByteOrder.BIG_ENDIAN);
        List<Target> targets = new ArrayList<>(List.of(plain("header", 1024, 512, 4)));
        int[] forks = {112, 192, 272, 352};
        String[] names = {"bitmap", "extents", "catalog", "attributes"};
        for (int i = 0; i < forks.length; i++) {
            long block = header.getInt(40);
            targets.add(plain(names[i], header.getInt(forks[i] + 16) * block,
                    header.getInt(forks[i] + 20) * block, 2));
        }
        return targets;
    }

    private static List<Target> ext(RandomAccessFile volume) throws IOException {
        ByteBuffer superblock = read(volume, 1024, 1024);
        int block = 1024 << superblock.getInt(24);
        int inode = superblock.getShort(88);
        long descriptors = (superblock.getInt(20) + 1L) * block;
        ByteBuffer group = read(volume, descriptors, 32);
        long inodes = (group.getInt(8) & 0xffff_ffffL) * block;
        ByteBuffer root = read(volume, inodes + inode, inode);
        boolean hasExtents = (root.getInt(32) & 0x80000) != 0;
        long folder = (hasExtents ? root.getInt(60) : root.getInt(40)) * (long) block;
        return List.of(plain("superblock", 1024, 264, 4), plain("descriptors", descriptors, 64, 4),
                plain("block bitmap", group.getInt(0) * (long) block, 512, 1),
                plain("inode bitmap", group.getInt(4) * (long) block, 8, 1),
                plain("inodes", inodes, 28L * inode, inode), plain("words of inodes", inodes, 28L * inode, 4),
                plain("words of the files' inodes", inodes + 10L * inode, 16L * inode, 4),
                plain("root", folder, 512, 4));
    }

    private static ByteBuffer read(RandomAccessFile volume, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        volume.seek(at);
        volume.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Damages a unit that is not zero, and says how. */
    String damage(RandomAccessFile volume, Random random) throws IOException {
        long place = used(volume, random);
        byte[] bytes = read(volume, place, unit).array();
        String how;
        switch (random.nextInt(4)) {
            case 0 -> {
                bytes = new byte[unit];
                how = "zeroed";
            }
            case 1 -> {
                bytes = read(volume, used(volume, random), unit).array();
                how = "another's";
            }
            case 2 -> {
                bytes[random.nextInt(unit)] = (byte) random.nextInt(256);
                how = "a byte";
            }
            default -> {
                bytes[random.nextInt(unit)] ^= (byte) (1 << random.nextInt(8));
                how = "a bit";
            }
        }
        volume.seek(place);
        volume.write(bytes);
        if (twin != 0) {
            volume.seek(place + twin);
            volume.write(bytes);
        }
        return name + " at 0x" + Long.toHexString(place) + " " + how;
    }

    private long used(RandomAccessFile volume, Random random) throws IOException {
        long units = length / unit;
        for (int i = 0; i < TRIES; i++) {
            // files lie in front
            long place = start + Math.floorMod(random.nextLong(), random.nextBoolean() ? units
                    : Math.max(1, units / 16)) * unit;
            if (!Damages.isZero(read(volume, place, unit).array(), unit)) {
                return place;
            }
        }
        return start;
    }
}
