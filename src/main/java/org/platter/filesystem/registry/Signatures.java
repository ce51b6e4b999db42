package org.platter.filesystem.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.base.Guid;
import org.platter.block.BlockDevice;
import org.platter.filesystem.btrfs.BtrfsSuperblock;
import org.platter.filesystem.bytes.Structure;
import org.platter.filesystem.ext.ExtSuperblock;
import org.platter.filesystem.fat.FatBootSector;
import org.platter.layout.Content;

/**
 * What is recognised by its signature alone, with blkid's names (util-linux, libblkid/src/superblocks). blkid
 * is the second opinion in tests and is not asked at run time: it would take a window and a process for each
 * partition, of every image that is opened, and it stops at the first member or encrypted volume that it
 * finds. Places are in bytes from the start of the partition, or where negative from its end. Long, since it
 * is mostly their table.
 */
final class Signatures {

    private static final int NONE = -1;

    /**
     * A signature with a label and a UUID at fixed places.
     *
     * @param place where the magic is
     * @param magic its bytes, as Latin-1
     * @param label where the label is, from the magic on; {@link #NONE} where there is none
     * @param uuid where 16 bytes of UUID are, from the magic on; {@link #NONE} where there are none
     */
    private record Plain(String name, long place, String magic, int label, int labelLength, int uuid) {

        Plain(String name, long place, String magic) {
            this(name, place, magic, NONE, 0, NONE);
        }
    }

    /**
     * Members of something larger: they hide the file system that may seem to lie in them, and so come first.
     */
    private static final List<Plain> MEMBERS = List.of(
            new Plain("isw_raid_member", -1024, "Intel Raid ISM Cfg Sig. "),
            new Plain("ddf_raid_member", -512, "\u00de\u0011\u00de\u0011"),
            new Plain("drbdmanage_control_volume", 0, "$DRBDmgr=q", NONE, 0, NONE),
            new Plain("drbdproxy_datalog", 0, "DRBDdlh*", NONE, 0, 16),
            new Plain("bcache", 4096 + 24, "\u00c6\u0085\u0073\u00f6\u004e\u001a\u0045\u00ca"
                    + "\u0082\u0065\u00f5\u007f\u0048\u00ba\u006d\u0081", 48, 32, 16),
            new Plain("bcachefs", 4096 + 24, "\u00c6\u0085\u0073\u00f6\u0066\u00ce\u0090\u00a9"
                    + "\u00d9\u006a\u0060\u00cf\u0080\u003d\u00f7\u00ef", 48, 32, 32),
            new Plain("DM_verity_hash", 0, "verity\0\0"),
            new Plain("DM_integrity", 0, "integrt\0"),
            new Plain("DM_snapshot_cow", 0, "SnAp"),
            new Plain("vdo", 0, "dmvdo001", NONE, 0, 40),
            new Plain("VMFS_volume_member", 1 << 20, "\r\u00d0\u0001\u00c0"),
            new Plain("BitLocker", 0, "\u00eb\u0052\u0090-FVE-FS-"),
            new Plain("BitLocker", 0, "\u00eb\u0058\u0090-FVE-FS-"),
            new Plain("ceph_bluestore", 0, "bluestore block device"));

