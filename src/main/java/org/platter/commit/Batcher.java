package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Cuts a plan into batches, each of which can be repeated from its start after it was done in part: none of
 * its targets is one of its sources, or its copies go through the bounce file (C4).
 */
class Batcher implements StepSink {

    /** Reads the source of a step as it is while the plan is made. */
    interface Sampler {
        ByteBuffer read(Step sample) throws IOException;
    }

    private final StepSink plan;
    private final Limits limits;
    private final Sampler sampler;
    private final List<Step> batch = new ArrayList<>();
    private final RangeIndex sources = new RangeIndex();
    private final RangeIndex targets = new RangeIndex();
    private long bytes;
    private boolean isBounced;

    Batcher(StepSink plan, Limits limits, Sampler sampler) {
        this.plan = plan;
        this.limits = limits;
        this.sampler = sampler;
    }

    @Override
    public void accept(Step step) throws IOException {
        long weight = step.copies() ? step.length() : 0;
        if (bytes + weight > (isBounced ? limits.bounce() : limits.batch())
                || batch.size() >= limits.steps()) {
            cut();
        }
        if (!isBounced && conflicts(step) && (step.kind() != Step.Kind.COPY || bytes >= limits.direct())) {
            cut();
        }
        // what there is so far is too little for flushes of its own, or the step overlaps itself
        isBounced = isBounced || conflicts(step);
        batch.add(step);
        bytes += weight;
        if (step.readsImage()) {
            sources.add(step.sourceRange());
        }
        if (step.writesImage()) {
            targets.add(step.targetRange());
        }
    }

    /** Returns whether the step would make a batch that cannot be repeated. */
    boolean conflicts(Step step) {
        return step.writesImage() && sources.intersects(step.targetRange())
                || step.readsImage() && targets.intersects(step.sourceRange())
                || step.kind() == Step.Kind.COPY && step.sourceRange().intersects(step.targetRange());
    }

    @Override
    public void cut() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        Step sampled = batch.stream().filter(Step::readsImage).findFirst().map(Step::sample).orElse(null);
        for (Step step : batch) {
            plan.accept(step);
        }
        int crc = 0;
        if (sampled != null) {
            CRC32C sum = new CRC32C();
            sum.update(sampler.read(sampled));
            crc = (int) sum.getValue();
        }
        plan.accept(new Step(isBounced ? Step.Kind.END_BOUNCED : Step.Kind.END_DIRECT, batch.size(),
                sampled == null ? 0 : 1, bytes, crc));
        batch.clear();
        sources.clear();
        targets.clear();
        bytes = 0;
        isBounced = false;
    }

    @Override
    public void beginTables() throws IOException {
        cut();
        plan.beginTables();
    }

    @Override
    public void end() throws IOException {
        cut();
        plan.end();
    }
}
