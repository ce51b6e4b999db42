package org.platter.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;

/**
 * Grows and shrinks FAT to the sector, keeping its width and its cluster size.
 *
 * <p>Shrinking moves the clusters behind the new end to free ones before it. Growing with a FAT that gets longer pushes
 * the first cluster to the right by {@code k} whole clusters: the data stays, but each cluster's number falls by k,
 * and the first k clusters, in the way of the FAT, go to where the data ended:
 *
 * <pre>
 *  |boot|FAT|FAT|1 2 3 4 5 6 7 8|
 *  |boot| FAT  | FAT  |3 4 5 6 7 8 1 2         |      k = 2
 * </pre>
 *
 * Then every number is changed: in the FAT, in the directory entries, in the boot sector.
 */
final class FatResize {

    /** Clusters moved in one pass over the directories, for 8 MiB of memory. */
    private static final int BATCH = 1 << 20;
    private static final int CHUNK = 1 << 20;
    private static final int DIRECTORY_ENTRY = 32;
    private static final int ATTRIBUTE_DIRECTORY = 0x10;
    private static final int ATTRIBUTE_LABEL = 0x8;

    private final BlockDevice slice;
    /** The FATs, where they are and where they will be; everything else is written past it. */
    private Pages pages;

    FatResize(BlockDevice slice) {
        this.slice = slice;
    }

    /** The fewest clusters that it can have and still be read as FAT of its width. */
    static long fewestClusters(FatBootSector boot) {
        return switch (boot.width()) {
            case 12 -> 1;
            case 16 -> FatBootSector.MAXIMUM_12 + 1;
            default -> Math.min(boot.clusters(), FatBootSector.MAXIMUM_16 + 1);
        };
    }

    private static long mostClusters(FatBootSector boot) {
        return switch (boot.width()) {
            case 12 -> FatBootSector.MAXIMUM_12;
            case 16 -> FatBootSector.MAXIMUM_16;
            default -> FatBootSector.MAXIMUM_32;
        };
    }

    /**
     * Makes it as long as {@code bytes} allow, to the sector.
     *
     * @throws IOException if its files do not fit, or its width cannot have so many or so few clusters
     */
    void resize(long bytes) throws IOException {
        FatBootSector boot = FatBootSector.read(slice)
                .orElseThrow(() -> new IOException(slice.description() + ": there is no FAT file system"));
        if (!boot.problems(slice.size()).isEmpty()) {
            throw new IOException(slice.description() + ": " + boot.problems(slice.size()).get(0));
        }
        long sectors = Math.min(Math.min(bytes, slice.size()) / boot.sectorBytes(), 0xffff_ffffL);
        if (sectors > boot.total()) {
            grow(boot, sectors);
        } else if (sectors < boot.total()) {
            shrink(boot, sectors);
        }
    }

    private void shrink(FatBootSector boot, long sectors) throws IOException {
        long clusters = (sectors - boot.dataStart()) / boot.clusterSectors();
        if (sectors < boot.dataStart() || clusters < fewestClusters(boot)) {
            throw new IOException(String.format("%s: FAT%d with clusters of %s cannot be shorter than %s",
                    slice.description(), boot.width(), ByteSize.format(boot.clusterBytes()),
                    ByteSize.format((boot.dataStart() + fewestClusters(boot) * boot.clusterSectors())
                            * boot.sectorBytes())));
        }
        long end = clusters + 2;
        pages = new Pages(slice, boot.tables());
        Tables tables = new Tables(boot);
        Relocation batch = relocation(boot, tables, end);
        while (batch.count > 0) {
            relocate(boot, tables, batch);
            batch = relocation(boot, tables, end);
        }
        for (long cluster = end; cluster < boot.clusters() + 2; cluster++) {
            tables.set(cluster, 0);
        }
        finish(boot, tables.root, new Shape(sectors, boot.reserved(), boot.fatSectors()), tables);
    }

    /** Pairs the used clusters from {@code end} on with free ones before it. */
    private Relocation relocation(FatBootSector boot, Tables tables, long end) throws IOException {
        Relocation batch = new Relocation();
        long free = 2;
        for (long cluster = end; cluster < boot.clusters() + 2 && batch.count < BATCH; cluster++) {
            int entry = tables.get(cluster);
            if (entry == 0 || tables.first.isBad(entry)) {
                continue;
            }
            while (free < end && tables.get(free) != 0) {
                free++;
            }
            if (free == end) {
                throw new IOException(slice.description() + ": its files do not fit into "
                        + ByteSize.format((end - 2) * boot.clusterBytes()));
            }
            batch.add((int) cluster, (int) free++);
        }
        return batch;
    }

