package org.platter.commit;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A block of 4 KiB that tells whether it is what was written: a mark of its kind, a CRC32C of all that
 * follows, a sequence number and the journal's id (C6). A block is what a disk writes or damages as a whole.
 *
 * <pre>
 *   0  4  kind of file      8  8  sequence number     32  the content
 *   4  4  CRC32C of 8..    16 16  id of the journal
 * </pre>
 */
final class SealedBlock {

    static final int SIZE = 4096;
    static final int CONTENT = 32;

    static final int PLAN = 0x504c504e;
    static final int LOG = 0x504c4c32;
    /** The log of an earlier version, which had each record once. */
    static final int FIRST_LOG = 0x504c4c47;
    static final int BOUNCE = 0x504c424f;
    static final int MARK = 0x504c4d4b;

    private SealedBlock() {}

    /** Returns an empty block, ready for its content. */
    static ByteBuffer create(int kind, long sequence, UUID id) {
        ByteBuffer block = ByteBuffer.allocate(SIZE);
        block.putInt(kind).putInt(0).putLong(sequence);
        block.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return block;
    }

    /** Puts the checksum in; returns the block ready to be written. */
    static ByteBuffer seal(ByteBuffer block) {
        block.clear();
        return block.putInt(4, crc(block));
    }

    /** Returns whether these 4 KiB are a whole block of that kind and number. */
    static boolean isWhole(ByteBuffer block, int kind, long sequence) {
        return block.getInt(0) == kind && block.getLong(8) == sequence && block.getInt(4) == crc(block);
    }

    /** Returns whether these 4 KiB are a whole block of that kind and number, of that journal. */
    static boolean isWhole(ByteBuffer block, int kind, long sequence, UUID id) {
        return isWhole(block, kind, sequence) && idOf(block).equals(id);
    }

    static UUID idOf(ByteBuffer block) {
        return new UUID(block.getLong(16), block.getLong(24));
    }

    private static int crc(ByteBuffer block) {
        CRC32C sum = new CRC32C();
        sum.update(block.slice(8, SIZE - 8));
        return (int) sum.getValue();
    }
}
