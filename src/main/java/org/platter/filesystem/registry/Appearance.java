package org.platter.filesystem.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;

/** What bytes look like that no partition table and no file system owns. */
public final class Appearance {

    /** RAID superblocks lie at most so far from the end of a disk, in bytes (MD 0.90: 64 to 128 KiB). */
    public static final long RAID_REGION = 128 * ByteSize.KIB;
    private static final int LOOKED_AT = 1 << 20;
    /** i.MX: an image vector table of 32 bytes, version 4, at 1 KiB or 33 KiB. */
    private static final byte[] IMX = {(byte) 0xd1, 0, 0x20, 0x40};
    /** Rockchip: the header "RK30..." under RC4, at 32 KiB. */
    private static final byte[] ROCKCHIP = {0x3b, (byte) 0x8c, (byte) 0xdc, (byte) 0xfc};

    private Appearance() {}

    /**
     * Returns what lies in a part of a disk, in a few words: {@code GRUB's core image}; nothing where it
     * looks like nothing that is known here.
     */
    public static Optional<String> of(BlockDevice disk, ByteRange part) throws IOException {
        Optional<String> raid = raid(disk).filter(name -> part.end() > disk.size() - RAID_REGION);
        if (raid.isPresent()) {
            return raid;
        }
        int length = (int) Math.min(LOOKED_AT, part.length());
        String text = new String(disk.read(part.start(), length).array(), StandardCharsets.ISO_8859_1);
        if (text.contains("Geom\0Read\0 Error")) {
            return Optional.of("GRUB's core image");
        }
        if (has(text, "eGON.BT0", part, 8196, 128 * 1024 + 4)) {
            return Optional.of("U-Boot SPL of an Allwinner board");
        }
        if (has(text, latin(IMX), part, 1024, 33 * 1024)) {
            return Optional.of("U-Boot of an i.MX board");
        }
        if (has(text, latin(ROCKCHIP), part, 32768) || has(text, "RKNS", part, 32768)) {
            return Optional.of("the loader of a Rockchip board");
        }
        if (text.contains("U-Boot SPL") || text.contains("U-Boot 20")) {
            return Optional.of("U-Boot");
        }
        if (text.contains("SYSLINUX") || text.contains("isolinux")) {
            return Optional.of("SYSLINUX");
        }
        return Optional.empty();
    }

    /** Returns the name of what begins in a slice, as blkid calls it. */
    public static Optional<String> atStart(BlockDevice slice) throws IOException {
        return FileSystems.probe(slice).type();
    }

    /** Returns which kind of RAID superblock lies at the end of a disk. */
    public static Optional<String> raid(BlockDevice disk) throws IOException {
        Optional<Content.Opaque> found = disk.size() < 2 * RAID_REGION ? Optional.empty()
                : Signatures.raidAtEnd(disk);
        return found.map(raid -> "a RAID superblock (" + raid.name() + ")");
    }

    private static boolean has(String text, String mark, ByteRange part, long... places) {
        for (long place : places) {
            long at = place - part.start();
            if (at >= 0 && at < text.length() && text.startsWith(mark, (int) at)) {
                return true;
            }
        }
        return false;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