    private void relocate(FatBootSector boot, Tables tables, Relocation batch) throws IOException {
        for (int i = 0; i < batch.count; ) {
            int run = batch.run(i);
            copy(offset(boot, batch.from[i]), offset(boot, batch.to[i]), (long) run * boot.clusterBytes());
            i += run;
        }
        for (int i = 0; i < batch.count; i++) {
            tables.set(batch.to[i], tables.get(batch.from[i]));
            tables.set(batch.from[i], 0);
        }
        for (long cluster = 2; cluster < boot.clusters() + 2; cluster++) {
            int entry = tables.get(cluster);
            if (tables.first.isNext(entry) && batch.renumbered(entry) != entry) {
                tables.set(cluster, (int) batch.renumbered(entry));
            }
        }
        tables.root = batch.renumbered(tables.root);
        new Directories(boot, tables, boot.dataStart(), boot.clusters()).renumber(batch);
    }

    private void grow(FatBootSector boot, long sectors) throws IOException {
        Shape shape = shapeFor(boot, sectors);
        long oldClusters = boot.clusters();
        long newData = shape.dataStart(boot);
        long clusters = (sectors - newData) / boot.clusterSectors();
        if (clusters > mostClusters(boot)) {
            throw new IOException(String.format("%s: FAT%d with clusters of %s cannot be longer than %s; format it"
                    + " anew for more", slice.description(), boot.width(), ByteSize.format(boot.clusterBytes()),
                    ByteSize.format(mostClusters(boot) * boot.clusterBytes())));
        }
        Shape kept = keptShape(boot, sectors);
        long keptClusters = (kept.sectors - boot.dataStart()) / boot.clusterSectors();
        if (clusters < keptClusters) {
            shape = kept;
            newData = boot.dataStart();
            clusters = keptClusters;
        }
        pages = new Pages(slice, new ByteRange(boot.tables().start(),
                (newData - boot.rootSectors()) * boot.sectorBytes()));
        Tables tables = new Tables(boot);
        long shift = (newData - boot.dataStart()) / boot.clusterSectors();
        if (shift > 0) {
            tables = shifted(boot, tables, shape, shift);
        }
        for (long cluster = oldClusters + 2; cluster < entries(boot, shape.fatSectors); cluster++) {
            tables.first.put(cluster, 0);
        }
        if (shift > 0) {
            Shift numbers = new Shift(shift, oldClusters);
            tables.root = numbers.renumbered(tables.root);
            new Directories(boot, tables, newData, clusters).renumber(numbers);
        }
        finish(boot, tables.root, shape, tables);
    }

    /** Returns where things lie if the FAT stays as it is, in as many of the sectors as it has entries for. */
    private static Shape keptShape(FatBootSector boot, long sectors) {
        long clusters = Math.min(entries(boot, boot.fatSectors()) - 2, mostClusters(boot));
        long most = boot.dataStart() + (clusters + 1) * boot.clusterSectors() - 1;
        return new Shape(Math.min(sectors, most), boot.reserved(), boot.fatSectors());
    }

    /** The entries that fit in a FAT of so many sectors, the first two included. */
    private static long entries(FatBootSector boot, long fatSectors) {
        return fatSectors * boot.sectorBytes() * 8 / boot.width();
    }

    /** Returns where things lie in so many sectors: FATs as long as needed, whole clusters between old and new data. */
    private static Shape shapeFor(FatBootSector boot, long sectors) {
        long fat = boot.fatSectors();
        while (true) {
            long added = boot.fats() * (fat - boot.fatSectors());
            int padding = (int) ((boot.clusterSectors() - added % boot.clusterSectors()) % boot.clusterSectors());
            Shape shape = new Shape(sectors, boot.reserved() + padding, fat);
            long needed = boot.fatSectorsFor((sectors - shape.dataStart(boot)) / boot.clusterSectors());
            if (needed <= fat) {
                return shape;
            }
            fat = needed;
        }
    }

