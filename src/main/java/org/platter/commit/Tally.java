package org.platter.commit;

import java.io.IOException;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/** Counts what a plan will cost, and hands it on. */
final class Tally implements StepSink {

    private final StepSink next;
    private final DataMap imageData;
    private final Optional<Allocation> allocation;
    private final long size;
    private final RangeIndex blocks = new RangeIndex();
    private long newBlocks;
    private long rewritten;
    private long written;
    private long bounced;
    private long batches;
    private long steps;
    private long growth;
    private long peak;

    /** @param image before the commit */
    Tally(StoredFile image, int sector, StepSink next) throws IOException {
        this.imageData = new DataMap(image, sector);
        this.allocation = image.allocation();
        this.size = image.size();
        this.next = next;
    }

    @Override
    public void accept(Step step) throws IOException {
        if (step.kind().endsBatch()) {
            batches++;
            if (step.kind() == Step.Kind.END_BOUNCED) {
                bounced = Math.max(bounced, step.length());
            }
        } else if (step.copies() && step.writesImage()) {
            written += step.length();
            growth += step.length() - imageData.within(step.targetRange()).length();
            peak = Math.max(peak, growth);
        } else if (step.kind() == Step.Kind.PUNCH) {
            growth -= step.length();
        }
        if (step.writesImage() && allocation.isPresent()) {
            takeBlocks(step.targetRange(), allocation.get());
        }
        steps++;
        next.accept(step);
    }

    /** What writes blocks of a format's own may write zeros too where there are to be holes. */
    private void takeBlocks(ByteRange target, Allocation format) throws IOException {
        long block = format.block();
        rewritten += target.length();
        ByteRange whole = new ByteRange(ByteSize.floor(target.start(), block),
                ByteSize.ceil(target.end(), block));
        for (ByteRange part : blocks.complementWithin(whole)) {
            ByteRange inside = new ByteRange(Math.min(size, part.start()), Math.min(size, part.end()));
            RangeSet data = format.present().isPresent() ? format.present().get().within(inside)
                    : imageData.within(inside);
            newBlocks += (part.length() - DataMap.rounded(data, block, 0).length()) / block;
        }
        blocks.add(whole);
    }

    @Override
    public void cut() throws IOException {
        next.cut();
    }

    @Override
    public void beginTables() throws IOException {
        next.beginTables();
    }

    @Override
    public void end() throws IOException {
        next.end();
    }

    /** Bytes that are written to the image. */
    long written() {
        return written;
    }

    /** Bytes that the image will take up at most, besides those that it does. */
    long peak() {
        return peak;
    }

    /** Blocks of the format's own that the image will get. */
    long newBlocks() {
        return newBlocks;
    }

    /** Bytes that are written to such blocks, to new and to old ones. */
    long rewritten() {
        return rewritten;
    }

    /** Bytes that the bounce file, the plan and the log will need. */
    long bookkeeping() {
        return bounceBytes() + (steps / PlanWriter.STEPS + 1) * SealedBlock.SIZE + logBytes();
    }

    long bounceBytes() {
        return bounced > 0 ? bounced + SealedBlock.SIZE : 0;
    }

    long logBytes() {
        return (batches + 2) * SealedBlock.COPIES * SealedBlock.SIZE;
    }
}