    private static final List<Plain> FILE_SYSTEMS = List.of(
            new Plain("xfs", 0, "XFSB", 108, 12, 32),
            new Plain("btrfs", 0x10040, "_BHRfS_M", 0x1012b - 0x10040, 256, 0x10020 - 0x10040),
            new Plain("reiserfs", 65536 + 52, "ReIsErFs", 48, 16, 32),
            new Plain("reiserfs", 65536 + 52, "ReIsEr2Fs", 48, 16, 32),
            new Plain("reiserfs", 65536 + 52, "ReIsEr3Fs", 48, 16, 32),
            new Plain("reiserfs", 8192 + 52, "ReIsErFs"),
            new Plain("reiser4", 65536, "ReIsEr4", 36, 16, 20),
            new Plain("jfs", 32768, "JFS1", 152, 16, 136),
            new Plain("apfs", 32, "NXSB", NONE, 0, 40),
            new Plain("ReFS", 0, "\0\0\0ReFS\0"),
            new Plain("erofs", 1024, "\u00e2\u00e1\u00f5\u00e0", 64, 16, 48),
            new Plain("cramfs", 0, "\u0045\u003d\u00cd\u0028", 48, 16, NONE),
            new Plain("cramfs", 0, "\u0028\u00cd\u003d\u0045", 48, 16, NONE),
            new Plain("romfs", 0, "-rom1fs-", 16, 16, NONE),
            new Plain("bfs", 0, "\u00ce\u00fa\u00ad\u001b"),
            new Plain("ubifs", 0, "\u0031\u0018\u0010\u0006", NONE, 0, 108),
            new Plain("vxfs", 1024, "\u00f5\u00fc\u0001\u00a5"),
            new Plain("vxfs", 8192, "\u00a5\u0001\u00fc\u00f5"),
            new Plain("nss", 4096, "SPB5", NONE, 0, 348),
            new Plain("oracleasm", 32, "ORCLDISK", 40, 24, NONE),
            new Plain("befs", 32, "1SFB", -32, 32, NONE),
            new Plain("befs", 32, "BFS1", -32, 32, NONE),
            new Plain("befs", 512 + 32, "1SFB", -32, 32, NONE),
            new Plain("befs", 512 + 32, "BFS1", -32, 32, NONE),
            new Plain("ocfs2", 1024, "OCFSV2", 0x110, 64, 0x150),
            new Plain("ocfs2", 2048, "OCFSV2", 0x110, 64, 0x150),
            new Plain("ocfs2", 4096, "OCFSV2", 0x110, 64, 0x150),
            new Plain("ocfs2", 8192, "OCFSV2", 0x110, 64, 0x150),
            new Plain("hfsplus", 1024, "H+\0"),
            new Plain("hfsplus", 1024, "HX\0"),
            new Plain("zonefs", 0, "SFOZ"));

    private static final int ISO_DESCRIPTORS = 16;
    private static final int ISO_SUPPLEMENTARY = 2;
    private static final int ISO_LAST = 0xff;
    /** Where the place of the first block of metadata is. */
    private static final int BITLOCKER_BLOCK = 176;
    private static final int BITLOCKER_TO_GO_BLOCK = 440;
    private static final int MD_MAGIC = 0xa92b4efc;
    private static final List<Integer> LUKS2_COPIES = List.of(0x4000, 0x8000, 0x10000, 0x20000, 0x40000,
            0x80000, 0x100000, 0x200000, 0x400000);
    private static final int ZFS_UBERBLOCKS = 128 << 10;
    private static final int ZFS_PAIRS = 16 << 10;
    private static final int ZFS_PAIRS_LENGTH = 112 << 10;
    private static final long ZFS_MAGIC = 0x00bab10c;

    private Signatures() {}

    /** Returns the member of something larger, or what Windows has encrypted, that the slice is. */
    static Optional<Content.Opaque> member(BlockDevice slice) throws IOException {
        Optional<Content.Opaque> found = bitLockerToGo(slice);
        for (Probe probe : List.<Probe>of(RareSignatures::drbd, RareSignatures::ubi,
                RareSignatures::stratis)) {
            found = found.isPresent() ? found : probe.of(slice);
        }
        found = found.isPresent() ? found : plain(slice, MEMBERS).stream().findFirst();
        if (found.isPresent() && found.get().name().equals("bcache")) {
            found = Optional.of(bcache(slice, found.get()));
        }
        return found.isPresent() && found.get().name().equals("BitLocker") ? bitLocker(slice, found.get())
                : found;
    }

    /**
     * bcachefs had the magic number of bcache before it got one of its own: its superblock says elsewhere at
     * which sector it lies (bcachefs-tools, libbcachefs/bcachefs_format.h; Linux, bcache_ondisk.h).
     */
    private static Content.Opaque bcache(BlockDevice slice, Content.Opaque found) throws IOException {
        return Structure.read(slice, 4096, 112).filter(bytes -> bytes.i64(104) == 8 && bytes.i64(8) != 8)
                .map(bytes -> new Content.Opaque("bcachefs", bytes.label(72, 32), bytes.uuid(56)))
                .orElse(found);
    }

