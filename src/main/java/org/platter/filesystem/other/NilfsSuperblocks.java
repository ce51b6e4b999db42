package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Crc32;
import org.platter.filesystem.bytes.Structure;

/**
 * Both superblocks of a NILFS2, the second of which ends it (Linux, include/uapi/linux/nilfs2_ondisk.h:
 * struct nilfs_super_block).
 */
final class NilfsSuperblocks {

    static final long FIRST = 1024;
    static final int LENGTH = 1024;
    static final int UUID = 152;
    static final int LABEL = 168;
    static final int LABEL_LENGTH = 80;

    private static final int SUM = 16;
    private static final int DEVICE_SIZE = 32;
    private static final int LEAST = 248;

    private NilfsSuperblocks() {}

    /** Whether a superblock is one: what it says of itself makes sense, and so does its sum. */
    static boolean isOne(Structure bytes) {
        return bytes.u16(6) == 0x3434 && bytes.u32(0) == 2 && bytes.u16(8) >= LEAST
                && bytes.u16(8) <= LENGTH && bytes.u32(20) <= 6 && bytes.i64(DEVICE_SIZE) > 0
                && sum(bytes.bytes(0, LENGTH)) == (int) bytes.u32(SUM);
    }

    /**
     * Changes both superblocks, where they are.
     *
     * @throws IOException if the first is damaged
     */
    static void change(BlockDevice slice, Consumer<ByteBuffer> edit) throws IOException {
        Structure first = Structure.read(slice, FIRST, LENGTH).filter(NilfsSuperblocks::isOne).orElseThrow(
                () -> new IOException("The superblock of the NILFS2 on " + slice.description()
                        + " is damaged; mount it, which mends it by its copy, and try again."));
        long second = (first.i64(DEVICE_SIZE) >>> 12) - 1 << 12;
        for (long place : new long[] {FIRST, second}) {
            if (Structure.read(slice, place, LENGTH).filter(NilfsSuperblocks::isOne).isPresent()) {
                ByteBuffer bytes = slice.read(place, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
                edit.accept(bytes);
                bytes.putInt(SUM, sum(bytes.array()));
                slice.write(place, bytes.rewind());
            }
        }
    }

    /** Returns the sum of as many bytes as the superblock says, in which the sum itself counts as zero. */
    private static int sum(byte[] bytes) {
        ByteBuffer fields = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.min(LENGTH, fields.getShort(8) & 0xffff);
        fields.putInt(SUM, 0);
        return Crc32.of(fields.getInt(12), fields.array(), 0, length);
    }
}
