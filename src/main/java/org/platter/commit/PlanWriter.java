package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;
import org.platter.stage.Scratch;

/** Writes a plan to a file as it is made: sealed blocks of a number and that many steps of 32 bytes. */
final class PlanWriter implements StepSink {

    static final int STEPS = 126;
    static final int FIRST = SealedBlock.CONTENT + 4;
    private static final int BUFFER = 16 * SealedBlock.SIZE;

    private final StoredFile file;
    private final UUID id;
    private final Scratch scratch;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final MessageDigest sum = Hash.begin();
    private @Nullable ByteBuffer block;
    private int count;
    private long position;
    private long blocks;
    private long batches;
    private long tableBatch;
    private long bytes;

    PlanWriter(StoredFile file, UUID id, Scratch scratch) {
        this.file = file;
        this.id = id;
        this.scratch = scratch;
    }

    @Override
    public void accept(Step step) throws IOException {
        if (block == null) {
            block = SealedBlock.create(SealedBlock.PLAN, blocks++, id);
            block.position(FIRST);
        }
        int crc = step.kind() == Step.Kind.SCRATCH ? crcOf(step) : step.crc();
        block.putInt(step.kind().ordinal()).putInt(crc);
        block.putLong(step.target()).putLong(step.source()).putLong(step.length());
        if (++count == STEPS) {
            finishBlock(block);
        }
        if (step.kind().endsBatch()) {
            batches++;
            bytes += step.length();
        }
    }

    @Override
    public void beginTables() {
        tableBatch = batches;
    }

    @Override
    public void end() throws IOException {
        if (block != null) {
            finishBlock(block);
        }
        flush();
    }

    /** Returns the SHA-256 of what was written, once. */
    byte[] hash() {
        return sum.digest();
    }

    long blocks() {
        return blocks;
    }

    long batches() {
        return batches;
    }

    /** The number of the first batch that writes partition tables. */
    long tableBatch() {
        return tableBatch;
    }

    /** Bytes in all batches. */
    long bytes() {
        return bytes;
    }

    private void finishBlock(ByteBuffer full) throws IOException {
        full.putInt(SealedBlock.CONTENT, count);
        buffer.put(SealedBlock.seal(full));
        block = null;
        count = 0;
        if (!buffer.hasRemaining()) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        long length = buffer.remaining();
        if (length > 0) {
            sum.update(buffer.duplicate());
            file.write(position, buffer);
        }
        position += length;
        buffer.clear();
    }

    private int crcOf(Step step) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer content = ByteBuffer.allocate((int) Math.min(1 << 20, step.length()));
        for (long done = 0; done < step.length(); done += content.limit()) {
            content.clear().limit((int) Math.min(content.capacity(), step.length() - done));
            scratch.read(step.source() + done, content);
            sum.update(content.flip());
        }
        return (int) sum.getValue();
    }
}
