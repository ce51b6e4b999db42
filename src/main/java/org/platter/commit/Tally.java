package org.platter.commit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/** Counts what a plan will cost, and hands it on. */
final class Tally implements StepSink {

    /** More holes are not reserved one by one. */
    private static final int MAX_HOLES = 10_000;

    private final StepSink next;
    private final DataMap imageData;
    private final Optional<Allocation> allocation;
    private final long size;
    private final RangeIndex blocks = new RangeIndex();
    private final List<ByteRange> parts;
    private final long[] newBlocksOfParts;
    private final RangeIndex filled = new RangeIndex();
    private int holes;
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
        this.parts = allocation.map(Allocation::parts).orElse(List.of());
        this.newBlocksOfParts = new long[parts.size()];
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
            RangeSet data = imageData.within(step.targetRange());
            growth += step.length() - data.length();
            takeHoles(data.complementWithin(step.targetRange()));
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
            newBlocks += newBlocks(part, format);
            for (int i = 0; i < parts.size(); i++) {
                long start = Math.max(part.start(), ByteSize.floor(parts.get(i).start(), block));
                long end = Math.min(part.end(), ByteSize.ceil(parts.get(i).end(), block));
                newBlocksOfParts[i] += start < end ? newBlocks(new ByteRange(start, end), format) : 0;
            }
        }
        blocks.add(whole);
    }

    /** @param part of the disk, in whole blocks */
    private long newBlocks(ByteRange part, Allocation format) throws IOException {
        ByteRange inside = new ByteRange(Math.min(size, part.start()), Math.min(size, part.end()));
        RangeSet data = format.present().isPresent() ? format.present().get().within(inside)
                : imageData.within(inside);
        return (part.length() - DataMap.rounded(data, format.block(), 0).length()) / format.block();
    }

    private void takeHoles(RangeSet more) {
        holes += more.count();
        if (holes <= MAX_HOLES) {
            more.forEach(filled::add);
        }
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

    /** Blocks that each of the files will get that hold a part of the disk. */
    long[] newBlocksOfParts() {
        return newBlocksOfParts.clone();
    }

    /** The holes that are written to; none where they are too many to be reserved one by one. */
    RangeSet filledHoles() {
        return holes <= MAX_HOLES ? filled.all() : RangeSet.EMPTY;
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
