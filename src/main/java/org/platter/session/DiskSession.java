package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.platter.base.Event;
import org.platter.base.NeedsConsent;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.commit.Change;
import org.platter.commit.Commit;
import org.platter.commit.Recovery;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.FileSystems;
import org.platter.filesystem.Support;
import org.platter.host.HostFile;
import org.platter.host.PartitionClaim;
import org.platter.image.DiskImage;
import org.platter.image.Images;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.operation.DiskResize;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Script;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.stage.Difference;
import org.platter.stage.DiskProbe;
import org.platter.stage.Passphrase;
import org.platter.stage.Pasting;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.stage.Stager;
import org.platter.table.PartitionTables;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Window;
import org.platter.window.Windows;

/**
 * One open image: what is on it, what is to be done to it, and the doing. The engine is synchronous: all but
 * the plain getters take their time, and are for one thread at a time. Long, since all of it shares one
 * image, one lock and one draft, which no part may have without the others.
 */
public final class DiskSession implements Closeable {

    /** What an image is opened for. */
    public enum Mode {
        /** To look at it; a program that writes it meanwhile is not in the way. */
        READ,
        /** To change it: it is locked against QEMU and every other Platter. */
        EDIT
    }

    private final Path path;
    private final Mode mode;
    private ImageOptions options;
    private final Programs programs = Programs.installed();
    private final Machine machine = new Machine(programs);
    private DiskImage image;
    private Optional<HostFile.Lock> lock = Optional.empty();
    private Optional<String> obstacle = Optional.empty();
    private Optional<Interrupted> interrupted = Optional.empty();
    private volatile Optional<String> keptSnapshot = Optional.empty();
    private volatile Occupation occupation = Occupation.NONE;
    private volatile List<VolumeGroup> groups = List.of();
    private volatile Usability usability = Usability.NONE;
    private final Map<String, DiskSession> lenders = new ConcurrentHashMap<>();
    private volatile Draft draft;

    private DiskSession(Path path, Mode mode, ImageOptions options) {
        this.path = path;
        this.mode = mode;
        this.options = options;
    }

    /** Opens an image as its content tells, and nothing that lies outside of its folder. */
    public static DiskSession open(Path path, Mode mode) throws IOException {
        return open(path, mode, ImageOptions.usual());
    }

    /**
     * Opens an image. What stands in the way of changing it does not fail the opening: it is then read-only,
     * and {@link #readOnlyReason} and {@link #interrupted} say why.
     *
     * @param options how to open it, now and whenever it is read afresh
     * @throws NeedsConsent if it names files that {@code options} does not allow
     * @throws IOException if it cannot be read, in a sentence
     */
    public static DiskSession open(Path path, Mode mode, ImageOptions options) throws IOException {
        DiskSession session = new DiskSession(path, mode, options);
        try {
            session.reload();
        } catch (IOException e) {
            session.closeImage(e);
            throw e;
        }
        return session;
    }

    public Path path() {
        return path;
    }

    /** The format's name as QEMU has it. */
    public String format() {
        return image == null ? options.format().orElse("raw") : image.format();
    }

    /** Bytes that the image takes up on the host. */
    public long allocatedBytes() {
        try {
            return image == null ? 0 : image.allocatedBytes();
        } catch (IOException e) {
            return 0; // a figure to show, nothing to act on
        }
    }

    /**
     * Whether the state before the next {@link #apply} can be kept as a snapshot in the image, to go back to.
     */
    public boolean canKeepSnapshot() {
        return image instanceof Qcow2Image qcow2 && qcow2.isRemappable();
    }

    /**
     * Keeps the state before the next {@link #apply} under this name; it appears with the change or not at
     * all.
     *
     * @throws IllegalArgumentException if the image has no snapshots
     */
    public void setKeepSnapshot(Optional<String> name) {
        if (name.isPresent() && !canKeepSnapshot()) {
            throw new IllegalArgumentException(format() + " images keep no snapshots");
        }
        keptSnapshot = name;
    }