    /** Moves the first clusters out of the way and writes the FATs at their new place, with new numbers. */
    private Tables shifted(FatBootSector boot, Tables old, Shape shape, long shift) throws IOException {
        int cluster = boot.clusterBytes();
        long clusters = boot.clusters();
        long oldData = boot.dataStart() * boot.sectorBytes();
        long newData = shape.dataStart(boot) * boot.sectorBytes();
        copy(oldData, Math.max(oldData + clusters * cluster, newData), Math.min(shift, clusters) * cluster);
        byte[] root = slice.read((boot.reserved() + boot.fats() * boot.fatSectors()) * boot.sectorBytes(),
                boot.rootSectors() * boot.sectorBytes()).array();

        Shift numbers = new Shift(shift, clusters);
        // The new first FAT lies over the old ones. Entries of the clusters that moved are read before, in the small
        // widths all of them; the others are taken in the order in which none is overwritten before it is read.
        long moved = Math.min(shift, clusters);
        int[] first = new int[2 + (int) (boot.isFat32() ? moved : clusters)];
        for (int i = 0; i < first.length; i++) {
            first[i] = old.get(i);
        }
        long start = (long) shape.reserved * boot.sectorBytes();
        FatTable table = new FatTable(pages, boot.width(), start);
        boolean isToTheRight = start > old.start + 4 * moved;
        long others = clusters + 2 - first.length;
        for (long i = 0; i < others; i++) {
            long from = isToTheRight ? clusters + 1 - i : first.length + i;
            table.put(numbers.renumbered(from), numbers.entry(table, old.get(from)));
        }
        for (int i = 2; i < first.length; i++) {
            table.put(numbers.renumbered(i), numbers.entry(table, first[i]));
        }
        table.put(0, first[0]);
        table.put(1, first[1]);
        pages.flush();
        Tables tables = new Tables(boot, shape, old.root);
        long rootStart = newData - root.length;
        slice.write(rootStart, ByteBuffer.wrap(root));
        return tables;
    }

    /** Copies the FAT that counts over the others, and writes the boot sectors and the count of free clusters. */
    private void finish(FatBootSector boot, long root, Shape shape, Tables tables) throws IOException {
        byte[] changed = boot.copy();
        ByteBuffer fields = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        boolean isShort = !boot.isFat32() && shape.sectors < 0x10000;
        fields.putShort(0x13, (short) (isShort ? shape.sectors : 0));
        fields.putInt(0x20, isShort ? 0 : (int) shape.sectors);
        fields.putShort(0xe, (short) shape.reserved);
        if (boot.isFat32()) {
            fields.putInt(0x24, (int) shape.fatSectors);
            fields.putInt(0x2c, (int) root);
        } else {
            fields.putShort(0x16, (short) shape.fatSectors);
        }
        FatBootSector now = FatBootSector.of(Structure.of(changed)).filter(sector -> sector.width() == boot.width())
                .orElseThrow(() -> new IOException(slice.description() + ": FAT" + boot.width()
                        + " cannot be " + shape.sectors + " sectors long"));
        long free = 0;
        for (long cluster = 2; cluster < now.clusters() + 2; cluster++) {
            free += tables.get(cluster) == 0 ? 1 : 0;
        }
        pages.flush();
        long length = shape.fatSectors * boot.sectorBytes();
        for (int i = 0; i < boot.fats(); i++) {
            long start = (long) shape.reserved * boot.sectorBytes() + i * length;
            if (start != tables.start) {
                copy(tables.start, start, length);
            }
        }
        if (boot.backupSector().isPresent()) {
            slice.write((long) boot.backupSector().get() * boot.sectorBytes(), ByteBuffer.wrap(changed));
        }
        if (boot.infoSector().isPresent()) {
            writeFree((long) boot.infoSector().get() * boot.sectorBytes(), free);
        }
        slice.write(0, ByteBuffer.wrap(changed));
    }

    private void writeFree(long infoSector, long free) throws IOException {
        ByteBuffer info = slice.read(infoSector, 512).order(ByteOrder.LITTLE_ENDIAN);
        if (info.getInt(0x1e4) == 0x61417272) {
            info.putInt(0x1e8, (int) free).putInt(0x1ec, -1);
            slice.write(infoSector, info.rewind());
        }
    }

    private long offset(FatBootSector boot, long cluster) {
        return (boot.dataStart() + (cluster - 2) * boot.clusterSectors()) * boot.sectorBytes();
    }

    /** Copies bytes to a place that does not overlap them. */
    private void copy(long from, long to, long length) throws IOException {
        for (long done = 0; done < length; done += CHUNK) {
            slice.write(to + done, slice.read(from + done, (int) Math.min(CHUNK, length - done)));
        }
    }

    /** Where things lie; sectors. */
    private record Shape(long sectors, int reserved, long fatSectors) {

        long dataStart(FatBootSector boot) {
            return reserved + boot.fats() * fatSectors + boot.rootSectors();
        }
    }

    /** What becomes of the number of a cluster. */
    private interface Renumbering {
        long renumbered(long cluster);
    }

    /** All clusters fall by {@code shift}, the first ones going to the end; when all are first, they keep theirs. */
    private record Shift(long shift, long clusters) implements Renumbering {

        @Override
        public long renumbered(long cluster) {
            if (cluster < 2 || cluster >= clusters + 2 || shift >= clusters) {
                return cluster;
            }
            return cluster < shift + 2 ? cluster + clusters - shift : cluster - shift;
        }

