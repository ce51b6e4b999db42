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
import org.platter.base.RecoveryNeeded;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.operation.Script;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;

/**
 * An open disk, wherever the engine runs that works on it: what is on it, what is pending, and the rules by
 * which an operation is queued, which are the same for the window, the command line and an engine that runs
 * as root. What throws an {@link IOException} takes its time, and is for one thread at a time; all else can
 * be called meanwhile from another one.
 */
public abstract class OpenDisk implements Closeable {

    /** Work that fails as the engine fails. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, Refusal;
    }

    private interface Change {
        Draft run() throws Refusal;
    }

    /** Its base is what is on the disk. */
    private volatile Draft draft;
    /** How often somebody has changed what is pending. */
    private long changes;

    /** Takes over what was read of the disk; nothing is pending then. */
    protected final synchronized void restart(Layout read) {
        draft = Draft.of(read);
    }

    /**
     * Takes over what was learned of the disk; what is pending stays.
     *
     * @throws Refusal if what was learned forbids that, and nothing is taken over
     */
    protected final synchronized void rebase(Layout learned) throws Refusal {
        draft = draft.withBase(learned);
    }

    /** Returns what is on the disk now. */
    public final Layout onDisk() {
        return draft.base();
    }

    /** Returns what {@link #review}, {@link #rehearse} and {@link #apply} act on. */
    public final Draft draft() {
        return draft;
    }

    /**
     * Queues what a script line asks for, finding out first what that takes.
     *
     * @throws Refusal if it is wrong or impossible
     * @throws IOException if the image cannot be read
     */
    public final void push(String line) throws Refusal, IOException {
        requireEditable();
        push(Script.parse(line, draft.last()));
    }

    /**
     * Queues an operation, finding out first what that takes.
     *
     * @throws Refusal if it is impossible
     * @throws IOException if the image cannot be read
     */
    public final void push(Operation wanted) throws Refusal, IOException {
        requireEditable();
        Operation operation = lookedAt(wanted);
        Optional<PartitionId> unknown = Needs.minimum(operation, draft.last());
        if (unknown.isPresent()) {
            learnMinimum(unknown.get());
        }
        queue(operation);
    }

    /**
     * Queues an operation with what is known now; reads nothing.
     *
     * @throws Refusal if it is impossible
     */
    public final void queue(Operation operation) throws Refusal {
        requireEditable();
        change(() -> longer(draft, operation));
    }

    /**
     * Queues every line of a script, or none, finding out first what they take.
     *
     * @throws Refusal if a line is wrong or impossible, naming its number, or if what is pending was changed
     *     meanwhile
     * @throws IOException if what the lines name cannot be read
     */
    public final void append(String script) throws IOException, Refusal {
        long before = changes();
        Draft grown = Script.append(draft, script, (draft, wanted) -> longer(draft, lookedAt(wanted)));
        change(() -> {
            if (changes != before) {
                throw new Refusal("The pending operations changed while the script was read; load it again.");
            }
            return grown.base().equals(onDisk()) ? grown : grown.withBase(onDisk());
        });
    }

    private synchronized long changes() {
        return changes;
    }

    /**
     * Returns the layout that an operation would lead to, without queueing it.
     *
     * @throws Refusal if it is impossible
     */
    public final Layout tried(Operation operation) throws Refusal {
        return longer(draft, operation).last();
    }

    private Draft longer(Draft given, Operation operation) throws Refusal {
        Draft longer = given.push(operation);
        check(operation, given.last(), longer.last());
        return longer;
    }

    /** Undoes the last change of what is pending, if there is one. */
    public final void undo() throws Refusal {
        change(() -> draft.undo());
    }

    /** Redoes what was undone last, if nothing was changed since. */
    public final void redo() throws Refusal {
        change(() -> draft.redo());
    }

    /** Lets go what is pending; that can be undone. */
    public final synchronized void clear() {
        draft = draft.cleared();
        changes++;
    }

    /**
     * Takes one operation out of the queue, by its place from 0.
     *
     * @throws Refusal if a later one needs it
     */
    public final void remove(int index) throws Refusal {
        change(() -> draft.without(index));
    }

    private synchronized void change(Change change) throws Refusal {
        draft = change.run();
        changes++;
    }

    /**
     * Finds out what an operation is about that the disk does not tell: looks at the files that it names.
     *
     * @throws Refusal if what they hold forbids it
     */
    protected Operation lookedAt(Operation wanted) throws IOException, Refusal {
        return wanted;
    }

    /** @throws Refusal if a partition is in use, or the operation needs what is not there */
    protected abstract void check(Operation operation, Layout before, Layout after) throws Refusal;

    /** @throws Refusal if nothing can be changed, saying why */
    public final void requireEditable() throws Refusal {
        Optional<String> reason = readOnlyReason();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
    }

    /** @throws RecoveryNeeded if a change of it was interrupted: it is half one thing and half another */
    public final void requireWhole() throws RecoveryNeeded {
        Optional<Interrupted> waiting = interrupted();
        if (waiting.isPresent()) {
            throw waiting.get().isOfAnother() ? new RecoveryNeeded(waiting.get().text())
                    : new RecoveryNeeded(path());
        }
    }

    public abstract Path path();

    /** The format's name as QEMU has it: {@code raw}, {@code qcow2}. */
    public abstract String format();

    /** Bytes that the image takes up on the host; 0 where that cannot be told. */
    public abstract long allocatedBytes();

    /** Returns why nothing can be changed, in a sentence; nothing where the disk can be edited. */
    public abstract Optional<String> readOnlyReason();

    /** Whether operations can be queued: at least a repair. */
    public boolean isEditable() {
        return readOnlyReason().isEmpty();
    }

