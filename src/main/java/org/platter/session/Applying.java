package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.commit.Change;
import org.platter.commit.Commit;
import org.platter.host.PartitionClaim;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.operation.Draft;
import org.platter.stage.DiskProbe;
import org.platter.stage.Scratch;
import org.platter.stage.Sources;
import org.platter.stage.StagedDisk;
import org.platter.stage.Stager;
import org.platter.table.PartitionTables;
import org.platter.tool.ProgramRunner;

/**
 * The carrying out of a draft, once: it is staged and checked, and then made true or let go.
 *
 * @param claim keeps others from what is read and changed, from before the first look to the last write
 * @param snapshot the name under which the image keeps its state before, if any
 * @param overwritten what of the disk may be destroyed although it looks like something
 * @param deleted where partitions were that the user has deleted before
 * @param sources what operations name beside the disk
 */
record Applying(OpenImage image, PartitionClaim claim, Draft draft, Optional<String> snapshot,
        RangeSet overwritten, RangeSet deleted, Machine machine, Sources sources,
        Consumer<Event> events, BooleanSupplier cancelled) implements Closeable {

    /**
     * Stages and checks; the caller closes what is staged.
     *
     * @throws Refusal if that destroys more that looks like something than was foretold and allowed, or a
     *     file system is damaged and has to be checked first
     * @throws IOException if a step failed or was cancelled
     */
    StagedDisk stage() throws IOException, Refusal {
        StagedDisk staged = new StagedDisk(image.get(), Scratch.beside(image.get()));
        try {
            new Stager(staged, image.windows(), new ProgramRunner(machine.programs()), machine, sources,
                    events, cancelled).run(draft);
            Losses.require(Losses.of(image.get(), staged, draft, deleted), overwritten);
            return staged;
        } catch (IOException | Refusal | RuntimeException e) {
            try {
                staged.close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** @throws IOException if what is staged could not be made true */
    void requireCommittable(StagedDisk staged) throws IOException {
        Commit.choose(change(staged)).estimate();
    }

    /**
     * Makes true what is staged; the image has to be opened afresh then.
     *
     * @throws org.platter.commit.Interruption if it stopped half way
     * @throws IOException if it failed before anything was written
     */
    void commit(StagedDisk staged) throws IOException {
        events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
        image.get().fillLastSector();
        Commit commit = Commit.choose(change(staged));
        try {
            commit.run(events, cancelled);
        } finally {
            claim.close(); // the kernel forgets no partition that anybody holds
        }
    }

    @Override
    public void close() {
        claim.close();
    }

    private Change change(StagedDisk staged) throws IOException {
        Layout last = DiskProbe.read(staged, Choices.like(draft.last()));
        return new Change(image.get(), staged, Stager.live(staged, last), PartitionTables.regions(last),
                String.join("\n", draft.lines()), snapshot);
    }
}
