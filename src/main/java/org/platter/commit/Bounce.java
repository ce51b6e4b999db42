package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/**
 * Holds the bytes of one batch that overwrites what it reads (C4). Its header says of which batch, and is
 * written with the bytes; only when both are durable is the image touched. So if header and checksum do not
 * fit, the batch has written nothing yet. The next batch overwrites it, when the mark of this one is durable.
 */
final class Bounce implements Closeable {

    private final StoredFile file;
    private final UUID id;
    private final CRC32C sum = new CRC32C();
    private long length;

    Bounce(StoredFile file, UUID id) {
        this.file = file;
        this.id = id;
    }

    /** Returns whether it holds the bytes of that batch. */
    boolean holds(long batch, ByteBuffer buffer) throws IOException {
        if (file.size() < SealedBlock.SIZE) {
            return false;
        }
        ByteBuffer header = ByteBuffer.allocate(SealedBlock.SIZE);
        file.read(0, header);
        long size = header.getLong(SealedBlock.CONTENT);
        if (!SealedBlock.isWhole(header, SealedBlock.BOUNCE, batch, id)
                || file.size() < SealedBlock.SIZE + size) {
            return false;
        }
        sum.reset();
        for (long at = 0; at < size; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
            read(at, buffer);
            sum.update(buffer.flip());
        }
        return (int) sum.getValue() == header.getInt(SealedBlock.CONTENT + Long.BYTES);
    }

    void begin() {
        sum.reset();
        length = 0;
    }

    /** Takes the next bytes, at {@code offset} behind those before. */
    void append(long offset, ByteBuffer bytes) throws IOException {
        if (offset != length) {
            throw new IllegalArgumentException("bytes for " + offset + " behind " + length);
        }
        sum.update(bytes.duplicate());
        length += bytes.remaining();
        file.write(SealedBlock.SIZE + offset, bytes);
    }

    /** Makes what was appended durable as the bytes of that batch. */
    void finish(long batch) throws IOException {
        ByteBuffer header = SealedBlock.create(SealedBlock.BOUNCE, batch, id);
        header.putLong(length).putInt((int) sum.getValue());
        file.write(0, SealedBlock.seal(header));
        file.sync();
    }

    /** Fills the buffer from the bytes as they were appended. */
    void read(long offset, ByteBuffer into) throws IOException {
        file.read(SealedBlock.SIZE + offset, into);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
