package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;

/**
 * A larger disk in a dynamic VHD: its table gets more entries, at the end of the file where there is no room
 * for them behind it, and then both footers state the size, the first one first.
 */
final class VhdGrowth implements Growth {

    /** [VHD] "Hard Disk Footer Format": programs take no larger ones. */
    private static final long MAX_SIZE = 2040 * ByteSize.GIB;
    private static final int GEOMETRY = 56;
    private static final long MAX_SECTORS = 65535L * 16 * 255;

    private final Vhd vhd;
    private final long newSize;
    private final long newEntries;

    private VhdGrowth(Vhd vhd, long newSize) {
        this.vhd = vhd;
        this.newSize = newSize;
        this.newEntries = Math.max(vhd.entries, blocks(newSize));
    }

    static Optional<Growth> of(Vhd vhd, long newSize) {
        return vhd.isDynamic() && !vhd.isByGeometry && newSize >= vhd.size && newSize <= MAX_SIZE
                && vhd.headerOffset % SECTOR == 0 ? Optional.of(new VhdGrowth(vhd, newSize))
                        : Optional.empty();
    }

    private long blocks(long size) {
        return (size + vhd.blockSize - 1) / vhd.blockSize;
    }

    @Override
    public void run() throws IOException {
        StoredFile file = vhd.bytes.file;
        ByteBuffer footer = vhd.footer();
        long used = blocks(vhd.size);
        if (vhd.size % vhd.blockSize > 0) {
            long entry = entry(used - 1);
            if (entry != Vhd.NEVER) {
                Growth.clearEnd(file, entry * SECTOR + vhd.bitmap(), vhd.size % vhd.blockSize, vhd.blockSize);
            }
        }
        boolean isMoved = isMoved();
        long table = isMoved ? ByteSize.ceil(file.size(), SECTOR) : vhd.tableOffset;
        if (isMoved) {
            Growth.copy(file, vhd.tableOffset, 4 * used, table);
        }
        Growth.fill(file, table + 4 * used, isMoved ? table + ByteSize.ceil(4 * newEntries, SECTOR)
                : table + 4 * newEntries, (byte) -1);
        if (isMoved) { // the table lies where the footer was looked for
            file.write(table + ByteSize.ceil(4 * newEntries, SECTOR), footer.duplicate());
        }
        file.sync();
        if (isMoved || newEntries > vhd.entries) {
            ByteBuffer header = vhd.bytes.big(vhd.headerOffset, Vhd.HEADER, "header");
            header.putLong(16, table).putInt(28, (int) newEntries);
            header.putInt(Vhd.HEADER_CHECKSUM, Vhd.checksum(header, Vhd.HEADER, Vhd.HEADER_CHECKSUM));
            Growth.state(file, vhd.headerOffset, header.limit(SECTOR));
        }
        footer.putLong(48, newSize);
        if (!vhd.hasMaximumGeometry) {
            putGeometry(footer);
        }
        footer.putInt(Vhd.FOOTER_CHECKSUM, Vhd.checksum(footer, Vhd.FOOTER, Vhd.FOOTER_CHECKSUM));
        Growth.state(file, 0, footer.duplicate());
        file.write(file.size() - Vhd.FOOTER, footer);
        file.sync();
    }

    @Override
    public long room() throws IOException {
        return isMoved() ? ByteSize.ceil(4 * newEntries, SECTOR) + SECTOR + Vhd.FOOTER : 0;
    }

    private boolean isMoved() throws IOException {
        return vhd.tableOffset + 4 * newEntries > endOfRoom();
    }

    /** Returns where the room ends that the table has where it lies. */
    private long endOfRoom() throws IOException {
        long end = vhd.bytes.size - Vhd.FOOTER;
        end = vhd.headerOffset > vhd.tableOffset ? Math.min(end, vhd.headerOffset) : end;
        ByteBuffer table = ByteBuffer.allocate(0);
        for (long index = 0; index < vhd.entries; index++) {
            int at = (int) (4 * index % (1 << 20));
            if (at == 0) {
                table = vhd.bytes.at(vhd.tableOffset + 4 * index,
                        (int) Math.min(1 << 20, 4 * (vhd.entries - index)), ByteOrder.BIG_ENDIAN, "table");
            }
            long entry = Integer.toUnsignedLong(table.getInt(at));
            end = entry == Vhd.NEVER ? end : Math.min(end, entry * SECTOR);
        }
        return end;
    }

    private long entry(long index) throws IOException {
        return Integer.toUnsignedLong(vhd.bytes.big(vhd.tableOffset + 4 * index, 4, "table").getInt());
    }

    /** [VHD] "Appendix: CHS Calculation". */
    private void putGeometry(ByteBuffer footer) {
        long sectors = Math.min(newSize / SECTOR, MAX_SECTORS);
        int perTrack = 255;
        long heads = 16;
        if (sectors < 65535L * 16 * 63) {
            perTrack = 17;
            heads = Math.max(4, (sectors / perTrack + 1023) / 1024);
            for (int next = 31; next <= 63
                    && (heads > 16 || sectors / perTrack >= heads * 1024); next += 32) {
                perTrack = next;
                heads = 16;
            }
        }
        footer.putShort(GEOMETRY, (short) (sectors / perTrack / heads)).put(GEOMETRY + 2, (byte) heads)
                .put(GEOMETRY + 3, (byte) perTrack);
    }
}
