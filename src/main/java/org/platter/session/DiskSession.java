package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.platter.base.Event;
import org.platter.base.JobLog;
import org.platter.base.NeedsConsent;
import org.platter.base.NoSuchReading;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.commit.Commit;
import org.platter.commit.Completed;
import org.platter.commit.Interruption;
import org.platter.commit.Recovery;
import org.platter.commit.UnusableJournal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.host.DeviceIdentity;
import org.platter.host.HostFile;
import org.platter.host.PartitionClaim;
import org.platter.image.DiskImage;
import org.platter.image.change.HalfChanged;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.operation.DiskResize;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;
import org.platter.stage.Difference;
import org.platter.stage.DiskProbe;
import org.platter.stage.Passphrase;
import org.platter.stage.Pasting;
import org.platter.stage.Sources;
import org.platter.stage.StagedDisk;
import org.platter.tool.Programs;

/**
 * A disk that is open in this process. Long, since who holds it open finds all of it here; the work itself is
 * done by the classes beside it.
 */
public final class DiskSession extends OpenDisk {

    /** What an image is opened for. */
    public enum Mode {
        /** To look at it; a program that writes it meanwhile is not in the way. */
        READ,
        /**
         * To look at it, and perhaps to change it: until {@link DiskSession#hold} nothing is locked, nothing
         * is made or removed beside it, and every file of it is opened to be read.
         */
        LOOK,
        /** To change it: it is locked against QEMU and every other Platter. */
        EDIT
    }

    private final OpenImage image;
    private final Machine machine = new Machine(Programs.installed());
    private final Map<String, DiskSession> lenders = new ConcurrentHashMap<>();
    private volatile Sources sources = this::lent;
    private volatile Optional<Interrupted> interrupted = Optional.empty();
    private volatile Optional<String> unusableJournal = Optional.empty();
    private volatile Optional<String> keptSnapshot = Optional.empty();
    private volatile RangeSet overwritten = RangeSet.EMPTY;
    /** Where partitions were that commits of this session have deleted or brought elsewhere. */
    private volatile RangeSet deleted = RangeSet.EMPTY;
    private volatile Occupation occupation = Occupation.NONE;
    private volatile Usability usability = Usability.NONE;
    private volatile List<VolumeGroup> groups = List.of();
    /** What was read last; while the disk is being taken hold of, newer than what the draft is of. */
    private volatile Layout layout;
    /** What its file tells, once somebody wants to be shown that. */
    private volatile Optional<Known> known = Optional.empty();

    private interface Reading<T> {
        T read() throws IOException;
    }

    private record Known(Optional<ImageFacts> facts, Optional<BlockDevices.Device> device,
            long allocatedBytes) {}

    private DiskSession(Path path, Mode mode, ImageOptions options) {
        image = new OpenImage(path, mode, options, machine.programs());
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
        session.readAfresh();
        try {
            DiskProbe.requireChoosable(session.onDisk(), options.choices());
        } catch (IOException e) {
            session.close();
            throw e;
        }
        return session;
    }

    /**
     * Opens an image to be shown: it is only looked at until something is queued, and its {@link #facts} are
     * known, as of when it was read last.
     */
    public static DiskSession show(Path path, ImageOptions options) throws IOException {
        DiskSession session = open(path, Mode.LOOK, options);
        session.know();
        return session;
    }

