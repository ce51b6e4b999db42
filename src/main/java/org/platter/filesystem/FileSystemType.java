package org.platter.filesystem;

import java.io.IOException;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;

/**
 * One file system: facts as data. What can be done to it is a {@link Way}, which says who does it, or why
 * nobody does.
 */
public interface FileSystemType {

    /**
     * The name in scripts: {@code ext4 fat32 ntfs swap}; FAT widths are told apart here, unlike in blkid's
     * names.
     */
    String id();

    /** blkid's name, as in {@link Content#type}: {@code ext4 vfat ntfs swap}. */
    String blkidName();

    /** What people call it: {@code ext4}, {@code FAT32}, {@code NTFS}, {@code Linux swap}. */
    String displayName();

    /**
     * Returns what lies in {@code slice} if it is a file system of this type, with label, UUID, size and used
     * space as far as its structures tell; nothing if it is not. Never trusts a number that it reads: a
     * structure that contradicts itself becomes a problem in the content, or no match.
     *
     * @throws IOException if the slice cannot be read
     */
    Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException;

    /** The smallest partition in bytes that it can be created in. */
    long minimumBytes();

    /** The smallest that can be made on a disk with such sectors, in bytes. */
    default long minimumBytes(int sectorSize) {
        return minimumBytes();
    }

    /** The largest partition in bytes that it can fill. */
    long maximumBytes();

    /**
     * The smallest size in bytes that one which is there, or planned, can be given, beside its own minimum.
     */
    default long minimumBytes(Content.FileSystem now) {
        return minimumBytes();
    }

    /** The largest size in bytes that one which is there can be grown to. */
    default long maximumBytes(Content.FileSystem now) {
        return now.limits().maximum().orElse(maximumBytes());
    }

    /** The longest label, in characters; 0 where it has none. */
    int maximumLabel();

    /**
     * Returns the label as the file system will keep it (FAT: upper case).
     *
     * @throws Refusal if it cannot keep it
     */
    String checkedLabel(String label) throws Refusal;

    /**
     * Returns the UUID as the file system will keep it.
     *
     * @throws Refusal if it is none of the form that it has
     */
    String checkedUuid(String uuid) throws Refusal;

    /** Returns a random UUID of the form that the file system has; empty where it has none. */
    String randomUuid();

    /** The type code that a partition of it usually has: {@code 0x83} on DOS, a GUID in lower case on GPT. */
    String typeCode(org.platter.layout.TableType table);

    /**
     * Returns whether an action can be had with these tools, and if not, what is in the way. It is the same
     * for all file systems of this type.
     */
    default Support support(Action action, Tools tools) {
        Content.FileSystem any = planned(Optional.empty(), Optional.empty(), minimumBytes());
        Way way = switch (action) {
            case CREATE -> create("", "", 0, 512);
            case GROW -> grow(any, minimumBytes());
            case SHRINK -> shrink(any, minimumBytes());
            case CHECK -> checkup().look();
            case LABEL -> label("");
            case UUID -> uuid("");
        };
        return way.support(this, tools);
    }

    /** Returns what its own structures forbid; nothing where {@link #support} decides. */
    default Optional<Support.Never> never(Action action, Content.FileSystem now) {
        return Optional.ofNullable(now.limits().never().get(action.name())).map(Support.Never::new);
    }

    /** Returns whether a check puts right one of the problems that {@link #probe} tells of. */
    default boolean isMendedByCheck(String problem) {
        return false;
    }

    /** As {@link #never(Action, Content.FileSystem)}, where the partition has {@code bytes} afterwards. */
    default Optional<Support.Never> never(Action action, Content.FileSystem now, long bytes) {
        return never(action, now);
    }

    /**
     * Why a check does not let one that is there fill its partition, where {@link #support} says yes to GROW;
     * nothing where it does. It goes on after “it is smaller than its partition”.
     */
    default Optional<String> whyNotFilled(Content.FileSystem now) {
        return support(Action.CHECK, Tools.ALL) instanceof Support.Never
                ? Optional.of("; it fills that once the partition is resized.") : Optional.empty();
    }

    /** About how many bytes making one writes, most of them tables and journals; measured on the programs. */
    default long bytesWhenNew() {
        return 512 * ByteSize.KIB;
    }

    /** Returns a file system of this type as it will be right after {@link #create}. */
    default Content.FileSystem planned(Optional<String> label, Optional<String> uuid, long size) {
        return Content.FileSystem.planned(blkidName(), id(), label, uuid, size);
    }

    /** The largest sectors of a disk on which a new one can be mounted, in bytes. */
    default int maximumSector() {
        return 4096;
    }

    /**
     * Makes the file system, old signatures having been wiped.
     *
     * @param label empty for none
     * @param uuid empty to let the program, or Platter, choose
     * @param startSector where the partition starts on its disk, for the hidden-sectors field of FAT and NTFS
     */
    Way create(String label, String uuid, long startSector, int sectorSize);

    /** As {@link #create}, where the commands depend on how many bytes the partition has. */
    default Way create(String label, String uuid, long startSector, int sectorSize, long bytes) {
        return create(label, uuid, startSector, sectorSize);
    }

    /**
     * Whether it is closed by a passphrase: the commands of {@link #create} then read it from their standard
     * input, to the last byte.
     */
    default boolean needsPassphrase() {
        return false;
    }

    /**
     * Grows it to fill its partition, after a check.
     *
     * @param bytes the length of the partition, or the most that this one can have where that is less
     */
    Way grow(Content.FileSystem now, long bytes);

    /** Shrinks it to {@code bytes}, at least its minimum, after a check. */
    Way shrink(Content.FileSystem now, long bytes);

    /** Sets the label; empty clears it. */
    Way label(String label);

    /** Sets the UUID, of the form that {@link #checkedUuid} accepts. */
    Way uuid(String uuid);

    /** Looks at it and mends it. */
    Checkup checkup();

    /** Returns who tells how small it can be made, where {@link #probe} does not; nothing where nobody can. */
    default Optional<MinimumQuery> minimumQuery() {
        return Optional.empty();
    }

    /** Returns how its files are shown. */
    default Viewing viewing() {
        return Viewing.byKernel(blkidName(), "");
    }

    /** Returns what a machine does that has two with one UUID, as the end of a sentence about it. */
    default String amongTwins() {
        return "may mount the wrong one";
    }

    /** Returns how many bytes shorter than its partition its programs may leave it when they fill that. */
    default long rounding() {
        return 16 * ByteSize.MIB;
    }

    /** As {@link #rounding()}, of one that tells by its structures. */
    default long rounding(BlockDevice slice) throws IOException {
        return rounding();
    }

    /** Returns a reader of the blocks in use; nothing where all have to be taken as in use. */
    Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException;

    /** As {@link #liveBlocks}, of one right after {@link #create}, in which there is nothing yet. */
    default Optional<LiveBlocks> emptyBlocks(BlockDevice slice) throws IOException {
        return liveBlocks(slice);
    }

    /** Returns what lies behind its end in a partition and is its own, which {@link #moved} writes again. */
    default RangeSet ownBehind(BlockDevice slice) throws IOException {
        return RangeSet.EMPTY;
    }

    /**
     * Writes what depends on where the partition lies, after it has moved (hidden sectors of NTFS; of FAT
     * where they matched before) or its end has (backup boot sector of NTFS), the file system having been
     * resized already.
     *
     * @param slice the partition at its new place, with its new size
     * @param newStartSector the same as the old one where only the end changed
     */
    void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException;
}
