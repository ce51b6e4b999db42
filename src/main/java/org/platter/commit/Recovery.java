package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.nbd.NbdAddress;
import org.platter.stage.Workplace;

/** Finds commits that were interrupted, and finishes them. */
public final class Recovery {

    private Recovery() {}

    /**
     * Returns the commit that began on this image and did not end. Changes nothing.
     *
     * @throws IOException if there is one that cannot be understood; the image is not to be written then
     */
    public static Optional<Interrupted> find(Path image) throws IOException {
        Optional<Workplace> place = begun(image);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Folder folder = new HostFolder(place.get().journal());
        CommitLog.Contents log = Journal.peek(folder).orElseThrow();
        return Optional.of(new Interrupted(Journal.script(folder, log.begin()), log.bytes(),
                log.begin().bytes()));
    }

    /**
     * Returns where the journal of the interrupted commit lies, if the image is not the one that it belongs
     * to, or was written to since: it cannot be resumed on this one.
     *
     * @throws IOException if the journal cannot be read
     */
    public static Optional<Path> foreignJournal(DiskImage image) throws IOException {
        Optional<Workplace> place = begun(image.path());
        return place.isPresent() && Resumption.isOfAnother(DeviceFile.of(image),
                new HostFolder(place.get().journal())) ? Optional.of(place.get().journal())
                : Optional.empty();
    }

    /**
     * Returns whether what is left of the interrupted commit reads or writes anything in a part of the image.
     *
     * @throws IOException if its plan cannot be read
     */
    public static boolean concerns(Path image, ByteRange part) throws IOException {
        Optional<Workplace> place = begun(image);
        if (place.isEmpty()) {
            return false;
        }
        Folder folder = new HostFolder(place.get().journal());
        CommitLog.Contents log = Journal.peek(folder).orElseThrow();
        try (Journal journal = Journal.open(folder, log)) {
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
     * Removes what a commit left that never began or has ended. Leaves alone one that is to be resumed. Only
     * for whoever holds the image's lock for writing.
     */
    public static void tidy(Path image) throws IOException {
        if (NbdAddress.of(image).isEmpty()) {
            Path real = image.toRealPath();
            RewriteCommit.remove(real.resolveSibling(real.getFileName() + FreshCopy.SUFFIX));
        }
        for (Workplace place : Workplace.all(image)) {
            Optional<CommitLog.Contents> log = Journal.peek(new HostFolder(place.journal()));
            if (log.isEmpty() || log.get().hasEnded()) {
                Journal.remove(new HostFolder(place.folder()), place.journal().getFileName().toString());
            }
        }
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
        Workplace place = begun(image.path())
                .orElseThrow(() -> new IOException("There is no interrupted commit of "
                        + image.path() + "."));
        Resumption.resume(DeviceFile.of(image), new HostFolder(place.folder()),
                place.journal().getFileName().toString(), events, cancelled);
    }

    private static Optional<Workplace> begun(Path image) throws IOException {
        Optional<Workplace> own = Optional.empty();
        for (Workplace place : Workplace.all(image)) {
            own = own.isEmpty() && hasBegun(place) ? Optional.of(place) : own;
        }
        List<Workplace> others = Workplace.others(image);
        if (others.isEmpty() || own.isPresent() && isOf(own.get(), image)) {
            return own;
        }
        for (Workplace place : others) {
            if (hasBegun(place) && isOf(place, image)) {
                return Optional.of(place);
            }
        }
        return own; // which says that this is another disk, rather than that all is well
    }

    private static boolean hasBegun(Workplace place) throws IOException {
        Optional<CommitLog.Contents> log = Journal.peek(new HostFolder(place.journal()));
        return log.isPresent() && !log.get().hasEnded();
    }

    /** Whether a device that has no name of its own is, by its bytes, the one of a journal. */
    private static boolean isOf(Workplace place, Path device) throws IOException {
        try (StoredFile bytes = new HostStoredFile(HostFile.open(device, HostFile.Access.READ))) {
            return Resumption.isOf(bytes, new HostFolder(place.journal()));
        }
    }
}