    /** The name of the snapshot to keep, if any. */
    public Optional<String> keepSnapshot() {
        return keptSnapshot;
    }

    /** How the image is opened, with the format that it was found to have. */
    public ImageOptions options() {
        return options;
    }

    /** Tells what the image is, as far as its own file and its backing file's tell. */
    public ImageFacts facts() throws IOException {
        if (image == null || !image.isRemote()) {
            return ImageJobs.chain(path, options).get(0);
        }
        // by this connection: a server may take no more than one
        return new ImageFacts(path, image.format(), image.size(), 0, image.allocatedBytes(),
                image.sectorSize(),
                OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(), Map.of(), List.of(),
                List.of());
    }

    /** Returns what is on the disk now. */
    public Layout onDisk() {
        return draft.base();
    }

    public Draft draft() {
        return draft;
    }

    /** Takes another draft on the same base as the one to apply. */
    public void setDraft(Draft newDraft) {
        if (!newDraft.base().equals(draft.base())) {
            throw new IllegalArgumentException("a draft of another disk");
        }
        draft = newDraft;
    }

    /** Whether operations can be queued: at least a repair. */
    public boolean isEditable() {
        return readOnlyReason().isEmpty();
    }

    /** Returns why nothing can be changed, in a sentence; nothing where the image can be edited. */
    public Optional<String> readOnlyReason() {
        if (interrupted.isPresent()) {
            return Optional.of(interrupted.get().text());
        }
        if (obstacle.isPresent()) {
            return obstacle;
        }
        return onDisk().problems().stream().filter(problem -> !problem.repairable()).findFirst()
                .map(Problem::text).map(text -> "The image is read-only: " + text);
    }

    /** @throws Refusal if nothing can be changed, saying why */
    public void requireEditable() throws Refusal {
        Optional<String> reason = readOnlyReason();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
    }

    /** Returns the commit that was interrupted and has to be resumed before anything else. */
    public Optional<Interrupted> interrupted() {
        return interrupted;
    }

    /**
     * Returns what a partition of a block device is used for now: {@code mounted at /home}; nothing if it is
     * free.
     */
    public Optional<String> use(PartitionId id) {
        return occupation.use(id);
    }

    /** Returns the volume groups of LVM of which there are physical volumes on the disk. */
    public List<VolumeGroup> volumeGroups() {
        return groups;
    }

