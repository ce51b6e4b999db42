package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;
import org.platter.filesystem.LiveBlocks;
import org.platter.stage.StagedDisk;

/** The commit within the image, above whatever keeps the files. */
class InPlace {

    private static final int READ = 4 << 20;

    private final StoredFile image;
    private final Folder around;
    private final Folder home;
    private final String journalName;
    private final StagedDisk staged;
    private final LiveBlocks live;
    private final RangeSet tables;
    private final String script;
    private final boolean punches;
    private final Marking marking;
    private Limits limits;

    /**
     * @param around the folder of the image
     * @param home the folder that the journal's folder is to lie in, the same or another
     */
    InPlace(StoredFile image, Folder around, Folder home, String journalName, StagedDisk staged,
            LiveBlocks live, RangeSet tables, String script, Limits limits, Marking marking)
            throws IOException {
        this.marking = marking;
        this.image = image;
        this.around = around;
        this.home = home;
        this.journalName = journalName;
        this.staged = staged;
        this.live = live;
        this.tables = tables;
        this.script = script;
        this.limits = limits;
        // a file that was given all its space at once is to keep it
        this.punches = !image.isBlockDevice() && image.allocatedBytes() < image.size();
    }

    Estimate estimate() throws IOException {
        Tally tally = tally(step -> {});
        Planner planner = planner(() -> false, new Batcher(tally, limits, step -> ByteBuffer.allocate(0)));
        planner.plan();
        return new Estimate(tally.written(), staged.scratchBytes() + planner.saved() + tally.bookkeeping(),
                "Copied within the image, under a journal that is resumed if the power fails.");
    }

    void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        events.accept(new Event.StepStarted("Prepare the journal"));
        try {
            prepare(events, cancelled);
        } catch (IOException e) {
            boolean isCancelled = e instanceof Cancelled;
            events.accept(new Event.StepEnded(isCancelled ? Event.Outcome.CANCELLED : Event.Outcome.FAILED));
            throw e;
        }
        events.accept(new Event.StepEnded(Event.Outcome.DONE));
        // from here on there is no way back, only forward
        try {
            Resumption.finish(image, home, journalName, marking, false, events, cancelled);
        } catch (Interruption e) {
            throw e;
        } catch (IOException e) {
            throw new Interruption("The changes could not be written: " + e.getMessage()
                    + " Resume them when this is put right.", e);
        }
    }

    /** Cuts the plan into batches; tests do it wrongly. */
    StepSink batcher(StepSink plan) {
        return new Batcher(plan, limits, this::sample);
    }

    private void prepare(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        Optional<CommitLog.Contents> found = Journal.peek(home, journalName);
        if (found.isPresent() && !found.get().hasEnded()) {
            throw new IOException("An interrupted commit of this image has to be resumed first.");
        }
        if (found.isPresent()) {
            image.removeMark();
        } else if (image.mark().isPresent()) {
            throw new IOException("The image is half changed by a commit whose journal lies elsewhere.");
        }
        Journal.remove(home, journalName);
        try {
            write(events, cancelled);
        } catch (Provision.NoRoom e) {
            limits = limits.tight();
            write(events, cancelled);
        }
    }

    /** Writes the journal up to its BEGIN; it leaves nothing behind if it fails. */
    private void write(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        OwnFolder own = Journal.create(home, journalName);
        try (Folder folder = own.folder()) {
            fill(folder, own.id(), events, cancelled);
        } catch (IOException e) {
            try {
                image.release();
                Journal.remove(home, journalName);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** C2: all that the commit needs is durable before BEGIN is. */
    private void fill(Folder folder, UUID id, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        byte[] text = script.getBytes(StandardCharsets.UTF_8);
        if (text.length > Begin.MAX_SCRIPT_LENGTH) {
            throw new IOException("These are too many operations for one commit; apply some of them first.");
        }
        try (StoredFile scriptFile = folder.createFile(Journal.SCRIPT);
                StoredFile planFile = folder.createFile(Journal.PLAN);
                StoredFile save = folder.createFile(Journal.SAVE);
                StoredFile bounce = folder.createFile(Journal.BOUNCE);
                StoredFile scratch = folder.adopt(Journal.SCRATCH, staged.scratch(), staged.scratchBytes());
                StoredFile log = folder.openFile(Journal.LOG)) {
            scriptFile.write(0, ByteBuffer.wrap(text));
            PlanWriter plan = new PlanWriter(planFile, id, staged.scratch());
            Tally tally = tally(plan);
            Planner planner = planner(cancelled, batcher(tally));
            planner.plan();
            long newSize = staged.size() == staged.base().size() ? image.size() : staged.size();
            Provision.requireSize(image, newSize);
            // the plan is on the disk already, and stands for what the file system needs for itself
            Provision provision = new Provision(around, home);
            provision.requireRoom(Provision.growth(image, tally, newSize),
                    planner.saved() + tally.bookkeeping());
            Provision.reserve(log, tally.logBytes());
            Provision.reserve(bounce, tally.bounceBytes());
            Provision.reserve(save, planner.saved());
            provision.reserveImage(image, tally, newSize);
            Fingerprint fingerprint = Fingerprint.of(new PlanReader(planFile, id, plan.blocks()),
                    plan.tableBatch(), Math.min(image.size(), newSize));
            readSources(new PlanReader(planFile, id, plan.blocks()), plan.bytes(), events, cancelled);
            for (StoredFile file : new StoredFile[] {scriptFile, planFile, scratch, save, bounce, log}) {
                file.sync();
            }
            folder.sync();
            home.sync();
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            Fingerprint.Hashes kept = fingerprint.hashes(image);
            Begin begin = new Begin(image.size(), newSize, plan.blocks(), plan.batches(), plan.tableBatch(),
                    plan.bytes(), text.length, scratch.size(), image.device(), image.inode(), plan.hash(),
                    Hash.begin().digest(text), kept.untilTables(), kept.always());
            new CommitLog(log, id, 0).begin(begin);
            // C11: not before BEGIN, since a marked image without a journal counts as lost
            mark(id, begin, fingerprint, new PlanReader(planFile, id, plan.blocks()));
        }
    }

    private void mark(UUID id, Begin begin, Fingerprint fingerprint, PlanReader plan) throws IOException {
        try {
            marking.begin(image, id, begin, fingerprint, plan, staged.scratch());
        } catch (IOException e) {
            try {
                marking.takeBack(image, id);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /**
     * Reads all that is to be moved: what cannot be read has to be known while there is a way back. What fits
     * in the host's memory is read from there when it is copied.
     */
    private void readSources(PlanReader plan, long bytes, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.max(1, Math.min(READ, bytes)));
        Gather sources = new Gather(buffer, image::read, (offset, read) -> {});
        long done = 0;
        for (Optional<PlanReader.Batch> batch = plan.next(); batch.isPresent(); batch = plan.next()) {
            if (cancelled.getAsBoolean()) {
                throw new Cancelled();
            }
            for (Step step : batch.get().steps()) {
                if (step.readsImage()) {
                    sources.add(step.source(), 0, step.length());
                }
            }
            sources.finish();
            done += batch.get().end().length();
            events.accept(new Event.Progress(done, bytes));
        }
    }

    private Tally tally(StepSink next) throws IOException {
        return new Tally(image, staged.sectorSize(), next);
    }

    private Planner planner(BooleanSupplier cancelled, StepSink sink) {
        return new Planner(staged, image, live, tables, punches, limits, cancelled, sink);
    }

    final ByteBuffer sample(Step step) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) step.length());
        image.read(step.source(), bytes);
        return bytes.flip();
    }
}
