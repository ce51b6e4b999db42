package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.platter.block.StoredFile;

/**
 * The checksum of what is in the save file: for each batch that saved something, one of the sum before and of
 * the bytes that the batch saved, in their order.
 */
final class SaveSum {

    private final ByteBuffer buffer;

    /** @param buffer to read with; what it holds is lost */
    SaveSum(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** Returns the sum after a batch, which is {@code before} where that saved nothing. */
    int with(int before, PlanReader.Batch batch, StoredFile save) throws IOException {
        CRC32C sum = new CRC32C();
        boolean hasSaves = false;
        for (Step step : batch.steps()) {
            if (step.kind() == Step.Kind.SAVE) {
                if (!hasSaves) {
                    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(before).flip());
                    hasSaves = true;
                }
                update(sum, save, step.target(), step.length());
            }
        }
        return hasSaves ? (int) sum.getValue() : before;
    }

    private void update(CRC32C sum, StoredFile save, long offset, long length) throws IOException {
        for (long at = 0; at < length; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
            save.read(offset + at, buffer);
            sum.update(buffer.flip());
        }
    }
}