        int entry(FatTable table, int entry) {
            return table.isNext(entry) ? (int) renumbered(entry) : entry;
        }
    }

    /** Clusters in pairs, {@code from} ascending. */
    private static final class Relocation implements Renumbering {

        private int[] from = new int[64];
        private int[] to = new int[64];
        private int count;

        void add(int source, int target) {
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
            }
            from[count] = source;
            to[count++] = target;
        }

        /** The number of pairs from {@code index} on that lie in a row, both before and after. */
        int run(int index) {
            int next = index + 1;
            while (next < count && from[next] == from[next - 1] + 1 && to[next] == to[next - 1] + 1) {
                next++;
            }
            return next - index;
        }

        @Override
        public long renumbered(long cluster) {
            int at = count == 0 || cluster < from[0] ? -1 : Arrays.binarySearch(from, 0, count, (int) cluster);
            return at < 0 ? cluster : to[at];
        }
    }

    /** The FAT that counts, and the root directory's cluster. */
    private final class Tables {

        private final FatTable first;
        private final long start;
        private long root;

        Tables(FatBootSector boot) {
            this.start = (boot.reserved() + boot.activeFat() * boot.fatSectors()) * boot.sectorBytes();
            this.first = new FatTable(pages, boot.width(), start);
            this.root = boot.isFat32() ? boot.rootCluster() : 0;
        }

        Tables(FatBootSector boot, Shape shape, long root) {
            this.start = (long) shape.reserved * boot.sectorBytes();
            this.first = new FatTable(pages, boot.width(), start);
            this.root = root;
        }

        int get(long cluster) throws IOException {
            return first.get(cluster);
        }

        void set(long cluster, int entry) throws IOException {
            first.set(cluster, entry);
        }
    }

    /** All directories, from the root down. */
    private final class Directories {

        private final FatBootSector boot;
        private final Tables tables;
        private final long dataStart;
        private final long clusters;
        private int[] waiting = new int[64];
        private int count;
        private long visited;

        Directories(FatBootSector boot, Tables tables, long dataStart, long clusters) {
            this.boot = boot;
            this.tables = tables;
            this.dataStart = dataStart;
            this.clusters = clusters;
        }

        /** Renumbers the first clusters in all entries; FAT and root have the new numbers already. */
        void renumber(Renumbering numbers) throws IOException {
            if (boot.isFat32()) {
                push(tables.root);
            } else {
                int length = boot.rootSectors() * boot.sectorBytes();
                renumber(dataStart * boot.sectorBytes() - length, length, numbers);
            }
            while (count > 0) {
                long cluster = waiting[--count];
                boolean more = true;
                while (more && cluster >= 2 && cluster < clusters + 2) {
                    if (++visited > clusters) {
                        throw new IOException(slice.description() + ": its directories form a circle");
                    }
                    long sector = dataStart + (cluster - 2) * boot.clusterSectors();
                    more = renumber(sector * boot.sectorBytes(), boot.clusterBytes(), numbers);
                    int entry = tables.get(cluster);
                    more &= tables.first.isNext(entry);
                    cluster = entry;
                }
            }
        }

        /** Renumbers the entries of one piece; returns whether the directory goes on after it. */
        private boolean renumber(long start, int length, Renumbering numbers) throws IOException {
            ByteBuffer entries = slice.read(start, length).order(ByteOrder.LITTLE_ENDIAN);
            boolean isChanged = false;
            boolean isLast = false;
            for (int at = 0; at < length && !isLast; at += DIRECTORY_ENTRY) {
                int name = entries.get(at) & 0xff;
                int attributes = entries.get(at + 0xb);
                isLast = name == 0;
                if (isLast || name == 0xe5 || (attributes & ATTRIBUTE_LABEL) != 0) {
                    continue;
                }
                long old = entries.getShort(at + 0x1a) & 0xffff
                        | (boot.isFat32() ? (entries.getShort(at + 0x14) & 0xffffL) << 16 : 0);
                long renumbered = numbers.renumbered(old);
                if (renumbered != old) {
                    entries.putShort(at + 0x1a, (short) renumbered);
                    if (boot.isFat32()) {
                        entries.putShort(at + 0x14, (short) (renumbered >> 16));
                    }
                    isChanged = true;
                }
                if ((attributes & ATTRIBUTE_DIRECTORY) != 0 && name != '.') {
                    push(renumbered);
                }
            }
            if (isChanged) {
                slice.write(start, entries.rewind());
            }
            return !isLast;
        }

        private void push(long cluster) {
            if (count == waiting.length) {
                waiting = Arrays.copyOf(waiting, 2 * count);
            }
            waiting[count++] = (int) cluster;
        }
    }
}
