package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.Appearance;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Create;
import org.platter.operation.Draft;
import org.platter.operation.Filling;
import org.platter.operation.Format;
import org.platter.table.PartitionTables;

/**
 * Finds what a draft destroys beside what it was asked to: bytes that are not zero, that no table, partition
 * or file system owns, and that are not there any more afterwards. It compares the staged disk with its base,
 * so that no operation has to tell what it overwrites.
 */
public final class Collateral {

    private static final int BUFFER = 1 << 20;
    /** What is more than this is taken for other than zeros without a look at all of it. */
    private static final long COMPARED = 256 * ByteSize.MIB;
    private static final int MAX_LOOKED_AT = 64;

    /**
     * Bytes that are lost.
     *
     * @param range where the first and the last of them lie on the disk as it is
     * @param bytes how many sectors' bytes of that are lost and not zero
     * @param looksLike what they look like, in a few words
     * @param place where that is, and what happens to it, as the end of a sentence
     */
    public record Finding(ByteRange range, long bytes, Optional<String> looksLike, String place) {}

    private final BlockDevice base;
    private final StagedDisk staged;
    private final Draft draft;
    /** What tables and partitions own now. */
    private final RangeSet owned;
    /** Where partitions were that somebody has deleted on purpose. */
    private final RangeSet deleted;
    private final List<Finding> findings = new ArrayList<>();
    private long compared;

    private Collateral(BlockDevice base, StagedDisk staged, Draft draft, RangeSet deleted)
            throws IOException {
        this.base = base;
        this.owned = owned(base, draft.base());
        this.staged = staged;
        this.draft = draft;
        this.deleted = deleted;
    }

    /**
     * @param staged the outcome, or a sketch of it in which the tables are written
     * @param deleted where partitions were whose file systems somebody has given up
     */
    public static List<Finding> of(BlockDevice base, StagedDisk staged, Draft draft, RangeSet deleted)
            throws IOException {
        Collateral collateral = new Collateral(base, staged, draft, deleted);
        collateral.findGaps();
        collateral.findTails();
        collateral.findRaid();
        collateral.findMember();
        return List.copyOf(collateral.findings);
    }

    private static RangeSet owned(BlockDevice base, Layout layout) throws IOException {
        List<ByteRange> owned = new ArrayList<>();
        PartitionTables.structures(base, layout).forEach(owned::add);
        layout.partitions().stream().filter(partition -> partition.role() != Role.EXTENDED)
                .map(Partition::range).forEach(owned::add);
        return RangeSet.of(owned);
    }

    /** What lies outside of all partitions. */
    private void findGaps() throws IOException {
        RangeSet filled = filled();
        for (ByteRange gap : owned.complementWithin(new ByteRange(0, base.size()))) {
            RangeSet changed = changed(gap).union(filled.within(gap));
            RangeSet lost = lost(changed.intersection(base.data(gap)), filled);
            if (!lost.isEmpty()) {
                ByteRange range = new ByteRange(lost.get(0).start(), lost.get(lost.count() - 1).end());
                Optional<String> looksLike = looksLike(lost);
                looksLike = looksLike.isPresent() ? looksLike : oldFileSystem(gap, lost);
                findings.add(new Finding(range, lost.length(), looksLike,
                        "lie outside of all partitions"
                                + what(range)));
            }
        }
    }

    private String what(ByteRange range) {
        if (range.start() >= draft.last().diskSize()) {
            return ", behind the new end of the disk";
        }
        for (Partition partition : draft.last().partitions()) {
            if (partition.role() != Role.EXTENDED && partition.range().intersects(range)) {
                return ", where partition " + partition.number() + " will be";
            }
        }
        return "; they are overwritten";
    }

