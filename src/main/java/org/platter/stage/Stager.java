package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MountedWork;
import org.platter.filesystem.Tools;
import org.platter.filesystem.Way;
import org.platter.filesystem.registry.FileSystems;
import org.platter.filesystem.volume.BsdPlaces;
import org.platter.kernel.OwnKernel;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Create;
import org.platter.operation.Draft;
import org.platter.operation.Filling;
import org.platter.operation.Format;
import org.platter.operation.Move;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Remarks;
import org.platter.operation.Resize;
import org.platter.operation.SetLabel;
import org.platter.operation.SetUuid;
import org.platter.table.PartitionTables;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.ToolFailure;
import org.platter.window.MountedWindow;
import org.platter.window.Window;
import org.platter.window.Windows;

/**
 * Carries a draft out on a staged disk, one operation after the other, and then checks that the disk is what
 * the draft said. Nothing outside of the staged disk changes (C1). Long, since the recipe of each operation
 * is here.
 */
public final class Stager {

    /** Less room than this behind a file system is what its blocks leave. */
    private static final long WORTH_FILLING = 64 << 10;
    private static final long FORGOTTEN_AT_ONCE = 1L << 30;
    /** Smaller gaps between tables cost more to keep in mind than to fill. */
    private static final long WORTH_FORGETTING = 256 << 10;

    private final StagedDisk disk;
    private final Windows windows;
    private final ProgramRunner programs;
    private final Tools tools;
    private final Sources sources;
    private final Consumer<Event> events;
    private final BooleanSupplier cancelled;
    private final Checker checker;
    private final Set<PartitionId> touched = new LinkedHashSet<>();
    private final Set<PartitionId> resized = new HashSet<>();
    /** Whose file systems are smaller than they are to be, since the next operation changes that again. */
    private final Set<PartitionId> waiting = new HashSet<>();

    public Stager(StagedDisk disk, Windows windows, ProgramRunner programs, Tools tools,
            Consumer<Event> events, BooleanSupplier cancelled) {
        this(disk, windows, programs, tools, Sources.NONE, events, cancelled);
    }

    /** @param sources what operations name beside the disk */
    public Stager(StagedDisk disk, Windows windows, ProgramRunner programs, Tools tools, Sources sources,
            Consumer<Event> events, BooleanSupplier cancelled) {
        this.disk = disk;
        this.windows = windows;
        this.programs = programs;
        this.tools = tools;
        this.sources = sources;
        this.events = events;
        this.cancelled = cancelled;
        this.checker = new Checker(windows, programs, tools, events, cancelled);
    }

    /**
     * Carries the draft out and checks the outcome.
     *
     * @throws Cancelled if it was cancelled
     * @throws Refusal if a file system is damaged and would have to be checked first
     * @throws IOException if a program failed, the host ran full, or the outcome is not what was asked for;
     *     the staged disk is of no use then
     */
    public void run(Draft draft) throws IOException, Refusal {
        for (Operation operation : draft.operations()) {
            try {
                Passphrase.check(operation, sources);
            } catch (Refusal refusal) {
                throw new IOException(refusal.getMessage(), refusal); // before the first program has run
            }
        }
        events.accept(new Event.PhaseStarted(Event.Phase.STAGE));
        for (int i = 0; i < draft.operations().size(); i++) {
            Operation operation = draft.operations().get(i);
            Layout before = draft.layouts().get(i);
            Layout after = draft.layouts().get(i + 1);
            boolean isResizedAgain = isResizedAgain(draft, i);
            step(operation.describe(before), () -> carryOut(operation, before, after, isResizedAgain));
        }
        events.accept(new Event.PhaseStarted(Event.Phase.VERIFY));
        step("Check the outcome", () -> verify(draft));
    }

    /**
     * Returns whether the next operation on the partition that this one is about gives it another size. Then
     * its file system need not take this one, at which its program may leave it unable to become as small as
     * it could before.
     */
    private static boolean isResizedAgain(Draft draft, int index) {
        Optional<PartitionId> id = draft.operations().get(index).subject();
        return draft.operations().stream().skip(index + 1L)
                .filter(it -> it.subject().equals(id)
                        || it instanceof Copy copy && Optional.of(copy.source()).equals(id))
                .filter(it -> !(it instanceof Move)).findFirst().filter(Resize.class::isInstance).isPresent();
    }

