package org.platter.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * One file system: facts as data. Commands name the partition by {@link Command#WINDOW}; each list is run in
 * order and stops at the first that fails. Methods that describe commands are only called where {@link
 * #support} says yes.
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

    Support support(Action action, Tools tools);

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
     * @param uuid empty to let the program choose
     * @param startSector where the partition starts on its disk, for the hidden-sectors field of FAT and NTFS
     */
    List<Command> create(String label, String uuid, long startSector, int sectorSize);

    /** As {@link #create}, where the commands depend on how many bytes the partition has. */
    default List<Command> create(String label, String uuid, long startSector, int sectorSize, long bytes) {
        return create(label, uuid, startSector, sectorSize);
    }

    /**
     * Whether it is closed by a passphrase: the commands of {@link #create} then read it from their standard
     * input, to the last byte.
     */
    default boolean needsPassphrase() {
        return false;
    }

    /** Grows it to fill its window. Runs after {@link #repair}. Empty where {@link #resizesItself}. */
    List<Command> grow(Content.FileSystem now);

    /**
     * Shrinks it to {@code bytes}, at least its minimum. Runs after {@link #repair}. Empty where {@link
     * #resizesItself}.
     */
    List<Command> shrink(Content.FileSystem now, long bytes);

    /**
     * Whether {@link #resize} does the work of {@link #grow} and {@link #shrink}, no program being good for
     * it.
     */
    default boolean resizesItself() {
        return false;
    }

    /**
     * Makes the file system {@code bytes} long, more or less than it is; called where {@link #resizesItself}
     * says yes, after {@link #repair}. Writes in any order: only for a device whose changes can be thrown
     * away together.
     *
     * @param slice at least as long as the file system is and as it will be
     * @throws IOException if it cannot be that long, or its structures contradict themselves
     */
    default void resize(BlockDevice slice, long bytes) throws IOException {
        throw new UnsupportedOperationException(id() + " is resized by a program");
    }

    /**
     * Whether {@link #make}, {@link #writeLabel} or {@link #writeUuid} does the work of {@link #create},
     * {@link #label} or {@link #uuid}, no program being good for it on what is no block device; or {@link
     * #check} that of {@link #verify}, the programs of {@link #repair} not being everywhere.
     */
    default boolean isOwn(Action action) {
        return false;
    }

    /**
     * Makes the file system in a slice of zeros, where {@link #isOwn} says so of CREATE. Writes in any order:
     * only for a device whose changes can be thrown away together.
     *
     * @param label empty for none
     * @param uuid empty for one of its own choice
     */
    default void make(BlockDevice slice, String label, String uuid) throws IOException {
        throw new UnsupportedOperationException(id() + " is made by a program");
    }

    /** Writes the label, empty for none, where {@link #isOwn} says so; in any order, like {@link #make}. */
    default void writeLabel(BlockDevice slice, String label) throws IOException {
        throw new UnsupportedOperationException(id() + " is labelled by a program");
    }

    /** Writes the UUID where {@link #isOwn} says so; in any order, like {@link #make}. */
    default void writeUuid(BlockDevice slice, String uuid) throws IOException {
        throw new UnsupportedOperationException(id() + " gets its UUID by a program");
    }

    /** How it grows to fill its partition where that takes a mount; then {@link #grow} is not called. */
    default Optional<MountedWork> mountedGrow(BlockDevice slice) throws IOException {
        return Optional.empty();
    }

    /** How it shrinks to {@code bytes} where that takes a mount; then {@link #shrink} is not called. */
    default Optional<MountedWork> mountedShrink(BlockDevice slice, long bytes) throws IOException {
        return Optional.empty();
    }

    /** How a mount mends what its checker leaves: a log that has to be replayed. Before {@link #repair}. */
    default Optional<MountedWork> mountedRepair() {
        return Optional.empty();
    }

    /**
     * Checks and puts right what is wrong: what GParted's Check does. Writes. Empty where there is no
     * checker. Where {@link #isOwn} says so of CHECK, it is for what {@link #check} finds damaged, and where
     * its programs are.
     */
    List<Command> repair();

    /**
     * Mends only what loses nothing, such as what an unclean unmount leaves; a failed command is damage that
     * takes {@link #repair}. Empty where there is no such program.
     */
    default List<Command> preen() {
        return List.of();
    }

    /** Returns whether a line of what {@link #preen} printed tells of something that was given up. */
    default boolean isLoss(String line) {
        return false;
    }

    /** Returns whether it was cleanly unmounted, as far as it says so itself. */
    default boolean wasUnmounted(BlockDevice slice) throws IOException {
        return true;
    }

    /**
     * Removes the mark of an unclean unmount from a file system in which {@link #verify} found no damage,
     * where no program does only that; in any order, like {@link #make}.
     */
    default void unmark(BlockDevice slice) throws IOException {}

    /**
     * Makes the copies of a structure the same, where its checkers read another copy than the one that is in
     * force; in any order, like {@link #make}. Returns what was changed, as the end of a sentence.
     */
    default Optional<String> level(BlockDevice slice) throws IOException {
        return Optional.empty();
    }

    /**
     * Returns whether a line that {@link #verify} printed tells of something that is no damage. The exit
     * status of the program does not say which it is.
     */
    default boolean isHarmless(String line) {
        return false;
    }

    /**
     * Returns whether a line that {@link #verify} printed tells of a state in which other systems leave it.
     */
    default boolean isCustomary(String line) {
        return false;
    }

    /**
     * Returns what lines that its checker prints about its own work look like, where all others are about the
     * file system; nothing where that cannot be told.
     */
    default Optional<Pattern> talk() {
        return Optional.empty();
    }

    /** Returns whether {@link #preen} looks at all of it: what it lets pass is sound. */
    default boolean isPreenComplete() {
        return false;
    }

    /** Says, where programs wait long before they begin to work on it, why they do. */
    default Optional<String> delay(BlockDevice slice) throws IOException {
        return Optional.empty();
    }

    /** Returns who repairs it, as the end of a sentence, where {@link #repair} does not. */
    default Optional<String> repairer() {
        return Optional.empty();
    }

    /** Returns how many bytes shorter than its partition its programs may leave it when they fill that. */
    default long rounding() {
        return 16 * ByteSize.MIB;
    }

    /** As {@link #rounding()}, of one that tells by its structures. */
    default long rounding(BlockDevice slice) throws IOException {
        return rounding();
    }

    /**
     * Checks without writing a byte; a failed command is a damaged file system. Empty where there is no
     * checker, or {@link #check} is it.
     */
    List<Command> verify();

    /**
     * Reads all of its structures and writes nothing, where {@link #isOwn} says so of CHECK; in bounded time
     * and memory, whatever they say.
     *
     * @throws Contradiction if it is damaged: one sentence, of what is wrong and what to do
     * @throws IOException if it cannot be told
     */
    default void check(BlockDevice slice) throws IOException {
        throw new UnsupportedOperationException(id() + " is checked by a program");
    }

    /** Sets the label; empty clears it. */
    List<Command> label(String label);

    /** Sets the UUID, of the form that {@link #checkedUuid} accepts. */
    List<Command> uuid(String uuid);

    /**
     * Tells the smallest size in bytes by a program that writes nothing, from the text that {@link
     * #minimumQuery} printed; nothing where the text does not tell.
     */
    OptionalLong minimumFrom(String output);

    /** The program that tells the minimum; empty where {@link #probe} already did or nothing can. */
    List<Command> minimumQuery();

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