    /** Says in a sentence why a partition cannot be used, or its use not be ended; nothing where it can. */
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return usability.whyNot(draft, id, usage);
    }

    /**
     * Uses a partition on the disk, or ends its use; what is pending stays.
     *
     * @return where it is mounted now, for {@link Usage#MOUNT}; else nothing
     * @throws Refusal as {@link #whyNot} says
     * @throws IOException if it failed: the program's own words
     */
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        requireOpen();
        if (isBlockDevice()) {
            lookAtUse();
        }
        Optional<String> reason = whyNot(id, usage);
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        Partition partition = onDisk().partition(id).orElseThrow();
        Optional<String> name = KernelTable.name(image.file(), onDisk(), partition);
        if (name.isEmpty()) {
            KernelTable.update(image.file(), onDisk());
            name = KernelTable.name(image.file(), onDisk(), partition);
        }
        if (name.isEmpty()) {
            throw new IOException("The kernel does not take partition " + partition.number() + " of " + path
                    + "; detach and attach the device, or restart.");
        }
        closeImage(null); // what is open for one alone cannot be mounted
        try {
            return new PartitionUse(programs).carryOut(name.get(), partition, usage);
        } finally {
            openAgain(partition);
        }
    }

    private void openAgain(Partition changed) throws IOException {
        try {
            openImage();
            takeContent(changed);
            lookAtUse();
        } catch (IOException e) {
            lose(e);
            throw e;
        }
    }

    /** @throws Refusal if what is pending would change what has come into use meanwhile */
    private void requireUnused() throws IOException, Refusal {
        if (isBlockDevice()) {
            image.file().forgetRead(); // others may have mounted a partition meanwhile, and written to it
        }
        lookAtUse();
        for (int i = 0; i < draft.operations().size(); i++) {
            occupation.check(draft.operations().get(i), draft.layouts().get(i), draft.layouts().get(i + 1));
        }
    }

    /** Takes over what became of a partition while it was used by others; the draft stays. */
    private void takeContent(Partition old) throws IOException {
        Layout now = DiskProbe.read(image);
        Optional<Partition> same = now.partition(old.number()).filter(it -> it.range().equals(old.range()));
        if (same.isPresent() && !same.get().content().equals(old.content())) {
            try {
                draft = draft.withBase(onDisk().with(old.withContent(same.get().content())));
            } catch (Refusal e) {
                return; // what is pending does not fit it any more; applying it says so
            }
        }
    }

    private void lookAtUse() throws IOException {
        boolean isDevice = isBlockDevice();
        occupation = isDevice ? Occupation.of(image.file(), onDisk()) : Occupation.NONE;
        usability = isDevice ? new PartitionUse(programs).usability(image.file(), onDisk()) : Usability.NONE;
    }

    /** Says what can be done with each partition now. */
    public Usability usability() {
        return usability;
    }

    /**
     * Reads what is pasted from an image by a session that has it open, and locked; else it is opened for
     * that, and has to be free. The lender changes nothing while this session looks at it or is applied.
     */
    public void borrow(Path image, DiskSession lender) {
        lenders.put(image.toString(), lender);
    }

    private Optional<DiskImage> lent(String from) {
        return Optional.ofNullable(lenders.get(from)).flatMap(lender -> Optional.ofNullable(lender.image));
    }

    /** Returns whether an action can be had for file systems of this type. */
    public Support support(FileSystemType type, Action action) {
        return type.support(action, machine);
    }

    /**
     * Returns whether an action can be had for file systems of this type on this machine, whatever the disk.
     */
    public static Support installedSupport(FileSystemType type, Action action) {
        return type.support(action, new Machine(Programs.installed()));
    }

    /** Returns whether an action can be had for what is in a partition. */
    public Support support(Partition partition, Action action) {
        Optional<FileSystemType> type = FileSystems.of(partition.content());
        return type.isPresent() ? support(type.get(), action) : new Support.Never(
                "Platter cannot " + action.verb() + " "
                        + partition.content().type().orElse("an unknown content") + ".");
    }

    /**
     * Queues what a script line asks for, finding out first what that takes.
     *
     * @throws Refusal if it is wrong or impossible
     * @throws IOException if the image cannot be read
     */
    public void push(String line) throws Refusal, IOException {
        requireEditable();
        push(Script.parse(line, draft.last()));
    }

    /**
     * Queues an operation, finding out first what that takes.
     *
     * @throws Refusal if it is impossible
     * @throws IOException if the image cannot be read
     */
    public void push(Operation wanted) throws Refusal, IOException {
        requireEditable();
        Operation operation = lookedAt(wanted);
        if (operation instanceof DiskResize && image.isRemote()) {
            throw new Refusal("The size of " + path + " can be changed only where it is served.");
        }
        if (Needs.minimum(operation, draft.last())) {
            learnMinimum(operation.subject().orElseThrow());
        }
        Draft longer = draft.push(operation);
        occupation.check(operation, draft.last(), longer.last());
        Needs.check(operation, draft.last(), longer.last(), machine);
        draft = longer;
    }

    /** Looks at the files that an operation names. */
    private Operation lookedAt(Operation wanted) throws IOException, Refusal {
        Passphrase.check(wanted);
        return wanted instanceof Paste paste && paste.original().isEmpty()
                ? paste.of(Pasting.look(paste, this::lent)) : wanted;
    }

    /**
     * Returns a draft with every line of a script queued, what is pasted having been looked at.
     *
     * @throws Refusal if a line is wrong or impossible, naming its number
     * @throws IOException if what is pasted cannot be read
     */
    public Draft append(Draft given, String script) throws IOException, Refusal {
        return Script.append(given, script, this::lookedAt);
    }

    /** @throws Refusal if an operation needs a program that is not there, or that nothing can do */
    public void check(Operation operation, Layout before, Layout after) throws Refusal {
        occupation.check(operation, before, after);
        Needs.check(operation, before, after, machine);
    }

    /**
     * Finds out how small a file system on the disk can be made, by the program that shrinks it; the layouts
     * then say so. Does nothing where that is known, or cannot be found out.
     *
     * @throws IOException if the program cannot be run, or the image cannot be read
     */
    public void learnMinimum(PartitionId id) throws IOException {
        Partition partition = onDisk().partition(id).orElse(null);
        Optional<FileSystemType> type = partition == null
                ? Optional.empty() : FileSystems.of(partition.content());
        if (type.isEmpty() || partition.fileSystem().orElseThrow().minimum().isPresent()
                || !support(type.get(), Action.SHRINK).isPossible() || type.get().minimumQuery().isEmpty()) {
            return;
        }
        OptionalLong minimum = askMinimum(type.get(), partition);
        Content.FileSystem known = partition.fileSystem().orElseThrow().withMinimum(minimum);
        try {
            draft = draft.withBase(onDisk().with(partition.withContent(known)));
        } catch (Refusal e) {
            // what is queued already shrinks below it: the stage will say so, and say it of that operation
            throw new IOException(e.getMessage(), e);
        }
    }

    private OptionalLong askMinimum(FileSystemType type, Partition partition) throws IOException {
        requireOpen();
        StringBuilder output = new StringBuilder();
        // on a staged disk: a program that replays a journal or counts mounts does not write to
        // the image (C1)
        try (StagedDisk staged = new StagedDisk(image, Scratch.inMemory())) {
            BlockDevice slice = DiskProbe.slice(staged, partition);
            try (Window window = windows().open(slice, "p" + partition.number())) {
                ProgramRunner runner = new ProgramRunner(programs);
                for (Command command : type.minimumQuery()) {
                    output.append(runner.run(command.on(window.path().toString()), event -> {},
                            () -> false).output());
                }
            }
        }
        return type.minimumFrom(output.toString());
    }

    /** Returns what applying the draft will do and cost; writes nothing. */
    public Review review() throws IOException {
        requireOpen();
        return new Reviewer(image, draft, machine).review();
    }

    /**
     * Does everything but the commit: the operations run on a staged disk, and the outcome is checked.
     *
     * @throws IOException if a step failed or was cancelled; the image is as it was
     */
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        requireEditable();
        requireUnused();
        try (StagedDisk staged = stage(events, cancelled)) {
            Commit.choose(change(staged)).estimate();
        }
    }

    /**
     * Carries the draft out: stage, verify, commit. Afterwards the draft is empty and its base is read
     * afresh.
     *
     * @throws Refusal if the image must not be changed
     * @throws org.platter.commit.Interruption if the commit stopped half way and can be resumed
     * @throws IOException if a step failed or was cancelled before the commit began; the image is as it was
     */
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        requireEditable();
        requireUnused();
        try (StagedDisk staged = stage(events, cancelled)) {
            commit(staged, draft.last(), events, cancelled);
        }
    }

    /** What is done with the partitions as files. */
    @FunctionalInterface
    public interface Visit {
        /** @param folder in which the partitions are files, {@code p1}, {@code p2} ... */
        void work(Path folder) throws IOException;
    }

    /**
     * Lets programs work on the partitions as the draft has them, as files; the image is not touched by that.
     *
     * @param keep asked afterwards, with what is there now, whether to commit it all
     * @return whether it was committed; if not, the image is as it was
     * @throws IOException if a step, the visit or the commit failed
     */
    public boolean visit(Visit visit, Predicate<Layout> keep, Consumer<Event> events,
            BooleanSupplier cancelled)
            throws IOException, Refusal {
        requireEditable();
        requireUnused();
        try (StagedDisk staged = stage(events, cancelled)) {
            try (Shelf shelf = Shelf.open(windows(), staged, draft.last())) {
                visit.work(shelf.path());
            }
            Layout left = DiskProbe.read(staged);
            if (!keep.test(left)) {
                return false;
            }
            commit(staged, left, events, cancelled);
            return true;
        }
    }

    /** Shows the files of a partition of the disk, to read; the partition must not change meanwhile. */
    public Browsing browse(PartitionId id) throws IOException, Refusal {
        requireOpen();
        Partition partition = onDisk().partition(id)
                .orElseThrow(() -> new Refusal("The partition is not on the disk yet; apply first."));
        // on a staged disk: whatever the program writes of its own accord goes nowhere (C1)
        StagedDisk staged = new StagedDisk(image, Scratch.beside(path));
        try {
            Windows windows = Browsing.needsCopy(partition, programs)
                    ? Windows.copies(folderOfCopies()) : windows();
            Window window = windows.open(DiskProbe.slice(staged, partition), "p" + partition.number());
            return Browsing.open(window, staged, partition, programs);
        } catch (IOException | Refusal e) {
            staged.close();
            throw e;
        }
    }

    private void commit(StagedDisk staged, Layout wanted, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        try {
            events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
            Commit commit = Commit.choose(change(staged));
            Closeable claim = claim();
            try {
                commit.run(events, cancelled);
            } finally {
                claim.close();
            }
        } catch (org.platter.commit.Interruption e) {
            reload();
            throw e;
        }
        keptSnapshot = Optional.empty();
        reload();
        Optional<String> difference = Difference.between(wanted, onDisk()); // C9
        if (difference.isPresent()) {
            throw new IOException("The commit ended, and " + path + " is not as it was asked to become: "
                    + difference.get());
        }
        tellKernel(events);
    }

    /** Finishes the commit that was interrupted, and reads the image afresh. */
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        if (interrupted.isEmpty()) {
            return;
        }
        if (obstacle.isPresent()) {
            throw new Refusal(obstacle.get());
        }
        events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
        try {
            Recovery.resume(image, events, cancelled);
        } finally {
            reload();
        }
        tellKernel(events);
    }

    /** Nobody is to begin to use a partition while it changes. */
    private Closeable claim() throws IOException {
        return isBlockDevice() ? PartitionClaim.of(image.file()) : () -> {};
    }

    private boolean isBlockDevice() {
        return image != null && !image.isRemote() && image.format().equals("raw")
                && image.file().isBlockDevice();
    }

    /** What the kernel knows of the partitions follows; programs use the device by that. */
    private void tellKernel(Consumer<Event> events) throws IOException {
        if (!isBlockDevice()) {
            return;
        }
        for (String refused : KernelTable.update(image.file(), onDisk())) {
            events.accept(new Event.Note(refused + " The change is on the disk; the kernel takes it over "
                    + "once root runs “partprobe " + path + "” while nothing uses the partition, or after a "
                    + "restart."));
        }
    }

    /**
     * Reads the image afresh, forgetting the draft. Where it cannot be read any more, what was known of it
     * stays to be looked at, and nothing can be changed.
     */
    public void reload() throws IOException {
        closeImage(null);
        try {
            openImage(); // first: it says best why a path cannot be opened
            interrupted = Recovery.find(path).map(DiskSession::interrupted);
            draft = Draft.of(DiskProbe.read(image));
            groups = VolumeGroup.on(image, onDisk());
            lookAtUse();
        } catch (IOException e) {
            lose(e);
            throw e;
        }
    }

    /** The device is gone, or the file. */
    private void lose(IOException e) throws IOException {
        closeImage(e);
        obstacle = Optional.of(e.getMessage());
    }

    /** @throws IOException if it could not be read afresh the last time */
    private void requireOpen() throws IOException {
        if (image == null) {
            throw new IOException(obstacle.orElse(path + " is closed."));
        }
    }

    private void openImage() throws IOException {
        obstacle = Optional.empty();
        Answering.require(path, Answering.USUAL, programs);
        if (mode == Mode.READ) {
            image = open(false);
            return;
        }
        try {
            image = open(true);
        } catch (NeedsConsent e) {
            throw e;
        } catch (IOException e) {
            image = open(false); // fails with the better message if it must
            obstacle = Optional.of("The image is read-only: " + e.getMessage());
            return;
        }
        if (isBlockDevice()) {
            image.file().forgetRead();
        }
        lock = image.tryLock(true);
        if (lock.isEmpty()) {
            obstacle = Optional.of(path + " is in use by another program, a virtual machine or another "
                    + "Platter; close it there to change it here.");
        } else if (attached().isPresent()) {
            obstacle = Optional.of(path + " is attached as " + attached().get() + "; open that device, or "
                    + "detach it to change the image here.");
        } else {
            Recovery.tidy(path);
            windows(); // sweeps what a killed one left
        }
    }

    /** The loop device by which this computer may write to the image: it would not hear of our changes. */
    private Optional<Path> attached() throws IOException {
        if (image.isRemote() || image.file().isBlockDevice()) {
            return Optional.empty();
        }
        Path real = path.toRealPath();
        return LoopDevices.list().stream().filter(loop -> !loop.readOnly() && loop.file().equals(real))
                .map(LoopDevices.Loop::path).findFirst();
    }

    /** Whether another program works on it: a virtual machine, or another Platter. */
    boolean isLockedElsewhere() throws IOException {
        Optional<? extends Closeable> mine = image.tryLock(true);
        if (mine.isPresent()) {
            mine.get().close();
        }
        return mine.isEmpty();
    }

    private DiskImage open(boolean writable) throws IOException {
        DiskImage opened = Images.open(path, options.opening(writable));
        // a guest can write what looks like another format: what it was taken for it stays
        options = opened.isRemote() ? options : options.withFormat(Optional.of(opened.format()));
        return opened;
    }

    private static Interrupted interrupted(org.platter.commit.Interrupted found) {
        return new Interrupted("A change of this image was interrupted before it was complete; resume it to "
                + "finish it.",
                List.of(found.text().split("\n")), found.done(), found.total());
    }

    private StagedDisk stage(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        StagedDisk staged = new StagedDisk(image, Scratch.beside(path));
        try {
            new Stager(staged, windows(), new ProgramRunner(programs), machine, this::lent, events, cancelled)
                    .run(draft);
            return staged;
        } catch (IOException | RuntimeException e) {
            try {
                staged.close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Copies, where windows have to be copies, lie beside the image: /tmp may be small, and in memory. */
    private Windows windows() {
        return Windows.detect(folderOfCopies());
    }

    private Path folderOfCopies() {
        Path folder = path.toAbsolutePath().getParent();
        return !image.isRemote() && Files.isWritable(folder) && !image.file().isBlockDevice()
                ? folder : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private Change change(StagedDisk staged) throws IOException {
        Layout last = DiskProbe.read(staged);
        return new Change(image, staged, Stager.live(staged, last), PartitionTables.regions(last),
                String.join("\n", draft.lines()), keptSnapshot);
    }

    private void closeImage(IOException cause) throws IOException {
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
            if (image != null) {
                image.close();
            }
        } catch (IOException e) {
            if (cause == null) {
                throw e;
            }
            cause.addSuppressed(e);
        } finally {
            lock = Optional.empty();
            image = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeImage(null);
    }
}