    /** Whether nothing has to be done before an operation is queued; else {@link #hold} does it. */
    public abstract boolean isHeld();

    /**
     * Takes hold of a disk that was only looked at until now: it is locked, and what an earlier change left
     * beside it is removed. The draft stays, on the disk as it is now. Whatever writes takes hold by itself.
     *
     * @throws Refusal if it cannot be changed, or was changed since it was shown: it is read afresh then, and
     *     only looked at where it cannot be changed
     * @throws IOException if it cannot be read any more
     */
    public abstract void hold() throws IOException, Refusal;

    /** Returns the commit that was interrupted and has to be resumed before anything else. */
    public abstract Optional<Interrupted> interrupted();

    /** Returns the volume groups of LVM of which there are physical volumes on the disk. */
    public abstract List<VolumeGroup> volumeGroups();

    /**
     * Returns what a partition of a block device is used for now, in words that end a sentence:
     * {@code mounted at /home}; nothing if it is free.
     */
    public abstract Optional<String> use(PartitionId id);

    /** Says in a sentence why a partition cannot be used, or its use not be ended; nothing where it can. */
    public abstract Optional<String> whyNot(PartitionId id, Usage usage);

    /**
     * Uses a partition on the disk, or ends its use; what is pending stays.
     *
     * @return where it is mounted now, for {@link Usage#MOUNT}; else nothing
     * @throws Refusal as {@link #whyNot} says
     * @throws IOException if it failed: the program's own words
     */
    public abstract Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal;

    /** Returns whether an action can be had for file systems of this type. */
    public abstract Support support(FileSystemType type, Action action);

    /** Returns whether an action can be had for what is in a partition. */
    public Support support(Partition partition, Action action) {
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

    /**
     * Finds out how small a file system on the disk can be made, by the program that shrinks it; the layouts
     * then say so. Does nothing where that is known, or cannot be found out.
     *
     * @throws IOException if the program cannot be run, or the image cannot be read
     */
    public abstract void learnMinimum(PartitionId id) throws IOException;

    /**
     * Allows the next {@link #apply} or {@link #rehearse} to destroy what lies in these bytes of the disk and
     * looks like something, as {@link Review#losses} tells.
     */
    public abstract void allowOverwriting(RangeSet ranges);

    /** Returns what applying the draft will do and cost; writes nothing. */
    public abstract Review review() throws IOException;

    /**
     * Does everything but the commit: the operations run on a staged disk, and the outcome is checked.
     *
     * @throws Refusal if the image must not be changed
     * @throws IOException if a step failed or was cancelled; the image is as it was
     */
    public abstract void rehearse(Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal;

    /**
     * Carries the draft out: stage, verify, commit. Afterwards the draft is empty and its base is read
     * afresh.
     *
     * @throws Refusal if the image must not be changed
     * @throws IOException if a step failed or was cancelled before the commit began, and the image is as it
     *     was; or if the commit stopped half way, and {@link #interrupted} says so
     */
    public abstract void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    /** Finishes the commit that was interrupted, and reads the image afresh. */
    public abstract void recover(Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal;

    /**
     * Reads the image afresh, forgetting the draft, and lets go of it where it was opened to be looked at.
     * Where it cannot be read any more, what was known of it stays to be looked at, and nothing can be
     * changed.
     */
    public abstract void reload() throws IOException;

    /** Returns what somebody has said is on it, which holds until it is closed. */
    public abstract Choices choices();

    /**
     * Reads the image afresh as {@link #reload} does, as somebody says it is; {@link Choices#NONE} lets the
     * disk tell again.
     *
     * @throws NoSuchReading if it cannot be read so; it is then read as before
     */
    public abstract void choose(Choices choices) throws IOException;

    /** How it was opened; jobs on its image open it the same way. */
    public ImageOptions options() {
        return ImageOptions.usual();
    }

    /** Lets the image name a file outside of its folder, from the next opening on: somebody said so. */
    public void allow(Path file) {}

    /** What this computer tells of a disk that is a device of its own; nothing of images. */
    public Optional<BlockDevices.Device> device() {
        return Optional.empty();
    }

    /** What the image's own file tells; nothing where that cannot be told. */
    public Optional<ImageFacts> facts() {
        return Optional.empty();
    }

    /** Whether the state before the next {@link #apply} can be kept as a snapshot in the image. */
    public boolean canKeepSnapshot() {
        return false;
    }

    /**
     * Keeps the state before the next {@link #apply} under this name, to go back to; it appears with the
     * change or not at all.
     *
     * @throws IllegalArgumentException if the image keeps no snapshots
     */
    public void setKeepSnapshot(Optional<String> name) {
        if (name.isPresent() && !canKeepSnapshot()) {
            throw new IllegalArgumentException(format() + " images keep no snapshots");
        }
    }

    /** Whether its engine is a process of its own, which can read nothing that is open here. */
    public boolean isElsewhere() {
        return false;
    }

    /**
     * Reads what is pasted from an image by the disk that has it open, and locked; else it is opened for
     * that, and has to be free. The lender changes nothing while this disk looks at it or is applied.
     */
    public void borrow(Path image, OpenDisk lender) {}

    /**
     * Shows the files of a partition of the disk, to read; the partition must not change meanwhile, and so
     * the image is held where that is possible.
     *
     * @throws Refusal if they cannot be shown
     */
    public Browsing browse(PartitionId id) throws IOException, Refusal {
        throw new Refusal("The files of " + path() + " cannot be shown here.");
    }

    /**
     * Runs work on the image, which is closed here meanwhile and then read afresh; what is pending is kept
     * where it still can be had.
     */
    public <T> T aside(Work<T> work) throws IOException, Refusal {
        return work.run();
    }
}
