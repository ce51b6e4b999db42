package org.platter.commit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/**
 * Carries out the batches of a plan that are still to be done, each durable before its mark, each mark
 * durable before the next batch. It does not know whether it is the first to do so.
 */
final class BatchRunner {

    private static final int BUFFER = 4 << 20;
    /** Zeros that are written; a hole costs the file system more than that. */
    private static final int SHORT = 64 << 10;

    private final StoredFile image;
    private final Journal journal;
    private final Consumer<Event> events;
    private final BooleanSupplier cancelled;
    private final ByteBuffer buffer;
    private boolean canClone = true;
    private int saved;

    BatchRunner(StoredFile image, Journal journal, Consumer<Event> events, BooleanSupplier cancelled) {
        this.image = image;
        this.journal = journal;
        this.events = events;
        this.cancelled = cancelled;
        this.buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER, Math.max(journal.begin().bytes(), 1)));
    }

    /**
     * Goes on behind the batches that are done, up to the end.
     *
     * @throws Interruption if it stopped before
     */
    void run(CommitLog.Contents log) throws Interruption {
        Begin begin = journal.begin();
        long batches = log.batches();
        long bytes = log.bytes();
        saved = log.saved();
        events.accept(new Event.StepStarted("Copy " + ByteSize.format(begin.bytes() - bytes)));
        events.accept(new Event.Progress(bytes, begin.bytes()));
        try {
            run(begin, batches, bytes);
        } catch (Interruption e) {
            events.accept(new Event.StepEnded(Event.Outcome.CANCELLED));
            throw e;
        } catch (IOException e) {
            events.accept(new Event.StepEnded(Event.Outcome.FAILED));
            String why = String.valueOf(e.getMessage());
            throw new Interruption("The changes could not be written to the end: " + why
                    + (why.endsWith(".") ? "" : ".")
                    + " The image is half changed; resume when this is put right.", e);
        }
        events.accept(new Event.StepEnded(Event.Outcome.DONE));
    }

    private void run(Begin begin, long batches, long bytes) throws IOException {
        boolean isGrowing = begin.oldSize() < begin.newSize();
        if (image.size() < begin.newSize() || isGrowing && batches == 0) { // what was cut short, too
            image.resize(begin.newSize());
        }
        PlanReader plan = journal.plan();
        long done = bytes;
        for (Optional<PlanReader.Batch> next = plan.next(); next.isPresent(); next = plan.next()) {
            PlanReader.Batch batch = next.get();
            if (batch.number() < batches) {
                continue;
            }
            if (cancelled.getAsBoolean()) {
                throw new Interruption("Stopped after " + ByteSize.format(done) + " of "
                        + ByteSize.format(begin.bytes()) + ". The image is half changed; resume to "
                        + "finish it.", null);
            }
            run(batch);
            done += batch.end().length();
            journal.log().mark(batch.number() + 1, done, saved);
            events.accept(new Event.Progress(done, begin.bytes()));
        }
        if (image.size() > begin.newSize()) {
            image.resize(begin.newSize());
        }
        image.sync();
        try {
            journal.log().end();
        } catch (IOException e) {
            throw new Interruption("All changes are made, and the image is as it was asked to become; only "
                    + "the journal could not be ended: " + e.getMessage() + ". Resume to end it.", e);
        }
    }

    private void run(PlanReader.Batch batch) throws IOException {
        if (batch.isBounced() && !journal.bounce().holds(batch.number(), buffer)) {
            bounce(batch);
        }
        Gather copies = new Gather(buffer, batch.isBounced() ? journal.bounce()::read : image::read,
                image::write);
        Gather saves = new Gather(buffer, image::read, journal.save()::write);
        Gather restores = new Gather(buffer, journal.save()::read, image::write);
        Gather scratches = new Gather(buffer, journal.scratch()::read, image::write);
        long bounced = 0;
        boolean hasSaves = false;
        for (Step step : batch.steps()) {
            switch (step.kind()) {
                case COPY -> {
                    if (batch.isBounced()) {
                        copies.add(bounced, step.target(), step.length());
                        bounced += step.length();
                    } else if (!tryClone(step)) {
                        copies.add(step.source(), step.target(), step.length());
                    }
                }
                case SAVE -> {
                    saves.add(step.source(), step.target(), step.length());
                    hasSaves = true;
                }
                case RESTORE -> restores.add(step.source(), step.target(), step.length());
                case SCRATCH -> scratches.add(step.source(), step.target(), step.length());
                case ZERO, PUNCH -> clear(step);
                default -> throw new IllegalStateException("step " + step);
            }
        }
        for (Gather gather : new Gather[] {copies, saves, restores, scratches}) {
            gather.finish();
        }
        // C5: the mark may not precede the bytes
        if (hasSaves) {
            journal.save().sync();
            saved = new SaveSum(buffer).with(saved, batch, journal.save());
        }
        image.sync();
    }

    /** C4: the batch overwrites what it reads, so all that it reads is made durable before. */
    private void bounce(PlanReader.Batch batch) throws IOException {
        journal.bounce().begin();
        Gather gather = new Gather(buffer, image::read, journal.bounce()::append);
        long bounced = 0;
        for (Step step : batch.steps()) {
            if (step.kind() == Step.Kind.COPY) {
                gather.add(step.source(), bounced, step.length());
                bounced += step.length();
            }
        }
        gather.finish();
        journal.bounce().finish(batch.number());
    }

    private boolean tryClone(Step step) throws IOException {
        long unit = SealedBlock.SIZE;
        if (!canClone || step.source() % unit + step.target() % unit + step.length() % unit != 0) {
            return false;
        }
        canClone = image.tryCloneRange(image, step.sourceRange(), step.target());
        return canClone;
    }

    private void clear(Step step) throws IOException {
        if (step.kind() == Step.Kind.ZERO && step.length() <= SHORT) {
            image.write(step.target(), ByteBuffer.allocate((int) step.length()));
        } else {
            image.punch(step.targetRange());
        }
    }

    /** @throws JournalDamage if what was staged, or saved by the batches that are done, is not there */
    void checkContents(CommitLog.Contents log) throws IOException {
        PlanReader plan = journal.plan();
        int sum = 0;
        try {
            for (Optional<PlanReader.Batch> next = plan.next(); next.isPresent(); next = plan.next()) {
                if (next.get().number() >= log.batches()) {
                    checkScratch(next.get());
                } else {
                    sum = new SaveSum(buffer).with(sum, next.get(), journal.save());
                }
            }
        } catch (EOFException e) {
            throw new JournalDamage("A part of the journal is missing: " + e.getMessage() + ".");
        }
        if (sum != log.saved()) {
            throw new JournalDamage("What had to make room is damaged in " + Journal.SAVE + ".");
        }
    }

    private void checkScratch(PlanReader.Batch batch) throws IOException {
        CRC32C sum = new CRC32C();
        for (Step step : batch.steps()) {
            if (step.kind() == Step.Kind.SCRATCH) {
                sum.reset();
                for (long at = 0; at < step.length(); at += buffer.limit()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), step.length() - at));
                    journal.scratch().read(step.source() + at, buffer);
                    sum.update(buffer.flip());
                }
                if ((int) sum.getValue() != step.crc()) {
                    throw new JournalDamage(String.format("The staged bytes for 0x%x are damaged in %s.",
                            step.target(), Journal.SCRATCH));
                }
            }
        }
    }
}
