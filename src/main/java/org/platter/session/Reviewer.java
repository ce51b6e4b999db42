package org.platter.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.commit.Change;
import org.platter.commit.Commit;
import org.platter.commit.Estimate;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.image.DiskImage;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.TableType;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Create;
import org.platter.operation.Delete;
import org.platter.operation.Draft;
import org.platter.operation.Format;
import org.platter.operation.Identifiers;
import org.platter.operation.NewTable;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Remarks;
import org.platter.operation.Rounding;
import org.platter.stage.DiskProbe;
import org.platter.stage.Scratch;
import org.platter.stage.Sources;
import org.platter.stage.StagedDisk;
import org.platter.stage.Stager;
import org.platter.table.PartitionTables;

/** Foretells what a draft will cost: the moves are made on a map, no program runs. */
final class Reviewer {

    private static final long WINDOW = ByteSize.GIB;
    /** One part in so many is more than the tables of a file system take, which go with what is cut off. */
    private static final long TABLE_SHARE = 50;
    private static final long MAX_HIDDEN_SECTORS = 0xffff_ffffL;

    private final DiskImage image;
    private final Draft draft;
    private final Tools tools;
    private final RangeSet deleted;
    private final Sources sources;

    /** @param deleted where partitions were that the user has deleted before */
    Reviewer(DiskImage image, Draft draft, RangeSet deleted, Tools tools, Sources sources) {
        this.image = image;
        this.sources = sources;
        this.draft = draft;
        this.tools = tools;
        this.deleted = deleted;
    }

