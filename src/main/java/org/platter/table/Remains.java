package org.platter.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * What an old table leaves behind once a new one is written: found before that, erased after it, and only
 * where neither the new table nor one of its partitions lies.
 */
final class Remains {

    private final BlockDevice disk;
    private final List<ByteRange> zeroed = new ArrayList<>();
    private final List<Long> records = new ArrayList<>();

    private Remains(BlockDevice disk) {
        this.disk = disk;
    }

    static Remains of(BlockDevice disk, Layout before, TableType next, Optional<GptCopies> copies)
            throws IOException {
        Remains remains = new Remains(disk);
        if (next == TableType.NONE) { // a boot loader would be taken for a file system that fills the disk
            remains.zeroed.add(new ByteRange(0, Math.min(ByteSize.MIB, before.diskSize())));
        }
        switch (before.table().type()) {
            case DOS -> {
                remains.addDos(before);
                GptCopies refused = GptCopies.find(disk,
                        Math.min(before.diskSize(), disk.size()) / before.sectorSize(),
                        BootRecord.read(disk, 0));
                if (refused.primary().flatMap(GptCopies.Copy::entries).isPresent()) {
                    remains.addGpt(before, refused); // somebody said that it does not count
                }
            }
            case GPT -> remains.addGpt(before, copies.orElseThrow());
            case NONE -> remains.addFileSystem(before, next);
        }
        return remains;
    }

    private void addDos(Layout before) {
        before.extended().ifPresent(frame -> records.add(frame.range().start()));
        before.partitions().forEach(partition -> partition.ebr().ifPresent(records::add));
    }

    private void addGpt(Layout before, GptCopies copies) throws IOException {
        copies.structures(disk).forEach(zeroed::add); // and nothing that others have put into their place
        int sectorSize = before.sectorSize();
        for (long header : List.of((long) sectorSize, before.diskSize() - sectorSize)) {
            if (Bytes.has(disk, header, GptHeader.MARK)) {
                zeroed.add(ByteRange.of(header, sectorSize)); // damaged, but enough to be taken for one
            }
        }
    }

    /**
     * A file system that filled the disk: its superblocks lie in the first MiB, copies or RAID marks in the
     * last.
     */
    private void addFileSystem(Layout before, TableType next) {
        if (next != TableType.NONE && !before.partitions().isEmpty()) {
            zeroed.add(new ByteRange(0, Math.min(ByteSize.MIB, before.diskSize())));
            zeroed.add(new ByteRange(Math.max(0, before.diskSize() - ByteSize.MIB), before.diskSize()));
        }
    }

    /** Erases what is left, but for {@code structures} and the partitions of {@code after}. */
    void erase(Layout after, RangeSet structures) throws IOException {
        List<ByteRange> kept = new ArrayList<>();
        structures.forEach(kept::add);
        after.partitions().stream().filter(p -> p.role() != Role.EXTENDED).map(Partition::range)
                .forEach(kept::add);
        RangeSet all = RangeSet.of(kept);
        for (ByteRange range : zeroed) {
            ByteRange present = new ByteRange(Math.min(range.start(), disk.size()),
                    Math.min(range.end(), disk.size()));
            for (ByteRange free : all.complementWithin(present)) {
                disk.zero(free);
            }
        }
        for (long offset : records) {
            boolean there = offset <= disk.size() - disk.sectorSize();
            if (there && all.within(ByteRange.of(offset, disk.sectorSize())).isEmpty()) {
                BootRecord record = BootRecord.read(disk, offset);
                if (record.hasMark()) {
                    record.erase();
                    record.write(disk, offset);
                }
            }
        }
    }
}