    /** Opens an image to be changed, and carries out the lines of a script on it. */
    public static void edit(Path path, ImageOptions options, List<String> lines, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskSession session = open(path, Mode.EDIT, options)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(events, cancelled);
        }
    }

    @Override
    public Path path() {
        return image.path();
    }

    @Override
    public String format() {
        return image.format();
    }

    @Override
    public long allocatedBytes() {
        return known.map(Known::allocatedBytes).orElseGet(image::allocatedBytes);
    }

    /** As everywhere, with the format that it was found to have. */
    @Override
    public ImageOptions options() {
        return image.options();
    }

    @Override
    public void allow(Path file) {
        image.allow(file);
    }

    /** Tells what the image is, as far as its own file and its backing file's tell. */
    public ImageFacts readFacts() throws IOException {
        return image.facts();
    }

    /** Tells what block device it is, if it is one. */
    public Optional<BlockDevices.Device> readDevice() throws IOException {
        return image.isBlockDevice() || path().startsWith("/dev") ? BlockDevices.find(path())
                : Optional.empty();
    }

    /** What cannot be told is not: these are figures to show, nothing to act on. */
    private void know() {
        known = Optional.of(new Known(told(this::readFacts), told(this::readDevice).flatMap(it -> it),
                image.allocatedBytes()));
    }

    private static <T> Optional<T> told(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<ImageFacts> facts() {
        return known.flatMap(Known::facts);
    }

    @Override
    public Optional<BlockDevices.Device> device() {
        return known.flatMap(Known::device);
    }

    @Override
    public boolean canKeepSnapshot() {
        return image.keepsSnapshots();
    }

    @Override
    public void setKeepSnapshot(Optional<String> name) {
        super.setKeepSnapshot(name);
        keptSnapshot = name;
    }

    /** The name of the snapshot to keep, if any. */
    public Optional<String> keepSnapshot() {
        return keptSnapshot;
    }

    @Override
    public Optional<String> readOnlyReason() {
        return interrupted.map(Interrupted::text).or(() -> unusableJournal).or(image::obstacle)
                .or(() -> layout.problems().stream()
                        .filter(problem -> !problem.repairable() && !DiskResize.mends(layout)).findFirst()
                        .map(Problem::text).map(text -> "The image is read-only: " + text));
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return interrupted;
    }

    @Override
    public boolean isHeld() {
        return image.isHeld();
    }

    @Override
    public void hold() throws IOException, Refusal {
        if (image.isHeld()) {
            return;
        }
        Shown shown = new Shown(draft(), image.identity());
        try {
            requireEditable();
            takeHold();
            resume(shown);
        } catch (IOException e) {
            restart(layout);
            throw e;
        } catch (Refusal e) {
            restart(layout);
            if (image.isHeld() && readOnlyReason().isPresent()) {
                reload(); // somebody else was faster: it is only looked at, as before
            }
            throw e;
        }
    }

    /** Takes hold of an image that is half changed, whatever was shown of it. */
    private void holdAsItIs() throws IOException {
        if (!image.isHeld()) {
            takeHold();
            restart(layout);
        }
    }

    /** Locks the image, tidies it and reads it afresh; what is pending stays. */
    private void takeHold() throws IOException {
        image.hold();
        readLayout();
    }

    /** Goes on with what was shown, if the disk that is held is still that. */
    private void resume(Shown shown) throws IOException, Refusal {
        requireEditable();
        Layout fresh = layout;
        layout = shown.recognized(fresh);
        lookAtUse();
        try {
            shown.require(layout, image.identity(), id -> use(id).isPresent());
            rebase(layout);
        } catch (Refusal e) {
            layout = fresh;
            lookAtUse();
            throw new Refusal(path() + " is not what was shown here any more: " + e.getMessage()
                    + " Nothing was queued; it is shown as it is now.");
        }
    }

    /** What lies in the place of a journal and cannot be used as one, in a sentence or two. */
    public Optional<String> unusableJournal() {
        return unusableJournal;
    }

    @Override
    public List<VolumeGroup> volumeGroups() {
        return groups;
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return occupation.use(id);
    }

    /** Says what can be done with each partition now. */
    public Usability usability() {
        return usability;
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return usability.whyNot(draft(), id, usage);
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        if (usage == Usage.MOUNT || usage == Usage.SWAP_ON) {
            requireWhole();
        }
        DiskImage device = image.get();
        if (image.isBlockDevice()) {
            lookAtUse();
        }
        Optional<String> reason = whyNot(id, usage);
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        Partition partition = onDisk().partition(id).orElseThrow();
        String name = KernelTable.require(device.file(), onDisk(), partition);
        image.closeFiles(); // what is open for one alone cannot be mounted
        try {
            return new PartitionUse(machine.programs()).carryOut(name, partition, usage);
        } finally {
            openAgain(partition);
        }
    }

    private void openAgain(Partition changed) throws IOException {
        try {
            image.open();
            takeContent(changed);
            lookAtUse();
        } catch (IOException e) {
            image.lose(e);
            throw e;
        }
    }

    /** Takes over what became of a partition while it was used by others; the draft stays. */
    private void takeContent(Partition old) throws IOException {
        Layout now = read();
        Optional<Partition> same = now.partition(old.number()).filter(it -> it.range().equals(old.range()));
        if (same.isPresent() && !same.get().content().equals(old.content())) {
            try {
                learn(onDisk().with(old.withContent(same.get().content())));
            } catch (Refusal e) {
                return; // what is pending does not fit it any more; applying it says so
            }
        }
    }

    private void learn(Layout learned) throws Refusal {
        rebase(learned);
        layout = learned;
    }

    private Layout read() throws IOException {
        return DiskProbe.read(image.get(), image.options().choices());
    }

    private void lookAtUse() throws IOException {
        lookAtUse(PartitionClaim.none());
    }

    private void lookAtUse(PartitionClaim claim) throws IOException {
        if (image.isBlockDevice()) {
            HostFile device = image.get().file();
            occupation = Occupation.of(device, layout, claim.heldByOthers());
            usability = new PartitionUse(machine.programs()).usability(device, layout);
        } else {
            occupation = Occupation.NONE;
            usability = Usability.NONE;
        }
    }

    @Override
    public void borrow(Path from, OpenDisk lender) {
        if (lender instanceof DiskSession session) {
            lenders.put(from.toString(), session);
        }
    }

    /** Opens nothing that an operation names from now on: its sender hands over what it names. */
    public void setSources(Sources provided) {
        sources = provided;
    }

    private Optional<DiskImage> lent(String from) throws IOException {
        DiskSession lender = lenders.get(from);
        if (lender == null) {
            return Optional.empty();
        }
        lender.requireWhole();
        if (lender.image.ifOpen().isPresent()) {
            lender.image.keepUnwritten();
        }
        return lender.image.ifOpen();
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return type.support(action, machine);
    }

    /**
     * Returns whether an action can be had for file systems of this type on this machine, whatever the disk.
     */
    public static Support installedSupport(FileSystemType type, Action action) {
        return type.support(action, new Machine(Programs.installed()));
    }

    @Override
    protected Operation lookedAt(Operation wanted) throws IOException, Refusal {
        Passphrase.check(wanted, sources);
        return wanted instanceof Paste paste && paste.original().isEmpty()
                ? paste.of(Pasting.look(paste, sources)) : wanted;
    }

    private void checkSize(Layout wanted) throws Refusal {
        if (image.isBlockDevice()) {
            Optional<DiskImage> device = image.ifOpen();
            if (device.isPresent()) {
                DiskSizes.check(device.get().file(), onDisk(), wanted);
            } else {
                DiskSizes.check(path(), onDisk(), wanted);
            }
        }
    }

    @Override
    protected void check(Operation operation, Layout before, Layout after) throws Refusal {
        Optional<DiskImage> open = after.diskSize() == before.diskSize() ? Optional.empty() : image.ifOpen();
        if (open.filter(DiskImage::isRemote).isPresent()) {
            throw new Refusal("The size of " + path() + " can be changed only where it is served.");
        }
        if (open.filter(Commit::wouldDecrypt).isPresent()) {
            throw new Refusal(path() + " is encrypted and keeps its size, since the new image in its place "
                    + "would not be encrypted; “platter image convert” makes one that is not encrypted, "
                    + "whose size can be changed.");
        }
        checkSize(after);
        occupation.check(operation, before, after);
        Needs.check(operation, before, after, machine);
    }

    @Override
    public void learnMinimum(PartitionId id) throws IOException {
        Optional<Partition> partition = onDisk().partition(id)
                .filter(it -> MinimumSize.canBeAsked(it, machine));
        if (partition.isEmpty()) {
            return;
        }
        Content.FileSystem known = MinimumSize.ask(image, partition.get(), machine);
        try {
            learn(onDisk().with(partition.get().withContent(known)));
        } catch (Refusal e) {
            // what is queued already shrinks below it: the stage will say so, and say it of that operation
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void allowOverwriting(RangeSet ranges) {
        overwritten = ranges;
    }

    @Override
    public Review review() throws IOException {
        return new Reviewer(image.get(), draft(), deleted, machine, sources).review();
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (Applying applying = applying(events, cancelled); StagedDisk staged = applying.stage()) {
            applying.requireCommittable(staged);
        }
    }

    /** @throws Interruption if the commit stopped half way and can be resumed */
    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (JobLog job = new JobLog("apply to " + path());
                Applying applying = applying(events, cancelled);
                StagedDisk staged = applying.stage()) {
            if (applying.draft().onlyLooks()) {
                restart(layout);
            } else {
                commit(applying, staged, applying.draft().last());
            }
            job.ended("done");
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
        try (Applying applying = applying(events, cancelled); StagedDisk staged = applying.stage()) {
            Layout wanted = applying.draft().last();
            try (Shelf shelf = Shelf.open(image.windows(), staged, wanted)) {
                visit.work(shelf.path());
            }
            Layout left = DiskProbe.read(staged, Choices.like(wanted));
            if (!keep.test(left)) {
                return false;
            }
            commit(applying, staged, left);
            return true;
        }
    }

    /** @throws Refusal if the image must not be changed, or what is pending changes something in use */
    private Applying applying(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        hold();
        requireEditable();
        PartitionClaim claim = image.claim();
        try {
            requireAsRead();
            Draft draft = draft();
            checkSize(draft.last());
            lookAtUse(claim);
            occupation.check(draft);
            RangeSet allowed = overwritten.union(options().overwritten());
            Losses.require(Losses.foretold(image.get(), draft, deleted), allowed);
            return new Applying(image, claim, draft, keptSnapshot, allowed, deleted, machine, sources,
                    events, cancelled);
        } catch (IOException | Refusal e) {
            claim.close();
            throw e;
        }
    }

    /** Others may have mounted a partition meanwhile, or changed a table that no lock keeps them from. */
    private void requireAsRead() throws IOException {
        if (image.isBlockDevice()) {
            image.get().file().forgetRead();
        }
        Optional<String> difference = Difference.since(onDisk(), read(),
                id -> use(id).isPresent());
        if (difference.isPresent()) {
            throw new IOException("Another program has changed " + path() + " since it was read, so nothing "
                    + "was changed here: " + difference.get() + " Read it again first.");
        }
    }

    private void commit(Applying applying, StagedDisk staged, Layout wanted) throws IOException {
        Closeable lock = image.lockDisk();
        try {
            commitAlone(applying, staged, wanted);
        } finally {
            lock.close();
        }
    }

    private void commitAlone(Applying applying, StagedDisk staged, Layout wanted) throws IOException {
        Set<PartitionId> used = wanted.partitions().stream().map(Partition::id)
                .filter(id -> use(id).isPresent()).collect(Collectors.toUnmodifiableSet());
        try {
            applying.commit(staged);
        } catch (Interruption | Completed e) {
            reloadAfter(e);
            throw e;
        }
        keptSnapshot = Optional.empty();
        overwritten = RangeSet.EMPTY;
        Set<PartitionId> repaired = applying.draft().repaired();
        deleted = deleted.union(left(applying.draft()));
        reloadNew(choices().after(applying.draft().base(), applying.draft().last()));
        Optional<String> difference = Difference.between(wanted, onDisk(),
                id -> used.contains(id) || repaired.contains(id)); // C9
        if (difference.isPresent()) {
            throw new IOException("The commit ended, and " + path() + " is not as it was asked to become: "
                    + difference.get());
        }
        tellKernel(applying.events());
    }

    /** Where partitions were that are gone, or elsewhere. */
    private static RangeSet left(Draft draft) {
        return RangeSet.of(draft.base().partitions().stream().filter(old -> old.role() != Role.EXTENDED
                && draft.last().partition(old.id()).filter(now -> now.range().start() == old.range().start())
                        .isEmpty())
                .map(Partition::range).toList());
    }

    /** What the kernel knows of the partitions follows; programs use the device by that. */
    private void tellKernel(Consumer<Event> events) throws IOException {
        if (image.isBlockDevice()) {
            KernelTable.follow(image.get().file(), onDisk(), events);
        }
    }

    @Override
    public Browsing browse(PartitionId id) throws IOException, Refusal {
        requireWhole();
        if (readOnlyReason().isEmpty()) {
            hold(); // nobody is to change what is looked at for long
        }
        Partition partition = onDisk().partition(id)
                .orElseThrow(() -> new Refusal("The partition is not on the disk yet; apply first."));
        return Browsing.of(image, partition, machine.programs());
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        if (interrupted.isPresent()) {
            holdAsItIs();
        }
        if (interrupted.isEmpty()) {
            return;
        }
        if (image.obstacle().isPresent()) {
            throw new Refusal(image.obstacle().get());
        }
        if (interrupted.get().isOfAnother() || Recovery.foreignJournal(image.get()).isPresent()) {
            throw new IOException(interrupted.get().text());
        }
        Closeable lock = image.lockDisk();
        try (JobLog job = new JobLog("recovery of " + path())) {
            resume(events, cancelled);
            job.ended("done");
        } finally {
            lock.close();
        }
    }

    /**
     * Takes the image as it is where an interrupted change of it cannot be finished any more; it is open to
     * every use from then on.
     *
     * @return whether there was such a change
     * @throws Refusal if the change can be finished
     */
    public boolean giveUp() throws IOException, Refusal {
        holdAsItIs();
        Optional<HalfChanged> found = HalfChanged.of(image.get());
        if (image.obstacle().isPresent()) {
            throw new Refusal(image.obstacle().get());
        }
        if (found.isPresent() && (found.get().kind() == HalfChanged.Kind.WAITING || image.get().isRemote())) {
            throw new Refusal("The change can be finished by its journal, which is " + found.get().journal()
                    + "; run “platter recover " + path() + "”, or move the journal away first.");
        }
        if (found.isPresent()) {
            found.get().giveUp(image.get());
            readAfresh();
        }
        return found.isPresent();
    }

    private void resume(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (PartitionClaim claim = image.claim()) {
            requireResumable(claim);
            events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
            Recovery.resume(image.get(), events, cancelled);
        } catch (IOException e) {
            reloadAfter(e);
            throw e;
        }
        reloadNew(choices().ofTheDisk());
        tellKernel(events);
    }

    private void reloadNew(Choices stillHold) throws IOException {
        try {
            image.choose(stillHold);
            readAfresh();
        } catch (IOException e) {
            throw new IOException("All changes are made, and " + path() + " is as it was asked to become; "
                    + "but it could not be read afterwards: " + e.getMessage(), e);
        }
    }

    private void reloadAfter(IOException failure) {
        try {
            readAfresh();
        } catch (IOException more) {
            failure.addSuppressed(more);
        }
    }

    /** @throws Refusal if a partition that the rest of the change reads or writes has come into use */
    private void requireResumable(PartitionClaim claim) throws IOException, Refusal {
        if (image.isBlockDevice()) {
            for (KernelTable.Used used : KernelTable.used(image.get().file(), claim.heldByOthers())) {
                if (Recovery.concerns(image.get(), used.range())) {
                    throw new Refusal("Partition " + used.number() + " is in use (" + used.how()
                            + "), and the interrupted change goes on in it; end that first.");
                }
            }
        }
    }

    @Override
    public void reload() throws IOException {
        deleted = RangeSet.EMPTY;
        image.letGo();
        readAfresh();
    }

    @Override
    public Choices choices() {
        return image.options().choices();
    }

    @Override
    public void choose(Choices choices) throws IOException {
        Choices before = choices();
        image.choose(choices);
        try {
            reload();
            DiskProbe.requireChoosable(onDisk(), choices);
        } catch (NoSuchReading e) {
            image.choose(before);
            reload();
            throw e;
        } catch (IOException e) {
            image.choose(before);
            throw e;
        }
    }

    /** Reads the image; nothing is pending then. */
    private void readAfresh() throws IOException {
        readLayout();
        restart(layout);
    }

    private void readLayout() throws IOException {
        image.closeFiles();
        try {
            image.open(); // first: it says best why a path cannot be opened
            interrupted = findInterrupted();
            layout = read();
            groups = VolumeGroup.on(image.get(), layout);
            lookAtUse();
        } catch (IOException e) {
            image.lose(e);
            throw e;
        } finally {
            if (known.isPresent()) {
                know();
            }
        }
    }

    @Override
    public <T> T aside(Work<T> work) throws IOException, Refusal {
        List<String> pending = draft().lines();
        image.close();
        try {
            return work.run();
        } finally {
            resume(pending);
        }
    }

    /** Opens the image after another had it; what cannot be had any more is pending no longer. */
    private void resume(List<String> pending) {
        try {
            readAgain();
        } catch (IOException e) {
            image.lose(new IOException("The image cannot be opened again: " + e.getMessage(), e));
            return;
        }
        try {
            append(String.join("\n", pending));
            if (!pending.isEmpty()) {
                hold();
            }
        } catch (IOException | Refusal e) {
            return; // the job changed what the pending operations were about: they are let go
        }
    }

    /** A job may have put another disk into the image, of which nothing was said. */
    private void readAgain() throws IOException {
        try {
            reload();
            DiskProbe.requireChoosable(onDisk(), choices());
        } catch (NoSuchReading e) {
            image.choose(Choices.NONE);
            reload();
        }
    }

    private Optional<Interrupted> findInterrupted() throws IOException {
        unusableJournal = Optional.empty();
        Optional<org.platter.commit.Interrupted> found;
        try {
            found = Recovery.find(image.get());
        } catch (UnusableJournal e) {
            unusableJournal = Optional.of(e.getMessage());
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return HalfChanged.of(image.get()).map(Interrupted::ofNone);
        }
        Optional<Path> foreign = Recovery.foreignJournal(image.get());
        return foreign.isEmpty() ? found.map(Interrupted::of) : Optional.of(Interrupted.ofAnother(found.get(),
                path(), foreign.get(), image.isBlockDevice() && DeviceIdentity.find(path()).isEmpty()));
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
