package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.ByteRange;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/** Reads a plan, in order; a block that is not as it was written is an error. */
final class PlanReader {

    /** Steps up to and without the one that ends the batch, and that one. */
    record Batch(long number, List<Step> steps, Step end) {

        boolean isBounced() {
            return end.kind() == Step.Kind.END_BOUNCED;
        }

        /** Whether a step reads or writes anything in a part of the image. */
        boolean concerns(ByteRange part) {
            return steps.stream().anyMatch(step -> step.writesImage() && step.targetRange().intersects(part)
                    || step.readsImage() && step.sourceRange().intersects(part));
        }

        /**
         * Returns what tells whether an image is the right one, as of {@link Step#sample}, if the batch has
         * it.
         */
        Optional<Step> sample() {
            return end.source() == 0 ? Optional.empty()
                    : steps.stream().filter(Step::readsImage).findFirst().map(Step::sample);
        }
    }

    private static final Step.Kind[] KINDS = Step.Kind.values();
    private static final int BUFFER = 64 * SealedBlock.SIZE;

    private final StoredFile file;
    private final UUID id;
    private final long blocks;
    private final ByteBuffer buffer;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private int left;
    private long nextBlock;
    private long nextBatch;

    PlanReader(StoredFile file, UUID id, long blocks) {
        this.file = file;
        this.id = id;
        this.blocks = blocks;
        this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER, blocks * SealedBlock.SIZE)).limit(0);
    }

    /** Returns the next batch, or nothing behind the last one. */
    Optional<Batch> next() throws IOException {
        List<Step> steps = new ArrayList<>();
        while (left > 0 || nextBlock < blocks) {
            Step step = nextStep();
            if (step.kind().endsBatch()) {
                return Optional.of(new Batch(nextBatch++, steps, step));
            }
            steps.add(step);
        }
        if (!steps.isEmpty()) {
            throw damaged();
        }
        return Optional.empty();
    }

    private Step nextStep() throws IOException {
        if (left == 0) {
            readBlock();
        }
        left--;
        int kind = block.getInt();
        int crc = block.getInt();
        if (kind < 0 || kind >= KINDS.length) {
            throw damaged();
        }
        Step step = new Step(KINDS[kind], block.getLong(), block.getLong(), block.getLong(), crc);
        if (step.target() < 0 || step.source() < 0 || step.length() < 0
                || step.length() > Long.MAX_VALUE - Math.max(step.target(), step.source())) {
            throw damaged();
        }
        return step;
    }

    private void readBlock() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), (blocks - nextBlock) * SealedBlock.SIZE));
            file.read(nextBlock * SealedBlock.SIZE, buffer);
            buffer.flip();
        }
        block = buffer.slice(buffer.position(), SealedBlock.SIZE);
        buffer.position(buffer.position() + SealedBlock.SIZE);
        if (!SealedBlock.isWhole(block, SealedBlock.PLAN, nextBlock, id)) {
            throw damaged();
        }
        left = block.getInt(SealedBlock.CONTENT);
        if (left < 1 || left > PlanWriter.STEPS) {
            throw damaged();
        }
        block.position(PlanWriter.FIRST);
        nextBlock++;
    }

    private JournalDamage damaged() {
        return new JournalDamage("The plan of the interrupted commit is damaged near block "
                + nextBlock + ".");
    }
}
