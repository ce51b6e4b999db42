package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;

/**
 * A larger disk in a VHDX: its table gets more entries, in a region of its own at the end of the file where
 * they do not fit into the one that it has, and then the metadata state the size. Both tables of regions have
 * a checksum; the first one that is sound counts.
 */
final class VhdxGrowth implements Growth {

    private static final long MIB = ByteSize.MIB;
    /** [MS-VHDX] 2.6.2.2. */
    private static final long MAX_SIZE = 64 * ByteSize.TIB;

    private final Vhdx vhdx;
    private final long newSize;
    private final long length;

    private VhdxGrowth(Vhdx vhdx, long newSize) {
        this.vhdx = vhdx;
        this.newSize = newSize;
        this.length = 8 * vhdx.entries(newSize);
    }

    static Optional<Growth> of(Vhdx vhdx, long newSize) throws IOException {
        VhdxGrowth growth = new VhdxGrowth(vhdx, newSize);
        boolean isWhole = vhdx.isDynamic && !vhdx.hasLog && vhdx.sizeOffset % 8 == 0
                && (growth.length <= vhdx.table.length() || vhdx.isFirstRegionTableInForce());
        return isWhole && newSize >= vhdx.size && newSize <= MAX_SIZE ? Optional.of(growth)
                : Optional.empty();
    }

    @Override
    public void run() throws IOException {
        StoredFile file = vhdx.bytes.file;
        long used = vhdx.size % vhdx.blockSize;
        long entry = used > 0 ? lastEntry() : 0;
        if ((entry & 7) >= Vhdx.PRESENT) {
            Growth.clearEnd(file, (entry >>> 20) * MIB, used, vhdx.blockSize);
        }
        long oldLength = 8 * vhdx.entries(vhdx.size);
        if (length > vhdx.table.length()) {
            long offset = ByteSize.ceil(file.size(), MIB);
            Growth.copy(file, vhdx.table.offset(), oldLength, offset);
            file.resize(offset + ByteSize.ceil(length, MIB));
            file.sync();
            stateRegions(offset, ByteSize.ceil(length, MIB));
        } else {
            Growth.fill(file, vhdx.table.offset() + oldLength, vhdx.table.offset() + length, (byte) 0);
            copyRegions();
            file.sync();
        }
        ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, newSize);
        Growth.state(file, vhdx.sizeOffset, size);
    }

    @Override
    public long room() {
        return length > vhdx.table.length() ? ByteSize.ceil(length, MIB) + MIB : 0;
    }

    private long lastEntry() throws IOException {
        long block = vhdx.size / vhdx.blockSize;
        return vhdx.bytes.little(vhdx.table.offset() + 8 * (block + block / vhdx.chunk()), 8, "table")
                .getLong();
    }

    private void stateRegions(long offset, long newLength) throws IOException {
        ByteBuffer regions = regions(Vhdx.REGION_TABLES[0]);
        int at = vhdx.tableRegion;
        regions.putLong(at + 16, offset).putInt(at + 24, (int) newLength);
        Vhdx.putChecksum(regions);
        Growth.state(vhdx.bytes.file, Vhdx.REGION_TABLES[0], regions.limit(SECTOR));
        copyRegions();
        vhdx.bytes.file.sync();
    }

    /** Makes the second table of regions the same as the first, which is in force. */
    private void copyRegions() throws IOException {
        if (vhdx.isFirstRegionTableInForce()) {
            ByteBuffer first = regions(Vhdx.REGION_TABLES[0]);
            if (!first.equals(regions(Vhdx.REGION_TABLES[1]))) {
                vhdx.bytes.file.write(Vhdx.REGION_TABLES[1], first);
            }
        }
    }

    private ByteBuffer regions(int at) throws IOException {
        return vhdx.bytes.little(at, Vhdx.UNIT, "region table");
    }
}
