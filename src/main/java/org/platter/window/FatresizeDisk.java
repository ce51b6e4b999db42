package org.platter.window;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.tool.Fatresize;

/**
 * A disk made up around one partition, since {@code fatresize} wants a partition table:
 *
 * <pre>
 *   MBR, zeros    partition 1 = the device    zeros
 *   1 MiB                                     1 MiB
 * </pre>
 *
 * The tail is there because libparted lets no file system end in the last sector of a disk. What programs
 * write before the partition lives in memory as long as this; behind the partition nothing can be written.
 */
final class FatresizeDisk implements BlockDevice {

    private static final int SECTOR = 512;
    private static final long TAIL = ByteSize.MIB;
    private static final byte FAT32_LBA = 0x0c;

    // Microsoft FAT specification 1.03, "Boot Sector and BPB"
    private static final int HIDDEN_SECTORS = 28;
    private static final int RESERVED_SECTORS = 14;
    private static final int FAT_SECTORS_16 = 22;
    private static final int BACKUP_BOOT_SECTOR = 50;
    private static final int SIGNATURE = 510;

    private final BlockDevice partition;
    private final MemoryDevice head = new MemoryDevice(Fatresize.PARTITION_START, SECTOR);
    private final long partitionEnd;
    private final ByteBuffer bootSector;

    private FatresizeDisk(BlockDevice partition) throws IOException {
        this.partition = partition;
        this.partitionEnd = Fatresize.PARTITION_START + partition.size();
        this.bootSector = partition.read(0, SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param partition at least one sector, at most what an MBR can address */
    static FatresizeDisk around(BlockDevice partition) throws IOException {
        long sectors = partition.size() / SECTOR;
        if (sectors < 1 || sectors > 0xffffffffL) {
            throw new IOException(partition.description() + " is too " + (sectors < 1 ? "small" : "large")
                    + " for fatresize");
        }
        FatresizeDisk disk = new FatresizeDisk(partition);
        ByteBuffer mbr = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        mbr.position(446).put((byte) 0).put(new byte[] {0, 2, 0}).put(FAT32_LBA)
                .put(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff})
                .putInt((int) (Fatresize.PARTITION_START / SECTOR)).putInt((int) sectors);
        mbr.putShort(SIGNATURE, (short) 0xaa55);
        disk.head.write(0, mbr.clear());
        return disk;
    }

    /**
     * Puts back what fatresize changed in the boot sector without need: it writes a new one with the made-up
     * disk's geometry and the partition's start on it, no label, and no boot code.
     */
    void putBack() throws IOException {
        ByteBuffer now = partition.read(0, SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        boolean isByFatresize = now.getInt(HIDDEN_SECTORS) == Fatresize.PARTITION_START / SECTOR
                && now.getShort(SIGNATURE) == bootSector.getShort(SIGNATURE);
        if (!isByFatresize || now.equals(bootSector)) {
            return;
        }
        boolean isFat32 = isFat32(now);
        if (isFat32 != isFat32(bootSector)) {
            // converted: all the rest means other things
            now.putInt(HIDDEN_SECTORS, bootSector.getInt(HIDDEN_SECTORS));
        } else {
            ByteBuffer sized = now.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            now = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN).put(bootSector.duplicate())
                    .flip();
            now.put(11, sized, 11, 24 - 11); // sizes of sectors, clusters, FATs, root; the medium
            now.put(32, sized, 32, 36 - 32); // sectors in all
            if (isFat32) {
                now.put(36, sized, 36, 52 - 36); // the FAT's size, where the root and the backup are
            }
        }
        partition.write(0, now.duplicate());
        int backup = Short.toUnsignedInt(now.getShort(BACKUP_BOOT_SECTOR));
        if (isFat32 && backup > 0 && backup < Short.toUnsignedInt(now.getShort(RESERVED_SECTORS))) {
            partition.write((long) backup * SECTOR, now.duplicate());
        }
    }

    private static boolean isFat32(ByteBuffer bootSector) {
        return bootSector.getShort(FAT_SECTORS_16) == 0;
    }

    @Override
    public long size() {
        return partitionEnd + TAIL - partitionEnd % SECTOR;
    }

    @Override
    public int sectorSize() {
        return SECTOR;
    }

    @Override
    public String description() {
        return partition.description() + " [as a disk]";
    }

    @Override
    public boolean isWritable() {
        return partition.isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        checkInside(offset, into.remaining(), size(), "read");
        int limit = into.limit();
        for (long at = offset; into.position() < limit; ) {
            int length = (int) Math.min(limit - into.position(), partEnd(at) - at);
            into.limit(into.position() + length);
            if (at < Fatresize.PARTITION_START) {
                head.read(at, into);
            } else if (at < partitionEnd) {
                partition.read(at - Fatresize.PARTITION_START, into);
            } else {
                into.put(new byte[length]);
            }
            into.limit(limit);
            at += length;
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        checkInside(offset, from.remaining(), partitionEnd, "write");
        int limit = from.limit();
        for (long at = offset; from.position() < limit; ) {
            int length = (int) Math.min(limit - from.position(), partEnd(at) - at);
            from.limit(from.position() + length);
            if (at < Fatresize.PARTITION_START) {
                head.write(at, from);
            } else {
                partition.write(at - Fatresize.PARTITION_START, from);
            }
            from.limit(limit);
            at += length;
        }
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        checkInside(range.start(), range.length(), partitionEnd, "zero");
        Optional<ByteRange> inHead = range.intersection(new ByteRange(0, Fatresize.PARTITION_START));
        Optional<ByteRange> inPartition = range.intersection(new ByteRange(Fatresize.PARTITION_START,
                partitionEnd));
        if (inHead.isPresent()) {
            head.zero(inHead.get());
        }
        if (inPartition.isPresent()) {
            partition.zero(inPartition.get().shifted(-Fatresize.PARTITION_START));
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        checkInside(window.start(), window.length(), size(), "map");
        Optional<ByteRange> inHead = window.intersection(new ByteRange(0, Fatresize.PARTITION_START));
        Optional<ByteRange> inPartition = window.intersection(new ByteRange(Fatresize.PARTITION_START,
                partitionEnd));
        RangeSet data = inHead.isPresent() ? head.data(inHead.get()) : RangeSet.EMPTY;
        return inPartition.isEmpty() ? data : data.union(partition.data(inPartition.get()
                .shifted(-Fatresize.PARTITION_START)).shifted(Fatresize.PARTITION_START));
    }

    @Override
    public void flush() throws IOException {
        partition.flush();
    }

    /** Closes nothing: the partition belongs to somebody else. */
    @Override
    public void close() {}

    /**
     * Returns where the part ends that a byte lies in: what is before the partition, the partition, what is
     * behind.
     */
    private long partEnd(long at) {
        return at < Fatresize.PARTITION_START ? Fatresize.PARTITION_START : at < partitionEnd ? partitionEnd
                : size();
    }

    private void checkInside(long offset, long length, long end, String action) throws EOFException {
        if (offset < 0 || offset > end - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description(), action, length, offset, end));
        }
    }
}