    /**
     * Returns the file systems and encrypted volumes of which there are structures; most have lore as well.
     */
    static List<Content.Opaque> fileSystems(BlockDevice slice) throws IOException {
        List<Content.Opaque> found = new ArrayList<>();
        luks(slice).ifPresent(found::add);
        for (Content.Opaque plain : plain(slice, FILE_SYSTEMS)) {
            found.add(sized(slice, plain));
        }
        for (Probe probe : List.<Probe>of(Signatures::exfat, Signatures::f2fs, Signatures::squashfs,
                Signatures::nilfs, Signatures::opticalDisc, Signatures::hfs, Signatures::zfs,
                Signatures::externalJournal, Signatures::damagedLuks, RareSignatures::ufs,
                RareSignatures::hpfs,
                RareSignatures::vmfs,
                RareSignatures::gfs, RareSignatures::scoutfs)) {
            probe.of(slice).ifPresent(found::add);
        }
        return found;
    }

    @FunctionalInterface
    private interface Probe {
        Optional<Content.Opaque> of(BlockDevice slice) throws IOException;
    }

    private static List<Content.Opaque> plain(BlockDevice slice, List<Plain> signatures)
            throws IOException {
        List<Content.Opaque> found = new ArrayList<>();
        for (Plain signature : signatures) {
            long place = signature.place() < 0 ? slice.size() + signature.place() : signature.place();
            int length = signature.magic().length();
            Optional<Structure> bytes = Structure.read(slice, place, length);
            if (bytes.isPresent() && bytes.get().has(0, signature.magic())) {
                Optional<Structure> label = signature.label() == NONE ? Optional.empty()
                        : Structure.read(slice, place + signature.label(), signature.labelLength());
                Optional<Structure> uuid = signature.uuid() == NONE ? Optional.empty()
                        : Structure.read(slice, place + signature.uuid(), 16);
                found.add(new Content.Opaque(signature.name(),
                        label.flatMap(text -> text.label(0, text.length())),
                        uuid.flatMap(number -> number.uuid(0))));
            }
        }
        return found;
    }

    /**
     * Adds the size of APFS (Apple File System Reference, nx_superblock_t) and ReFS, which is at a fixed
     * place, the number of devices of a Btrfs on several, and what of an XFS is elsewhere.
     */
    private static Content.Opaque sized(BlockDevice slice, Content.Opaque found) throws IOException {
        if (found.name().equals("btrfs")) {
            long devices = BtrfsSuperblock.devices(slice);
            return devices > 1 ? found.withDetail("a Btrfs on " + devices + " devices") : found;
        }
        Optional<Structure> bytes = Structure.read(slice, 0, 64);
        if (bytes.isEmpty()) {
            return found;
        }
        if (found.name().equals("xfs")) {
            return !bytes.get().isZero(16, 8) ? found
                    .withDetail("an XFS of which a part is on another device")
                    : bytes.get().isZero(48, 8) ? found.withDetail("an XFS with its log on another device")
                    : found;
        }
        long units = found.name().equals("apfs") ? bytes.get().i64(40) : bytes.get().i64(24);
        long unit = switch (found.name()) {
            case "apfs" -> bytes.get().u32(36);
            case "ReFS" -> bytes.get().u32(32);
            default -> 0;
        };
        return unit > 0 && units > 0 && units <= slice.size() / unit ? found.withSize(units * unit) : found;
    }

    /** Linux MD: version 1 at the start, 4 KiB behind it, or near the end; 0.90 near the end (md_p.h). */
    static Optional<Content.Opaque> raid(BlockDevice slice) throws IOException {
        long nearEnd = (slice.size() / 512 - 16 & ~7L) * 512;
        for (long place : new long[] {0, 4096, nearEnd}) {
            Optional<Structure> found = Structure.read(slice, place, 256)
                    .filter(bytes -> bytes.u32(0) == (MD_MAGIC & 0xffff_ffffL) && bytes.u32(4) == 1
                            && bytes.i64(0x90) == place / 512);
            if (found.isPresent()) {
                Structure bytes = found.get();
                return Optional.of(new Content.Opaque("linux_raid_member", bytes.label(32, 32),
                        bytes.uuid(16))
                        .withSize(Math.min(bytes.i64(136), slice.size() / 512) * 512)
                        .withDetail(raidLevel((int) bytes.u32(72))));
            }
        }
        long old = (slice.size() & ~0xffffL) - 0x10000;
        return Structure.read(slice, old, 64)
                .map(bytes -> bytes.u32(0) == (MD_MAGIC & 0xffff_ffffL) ? bytes : bytes.bigEndian())
                .filter(bytes -> bytes.u32(0) == (MD_MAGIC & 0xffff_ffffL) && bytes.u32(4) == 0)
                .map(bytes -> new Content.Opaque("linux_raid_member", Optional.empty(), Optional.of(
                        String.format(Locale.ROOT, "%08x-%04x-%04x-%04x-%04x%08x", bytes.u32(20),
                                bytes.u32(52) >> 16, bytes.u32(52) & 0xffff, bytes.u32(56) >> 16,
                                bytes.u32(56) & 0xffff, bytes.u32(60))))
                        .withSize(bytes.u32(32) * 1024).withDetail(raidLevel((int) bytes.u32(28))));
    }

