package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;
import org.platter.image.change.ChangeRecords;
import org.platter.image.change.HalfChanged;
import org.platter.image.open.MapAhead;
import org.platter.stage.Workplace;

/** Finds commits that were interrupted, and finishes them. */
public final class Recovery {

    private Recovery() {}

    /**
     * Returns the commit that began on this image and did not end. Changes nothing.
     *
     * @throws UnusableJournal if there may be one, whose journal cannot be used; the image is not to be
     *     written then
     */
    public static Optional<Interrupted> find(DiskImage image) throws IOException {
        return find(Begun.find(image));
    }

    private static Optional<Interrupted> find(Begun found) throws IOException {
        try (Begun begun = found) {
            return begun.log().isEmpty() ? Optional.empty() : Optional.of(begun.interrupted());
        }
    }

    /**
     * Returns where the journal of the interrupted commit lies, if the image is not the one that it belongs
     * to, or was written to since: it cannot be resumed on this one.
     *
     * @throws UnusableJournal as {@link #find}
     */
    public static Optional<Path> foreignJournal(DiskImage image) throws IOException {
        try (Begun begun = Begun.find(image)) {
            return begun.log().isPresent() && Resumption.isOfAnother(DeviceFile.of(image), begun.home(),
                    begun.name()) ? Optional.of(begun.home().path(begun.name())) : Optional.empty();
        }
    }

    /**
     * Returns whether what is left of the interrupted commit reads or writes anything in a part of the image.
     *
     * @throws IOException if its plan cannot be read
     */
    public static boolean concerns(DiskImage image, ByteRange part) throws IOException {
        try (Begun begun = Begun.find(image)) {
            return begun.log().isPresent() && concerns(begun, begun.log().get(), part);
        }
    }

    private static boolean concerns(Begun begun, CommitLog.Contents log, ByteRange part) throws IOException {
        try (Journal journal = Journal.open(begun.home(), begun.name(), log)) {
            PlanReader plan = journal.plan();
            for (Optional<PlanReader.Batch> batch = plan.next(); batch.isPresent(); batch = plan.next()) {
                if (batch.get().number() >= log.batches() && batch.get().concerns(part)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Returns whether an image is too short because an interrupted commit found no room for what its tables
     * say already: each block that is missing is one that the rest of the commit writes.
     *
     * @throws IOException if the journal cannot be read
     */
    public static boolean accountsFor(HostFile image, MapAhead missing) throws IOException {
        try (Begun begun = Begun.find(image)) {
            return begun.log().isPresent() && accountsFor(begun, begun.log().get(), missing);
        }
    }

    private static boolean accountsFor(Begun begun, CommitLog.Contents log, MapAhead missing)
            throws IOException {
        RangeIndex written = new RangeIndex();
        try (Journal journal = Journal.open(begun.home(), begun.name(), log)) {
            PlanReader plan = journal.plan();
            for (Optional<PlanReader.Batch> batch = plan.next(); batch.isPresent(); batch = plan.next()) {
                if (batch.get().number() >= log.batches()) {
                    batch.get().steps().stream().filter(Step::writesImage).map(Step::targetRange)
                            .forEach(target -> written.add(new ByteRange(
                                    ByteSize.floor(target.start(), missing.block()),
                                    ByteSize.ceil(target.end(), missing.block()))));
                }
            }
        }
        for (ByteRange lost : missing.lost()) {
            if (!written.complementWithin(lost).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes what a commit left that never began or has ended (C12). Leaves alone one that is to be resumed,
     * and what somebody else made. Only for callers that hold the image's lock for writing.
     */
    public static void tidy(DiskImage image) throws IOException {
        // the log of what the image says to be half changed by is not empty, but damaged
        boolean isHalfChanged = !image.isRemote() && tidyMark(image.file());
        for (Workplace place : Workplace.all(image)) {
            if (place.isThere()) {
                try (Folder home = HostFolder.open(place)) {
                    Optional<CommitLog.Contents> log = Journal.peek(home, place.name());
                    if (log.isEmpty() ? !isHalfChanged : log.get().hasEnded()) {
                        Journal.remove(home, place.name());
                    }
                    OwnFolder.sweep(home, place.name());
                }
            }
        }
    }

    /**
     * Removes the mark of a commit that has ended, and the journal, which may lie beside another name;
     * returns whether the image is half changed.
     */
    private static boolean tidyMark(HostFile image) throws IOException {
        return tidyMarked(image.shownFile().orElse(image));
    }

    private static boolean tidyMarked(HostFile file) throws IOException {
        Optional<HalfChanged.Ended> ended = HalfChanged.ended(file);
        if (ended.isPresent()) {
            Path journal = ended.get().journal();
            marking(file, journal).end(new HostStoredFile(file), ended.get().id(), true);
            try (Folder home = HostFolder.of(file.folder(OpenFolder.parent(journal)), file.ownerUser())) {
                Journal.remove(home, OpenFolder.name(journal));
            }
        }
        return HalfChanged.of(file).isPresent();
    }

    /** Returns how an image is marked. */
    static Marking marking(DiskImage image, Path journal) throws IOException {
        if (image.isRemote()) {
            return new Marking(Path.of("/").resolve(image.path()), 0, 0, journal,
                    ChangeRecords.ofThisUser());
        }
        return marking(image.file().shownFile().orElse(image.file()), journal);
    }

    private static Marking marking(HostFile file, Path journal) throws IOException {
        return new Marking(file.realPath(), file.device(), file.inode(), journal,
                ChangeRecords.ofThisUser());
    }

    /**
     * Finishes the interrupted commit; may be killed and called again at any time. The image has to be opened
     * afresh afterwards.
     *
     * @throws Interruption if it stopped again; resumable as before
     * @throws IOException if the image is not the one that the journal belongs to, or the journal is damaged;
     *     nothing was written
     */
    public static void resume(DiskImage image, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        try (Begun begun = Begun.find(image)) {
            if (begun.log().isEmpty()) {
                throw new IOException(HalfChanged.of(image).map(HalfChanged::sentence).orElse(
                        "There is no interrupted commit of " + image.path() + "."));
            }
            begun.requireBeside(image);
            image.beginWriting();
            try (Folder around = InPlaceCommit.around(image)) {
                Resumption.resume(DeviceFile.of(image), around, begun.home(), begun.name(),
                        marking(image, begun.home().path(begun.name())), events, cancelled);
            }
        }
    }
}
