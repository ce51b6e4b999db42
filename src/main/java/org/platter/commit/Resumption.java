package org.platter.commit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.block.StoredFile;

/** Finishes what a journal says, above whatever keeps the files. */
final class Resumption {

    /** What data is told in, at least; a sector more or less makes no difference to the room. */
    private static final int SECTOR = 512;

    private Resumption() {}

    /** Checks that the image is the right one and the journal whole, and goes on where it stopped. */
    static void resume(StoredFile image, Folder around, Folder home, String journalName, Marking marking,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        CommitLog.Contents contents = Journal.peek(home, journalName)
                .orElseThrow(() -> new IOException("There is no interrupted commit to resume."));
        if (!contents.hasEnded()) {
            events.accept(new Event.StepStarted("Check the journal"));
            try (Journal journal = Journal.open(home, journalName, contents)) {
                check(image, journal, contents, events);
                new BatchRunner(image, journal, events, cancelled).checkContents(contents);
                provide(image, around, home, journal, contents);
            } catch (IOException e) {
                events.accept(new Event.StepEnded(Event.Outcome.FAILED));
                throw e instanceof JournalDamage damage ? damage.in(home.path(journalName)) : e;
            }
            events.accept(new Event.StepEnded(Event.Outcome.DONE));
        }
        finish(image, home, journalName, marking, true, events, cancelled);
    }

    /** C13: what is left of a commit needs room as its beginning did. */
    private static void provide(StoredFile image, Folder around, Folder home, Journal journal,
            CommitLog.Contents contents)
            throws IOException {
        Tally tally = new Tally(image, SECTOR, step -> {});
        PlanReader plan = journal.plan();
        for (Optional<PlanReader.Batch> next = plan.next(); next.isPresent(); next = plan.next()) {
            if (next.get().number() >= contents.batches()) {
                for (Step step : next.get().steps()) {
                    tally.accept(step);
                }
                tally.accept(next.get().end());
            }
        }
        try {
            Provision provision = new Provision(around, home);
            long size = contents.begin().newSize();
            provision.requireRoom(Provision.growth(image, tally, size), tally.logBytes());
            provision.reserveImage(image, tally, size);
        } catch (Provision.NoRoom e) {
            throw new Interruption("There is too little room to finish the interrupted change: "
                    + e.needs() + ". Make room, and resume it then.", e);
        }
    }

    /** Returns whether a disk has the bytes that a journal tells of, as far as it has come. */
    static boolean isOf(StoredFile disk, Folder home, String journalName) throws IOException {
        Optional<CommitLog.Contents> contents = Journal.peek(home, journalName);
        if (contents.isEmpty() || disk.size() != contents.get().begin().oldSize()) {
            return false;
        }
        try (Journal journal = Journal.open(home, journalName, contents.get())) {
            check(disk, journal, contents.get(), event -> {});
            return true;
        } catch (IOException e) {
            return false; // another disk, or a journal that is not whole: it is told when it is resumed
        }
    }

    /** Returns whether the journal of an interrupted commit is whole, and the image not the one of it. */
    static boolean isOfAnother(StoredFile image, Folder home, String journalName) throws IOException {
        CommitLog.Contents contents = Journal.peek(home, journalName).orElseThrow();
        try (Journal journal = Journal.open(home, journalName, contents)) {
            check(image, journal, contents, event -> {});
            return false;
        } catch (OtherImage e) {
            return true;
        } catch (IOException e) {
            return false; // what is damaged is told when it is resumed
        }
    }

    /**
     * Carries out what is left of the plan, and removes the mark and then the journal.
     *
     * @param isResumed whether the commit was interrupted before; else the image has its mark already
     */
    static void finish(StoredFile image, Folder home, String journalName, Marking marking, boolean isResumed,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        CommitLog.Contents contents = Journal.peek(home, journalName)
                .orElseThrow(() -> new IOException("The journal of the commit is gone."));
        if (!contents.hasEnded()) {
            if (isResumed) {
                marking.goOn(image, contents.id());
            }
            try (Journal journal = Journal.open(home, journalName, contents)) {
                new BatchRunner(image, journal, events, cancelled).run(contents);
            }
        }
        try {
            image.release();
            marking.end(image, contents.id(), isResumed); // C11: while the log still says that all is done
            Journal.remove(home, journalName);
        } catch (IOException e) {
            // the image is new and durable, and the log says so: what is left is abandoned
            events.accept(new Event.Note("The journal of the commit is left behind: " + e.getMessage()));
        }
    }

    private static void check(StoredFile image, Journal journal, CommitLog.Contents contents,
            Consumer<Event> events)
            throws IOException {
        journal.check();
        Begin begin = contents.begin();
        long size = image.size();
        boolean isCut = size == begin.newSize() && contents.batches() == begin.batches();
        // a crash may leave a grown file anywhere between
        boolean isGrown = begin.oldSize() <= size && size <= begin.newSize();
        if (size != begin.oldSize() && !isCut && !isGrown) {
            throw new OtherImage("This is not the image that the interrupted commit belongs to: it has "
                    + size + " bytes instead of " + begin.oldSize() + ".");
        }
        Fingerprint.of(journal.plan(), begin.tableBatch(), Math.min(begin.oldSize(), begin.newSize()))
                .check(image, contents);
        Fingerprint.checkSamples(journal.plan(), image, journal.save(), contents);
        if (image.device() != begin.device() || image.inode() != begin.inode()) {
            events.accept(new Event.Note("The image is another file than when the commit began, with the "
                    + "same bytes."));
        }
    }
}