    Review review() throws IOException {
        List<Review.Step> steps = new ArrayList<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            steps.add(step(draft.operations().get(i), draft.layouts().get(i), draft.layouts().get(i + 1)));
        }
        try (StagedDisk sketch = new StagedDisk(image, Scratch.inMemory())) {
            if (draft.onlyLooks()) {
                return new Review(steps, "Nothing is changed.", 0, 0, warnings(sketch));
            }
            Stager.sketch(sketch, draft);
            Estimate estimate = estimate();
            long byPrograms = Cost.ofPrograms(draft) + Cost.ofPastes(draft) + relocated();
            List<Review.Loss> losses = Losses.foretold(image, draft, deleted);
            List<String> warnings = new ArrayList<>(losses.stream().map(Review.Loss::text).toList());
            warnings.addAll(warnings(sketch));
            return new Review(steps, estimate.method(), estimate.copyBytes() + byPrograms,
                    estimate.scratchBytes() + byPrograms, warnings, losses, Cost.isOpen(draft));
        }
    }

    /** What the commit of the moves and of the tables takes. */
    private Estimate estimate() throws IOException {
        try (StagedDisk sketch = new StagedDisk(image, Scratch.inMemory())) {
            Stager.sketchWithTables(sketch, draft);
            LiveBlocks live = Stager.planned(image, draft);
            return Commit.choose(
                    new Change(image, sketch, live, PartitionTables.regions(draft.last()), "")).estimate();
        }
    }

    private Review.Step step(Operation operation, Layout before, Layout after) throws IOException {
        Optional<Partition> old = isOther(operation) ? Optional.empty()
                : operation.subject().flatMap(before::partition);
        Optional<Partition> now = operation.subject().flatMap(after::partition);
        String how = "";
        if (old.isPresent() && now.isPresent() && old.get().range().start() != now.get().range().start()) {
            boolean known = old.get().fileSystem().flatMap(it -> it.used().stream().boxed().findFirst())
                    .isPresent();
            how = isPointedAt(now.get().range().start() - old.get().range().start())
                    ? "its bytes stay where they are in the image, which points at them again"
                    : known ? "only the " + ByteSize.format(old.get().fileSystem().get().used().getAsLong())
                            + " in use move" + behind(old.get())
                    : "all of its " + ByteSize.format(old.get().range().length()) + " move";
        }
        if (operation.replacesOther() || operation instanceof Copy copy && copy.replaces()) {
            how = (how.isEmpty() ? "" : how + "; ") + (after.table().type() == TableType.GPT
                    ? "number, PARTUUID, type, flags and name" : "number, PARTUUID, type and active flag")
                    + " are those of the partition that is replaced";
        }
        return new Review.Step(operation.describe(before), how);
    }

    /** Whether what an operation is about has other bytes afterwards than those that it had. */
    private static boolean isOther(Operation operation) {
        return operation.replacesOther();
    }

    /** What moves beside a file system that is shorter than its partition. */
    private String behind(Partition partition) throws IOException {
        long end = partition.content().size().orElse(Long.MAX_VALUE);
        BlockDevice slice = DiskProbe.slice(image, partition);
        long bytes = end >= slice.size() ? 0 : slice.data(new ByteRange(end, slice.size())).length();
        return bytes == 0 ? "" : ", and " + ByteSize.format(bytes) + " that lie behind the file system";
    }

    /** Whether a commit need not copy what moves that far. */
    private boolean isPointedAt(long distance) {
        return image.backing().isEmpty() && image.remappable()
                .filter(clusters -> distance % clusters.clusterSize() == 0).isPresent();
    }

    /** Returns how many bytes programs at least have to bring in from parts that are cut off. */
    private long relocated() throws IOException {
        long sum = 0;
        for (Partition old : draft.base().partitions()) {
            Optional<Partition> now = draft.last().partition(old.id());
            long end = Math.min(old.range().length(), old.content().size().orElse(0));
            boolean isOther = draft.operations().stream().anyMatch(operation -> isOther(operation)
                    && operation.subject().equals(Optional.of(old.id())));
            if (now.isPresent() && !isOther && now.get().range().length() < end
                    && now.get().content().type().equals(old.content().type())) {
                ByteRange cut = new ByteRange(now.get().range().length(), end);
                sum += Math.max(0, live(old, cut) - cut.length() / TABLE_SHARE);
            }
        }
        return sum;
    }

    private long live(Partition partition, ByteRange part) throws IOException {
        BlockDevice slice = DiskProbe.slice(image, partition);
        Optional<LiveBlocks> blocks = Stager.liveBlocks(slice, partition.content());
        long sum = 0;
        for (long at = part.start(); blocks.isPresent() && at < part.end(); at += WINDOW) {
            ByteRange window = new ByteRange(at, Math.min(part.end(), at + WINDOW));
            sum += blocks.get().within(window).intersection(slice.data(window)).length();
        }
        return sum;
    }

    private List<String> warnings(StagedDisk sketch) throws IOException {
        Set<String> warnings = new LinkedHashSet<>(Remarks.ofTable(draft));
        for (int i = 0; i < draft.operations().size(); i++) {
            Operation operation = draft.operations().get(i);
            Layout before = draft.layouts().get(i);
            warnings.addAll(Rounding.of(operation, before, draft.layouts().get(i + 1)));
            warnOfMounts(operation, before, draft.layouts().get(i + 1), warnings);
            Optional<Partition> old = operation.subject().flatMap(before::partition);
            boolean isTwin = operation instanceof Copy copy && !copy.replacesOriginal();
            if (isTwin && image.remappable().isPresent()) {
                warnings.add("The copy shares clusters with its original until one of them is written to. "
                        + "Once a "
                        + "virtual machine has done so, “qemu-img check” misses a flag (OFLAG_COPIED) on "
                        + "what is "
                        + "shared no more; nothing is lost by that, and “platter image check --repair all” "
                        + "sets it.");
            }
            boolean isLost = operation instanceof Delete || operation instanceof Format || isOther(operation);
            if (!isLost) {
                old.flatMap(Partition::fileSystem).ifPresent(known -> known.notes()
                        .forEach(note -> warnings.add("Partition " + old.get().number() + ": " + note)));
            }
            if (operation instanceof Create create) {
                warnOfWhatStays(create, sketch, warnings);
            }
            if (operation instanceof Check check && check.repairs() && old.isPresent()
                    && Remarks.leavesRoom(old.get())) {
                FileSystems.of(old.get().content()).ifPresent(type -> {
                    Support support = type.support(Action.GROW, tools);
                    Optional<String> alone = type.whyNotFilled(old.get().fileSystem().orElseThrow());
                    if (!support.isPossible() || alone.isPresent()) {
                        warnings.add("Checking will not let the " + type.displayName() + " fill partition "
                                + old.get().number() + alone.orElseGet(() -> ". " + support.reason()));
                    }
                });
            }
            if (isTwin && operation instanceof Copy copy) {
                before.partition(copy.source()).map(Partition::content)
                        .filter(Kind.LVM_MEMBER::isOf)
                        .flatMap(Content::label)
                        .ifPresent(group -> warnings.add("The copy is of the same LVM "
                                + "volume group “" + group + "”, and a machine with both uses neither; run "
                                + "“vgimportclone” on the copy there first."));
            }
            if (operation instanceof NewTable && !before.partitions().isEmpty()) {
                warnings.add("All partitions and what is on them are lost.");
            }
            if (isLost && old.isPresent()
                    && Remarks.named(old.get().content()).isPresent()
                    && draft.base().partition(old.get().id()).isPresent()
                    && !isCopied(old.get().id())) {
                warnings.add("What is on partition " + old.get().number() + " is lost: "
                        + Remarks.named(old.get().content()).get()
                        + old.get().content().label().map(label -> " “" + label + "”").orElse("") + ".");
            }
        }
        if (!image.isRemote() && image.format().equals("raw") && image.file().isBlockDevice()) {
            DiskSizes.remark(image.path(), draft.base(), draft.last()).ifPresent(warnings::add);
        }
        if (draft.last().diskSize() < draft.base().diskSize()) {
            warnings.add("The disk becomes smaller, from " + ByteSize.format(draft.base().diskSize()) + " to "
                    + ByteSize.format(draft.last().diskSize()) + ".");
        }
        warnOfTwins(warnings);
        warnOfFarStarts(warnings);
        warnings.addAll(AbsolutePlaces.spoiled(image, draft, sources));
        warnings.addAll(Identifiers.changed(draft));
        return List.copyOf(warnings);
    }

    private boolean isCopied(PartitionId original) {
        return draft.operations().stream().anyMatch(operation -> operation instanceof Copy copy
                && copy.source().equals(original) && draft.last().partition(copy.id()).isPresent());
    }

    /** What somebody else made is mounted by the kernel, which trusts what it mounts. */
    private void warnOfMounts(Operation operation, Layout before, Layout after, Set<String> warnings) {
        for (Partition now : after.partitions()) {
            Optional<Partition> old = before.partition(now.id());
            boolean isBrought = (operation instanceof Copy || operation instanceof Paste)
                    && operation.subject().equals(Optional.of(now.id()));
            boolean isChecked = operation instanceof Check check && check.repairs()
                    && operation.subject().equals(Optional.of(now.id()));
            long more = isBrought ? 1L
                    : old.map(it -> now.range().length() - it.range().length()).orElse(0L);
            if (more != 0 || isChecked) {
                Action action = more < 0 ? Action.SHRINK : Action.GROW;
                FileSystems.of(now.content()).filter(type -> type.support(action, tools).isPossible()
                        && type.support(action, onlyThisKernel()) instanceof Support.NeedsPrivilege)
                        .ifPresent(type -> warnings.add("The kernel of this computer mounts the "
                                + type.displayName() + " of partition " + now.number() + ", as root: one "
                                + "that was made to do harm could do it to the whole computer."));
            }
        }
    }

    /** Returns a machine without root, but for the mounts that Platter's own kernel makes. */
    private Tools onlyThisKernel() {
        return new Tools() {
            @Override
            public boolean has(String program) {
                return true;
            }

            @Override
            public boolean hasOwnKernel(String kernelName) {
                return tools.hasOwnKernel(kernelName);
            }
        };
    }

    /** A partition that is made without a file system shows what lies there. */
    private void warnOfWhatStays(Create create, StagedDisk sketch, Set<String> warnings) throws IOException {
        Optional<Partition> made = draft.last().partition(create.id())
                .filter(partition -> partition.content() instanceof Content.Unread);
        if (made.isEmpty()) {
            return;
        }
        Content there = FileSystems.probe(DiskProbe.slice(sketch, made.get()));
        Remarks.named(there).ifPresent(type -> warnings.add("Where partition " + made.get().number()
                + " is made lies " + type + there.label().map(label -> " “" + label + "”").orElse("")
                + ", and that stays; fs=none erases its signatures."));
    }

    private void warnOfTwins(Set<String> warnings) {
        List<Partition> partitions = draft.last().partitions();
        for (Partition one : partitions) {
            for (Partition other : partitions) {
                // devices of one RAID or one Btrfs have one UUID by right
                if (one.number() < other.number() && one.fileSystem().isPresent()
                        && one.content().uuid().isPresent()
                        && one.content().uuid().equals(other.content().uuid())) {
                    warnings.add("Partitions " + one.number() + " and " + other.number()
                            + " have the same UUID, so that a machine with both " + twins(one.content())
                            + "; give one of them a new UUID.");
                }
            }
        }
    }

    private static String twins(Content content) {
        return FileSystems.of(content).map(FileSystemType::amongTwins).orElse("may mount the wrong one");
    }

    /** The boot sectors of NTFS tell in 32 bits where it starts; behind that they are left as they were. */
    private void warnOfFarStarts(Set<String> warnings) {
        for (Partition now : draft.last().partitions()) {
            boolean isHere = draft.base().partition(now.id())
                    .filter(old -> old.range().start() == now.range().start()).isPresent();
            if (!isHere && Kind.NTFS.isOf(now.content())
                    && now.range().start() / image.sectorSize() > MAX_HIDDEN_SECTORS) {
                warnings.add("Partition " + now.number() + " starts behind sector " + MAX_HIDDEN_SECTORS
                        + ", which is more than the boot sector of an NTFS can tell: Windows reads it, but "
                        + "does not start from it.");
            }
        }
    }
}