    /** Returns what was in no partition before, and is filled by a file system or erased where one may be. */
    private RangeSet filled() {
        List<ByteRange> filled = new ArrayList<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            for (Partition now : draft.layouts().get(i + 1).partitions()) {
                Optional<Partition> old = draft.layouts().get(i).partition(now.id());
                boolean isChanged = old.isEmpty() || !old.get().range().equals(now.range());
                boolean isFormatted = draft.operations().get(i) instanceof Format format
                        && format.subject().equals(Optional.of(now.id()));
                if (isFormatted && now.content() instanceof Content.FileSystem) {
                    filled.add(now.range());
                } else if (isChanged && now.content() instanceof Content.FileSystem) {
                    RangeSet.of(old.map(Partition::range).orElse(new ByteRange(0, 0)))
                            .complementWithin(now.range()).forEach(filled::add);
                } else if (old.isEmpty() && draft.operations().get(i) instanceof Create
                        && now.content() instanceof Content.Unknown) { // its signatures are erased
                    FileSystems.signatureRanges(now.range().length()).shifted(now.range().start())
                            .forEach(filled::add);
                }
            }
        }
        return RangeSet.of(filled);
    }

    /** Returns what of a gap comes from elsewhere afterwards, or is gone with the end of the disk. */
    private RangeSet changed(ByteRange gap) {
        RangeSet.Builder changed = new RangeSet.Builder();
        long end = Math.min(gap.end(), staged.size());
        if (gap.start() < end) {
            for (Extent extent : staged.extents(new ByteRange(gap.start(), end))) {
                if (extent.isMoved() || !(extent.source() instanceof Source.Base)) {
                    changed.add(extent.target().start(), extent.target().end());
                }
            }
        }
        return changed.add(Math.max(gap.start(), end), gap.end()).build();
    }

    /** Returns the sectors that are not zeros and do not stay as they are. */
    private RangeSet lost(RangeSet candidates, RangeSet filled) throws IOException {
        RangeSet.Builder lost = new RangeSet.Builder();
        int sector = base.sectorSize();
        for (ByteRange range : candidates) {
            long at = range.start();
            for (; at < range.end() && compared < COMPARED; at += BUFFER) {
                int length = (int) Math.min(BUFFER, range.end() - at);
                byte[] old = base.read(at, length).array();
                byte[] now = now(at, length);
                compared += length;
                for (int i = 0; i < length; i += sector) {
                    int end = Math.min(length, i + sector);
                    boolean isSame = now.length >= end && !filled.contains(at + i)
                            && Arrays.equals(old, i, end, now, i, end);
                    ByteBuffer zeros = ByteBuffer.allocate(end - i);
                    if (!isSame && ByteBuffer.wrap(old, i, end - i).mismatch(zeros) >= 0) {
                        lost.add(at + i, at + end);
                    }
                }
            }
            lost.add(at, range.end());
        }
        return lost.build();
    }

    private byte[] now(long at, int length) throws IOException {
        int there = (int) Math.max(0, Math.min(length, staged.size() - at));
        return there == 0 ? new byte[0] : staged.read(at, there).array();
    }

    private Optional<String> looksLike(RangeSet lost) throws IOException {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < Math.min(lost.count(), MAX_LOOKED_AT) && found.isEmpty(); i++) {
            found = Appearance.of(base, lost.get(i));
        }
        return found;
    }

    /** Returns the name of a file system in free space of which something is lost. */
    private Optional<String> oldFileSystem(ByteRange gap, RangeSet lost) throws IOException {
        RangeSet asked = deleted.union(erased()).union(adopted());
        for (OldFileSystems.Found old : OldFileSystems.in(base, draft.base(), gap)) {
            if (!lost.within(old.range()).isEmpty() && asked.intersection(RangeSet.of(ByteRange.of(
                    old.range().start(), base.sectorSize()))).isEmpty()) {
                FileSystemType type = FileSystems.of(old.content()).orElseThrow();
                return Optional.of("a file system (" + type.displayName() + old.content().label()
                        .map(label -> " “" + label + "”").orElse("") + ", "
                        + ByteSize.format(old.range().length()) + ")");
            }
        }
        return Optional.empty();
    }

    /** Returns where somebody asked for signatures to be erased, by {@code fs=none}. */
    private RangeSet erased() {
        return RangeSet.of(made(Content.Unknown.class));
    }

    /** Returns where somebody made a partition of what lies there, and has not formatted it. */
    private RangeSet adopted() {
        return RangeSet.of(made(Content.Unread.class));
    }

    private List<ByteRange> made(Class<? extends Content> content) {
        List<ByteRange> ranges = new ArrayList<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            if (draft.operations().get(i) instanceof Create create && !isReplaced(create.id())) {
                draft.layouts().get(i + 1).partition(create.id())
                        .filter(partition -> content.isInstance(partition.content()))
                        .map(Partition::range).ifPresent(ranges::add);
            }
        }
        return ranges;
    }

    /** What lies in a partition behind its file system, which grows over it or is cut off. */
    private void findTails() throws IOException {
        for (Partition old : draft.base().partitions()) {
            Optional<Partition> now = draft.last().partition(old.id());
            long end = old.content().size().orElse(Long.MAX_VALUE);
            if (!(old.content() instanceof Content.FileSystem) || now.isEmpty() || isReplaced(old.id())
                    || end >= old.range().length()) {
                continue;
            }
            long filled = Math.min(now.get().content().size().orElse(0), old.range().length());
            long kept = Math.min(now.get().range().length(), old.range().length());
            BlockDevice slice = DiskProbe.slice(base, old);
            RangeSet gone = RangeSet.of(new ByteRange(end, Math.max(end, filled)),
                    new ByteRange(Math.max(end, kept), old.range().length()));
            Optional<FileSystemType> type = FileSystems.of(old.content());
            RangeSet own = type.isPresent() ? type.get().ownBehind(slice) : RangeSet.EMPTY;
            RangeSet candidates = gone.intersection(own.complementWithin(new ByteRange(0, slice.size())))
                    .intersection(slice.data(new ByteRange(end, slice.size())))
                    .shifted(old.range().start());
            RangeSet lost = lost(candidates, candidates);
            if (!lost.isEmpty()) {
                ByteRange range = new ByteRange(lost.get(0).start(), lost.get(lost.count() - 1).end());
                Optional<String> looksLike = Appearance.atStart(base.slice(new ByteRange(range.start(),
                        old.range().end()), "behind the file system"));
                findings.add(new Finding(range, lost.length(), looksLike, "lie behind the file system of "
                        + "partition " + old.number() + (filled > end ? "; growing it overwrites them"
                                : "; making it smaller cuts them off")));
            }
        }
    }

    /** Whether the user has asked for something else in the place of what is in a partition. */
    private boolean isReplaced(PartitionId id) {
        return draft.operations().stream().anyMatch(operation -> (operation instanceof Format
                || operation.replacesOther())
                && operation.subject().equals(Optional.of(id)));
    }

    /** A RAID superblock is found by its distance to the end of the disk, and where no partition is. */
    private void findRaid() throws IOException {
        ByteRange end = new ByteRange(Math.max(0, base.size() - Appearance.RAID_REGION), base.size());
        boolean isKnown = findings.stream().anyMatch(finding -> finding.range().intersects(end)
                && finding.looksLike().isPresent());
        Optional<String> raid = isKnown ? Optional.empty() : Appearance.raid(base);
        RangeSet candidates = raid.isEmpty() ? RangeSet.EMPTY
                : owned.complementWithin(end).intersection(base.data(end));
        RangeSet there = lost(candidates, candidates);
        if (there.isEmpty()) {
            return;
        }
        ByteRange range = new ByteRange(there.get(0).start(), there.get(there.count() - 1).end());
        if (draft.last().diskSize() != base.size()) {
            findings.add(new Finding(range, there.length(), raid,
                    "lie at the end of the disk, where alone they "
                            + "are looked for; with another size the disk is no member any more"));
        } else if (draft.last().partitions().stream().anyMatch(partition -> partition.role() != Role.EXTENDED
                && partition.range().intersects(range))) {
            findings.add(new Finding(range, there.length(), raid,
                    "lie outside of all partitions" + what(range)));
        }
    }

    /** All of a disk that is a member of something larger belongs to that, until it has a table. */
    private void findMember() throws IOException {
        Optional<Content.Opaque> member = Filling.of(draft.base()).map(Partition::content)
                .filter(Content.Opaque.class::isInstance).map(Content.Opaque.class::cast)
                .filter(content -> content.name().endsWith("_member"));
        if (member.isPresent() && draft.last().table().type() != TableType.NONE) {
            ByteRange all = new ByteRange(0, base.size());
            findings.add(new Finding(all, base.data(all).length(),
                    Optional.of("a member of something larger (" + member.get().name() + ")"),
                    "are all of the disk, which is no member any more once it has a partition table"));
        }
    }
}
