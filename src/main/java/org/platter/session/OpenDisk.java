package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.NoSuchReading;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.FileSystems;
import org.platter.filesystem.Support;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Operation;

/**
 * An open disk and what is to be done to it, wherever the engine runs that does it. What throws an
 * {@link IOException} takes its time, and is for one thread at a time; the rest are plain getters.
 */
public interface OpenDisk extends Closeable {

    Path path();

    /** The format's name as QEMU has it: {@code raw}, {@code qcow2}. */
    String format();

    /** Bytes that the image takes up on the host; 0 where that cannot be told. */
    long allocatedBytes();

    /** Returns why nothing can be changed, in a sentence; nothing where the disk can be edited. */
    Optional<String> readOnlyReason();

    /** Whether operations can be queued: at least a repair. */
    default boolean isEditable() {
        return readOnlyReason().isEmpty();
    }

    /** Whether nothing has to be done before an operation is queued; else {@link #hold} does it. */
    boolean isHeld();

    /**
     * Takes hold of a disk that was only looked at until now: it is locked, and what an earlier change left
     * beside it is removed. The draft stays, on the disk as it is now. Whatever writes takes hold by itself.
     *
     * @throws Refusal if it cannot be changed, or was changed since it was shown: it is read afresh then, and
     *     only looked at where it cannot be changed
     * @throws IOException if it cannot be read any more
     */
    void hold() throws IOException, Refusal;

    /** Returns the commit that was interrupted and has to be resumed before anything else. */
    Optional<Interrupted> interrupted();

    /** Returns what is on the disk now. */
    Layout onDisk();

    /** Returns what {@link #review}, {@link #rehearse} and {@link #apply} act on. */
    Draft draft();

    /** Takes another draft on the same base as the one to act on. */
    void setDraft(Draft newDraft);

    /** Returns the volume groups of LVM of which there are physical volumes on the disk. */
    List<VolumeGroup> volumeGroups();

    /**
     * Returns what a partition of a block device is used for now, in words that end a sentence:
     * {@code mounted at /home}; nothing if it is free.
     */
    Optional<String> use(PartitionId id);

    /** Says in a sentence why a partition cannot be used, or its use not be ended; nothing where it can. */
    Optional<String> whyNot(PartitionId id, Usage usage);

    /**
     * Uses a partition on the disk, or ends its use; what is pending stays.
     *
     * @return where it is mounted now, for {@link Usage#MOUNT}; else nothing
     * @throws Refusal as {@link #whyNot} says
     * @throws IOException if it failed: the program's own words
     */
    Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal;

    /** Returns whether an action can be had for file systems of this type. */
    Support support(FileSystemType type, Action action);

    /** Returns whether an action can be had for what is in a partition. */
    default Support support(Partition partition, Action action) {
        Optional<FileSystemType> type = FileSystems.of(partition.content());
        Optional<Support.Never> own = type.flatMap(known -> known.never(action,
                partition.fileSystem().orElseThrow()));
        if (own.isPresent()) {
            return own.get();
        }
        return type.isPresent() ? support(type.get(), action) : new Support.Never(
                "Platter cannot " + action.verb() + " "
                        + partition.content().type().orElse("an unknown content") + ".");
    }

    /** @throws Refusal if a partition is in use, or the operation needs what is not there */
    void check(Operation operation, Layout before, Layout after) throws Refusal;

    /**
     * Finds out how small a file system on the disk can be made, by the program that shrinks it; the layouts
     * then say so. Does nothing where that is known, or cannot be found out.
     *
     * @throws IOException if the program cannot be run, or the image cannot be read
     */
    void learnMinimum(PartitionId id) throws IOException;

    /**
     * Allows the next {@link #apply} or {@link #rehearse} to destroy what lies in these bytes of the disk and
     * looks like something, as {@link Review#losses} tells.
     */
    void allowOverwriting(RangeSet ranges);

    /** Returns what applying the draft will do and cost; writes nothing. */
    Review review() throws IOException;

    /**
     * Does everything but the commit: the operations run on a staged disk, and the outcome is checked.
     *
     * @throws Refusal if the image must not be changed
     * @throws IOException if a step failed or was cancelled; the image is as it was
     */
    void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    /**
     * Carries the draft out: stage, verify, commit. Afterwards the draft is empty and its base is read
     * afresh.
     *
     * @throws Refusal if the image must not be changed
     * @throws IOException if a step failed or was cancelled before the commit began, and the image is as it
     *     was; or if the commit stopped half way, and {@link #interrupted} says so
     */
    void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    /** Finishes the commit that was interrupted, and reads the image afresh. */
    void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    /**
     * Reads the image afresh, forgetting the draft, and lets go of it where it was opened to be looked at.
     * Where it cannot be read any more, what was known of it
     * stays to be looked at, and nothing can be changed.
     */
    void reload() throws IOException;

    /** Returns what somebody has said is on it, which holds until it is closed. */
    Choices choices();

    /**
     * Reads the image afresh as {@link #reload} does, as somebody says it is; {@link Choices#NONE} lets the
     * disk tell again.
     *
     * @throws NoSuchReading if it cannot be read so; it is then read as before
     */
    void choose(Choices choices) throws IOException;
}
