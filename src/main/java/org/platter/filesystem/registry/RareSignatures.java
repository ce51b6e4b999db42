package org.platter.filesystem.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;
import org.platter.filesystem.other.MinixVolume;
import org.platter.layout.Content;

/**
 * What is rare and has its label or UUID in a form of its own, with blkid's names and forms (util-linux,
 * libblkid/src/superblocks, where no other source is named).
 */
final class RareSignatures {

    private static final int KIB = 1024;
    private static final List<Long> UFS_PLACES = List.of(0L, 8L * KIB, 64L * KIB, 256L * KIB);
    private static final int UFS_LENGTH = 1376;
    private static final long UFS2 = 0x19540119L;
    private static final List<Long> UFS_MAGICS = List.of(UFS2, 0x00011954L, 0x00195612L, 0x00095014L,
            0x00612195L, 0x05231994L);
    private static final long DRBD_MAGIC = 0x83740267L;
    private static final long DRBD_SMALLEST = 64 * KIB;
    private static final int LOG_REGION = 256 * KIB;
    private static final long LOG_SMALLEST = 10L * KIB * KIB;
    private static final int GFS1_FORMAT = 1309;
    private static final long STRATIS_SECTOR = 512;

    private RareSignatures() {}

    /** DRBD, in the last 4 KiB (drbd-utils, user/shared/drbdmeta.c; 8.4 and 9). */
    static Optional<Content.Opaque> drbd(BlockDevice slice) throws IOException {
        Optional<Structure> found = slice.size() < DRBD_SMALLEST ? Optional.empty()
                : Structure.read(slice, slice.size() - 4 * KIB, 64).map(Structure::bigEndian);
        return found.filter(bytes -> bytes.u32(60) >= DRBD_MAGIC + 4 && bytes.u32(60) <= DRBD_MAGIC + 6)
                .map(bytes -> bytes.i64(bytes.u32(60) == DRBD_MAGIC + 6 ? 48 : 40))
                .map(uuid -> new Content.Opaque("drbd", Optional.empty(),
                        uuid == 0 ? Optional.empty() : Optional.of(Long.toHexString(uuid))));
    }

