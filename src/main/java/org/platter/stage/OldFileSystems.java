package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;

/**
 * Finds whole file systems in free space, such as that of a partition which was deleted. They are looked for
 * where partitions usually begin: at each MiB, each cylinder, and one track behind both and behind the gap's
 * start.
 */
final class OldFileSystems {

    private static final int MAX_LOOKED_AT = 4096;
    private static final int TRACK_SECTORS = 63;
    private static final int CYLINDER_SECTORS = 255 * TRACK_SECTORS;
    /** Every superblock that is known lies in one of them, from where its partition begins. */
    private static final List<ByteRange> SUPERBLOCKS = List.of(new ByteRange(0, 16 << 10),
            ByteRange.of(32 << 10, 4 << 10), ByteRange.of(64 << 10, 4 << 10));

    /** @param range where it lies on the disk */
    record Found(ByteRange range, Content.FileSystem content) {}

    private final BlockDevice disk;
    private final ByteRange gap;
    private final RangeSet data;

    private OldFileSystems(BlockDevice disk, ByteRange gap) throws IOException {
        this.disk = disk;
        this.gap = gap;
        data = disk.data(gap);
    }

    /** Returns those in a gap of the disk, from the left, that are not what a partition has as well. */
    static List<Found> in(BlockDevice disk, Layout layout, ByteRange gap) throws IOException {
        List<Found> found = new OldFileSystems(disk, gap).find();
        found.removeIf(old -> layout.partitions().stream().anyMatch(partition -> // a partition has moved away
        old.content().uuid().isPresent() && old.content().uuid().equals(partition.content().uuid())
                && old.content().type().equals(partition.content().type())));
        return found;
    }

    private List<Found> find() throws IOException {
        List<Found> all = new ArrayList<>();
        long end = gap.start();
        int looked = 0;
        for (long start : starts()) {
            if (start < end || looked == MAX_LOOKED_AT || isBlank(start)) {
                continue; // what lies inside of another file system is a file of that
            }
            looked++;
            BlockDevice slice = disk.slice(new ByteRange(start, gap.end()), "free space");
            Optional<Content.FileSystem> found = FileSystems.whole(slice);
            if (found.isPresent()) {
                ByteRange range = ByteRange.of(start, found.get().size().orElseThrow());
                all.add(new Found(range, found.get()));
                end = range.end();
            }
        }
        return all;
    }

    private TreeSet<Long> starts() {
        long track = (long) TRACK_SECTORS * disk.sectorSize();
        TreeSet<Long> starts = new TreeSet<>(List.of(gap.start(), gap.start() + track));
        for (ByteRange extent : data) {
            for (long unit : List.of(ByteSize.MIB, (long) CYLINDER_SECTORS * disk.sectorSize())) {
                long first = ByteSize.floor(extent.start(), unit);
                for (long at = first; at < extent.end() && starts.size() < 8 * MAX_LOOKED_AT; at += unit) {
                    starts.add(at);
                    starts.add(at + track);
                }
            }
        }
        starts.removeIf(at -> at < gap.start() || at >= gap.end() - ByteSize.KIB);
        return starts;
    }

    private boolean isBlank(long start) throws IOException {
        for (ByteRange place : SUPERBLOCKS) {
            ByteRange there = new ByteRange(Math.min(gap.end(), start + place.start()),
                    Math.min(gap.end(), start + place.end()));
            for (ByteRange part : data.intersection(RangeSet.of(there))) {
                byte[] bytes = disk.read(part.start(), (int) part.length()).array();
                for (byte one : bytes) {
                    if (one != 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
