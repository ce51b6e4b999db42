package org.platter.commit;

import java.io.IOException;

/** Counts what a plan will cost, and hands it on. */
final class Tally implements StepSink {

    private final StepSink next;
    private final DataMap imageData;
    private long written;
    private long bounced;
    private long batches;
    private long steps;
    private long growth;
    private long peak;

    /** @param imageData where the image has data before the commit */
    Tally(DataMap imageData, StepSink next) {
        this.imageData = imageData;
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
        steps++;
        next.accept(step);
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

    /** Bytes that the bounce file, the plan and the log will need. */
    long bookkeeping() {
        long block = SealedBlock.SIZE;
        return (bounced > 0 ? bounced + block : 0) + (steps / PlanWriter.STEPS + 1) * block
                + (batches + 2) * block;
    }
}