    /** Returns the RAID member whose superblock lies at the end of a disk: another end, and it is none. */
    static Optional<Content.Opaque> raidAtEnd(BlockDevice disk) throws IOException {
        boolean isAtStart = false;
        for (long place : new long[] {0, 4096}) {
            isAtStart |= Structure.read(disk, place, 4).filter(
                    bytes -> bytes.u32(0) == (MD_MAGIC & 0xffff_ffffL)).isPresent();
        }
        Optional<Content.Opaque> md = isAtStart ? Optional.empty() : raid(disk);
        return md.isPresent() ? md
                : plain(disk, MEMBERS.stream().filter(member -> member.place() < 0).toList())
                        .stream().findFirst();
    }

    private static String raidLevel(int level) {
        return level >= 0 ? "RAID " + level : level == -1 ? "linear" : "RAID";
    }

    /** LUKS 1 and 2 (LUKS2 On-Disk Format 1.1.1, 2.1). */
    private static Optional<Content.Opaque> luks(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 208).filter(bytes -> bytes.has(0, "LUKS\u00ba\u00be"))
                .map(Signatures::luks);
    }

    /** LUKS 2 by its second header, the first being gone; it says itself where it lies. */
    private static Optional<Content.Opaque> damagedLuks(BlockDevice slice) throws IOException {
        for (int place : LUKS2_COPIES) {
            Optional<Structure> header = Structure.read(slice, place, 264)
                    .filter(bytes -> bytes.has(0, "SKUL\u00ba\u00be") && bytes.bigEndian().i64(256) == place);
            if (header.isPresent()) {
                return header.map(Signatures::luks);
            }
        }
        return Optional.empty();
    }

    private static Content.Opaque luks(Structure header) {
        int version = header.bigEndian().u16(6);
        Optional<String> label = version == 2 ? header.label(24, 48) : Optional.empty();
        return new Content.Opaque("crypto_LUKS", label, header.label(168, 40)).withDetail("LUKS" + version);
    }

    /**
     * Adds the volume's identifier and size, which the first of its three blocks of metadata tell (libbde,
     * "BitLocker Drive Encryption (BDE) format", 3 and 5).
     */
    private static Optional<Content.Opaque> bitLocker(BlockDevice slice, Content.Opaque found)
            throws IOException {
        Structure boot = Structure.read(slice, 0, 512).orElseThrow();
        long place = boot.i64(boot.has(3, "MSWIN4.1") ? BITLOCKER_TO_GO_BLOCK : BITLOCKER_BLOCK);
        return Optional.of(Structure.read(slice, place, 96)
                .filter(block -> block.has(0, "-FVE-FS-") && block.u16(10) == 2)
                .map(block -> new Content.Opaque(found.name(), Optional.empty(), Optional.of(
                        Guid.read(ByteBuffer.wrap(block.bytes(80, 16)), 0).toString()))
                        .withSize(Math.min(block.i64(16), slice.size())))
                .orElse(found));
    }

    private static Optional<Content.Opaque> bitLockerToGo(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 512)
                .filter(bytes -> bytes.has(3, "MSWIN4.1") && bytes.has(0x1a8, FatBootSector.BITLOCKER_TO_GO))
                .map(bytes -> new Content.Opaque("BitLocker", Optional.empty(), Optional.empty()));
    }

    /**
     * exFAT (Microsoft, exFAT file system specification, 3.1 and 7.3); the label is sought in the root's
     * first cluster.
     */
    private static Optional<Content.Opaque> exfat(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 0, 512).filter(bytes -> bytes.has(3, "EXFAT   ")
                && bytes.u8(108) >= 9 && bytes.u8(108) <= 12 && bytes.u8(109) <= 16);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure boot = found.get();
        long cluster = boot.u32(88) + (boot.u32(96) - 2 << boot.u8(109));
        Optional<String> label = Structure.read(slice, cluster << boot.u8(108), 4096)
                .flatMap(Signatures::exfatLabel);
        return Optional.of(new Content.Opaque("exfat", label, Optional.of(
                String.format(Locale.ROOT, "%04X-%04X", boot.u16(102), boot.u16(100)))));
    }

    private static Optional<String> exfatLabel(Structure directory) {
        for (int at = 0; at < directory.length() && directory.u8(at) != 0; at += 32) {
            if (directory.u8(at) == 0x83) {
                int bytes = 2 * Math.min(11, directory.u8(at + 1));
                return directory.label(at + 2, bytes, StandardCharsets.UTF_16LE);
            }
        }
        return Optional.empty();
    }

    private static Optional<Content.Opaque> f2fs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 1024, 124 + 1024).filter(bytes -> bytes.u32(0) == 0xf2f52010L)
                .map(bytes -> new Content.Opaque("f2fs", bytes.label(124, 1024, StandardCharsets.UTF_16LE),
                        bytes.uuid(108)));
    }

    private static Optional<Content.Opaque> squashfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 48).filter(bytes -> bytes.has(0, "hsqs") || bytes.has(0, "sqsh"))
                .map(bytes -> bytes.has(0, "hsqs") ? bytes : bytes.bigEndian())
                .map(fields -> fields.u16(28) < 4
                        ? new Content.Opaque("squashfs3", Optional.empty(), Optional.empty())
                        : new Content.Opaque("squashfs", Optional.empty(), Optional.empty())
                                .withSize(fields.i64(40)).withUsed(fields.i64(40)));
    }

    private static Optional<Content.Opaque> nilfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 1024, 1024)
                .filter(bytes -> bytes.u16(6) == 0x3434 && bytes.u32(0) == 2 && bytes.u16(8) >= 64)
                .map(bytes -> new Content.Opaque("nilfs2", bytes.label(168, 80), bytes.uuid(152)));
    }

    /** UDF by its volume recognition sequence (ECMA-167 2/8), else ISO 9660 (ECMA-119 8.4). */
    private static Optional<Content.Opaque> opticalDisc(BlockDevice slice) throws IOException {
        for (int block : new int[] {2048, 4096}) {
            boolean inSequence = true;
            for (int i = 0; i < 16 && inSequence; i++) {
                Optional<Structure> descriptor = Structure.read(slice, 32768 + (long) i * block, 7);
                inSequence = descriptor.isPresent() && (descriptor.get().has(1, "CD001")
                        || descriptor.get().has(1, "BEA01") || descriptor.get().has(1, "TEA01")
                        || descriptor.get().has(1, "BOOT2") || descriptor.get().has(1, "NSR0"));
                if (inSequence && descriptor.get().has(1, "NSR0")) {
                    return Optional.of(new Content.Opaque("udf", Optional.empty(), Optional.empty()));
                }
            }
        }
        Optional<Structure> found = Structure.read(slice, 32768, 2048).filter(bytes -> bytes.has(1, "CD001"));
        if (found.isEmpty()) {
            return Structure.read(slice, 32768, 80).filter(bytes -> bytes.has(9, "CDROM"))
                    .map(bytes -> new Content.Opaque("iso9660", bytes.label(48, 32), Optional.empty())
                            .withDetail("High Sierra"));
        }
        Structure bytes = found.get();
        long size = bytes.u32(80) * bytes.u16(128);
        Optional<String> label = jolietLabel(slice, bytes).or(() -> bytes.label(40, 32));
        return Optional.of(new Content.Opaque("iso9660", label,
                isoDate(bytes, 830).or(() -> isoDate(bytes, 813))).withSize(size).withUsed(size));
    }

    /** The label in the names of Joliet, in UCS-2, where it is not the beginning of the one in ASCII. */
    private static Optional<String> jolietLabel(BlockDevice slice, Structure primary) throws IOException {
        for (int i = 1; i <= ISO_DESCRIPTORS; i++) {
            Optional<Structure> found = Structure.read(slice, 32768 + i * 2048L, 96)
                    .filter(bytes -> bytes.has(1, "CD001") && bytes.u8(0) != ISO_LAST);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Structure bytes = found.get();
            if (bytes.u8(0) == ISO_SUPPLEMENTARY && (bytes.has(88, "%/@") || bytes.has(88, "%/C")
                    || bytes.has(88, "%/E"))) {
                boolean isSame = true;
                for (int at = 0; at < 16; at++) {
                    isSame &= bytes.u8(40 + 2 * at) == 0 && bytes.u8(41 + 2 * at) == primary.u8(40 + at);
                }
                return isSame ? Optional.empty() : bytes.label(40, 32, StandardCharsets.UTF_16BE);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> isoDate(Structure bytes, int at) {
        String digits = new String(bytes.bytes(at, 16), StandardCharsets.ISO_8859_1);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.chars().anyMatch(c -> c != '0')
                ? Optional.of(digits.replaceFirst("(....)(..)(..)(..)(..)(..)(..)", "$1-$2-$3-$4-$5-$6-$7"))
                : Optional.empty();
    }

    /** HFS, or HFS+ wrapped in it (Inside Macintosh, Files, 2-60). */
    private static Optional<Content.Opaque> hfs(BlockDevice slice) throws IOException {
        return Structure.read(slice, 1024, 512)
                .filter(bytes -> bytes.has(0, "BD") && bytes.bigEndian().u16(14) > 0 && bytes.u8(36) <= 27)
                .map(bytes -> bytes.has(0x7c, "H+")
                        ? new Content.Opaque("hfsplus", Optional.empty(), Optional.empty())
                                .withDetail("an HFS+ in the wrapper of an HFS")
                        : new Content.Opaque("hfs",
                                bytes.label(37, bytes.u8(36), StandardCharsets.ISO_8859_1),
                                Optional.empty()));
    }

    /** ZFS: uberblocks in the first label, of which blkid wants four (ZFS On-Disk Specification 1.3). */
    private static Optional<Content.Opaque> zfs(BlockDevice slice) throws IOException {
        Optional<Structure> uberblocks = Structure.read(slice, ZFS_UBERBLOCKS, ZFS_UBERBLOCKS);
        int count = 0;
        for (int at = 0; uberblocks.isPresent() && at < ZFS_UBERBLOCKS; at += 1024) {
            Structure bytes = uberblocks.get();
            count += bytes.i64(at) == ZFS_MAGIC || bytes.bigEndian().i64(at) == ZFS_MAGIC ? 1 : 0;
        }
        if (count < 4) {
            return Optional.empty();
        }
        Optional<Structure> pairs = Structure.read(slice, ZFS_PAIRS, ZFS_PAIRS_LENGTH)
                .map(Structure::bigEndian);
        return Optional.of(new Content.Opaque("zfs_member",
                pairs.flatMap(list -> zfsValue(list, "name", 9))
                        .flatMap(text -> text.label(0, text.length())),
                pairs.flatMap(list -> zfsValue(list, "pool_guid", 8))
                        .map(number -> Long.toUnsignedString(number.bigEndian().i64(0)))));
    }

    /**
     * Returns the value of a name among the pairs of a label, in XDR, if it is of a type (RFC 4506;
     * libnvpair).
     */
    private static Optional<Structure> zfsValue(Structure list, String name, int type) {
        long size;
        for (int at = 12; at + 16 <= list.length() && (size = list.u32(at)) >= 20; at += (int) size) {
            long start = at + 12 + (list.u32(at + 8) + 3 & ~3L)
                    + 8; // behind the name, the type and the count
            long header = type == 9 ? 4 : 0;
            if (size > list.length() - at || start + header > at + size) {
                return Optional.empty();
            }
            if (list.u32(at + 8) == name.length() && list.has(at + 12, name)
                    && list.u32((int) start - 8) == type) {
                long length = type == 9 ? list.u32((int) start) : 8;
                return start + header + length > at + size ? Optional.empty()
                        : Optional.of(Structure.of(list.bytes((int) (start + header), (int) length)));
            }
        }
        return Optional.empty();
    }

    /** The journal of an ext file system on another device. */
    private static Optional<Content.Opaque> externalJournal(BlockDevice slice) throws IOException {
        return Structure.read(slice, ExtSuperblock.OFFSET, ExtSuperblock.LENGTH)
                .filter(bytes -> bytes.u16(0x38) == 0xef53 && (bytes.u32(0x60) & 8) != 0)
                .map(bytes -> new Content.Opaque("jbd", bytes.label(0x78, 16), bytes.uuid(0x68)));
    }
}