    /** UBI (Linux, drivers/mtd/ubi/ubi-media.h: ubi_ec_hdr); the number of the image is in decimal. */
    static Optional<Content.Opaque> ubi(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 64).filter(bytes -> bytes.has(0, "UBI#"))
                .map(bytes -> new Content.Opaque("ubi", Optional.empty(),
                        Optional.of(String.valueOf(bytes.bigEndian().u32(24)))));
    }

    /** A member of a Stratis pool (Stratis Software Design, “Static Header”). */
    static Optional<Content.Opaque> stratis(BlockDevice slice) throws IOException {
        for (long sector : new long[] {1, 9}) {
            Optional<Structure> found = Structure.read(slice, sector * STRATIS_SECTOR, 128)
                    .filter(bytes -> bytes.has(4, "!Stra0tis\u0086\u00ff\u0002^Arh"));
            if (found.isPresent()) {
                return found.map(bytes -> new Content.Opaque("stratis", Optional.empty(),
                        bytes.label(64, 32).map(digits -> digits.replaceFirst(
                                "(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))));
            }
        }
        return Optional.empty();
    }

    /**
     * VMFS, the file system of VMware, which writes its UUID in four groups of which three are turned round.
     */
    static Optional<Content.Opaque> vmfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 2L * KIB * KIB, 160).filter(bytes -> bytes.u32(0) == 0x2fabf15eL)
                .map(bytes -> new Content.Opaque("VMFS", bytes.label(29, 128), Optional.of(
                        String.format(Locale.ROOT, "%08x-%08x-%04x-%04x%08x", bytes.u32(9), bytes.u32(13),
                                bytes.u16(17), bytes.bigEndian().u16(19), bytes.bigEndian().u32(21)))));
    }

    /** UFS of all systems, of both byte orders (FreeBSD, sys/ufs/ffs/fs.h: struct fs). */
    static Optional<Content.Opaque> ufs(BlockDevice slice) throws IOException {
        for (long place : UFS_PLACES) {
            Optional<Structure> found = Structure.read(slice, place, UFS_LENGTH)
                    .map(bytes -> UFS_MAGICS.contains(bytes.u32(1372)) ? bytes : bytes.bigEndian())
                    .filter(bytes -> UFS_MAGICS.contains(bytes.u32(1372)));
            if (found.isPresent()) {
                Structure bytes = found.get();
                return Optional.of(new Content.Opaque("ufs",
                        bytes.u32(1372) == UFS2 ? bytes.label(680, 32) : Optional.empty(),
                        bytes.isZero(144, 8) ? Optional.empty() : Optional.of(
                                String.format(Locale.ROOT, "%08x%08x", bytes.u32(144), bytes.u32(148)))));
            }
        }
        return Optional.empty();
    }

    /** HPFS, which has its label and serial number in a boot sector like FAT's (Linux, fs/hpfs/hpfs.h). */
    static Optional<Content.Opaque> hpfs(BlockDevice slice) throws IOException {
        if (Structure.read(slice, 8 * KIB, 4).filter(bytes -> bytes.u32(0) == 0xf995e849L).isEmpty()) {
            return Optional.empty();
        }
        Optional<Structure> boot = Structure.read(slice, 0, 512).filter(bytes -> bytes.has(54, "HPFS")
                && bytes.u8(38) == 0x28 && bytes.u16(510) == 0xaa55);
        return Optional.of(new Content.Opaque("hpfs",
                boot.flatMap(bytes -> bytes.label(43, 11, StandardCharsets.ISO_8859_1)),
                boot.map(bytes -> String.format(Locale.ROOT, "%04X-%04X", bytes.u16(41), bytes.u16(39)))));
    }

    /** GFS and GFS2 (Linux, include/uapi/linux/gfs2_ondisk.h: struct gfs2_sb). */
    static Optional<Content.Opaque> gfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 64 * KIB, 272).map(Structure::bigEndian)
                .filter(bytes -> bytes.u32(0) == 0x01161970 && bytes.u32(4) == 1)
                .map(bytes -> new Content.Opaque(bytes.u32(24) == GFS1_FORMAT ? "gfs" : "gfs2",
                        bytes.label(160, 64), bytes.uuid(256)));
    }

    /** The data or the metadata of a ScoutFS (scoutfs-kmod, format.h: struct scoutfs_super_block). */
    static Optional<Content.Opaque> scoutfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 64 * KIB, 72).filter(bytes -> bytes.has(4, "\u008b\u0042\u003c\u0010"))
                .map(bytes -> new Content.Opaque((bytes.i64(48) & 1) != 0 ? "scoutfs_meta" : "scoutfs_data",
                        Optional.empty(), bytes.uuid(56)));
    }

    /**
     * What is told by so little, or where it may have been left by something older, that anything else comes
     * first.
     */
    static Optional<Content.Opaque> last(BlockDevice slice) throws IOException {
        Optional<Content.Opaque> log = externalLog(slice);
        return log.isPresent() ? log
                : MinixVolume.readBigEndian(slice)
                        .map(volume -> new Content.Opaque("minix", Optional.empty(), Optional.empty())
                                .withSize(Math.min(volume.size(), slice.size())).withDetail("big-endian"));
    }

    /** The log of an XFS on another device: a record somewhere at its beginning (Linux, xfs_log_format.h). */
    private static Optional<Content.Opaque> externalLog(BlockDevice slice) throws IOException {
        Optional<Structure> found = slice.size() < LOG_SMALLEST ? Optional.empty()
                : Structure.read(slice, 0, LOG_REGION).map(Structure::bigEndian);
        for (int at = 0; found.isPresent() && at < LOG_REGION; at += 512) {
            Structure bytes = found.get();
            long version = bytes.u32(at + 8);
            if (bytes.u32(at) == 0xfeedbabeL && version > 0 && version <= 3 && bytes.u32(at + 12) > 0
                    && bytes.u32(at + 300) > 0 && bytes.u32(at + 300) <= 3) {
                return Optional.of(new Content.Opaque("xfs_external_log", Optional.empty(),
                        Optional.empty()));
            }
        }
        return Optional.empty();
    }
}
