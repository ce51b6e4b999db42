package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/** What operations make of a layout can be written as a partition table, and is read back from it. */
class TableRoundTripTest {

    /** A partition without its identity and its content, which no table keeps. */
    private record Entry(int number, Object range, Object role, String type, Object name, Object uuid,
            Object flags, Object ebr) {}

    private static List<Entry> entries(Layout layout) {
        return layout.partitions().stream().map(p -> new Entry(p.number(), p.range(), p.role(), p.typeCode(),
                p.name(),
                p.uuid(), p.flags(), p.ebr())).toList();
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void everyLayoutSurvivesItsTable(TableType type, int sectorSize) throws IOException {
        int written = 0;
        for (long seed = 0; seed < 40; seed++) {
            RandomWork work = new RandomWork(seed);
            Layout layout = work.disk(type, sectorSize);
            MemoryDevice disk = new MemoryDevice(layout.diskSize() * 3, sectorSize);
            PartitionTables.write(disk.slice(new ByteRange(0, layout.diskSize()), "disk"), layout, layout);
            for (int i = 0; i < 25; i++) {
                Operation wish = work.wish(layout);
                Optional<Layout> after = granted(wish, layout);
                if (after.isEmpty() || after.get().diskSize() > disk.size()) {
                    continue;
                }
                String message = "seed " + seed + ", wish " + i + ": " + wish;
                BlockDevice now = disk.slice(new ByteRange(0, after.get().diskSize()), "disk");
                PartitionTables.write(now, layout, after.get());
                Layout read = PartitionTables.read(now);
                assertEquals(List.of(), read.problems(), message);
                assertEquals(entries(after.get()), entries(read), message);
                assertEquals(after.get().table(), read.table(), message);
                layout = work.filled(after.get());
                written++;
            }
        }
        assertTrue(written > 200, written + " layouts were written");
    }

    private static Optional<Layout> granted(Operation wish, Layout layout) {
        try {
            return Optional.of(wish.applyTo(layout));
        } catch (Refusal impossible) {
            return Optional.empty();
        }
    }
}
