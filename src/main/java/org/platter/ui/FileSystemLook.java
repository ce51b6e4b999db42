package org.platter.ui;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

/**
 * How a content is shown: its name for people and its style class. The colours and patterns are in
 * {@code platter.css}, one rule for each style class.
 *
 * @param name what people call it: {@code ext4}, {@code FAT32}, {@code LUKS}
 * @param styleClass {@code fs-ext4}; several rare ones share a class, and differ by their names only
 */
public record FileSystemLook(String name, String styleClass) {

    /** How free space is shown. */
    public static final FileSystemLook FREE = new FileSystemLook(Texts.get("look.free"), "fs-free");

    private static final Map<String, String> STYLES = Map.ofEntries(
            Map.entry("ext2", "fs-ext2"), Map.entry("ext3", "fs-ext3"), Map.entry("ext4", "fs-ext4"),
            Map.entry(Kind.FAT.blkidName(), "fs-fat"), Map.entry("exfat", "fs-exfat"),
            Map.entry(Kind.NTFS.blkidName(), "fs-ntfs"),
            Map.entry(Kind.SWAP.blkidName(), "fs-swap"), Map.entry("btrfs", "fs-btrfs"),
            Map.entry("xfs", "fs-xfs"),
            Map.entry("f2fs", "fs-f2fs"), Map.entry(Kind.LUKS.blkidName(), "fs-crypt"),
            Map.entry("BitLocker", "fs-crypt"),
            Map.entry(Kind.LVM_MEMBER.blkidName(), "fs-member"), Map.entry("linux_raid_member", "fs-member"),
            Map.entry("zfs_member", "fs-member"), Map.entry("iso9660", "fs-optical"),
            Map.entry("udf", "fs-optical"),
            Map.entry("squashfs", "fs-optical"));

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry(Kind.FAT.blkidName(), "FAT"), Map.entry("exfat", "exFAT"),
            Map.entry(Kind.NTFS.blkidName(), "NTFS"),
            Map.entry("btrfs", "Btrfs"), Map.entry("xfs", "XFS"), Map.entry("f2fs", "F2FS"),
            Map.entry(Kind.LUKS.blkidName(), "LUKS"), Map.entry(Kind.LVM_MEMBER.blkidName(), "LVM"),
            Map.entry("linux_raid_member", "RAID member"), Map.entry("zfs_member", "ZFS member"),
            Map.entry("iso9660", "ISO 9660"), Map.entry("udf", "UDF"), Map.entry("squashfs", "SquashFS"),
            Map.entry("ocfs2", "OCFS2"));

    /** Returns how a content is shown; one that is not known is shown as such. */
    public static FileSystemLook of(Content content) {
        if (content instanceof Content.Extended) {
            return new FileSystemLook(Texts.get("look.extended"), "fs-extended");
        }
        if (content instanceof Content.Unreadable) {
            return new FileSystemLook(Texts.get("look.unreadable"), "fs-unknown");
        }
        if (content instanceof Content.Ambiguous several) {
            return new FileSystemLook(several.names(), "fs-unknown");
        }
        Optional<String> type = content.type();
        if (type.isEmpty()) {
            return new FileSystemLook(Texts.get("look.unknown"), "fs-unknown");
        }
        String name = FileSystems.of(content).map(FileSystemType::displayName)
                .orElseGet(() -> fallback(content, type.get()));
        return new FileSystemLook(name, STYLES.getOrDefault(type.get(), "fs-other"));
    }

    /** Returns how a type that a dialog offers is shown. */
    public static FileSystemLook of(FileSystemType type) {
        return new FileSystemLook(type.displayName(), STYLES.getOrDefault(type.blkidName(), "fs-other"));
    }

    private static String fallback(Content content, String type) {
        if (content instanceof Content.FileSystem known && !known.id().equals(type)) {
            return known.id().toUpperCase(Locale.ROOT);
        }
        return NAMES.getOrDefault(type, type);
    }
}
