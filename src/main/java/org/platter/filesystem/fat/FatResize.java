package org.platter.filesystem.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Pages;
import org.platter.filesystem.bytes.Structure;

/**
 * Grows and shrinks FAT to the sector, keeping its width and its cluster size.
 *
 * <p>Shrinking moves the clusters behind the new end to free ones before it. Growing with a FAT that gets
 * longer pushes the first cluster to the right by {@code k} whole clusters: the data stays, but each
 * cluster's number falls by k, and the first k clusters, in the way of the FAT, go to where the data ended:
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

    private final BlockDevice slice;
    /** The FATs, where they are and where they will be; everything else is written past it. */
    private @Nullable Pages pages;

    FatResize(BlockDevice slice) {
        this.slice = slice;
    }

    private Pages pages() {
        return Objects.requireNonNull(pages);
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

    /** The most bytes that it can have with the clusters that it has. */
    static long mostBytes(FatBootSector boot) {
        long fat = Math.max(boot.fatSectors(), boot.fatSectorsFor(mostClusters(boot)));
        long added = ByteSize.ceil(boot.fats() * (fat - boot.fatSectors()), boot.clusterSectors());
        long sectors = boot.dataStart() + added + (mostClusters(boot) + 1) * boot.clusterSectors() - 1;
        return Math.min(sectors, 0xffff_ffffL) * boot.sectorBytes();
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
        FatTable table = table(boot);
        long root = boot.rootCluster();
        FatRenumbering.Relocation batch = relocation(boot, table, end);
        while (batch.count() > 0) {
            relocate(boot, table, batch);
            root = batch.renumbered(root);
            new FatDirectories(slice, boot, table, boot.dataStart(), boot.clusters()).renumber(root, batch);
            batch = relocation(boot, table, end);
        }
        for (long cluster = end; cluster < boot.clusters() + 2; cluster++) {
            table.set(cluster, 0);
        }
        finish(boot, root, new Shape(sectors, boot.reserved(), boot.fatSectors()), table);
    }

    /** Pairs the used clusters from {@code end} on with free ones before it. */
    private FatRenumbering.Relocation relocation(FatBootSector boot, FatTable table, long end)
            throws IOException {
        FatRenumbering.Relocation batch = new FatRenumbering.Relocation();
        long free = 2;
        for (long cluster = end; cluster < boot.clusters() + 2 && batch.count() < BATCH; cluster++) {
            int entry = table.get(cluster);
            if (entry == 0 || table.isBad(entry)) {
                continue;
            }
            while (free < end && table.get(free) != 0) {
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

    /** Copies the clusters of a batch and renumbers the chains that they are in. */
    private void relocate(FatBootSector boot, FatTable table, FatRenumbering.Relocation batch)
            throws IOException {
        for (int i = 0; i < batch.count();) {
            int run = batch.run(i);
            copy(offset(boot, batch.from(i)), offset(boot, batch.to(i)), (long) run * boot.clusterBytes());
            i += run;
        }
        for (int i = 0; i < batch.count(); i++) {
            table.set(batch.to(i), table.get(batch.from(i)));
            table.set(batch.from(i), 0);
        }
        for (long cluster = 2; cluster < boot.clusters() + 2; cluster++) {
            int entry = table.get(cluster);
            if (table.isNext(entry) && batch.renumbered(entry) != entry) {
                table.set(cluster, (int) batch.renumbered(entry));
            }
        }
    }

    private void grow(FatBootSector boot, long sectors) throws IOException {
        Shape shape = shapeFor(boot, sectors);
        long oldClusters = boot.clusters();
        long newData = shape.dataStart(boot);
        long clusters = (sectors - newData) / boot.clusterSectors();
        if (clusters > mostClusters(boot)) {
            throw new IOException(String.format("%s: FAT%d with clusters of %s cannot be longer than %s;"
                    + " format it again for more", slice.description(), boot.width(),
                    ByteSize.format(boot.clusterBytes()),
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
        FatTable table = table(boot);
        long shift = (newData - boot.dataStart()) / boot.clusterSectors();
        FatRenumbering.Shift numbers = new FatRenumbering.Shift(shift, oldClusters);
        if (shift > 0) {
            table = shifted(boot, table, shape, numbers);
        }
        for (long cluster = oldClusters + 2; cluster < entries(boot, shape.fatSectors); cluster++) {
            table.put(cluster, 0);
        }
        long root = numbers.renumbered(boot.rootCluster());
        if (shift > 0) {
            new FatDirectories(slice, boot, table, newData, clusters).renumber(root, numbers);
        }
        finish(boot, root, shape, table);
    }

    /**
     * Returns where things lie if the FAT stays as it is, in as many of the sectors as it has entries for.
     */
    private static Shape keptShape(FatBootSector boot, long sectors) {
        long clusters = Math.min(entries(boot, boot.fatSectors()) - 2, mostClusters(boot));
        long most = boot.dataStart() + (clusters + 1) * boot.clusterSectors() - 1;
        return new Shape(Math.min(sectors, most), boot.reserved(), boot.fatSectors());
    }

    /** The entries that fit in a FAT of so many sectors, the first two included. */
    private static long entries(FatBootSector boot, long fatSectors) {
        return fatSectors * boot.sectorBytes() * 8 / boot.width();
    }

    /**
     * Returns where things lie in so many sectors: FATs as long as needed, whole clusters between old and new
     * data.
     */
    private static Shape shapeFor(FatBootSector boot, long sectors) {
        long fat = boot.fatSectors();
        while (true) {
            long added = boot.fats() * (fat - boot.fatSectors());
            int padding = (int) (ByteSize.ceil(added, boot.clusterSectors()) - added);
            Shape shape = new Shape(sectors, boot.reserved() + padding, fat);
            long needed = boot.fatSectorsFor((sectors - shape.dataStart(boot)) / boot.clusterSectors());
            if (needed <= fat) {
                return shape;
            }
            fat = needed;
        }
    }

    /** Moves the first clusters out of the way and writes the FATs at their new place, with new numbers. */
    private FatTable shifted(FatBootSector boot, FatTable old, Shape shape, FatRenumbering.Shift numbers)
            throws IOException {
        int cluster = boot.clusterBytes();
        long clusters = boot.clusters();
        long oldData = boot.dataStart() * boot.sectorBytes();
        long newData = shape.dataStart(boot) * boot.sectorBytes();
        copy(oldData, Math.max(oldData + clusters * cluster, newData),
                Math.min(numbers.shift(), clusters) * cluster);
        byte[] root = slice.read((boot.reserved() + boot.fats() * boot.fatSectors()) * boot.sectorBytes(),
                boot.rootSectors() * boot.sectorBytes()).array();

        // The new first FAT lies over the old ones. Entries of the clusters that moved are read before, in
        // the small widths all of them; the others are taken in the order in which none is overwritten before
        // it is read.
        long moved = Math.min(numbers.shift(), clusters);
        int[] first = new int[2 + (int) (boot.isFat32() ? moved : clusters)];
        for (int i = 0; i < first.length; i++) {
            first[i] = old.get(i);
        }
        long start = (long) shape.reserved * boot.sectorBytes();
        FatTable table = new FatTable(pages(), boot.width(), start);
        boolean isToTheRight = start > old.start() + 4 * moved;
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
        pages().flush();
        slice.write(newData - root.length, ByteBuffer.wrap(root));
        return table;
    }

    /**
     * Copies the FAT that counts over the others, and writes the boot sectors and the count of free clusters.
     */
    private void finish(FatBootSector boot, long root, Shape shape, FatTable table) throws IOException {
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
        FatBootSector now = FatBootSector.of(Structure.of(changed))
                .filter(sector -> sector.width() == boot.width())
                .orElseThrow(() -> new IOException(slice.description() + ": FAT" + boot.width()
                        + " cannot be " + shape.sectors + " sectors long"));
        long free = 0;
        for (long cluster = 2; cluster < now.clusters() + 2; cluster++) {
            free += table.get(cluster) == 0 ? 1 : 0;
        }
        pages().flush();
        long length = shape.fatSectors * boot.sectorBytes();
        for (int i = 0; i < boot.fats(); i++) {
            long start = (long) shape.reserved * boot.sectorBytes() + i * length;
            if (start != table.start()) {
                copy(table.start(), start, length);
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

    /** Returns the FAT that counts. */
    private FatTable table(FatBootSector boot) {
        long sector = boot.reserved() + boot.activeFat() * boot.fatSectors();
        return new FatTable(pages(), boot.width(), sector * boot.sectorBytes());
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
}