    /** Returns which bytes of a disk of this layout mean something. */
    public static LiveBlocks live(BlockDevice disk, Layout layout) throws IOException {
        List<LiveMap.Part> parts = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            Optional<LiveBlocks> blocks = liveBlocks(disk, partition);
            if (blocks.isPresent()) {
                parts.add(new LiveMap.Part(partition.range(), blocks.get()));
            }
        }
        return new LiveMap(parts);
    }

    /**
     * Returns which bytes will mean something once the partitions lie as a draft leaves them, told from the
     * disk as it is.
     */
    public static LiveBlocks planned(BlockDevice disk, Draft draft) throws IOException {
        List<LiveMap.Part> parts = new ArrayList<>();
        for (Partition partition : draft.last().partitions()) {
            Optional<Partition> origin = draft.base().partition(origin(draft, partition.id()));
            Optional<LiveBlocks> blocks = origin.isPresent()
                    ? liveBlocks(disk, origin.get()) : Optional.empty();
            if (blocks.isPresent()) {
                parts.add(new LiveMap.Part(partition.range(), blocks.get()));
            }
        }
        return new LiveMap(parts);
    }

    /** Returns of which partition another is a copy, or a copy of a copy; itself where it is none. */
    private static PartitionId origin(Draft draft, PartitionId id) {
        PartitionId origin = id;
        for (int i = draft.operations().size() - 1; i >= 0; i--) {
            origin = draft.operations().get(i) instanceof Copy copy && copy.id().equals(origin)
                    ? copy.source() : origin;
        }
        return origin;
    }

    private static Optional<LiveBlocks> liveBlocks(BlockDevice disk, Partition partition) throws IOException {
        return liveBlocks(DiskProbe.slice(disk, partition), partition.content());
    }

    /**
     * Returns which bytes of a partition mean something: what its file system uses, and all that lies behind
     * the file system. Nothing where all have to be taken as live.
     *
     * @param content what a probe found in the slice
     */
    public static Optional<LiveBlocks> liveBlocks(BlockDevice slice, Content content) throws IOException {
        Optional<FileSystemType> type = FileSystems.of(content);
        Optional<LiveBlocks> blocks = type.isPresent() && content.size().isPresent()
                ? type.get().liveBlocks(slice) : Optional.empty();
        return blocks.map(known -> new WithTail(known, content.size().getAsLong(), slice.size()));
    }

    /**
     * Makes the moves of a draft on the map alone, running no program: what the disk will be made of,
     * roughly.
     */
    public static void sketch(StagedDisk disk, Draft draft) throws IOException {
        for (int i = 0; i < draft.operations().size(); i++) {
            sketch(disk, draft, i);
        }
    }

    private static void sketch(StagedDisk disk, Draft draft, int index) throws IOException {
        Layout before = draft.layouts().get(index);
        Layout after = draft.layouts().get(index + 1);
        if (after.diskSize() != before.diskSize()) {
            disk.resize(after.diskSize());
        }
        if (draft.operations().get(index) instanceof Copy copy) {
            bring(disk, copy, before, after.partition(copy.id()).orElseThrow());
            return;
        }
        if (draft.operations().get(index).replacesOther()) {
            return; // its bytes come from elsewhere
        }
        for (Partition now : after.partitions()) {
            Optional<Partition> old = before.partition(now.id());
            if (old.isPresent() && !old.get().range().equals(now.range())) {
                place(disk, old.get(), now);
            }
        }
    }

    /** Brings the bytes of a copy to its place; an original that is replaced leaves nothing behind. */
    private static void bring(StagedDisk disk, Copy copy, Layout before, Partition target)
            throws IOException {
        ByteRange source = before.partition(copy.source()).orElseThrow().range();
        if (copy.replacesOriginal()) {
            disk.move(source, target.range().start());
        } else {
            disk.copy(source, target.range().start());
        }
    }

    /** As {@link #sketch}, and the tables are written: all that can be told before programs run. */
    public static void sketchWithTables(StagedDisk disk, Draft draft) throws IOException {
        for (int i = 0; i < draft.operations().size(); i++) {
            sketch(disk, draft, i);
            Operation operation = draft.operations().get(i);
            if (Remarks.writesTable(operation) && draft.layouts().get(i + 1).problems().isEmpty()) {
                PartitionTables.write(disk, draft.layouts().get(i), draft.layouts().get(i + 1));
            }
        }
    }

    /** Brings a partition's bytes to their new place, and frees what it leaves behind. */
    private static void place(StagedDisk disk, Partition old, Partition now) throws IOException {
        if (old.role() == Role.EXTENDED) {
            return;
        }
        if (old.range().start() != now.range().start()) {
            long kept = Math.min(old.range().length(), now.range().length());
            disk.move(ByteRange.of(old.range().start(), kept), now.range().start());
        }
        for (ByteRange left : RangeSet.of(now.range()).complementWithin(old.range())) {
            if (left.end() <= disk.size()) { // else it went with the end of the disk
                disk.discard(left);
            }
        }
    }

    private void carryOut(Operation operation, Layout before, Layout after, boolean isResizedAgain)
            throws IOException, Refusal {
        Optional<Partition> old = operation.subject().flatMap(before::partition);
        Optional<Partition> now = operation.subject().flatMap(after::partition);
        if (operation instanceof Check wanted && !wanted.repairs()) {
            Partition partition = now.orElseThrow();
            checker.tell(partition, FileSystems.of(partition.content()).orElseThrow(),
                    DiskProbe.slice(disk, partition));
            return;
        }
        now.ifPresent(partition -> touched.add(partition.id()));
        if (before.diskSize() != after.diskSize()) {
            resizeDisk(before, after);
        } else if (operation instanceof Move || operation instanceof Resize) {
            relocate(before, after, old.orElseThrow(), now.orElseThrow(), isResizedAgain);
        } else if (operation instanceof Create || operation instanceof Format) {
            PartitionTables.write(disk, before, after); // the type code follows the file system
            make(now.orElseThrow(), Passphrase.file(operation));
        } else if (operation instanceof Check) {
            check(now.orElseThrow());
        } else if (operation instanceof SetLabel) {
            Partition partition = now.orElseThrow();
            String text = partition.content().label().orElse("");
            edit(partition, type -> type.label(text));
        } else if (operation instanceof SetUuid) {
            renew(now.orElseThrow());
        } else if (operation instanceof Copy copy) {
            copy(copy, before, after, now.orElseThrow());
        } else if (operation instanceof Paste paste) {
            paste(paste, before, after, now.orElseThrow());
        } else {
            PartitionTables.write(disk, before, after);
        }
    }

    /**
     * Moves, grows or shrinks; the file system is small before its partition shrinks, and grows after it has
     * grown.
     *
     * @param isResizedAgain whether the next operation on it gives it another size
     */
    private void relocate(Layout before, Layout after, Partition old, Partition now, boolean isResizedAgain)
            throws IOException, Refusal {
        Optional<FileSystemType> type = FileSystems.of(old.content());
        long length = old.range().length();
        if (type.isPresent()) {
            if (!Filling.isCut(old)) {
                checker.prepare(old, type.get(), DiskProbe.slice(disk, old),
                        old.range().length() != now.range().length());
            }
            if (waiting.remove(old.id())) {
                length = type.get().probe(DiskProbe.slice(disk, old)).map(Content.FileSystem::size)
                        .orElse(OptionalLong.empty())
                        .orElse(length);
            }
            if (now.range().length() < length) {
                shrink(type.get(), old, now.range().length());
            }
        }
        place(disk, old, now);
        PartitionTables.write(disk, before, after);
        if (type.isEmpty() && old.role() != Role.EXTENDED) {
            followLabel(now, old.range().start() / disk.sectorSize());
        }
        if (type.isPresent()) {
            if (!now.range().equals(old.range())) {
                type.get().moved(DiskProbe.slice(disk, now), old.range().start() / disk.sectorSize(),
                        now.range().start() / disk.sectorSize());
            }
            if (Filling.isCut(old)) {
                check(now);
            } else if (now.range().length() > length && isResizedAgain
                    && !type.get().minimumQuery().isEmpty()) {
                waiting.add(now.id());
            } else if (now.range().length() > length) {
                grow(type.get(), now);
            }
        }
    }

    /** A file system on a disk without a table is small before its disk shrinks. */
    private void resizeDisk(Layout before, Layout after) throws IOException, Refusal {
        Optional<Partition> old = Filling.of(before);
        Optional<Partition> now = old.flatMap(it -> after.partition(it.id()));
        long change = now.isPresent() ? Filling.spanned(now.get()) - Filling.spanned(old.get()) : 0;
        Optional<FileSystemType> type = change == 0 ? Optional.empty()
                : FileSystems.of(old.get().content());
        if (type.isPresent()) {
            touched.add(old.get().id());
            if (!Filling.isCut(old.get())) {
                checker.prepare(old.get(), type.get(), DiskProbe.slice(disk, old.get()), true);
            }
            if (change < 0) {
                shrink(type.get(), old.get(), after.diskSize());
            }
        }
        disk.resize(after.diskSize());
        PartitionTables.write(disk, before, after);
        if (type.isPresent() && Filling.isCut(old.get())) {
            check(now.get());
        } else if (type.isPresent() && change > 0) {
            grow(type.get(), now.get());
        }
    }

    private void shrink(FileSystemType type, Partition partition, long bytes) throws IOException {
        resized.add(partition.id());
        carryOut(type.shrink(partition.fileSystem().orElseThrow(), bytes), partition);
    }

    /** Lets a file system fill its partition. */
    private void grow(FileSystemType type, Partition partition) throws IOException {
        resized.add(partition.id());
        Content.FileSystem now = partition.fileSystem().orElseThrow();
        long bytes = Math.min(partition.range().length(), type.maximumBytes(now));
        carryOut(type.grow(now, bytes), partition);
    }

    private void make(Partition partition, Optional<String> passphraseFile) throws IOException {
        if (partition.role() == Role.EXTENDED || partition.content() instanceof Content.Unread) {
            return; // what lies there stays
        }
        BlockDevice slice = DiskProbe.slice(disk, partition);
        Optional<FileSystemType> type = FileSystems.of(partition.content());
        if (type.isEmpty()) {
            for (ByteRange range : FileSystems.signatureRanges(slice.size())) {
                slice.zero(range);
            }
            return;
        }
        // zeros, not only free: what a program punches it then takes for zeros, and may leave as it is
        slice.zero(new ByteRange(0, slice.size()));
        String label = partition.content().label().orElse("");
        String uuid = partition.content().uuid().orElse("");
        Way way = type.get().create(label, uuid, partition.range().start() / disk.sectorSize(),
                disk.sectorSize(), slice.size());
        if (type.get().needsPassphrase()) {
            byte[] passphrase = passphrase(passphraseFile.orElseThrow());
            try {
                carryOut(way, partition, Optional.of(passphrase));
            } finally {
                Arrays.fill(passphrase, (byte) 0);
            }
        } else {
            carryOut(way, partition);
        }
        forget(slice, type.get());
    }

    /**
     * Frees what a new file system does not use, so that a commit does not fill it with zeros, but for where
     * an old signature may lie.
     */
    private static void forget(BlockDevice slice, FileSystemType type) throws IOException {
        Optional<LiveBlocks> live = type.emptyBlocks(slice);
        RangeSet signatures = FileSystems.signatureRanges(slice.size());
        for (long at = 0; live.isPresent() && at < slice.size(); at += FORGOTTEN_AT_ONCE) {
            ByteRange window = new ByteRange(at, Math.min(slice.size(), at + FORGOTTEN_AT_ONCE));
            for (ByteRange range : live.get().within(window).union(signatures.within(window))
                    .complementWithin(window)) {
                if (range.length() >= WORTH_FORGETTING) {
                    slice.discard(range);
                }
            }
        }
    }

    private void check(Partition partition) throws IOException, Refusal {
        FileSystemType type = FileSystems.of(partition.content()).orElseThrow();
        Optional<MountedWork> mending = type.checkup().replay();
        boolean isWhole = !(FileSystems
                .probe(DiskProbe.slice(disk, partition)) instanceof Content.FileSystem found)
                || found.problems().isEmpty();
        if (!isWhole && mending.isPresent()
                && tools.whyNotMount(type.displayName(), mending.get().kernelName()).isEmpty()) {
            runMounted(partition, mending.get());
        }
        checker.repair(partition, type, DiskProbe.slice(disk, partition));
        fill(partition, type);
    }

    /** Lets a file system grow where there is more room behind it than a program may leave. */
    private void fill(Partition partition, FileSystemType type) throws IOException, Refusal {
        BlockDevice slice = DiskProbe.slice(disk, partition);
        Optional<Content.FileSystem> now = type.probe(slice);
        long rest = now.map(it -> Math.min(slice.size(), type.maximumBytes(it)) - it.size().orElse(0))
                .orElse(slice.size());
        boolean canGrow = type.support(Action.GROW, tools).isPossible()
                && now.flatMap(it -> type.never(Action.GROW, it, slice.size())).isEmpty();
        if (rest >= WORTH_FILLING && canGrow) {
            checker.prepare(partition, type, slice, true);
            grow(type, partition);
        }
    }

    private void copy(Copy operation, Layout before, Layout after, Partition target)
            throws IOException, Refusal {
        Partition source = before.partition(operation.source()).orElseThrow();
        bring(disk, operation, before, target);
        PartitionTables.write(disk, before, after);
        settle(target, source.content(), source.range().start() / disk.sectorSize(), source.range().length());
        if (operation.newUuid()) {
            renew(target);
        }
    }

    private void paste(Paste paste, Layout before, Layout after, Partition target)
            throws IOException, Refusal {
        Paste.Original original = paste.original().orElseThrow();
        PartitionTables.write(disk, before, after);
        BlockDevice slice = DiskProbe.slice(disk, target);
        long oldStart = Pasting.run(paste, sources, slice, events, cancelled);
        settle(target, original.content(), oldStart, original.length());
        if (paste.newUuid()) {
            renew(target);
        }
    }

    /** Sets the UUID that the layout says. */
    private void renew(Partition partition) throws IOException, Refusal {
        String text = partition.content().uuid().orElseThrow();
        edit(partition, type -> type.uuid(text));
    }

    /** What names sectors of the disk in a partition without a file system names them where that lies now. */
    private void followLabel(Partition partition, long oldStartSector) throws IOException {
        BsdPlaces.follow(DiskProbe.slice(disk, partition), oldStartSector,
                partition.range().start() / disk.sectorSize());
    }

    /** Makes a copy at home where it lies, and as large as its partition. */
    private void settle(Partition copy, Content content, long oldStartSector, long oldLength)
            throws IOException, Refusal {
        Optional<FileSystemType> type = FileSystems.of(content);
        if (type.isEmpty()) {
            followLabel(copy, oldStartSector);
        } else {
            BlockDevice slice = DiskProbe.slice(disk, copy);
            checker.prepare(copy, type.get(), slice, false);
            type.get().moved(slice, oldStartSector, copy.range().start() / disk.sectorSize());
            if (copy.range().length() > oldLength) {
                fill(copy, type.get());
            }
        }
    }

    private void edit(Partition partition, Function<FileSystemType, Way> wanted) throws IOException, Refusal {
        FileSystemType type = FileSystems.of(partition.content()).orElseThrow();
        checker.prepare(partition, type, DiskProbe.slice(disk, partition), true);
        carryOut(wanted.apply(type), partition);
    }

    private void carryOut(Way way, Partition partition) throws IOException {
        carryOut(way, partition, Optional.empty());
    }

    /** @param passphrase what its programs read, which is in no argument and no event */
    private void carryOut(Way way, Partition partition, Optional<byte[]> passphrase) throws IOException {
        way.by(new Way.Carrier() {
            @Override
            public void run(List<Command> commands) throws IOException {
                runOn(partition, commands, passphrase);
            }

            @Override
            public void write(Way.Work work) throws IOException {
                work.on(DiskProbe.slice(disk, partition));
            }

            @Override
            public void mount(Way.Mounting mounting) throws IOException {
                runMounted(partition, mounting.of(DiskProbe.slice(disk, partition)));
            }

            @Override
            public void leave(String why) {} // the partition alone changes
        });
    }

    private void runOn(Partition partition, List<Command> commands, Optional<byte[]> passphrase)
            throws IOException {
        BlockDevice slice = DiskProbe.slice(disk, partition);
        try (Window window = windows.open(slice, "p" + partition.number())) {
            for (Command command : commands) {
                Command here = command.on(window.path().toString());
                if (passphrase.isPresent()) {
                    programs.run(here, passphrase.get(), events, cancelled);
                } else {
                    programs.run(here, events, cancelled);
                }
            }
        }
    }

    private byte[] passphrase(String file) throws IOException {
        try {
            return sources.passphrase(file);
        } catch (Refusal refusal) {
            throw new IOException(refusal.getMessage(), refusal);
        }
    }

    /** By a kernel of one's own where that is there: the machine's needs root, and trusts what it mounts. */
    private void runMounted(Partition partition, MountedWork work) throws IOException {
        BlockDevice slice = DiskProbe.slice(disk, partition);
        try (Window window = windows.open(slice, "p" + partition.number())) {
            if (tools.hasOwnKernel(work.kernelName())) {
                new OwnKernel(programs).run(window.path(), work, events, cancelled);
                return;
            }
            try (MountedWindow mounted = MountedWindow.open(window, work.kernelName(), work.options(),
                    programs, events, cancelled)) {
                for (Command command : work.commands()) {
                    mounted.run(command, cancelled);
                }
            }
        }
    }

    private void verify(Draft draft) throws IOException {
        Layout wanted = draft.last();
        Set<PartitionId> repaired = draft.repaired();
        Layout found = DiskProbe.read(disk, Choices.like(wanted));
        Optional<String> difference = Difference.between(wanted, found,
                id -> !touched.contains(id) || repaired.contains(id));
        if (difference.isPresent()) {
            throw new IOException("The outcome is not what was asked for, so nothing was changed. "
                    + difference.get());
        }
        for (Partition partition : wanted.partitions()) {
            Optional<FileSystemType> type = FileSystems.of(partition.content());
            if (touched.contains(partition.id()) && type.isPresent()) {
                Content now = found.partition(partition.number()).orElseThrow().content();
                if (repaired.contains(partition.id())) {
                    tellOther(draft, partition, now);
                }
                requireSize(partition, type.get(), now, DiskProbe.slice(disk, partition));
                checker.verify(partition, FileSystems.of(now).orElse(type.get()),
                        DiskProbe.slice(disk, partition));
            }
        }
    }

    /** A repair may bring back what a file system was before it was damaged: another kind, another label. */
    private void tellOther(Draft draft, Partition wanted, Content now) throws IOException {
        Partition base = draft.base().partition(wanted.id()).orElse(wanted);
        boolean isMade = draft.operations().stream().anyMatch(it -> (it instanceof Format
                || it instanceof Create) && it.subject().equals(Optional.of(wanted.id())));
        if (!(now instanceof Content.FileSystem known) || !known.problems().isEmpty()) {
            boolean isRepaired = FileSystems.of(now).filter(it -> it.checkup().repair().isEmpty()).isEmpty();
            throw new IOException(
                    (isRepaired ? "The repair of partition " + wanted.number() + " left damage, so "
                            + "nothing was changed. " : "")
                            + (now instanceof Content.FileSystem bad ? bad.problems().get(0)
                                    : "No file system is found in it any more."));
        }
        tellOther(wanted, "kind", base.content().type(), wanted.content().type(), now.type());
        tellOther(wanted, "label", base.content().label(), wanted.content().label(), now.label());
        if (wanted.content().uuid().isPresent() || !isMade) { // else the program that made it has chosen one
            tellOther(wanted, "UUID", base.content().uuid(), wanted.content().uuid(), now.uuid());
        }
    }

    private void tellOther(Partition partition, String what, Optional<String> base, Optional<String> wanted,
            Optional<String> now) throws IOException {
        String text = "The " + what + " of partition " + partition.number() + " was to be "
                + wanted.orElse("none") + " and is " + now.orElse("none") + ".";
        if (!now.equals(wanted) && !wanted.equals(base)) { // it was asked for
            throw new IOException("The outcome is not what was asked for, so nothing was changed. " + text);
        }
        if (!now.equals(wanted)) {
            events.accept(new Event.Checked(partition.number(), Event.Condition.MENDED, "By its repair the "
                    + what + " of partition " + partition.number() + ", which was " + base.orElse("none")
                    + ", is " + now.orElse("none") + " now.", List.of()));
        }
    }

    /** A program that has resized nothing may say that it has. */
    private void requireSize(Partition partition, FileSystemType type, Content now, BlockDevice slice)
            throws IOException {
        OptionalLong wanted = partition.content().size();
        boolean isResized = resized.contains(partition.id()) && type.support(Action.GROW, tools).isPossible()
                && wanted.isPresent() && now.size().isPresent();
        long most = now instanceof Content.FileSystem known ? type.maximumBytes(known) : Long.MAX_VALUE;
        if (isResized && Math.min(most, wanted.getAsLong()) - now.size().getAsLong() > type.rounding(slice)) {
            throw new IOException("The outcome is not what was asked for, so nothing was changed. The "
                    + type.displayName() + " of partition " + partition.number() + " was to span "
                    + ByteSize.format(wanted.getAsLong()) + " and spans "
                    + ByteSize.format(now.size().getAsLong()) + ".");
        }
    }

    /** A piece of work with a name. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, Refusal;
    }

    private void step(String text, Work work) throws IOException, Refusal {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        events.accept(new Event.StepStarted(text));
        Event.Outcome outcome = Event.Outcome.FAILED;
        try {
            work.run();
            outcome = Event.Outcome.DONE;
        } catch (Cancelled e) {
            outcome = Event.Outcome.CANCELLED;
            throw e;
        } catch (ToolFailure e) {
            throw new IOException(e.failing(text), e);
        } finally {
            events.accept(new Event.StepEnded(outcome));
        }
    }
}
