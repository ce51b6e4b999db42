package org.platter.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
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
public final class SealedBlock {

    public static final int SIZE = 4096;
    public static final int CONTENT = 32;

    public static final int PLAN = 0x504c504e;
    public static final int LOG = 0x504c4c32;
    /** The log of an earlier version, which had each record once. */
    public static final int FIRST_LOG = 0x504c4c47;
    public static final int BOUNCE = 0x504c424f;
    public static final int MARK = 0x504c4d4b;

    /** How often each record of a log is written. */
    public static final int COPIES = 2;

    /** What is done with the records of a log. */
    @FunctionalInterface
    public interface Reader {
        /** @param record at the beginning of its content */
        void read(long number, ByteBuffer record) throws IOException;
    }

    private SealedBlock() {}

    /** Returns a block of a file. */
    public static ByteBuffer read(StoredFile file, long number) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(SIZE);
        file.read(number * SIZE, block);
        return block;
    }

    /**
     * Reads the records of a log of which a copy is whole, in order; nothing if that is so of neither copy of
     * the first one.
     */
    public static void readLog(StoredFile file, Reader reader) throws IOException {
        long blocks = file.size() / SIZE;
        Optional<ByteBuffer> first = record(file, 0, blocks, Optional.empty());
        if (first.isPresent()) {
            Optional<UUID> id = Optional.of(idOf(first.get()));
            reader.read(0, first.get());
            for (long i = 1; i * COPIES < blocks; i++) {
                Optional<ByteBuffer> record = record(file, i, blocks, id);
                if (record.isPresent()) {
                    reader.read(i, record.get());
                }
            }
        }
    }

    private static Optional<ByteBuffer> record(StoredFile file, long number, long blocks, Optional<UUID> id)
            throws IOException {
        for (long at = number * COPIES; at < Math.min(blocks, (number + 1) * COPIES); at++) {
            ByteBuffer block = read(file, at);
            if (isWhole(block, LOG, number) && (id.isEmpty() || idOf(block).equals(id.get()))) {
                return Optional.of(block.position(CONTENT));
            }
        }
        return Optional.empty();
    }

    /** Returns an empty block, ready for its content. */
    public static ByteBuffer create(int kind, long sequence, UUID id) {
        ByteBuffer block = ByteBuffer.allocate(SIZE);
        block.putInt(kind).putInt(0).putLong(sequence);
        block.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return block;
    }

    /** Puts the checksum in; returns the block ready to be written. */
    public static ByteBuffer seal(ByteBuffer block) {
        block.clear();
        return block.putInt(4, crc(block));
    }

    /** Returns whether these 4 KiB are a whole block of that kind and number. */
    public static boolean isWhole(ByteBuffer block, int kind, long sequence) {
        return block.getInt(0) == kind && block.getLong(8) == sequence && block.getInt(4) == crc(block);
    }

    /** Returns whether these 4 KiB are a whole block of that kind and number, of that journal. */
    public static boolean isWhole(ByteBuffer block, int kind, long sequence, UUID id) {
        return isWhole(block, kind, sequence) && idOf(block).equals(id);
    }

    public static UUID idOf(ByteBuffer block) {
        return new UUID(block.getLong(16), block.getLong(24));
    }

    private static int crc(ByteBuffer block) {
        CRC32C sum = new CRC32C();
        sum.update(block.slice(8, SIZE - 8));
        return (int) sum.getValue();
    }
}
