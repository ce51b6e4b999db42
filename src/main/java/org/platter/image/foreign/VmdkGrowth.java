package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;

/**
 * A larger disk in a VMDK of one sparse file: directories and tables that have room for it follow at the end
 * of the file, then the header states where they are and the size, and then the description does. A header
 * that is ahead of its description counts.
 */
final class VmdkGrowth implements Growth {

    private static final int CAPACITY = 12;
    private static final int REDUNDANT = 48;
    private static final int DIRECTORY = 56;
    private static final long MAX_SECTOR = 0xffffffffL;
    private static final long MAX_DIRECTORY = 8 << 20;

    private final Vmdk vmdk;
    private final VmdkSparse sparse;
    private final StoredFile file;
    private final long newSize;
    private final VmdkDescriptionEdit edit;
    private final int copies;
    private final long perTable;
    /** The first table that is new, of which the old disk may have a part. */
    private final long kept;
    private final long count;
    private final long start;

    private VmdkGrowth(Vmdk vmdk, VmdkSparse sparse, long newSize, VmdkDescriptionEdit edit)
            throws IOException {
        this.vmdk = vmdk;
        this.sparse = sparse;
        this.file = vmdk.bytes.file;
        this.newSize = newSize;
        this.edit = edit;
        this.copies = sparse.hasRedundantTables() ? 2 : 1;
        this.perTable = sparse.grainsPerTable() * sparse.grainSize();
        this.kept = sparse.size() / perTable;
        this.count = (newSize + perTable - 1) / perTable;
        this.start = ByteSize.ceil(file.size(), SECTOR);
    }

    /** @param sparse the only extent of {@code vmdk} */
    static Optional<Growth> of(Vmdk vmdk, VmdkSparse sparse, long newSize) throws IOException {
        if (newSize < sparse.size() || newSize % SECTOR != 0 || !sparse.isHosted() || sparse.hasFooter()
                || sparse.isCompressed()) {
            return Optional.empty();
        }
        Optional<VmdkDescriptionEdit> edit = VmdkDescriptionEdit.of(sparse.descriptionSectors(), newSize);
        if (edit.isEmpty()) {
            return Optional.empty();
        }
        VmdkGrowth growth = new VmdkGrowth(vmdk, sparse, newSize, edit.get());
        return 4 * growth.count <= MAX_DIRECTORY && growth.end() / SECTOR <= MAX_SECTOR ? Optional.of(growth)
                : Optional.empty();
    }

    @Override
    public long room() throws IOException {
        return newSize > sparse.size() ? end() - file.size() : 0;
    }

    private long directoryBytes() {
        return ByteSize.ceil(4 * count, SECTOR);
    }

    private long tableBytes() {
        return ByteSize.ceil(4 * sparse.grainsPerTable(), SECTOR);
    }

    private long copyBytes() {
        return Math.addExact(directoryBytes(), Math.multiplyExact(count - kept, tableBytes()));
    }

    private long end() {
        return ByteSize.ceil(Math.addExact(start, Math.multiplyExact(copies, copyBytes())),
                sparse.grainSize());
    }

    @Override
    public void run() throws IOException {
        if (newSize > sparse.size()) {
            clearLastGrain();
            file.resize(end());
            ByteBuffer header = vmdk.bytes.little(0, SECTOR, "header");
            long primary = start + (copies - 1) * copyBytes();
            if (copies > 1) {
                write(start, header.getLong(REDUNDANT) * SECTOR);
                header.putLong(REDUNDANT, start / SECTOR);
            }
            write(primary, header.getLong(DIRECTORY) * SECTOR);
            file.sync();
            header.putLong(DIRECTORY, primary / SECTOR).putLong(CAPACITY, newSize / SECTOR);
            Growth.state(file, 0, header);
        }
        edit.run(file);
    }

    /** Writes a directory and what the old disk has of the first table that follows it. */
    private void write(long at, long oldDirectory) throws IOException {
        ByteBuffer directory = ByteBuffer.allocate((int) (4 * count)).order(ByteOrder.LITTLE_ENDIAN);
        directory.put(vmdk.bytes.little(oldDirectory, (int) (4 * kept), "directory"));
        for (long table = at + directoryBytes(); directory.hasRemaining(); table += tableBytes()) {
            directory.putInt((int) (table / SECTOR));
        }
        file.write(at, directory.flip());
        long used = (sparse.size() % perTable + sparse.grainSize() - 1) / sparse.grainSize();
        long table = used == 0 ? 0 : entry(oldDirectory + 4 * kept);
        if (table > 0) {
            Growth.copy(file, table * SECTOR, 4 * used, at + directoryBytes());
        }
    }

    private void clearLastGrain() throws IOException {
        long used = sparse.size() % sparse.grainSize();
        long table = used == 0 ? 0 : entry(sparse.directoryOffset() + 4 * kept);
        if (table > 0) {
            long grain = entry(table * SECTOR + 4 * (sparse.size() % perTable / sparse.grainSize()));
            if (grain > 1 || grain == 1 && !sparse.hasZeroedGrains()) {
                Growth.clearEnd(file, grain * SECTOR, used, sparse.grainSize());
            }
        }
    }

    private long entry(long at) throws IOException {
        return Integer.toUnsignedLong(vmdk.bytes.little(at, 4, "tables").getInt());
    }
}
