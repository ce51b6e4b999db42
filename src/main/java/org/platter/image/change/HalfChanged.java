package org.platter.image.change;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.RangeSet;
import org.platter.base.RecoveryNeeded;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.FileStatus;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;

/**
 * An image of which a change was interrupted half way, or a copy of one. The mark on the file tells, whatever
 * its name is now; so does a journal beside it that has begun and not ended; and where neither is there, a
 * record of this user's by the bytes.
 *
 * @param image the name that it was asked for by
 * @param owner of the file: the journal may be that user's
 * @param original the image that was being changed
 * @param journal where the journal lies, or lay
 */
public record HalfChanged(Kind kind, UUID id, Path image, int owner, Path original, Path journal) {

    /** What can be done about it, the most first. */
    public enum Kind {
        /** The journal is there, to finish the change. */
        WAITING,
        /** A copy of what is half changed, whose journal is not for this one. */
        COPY,
        /** The journal is gone. */
        LOST,
        /** There is a mark that cannot be understood, of a later version perhaps. */
        UNKNOWN,
        /** A copy of what was half changed; the change has come to its end since, or its journal is gone. */
        LATE_COPY
    }

    private static final String SUFFIX = ".platter";
    private static final String LOG = "log";

    /** What lies in the place of a journal. */
    private enum Place { NOTHING, CLOSED, BEGUN, ENDED }

    /** Asks all that there is. */
    public static Optional<HalfChanged> of(DiskImage image) throws IOException {
        Optional<HalfChanged> marked = image.isRemote() ? Optional.empty() : of(image.file());
        return marked.isPresent() ? marked : recorded(image);
    }

    /** Asks the file alone: its mark, and for a journal beside it. */
    public static Optional<HalfChanged> of(HostFile file) throws IOException {
        if (!file.isBlockDevice()) {
            return of(file, file.path());
        }
        Optional<HostFile> shown = file.shownFile();
        return shown.isPresent() ? of(shown.get(), file.path()) : Optional.empty();
    }

    /** The journal of a change that has come to its end. */
    public record Ended(UUID id, Path journal) {}

    /** Returns what is left of the change of a marked file if that has ended: mark and journal can go. */
    public static Optional<Ended> ended(HostFile file) throws IOException {
        Optional<byte[]> found = new HostStoredFile(file).mark();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Mark mark;
        try {
            mark = Mark.decode(found.get());
        } catch (IOException e) {
            return Optional.empty(); // its maker can tell when it has ended
        }
        if (mark.inode() == file.inode()) {
            for (Path place : places(file, mark)) {
                if (look(file, place, mark.id()) == Place.ENDED) {
                    return Optional.of(new Ended(mark.id(), place));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<HalfChanged> of(HostFile file, Path name) throws IOException {
        Optional<byte[]> found = new HostStoredFile(file).mark();
        if (found.isEmpty()) {
            return besides(file, name);
        }
        Mark mark;
        try {
            mark = Mark.decode(found.get());
        } catch (IOException e) {
            return Optional.of(new HalfChanged(Kind.UNKNOWN, new UUID(0, 0), name, file.ownerUser(), name,
                    beside(file)));
        }
        return of(file, name, mark);
    }

    private static Optional<HalfChanged> besides(HostFile file, Path name) throws IOException {
        Path beside = beside(file);
        int owner = file.ownerUser();
        try {
            return log(Optional.of(file), beside).filter(log -> !log.hasEnded())
                    .map(log -> new HalfChanged(Kind.WAITING, log.id(), name, owner, file.path(), beside));
        } catch (IOException e) {
            return Optional.empty(); // what is damaged or another user's says nothing of the image
        }
    }

    private static Optional<HalfChanged> of(HostFile file, Path name, Mark mark) throws IOException {
        int owner = file.ownerUser();
        boolean isItself = mark.inode() == file.inode();
        List<Path> places = isItself ? places(file, mark) : List.of(beside(file));
        Optional<Path> closed = Optional.empty();
        boolean hasEnded = false;
        for (Path place : places) {
            Place state = look(file, place, mark.id());
            if (state == Place.BEGUN) {
                return Optional.of(new HalfChanged(Kind.WAITING, mark.id(), name, owner, mark.image(),
                        place));
            }
            hasEnded |= state == Place.ENDED;
            closed = state == Place.CLOSED && closed.isEmpty() ? Optional.of(place) : closed;
        }
        if (isItself) {
            return hasEnded ? Optional.empty() : Optional.of(new HalfChanged(
                    closed.isPresent() ? Kind.WAITING : Kind.LOST, mark.id(), name, owner, mark.image(),
                    closed.orElse(mark.journal())));
        }
        Place original = look(file, mark.journal(), mark.id());
        return Optional.of(new HalfChanged(original == Place.BEGUN || original == Place.CLOSED ? Kind.COPY
                : Kind.LATE_COPY, mark.id(), name, owner, mark.image(), mark.journal()));
    }

    /**
     * Where the journal of a marked file may be: where it was, or where it was moved together with the file.
     */
    private static List<Path> places(HostFile file, Mark mark) throws IOException {
        Path beside = beside(file);
        return List.of(mark.journal(), beside, beside.resolveSibling(mark.journal().getFileName()));
    }

    private static Path beside(HostFile file) throws IOException {
        Path real = file.realPath();
        return real.resolveSibling(real.getFileName() + SUFFIX);
    }

    private static Place look(HostFile file, Path journal, UUID id) {
        return look(Optional.of(file), journal, id);
    }

    /** @param file of the image, unless another machine serves it */
    private static Place look(Optional<HostFile> file, Path journal, UUID id) {
        try {
            Optional<JournalLog> log = log(file, journal);
            return log.isEmpty() || !log.get().id().equals(id) ? Place.NOTHING
                    : log.get().hasEnded() ? Place.ENDED : Place.BEGUN;
        } catch (IOException e) {
            return Place.CLOSED; // the recovery says why
        }
    }

    /**
     * Returns what the log of a journal says.
     *
     * @throws IOException if it cannot be read, or can be another user's, who has no business with the image
     */
    private static Optional<JournalLog> log(Optional<HostFile> file, Path journal) throws IOException {
        int owner = file.isPresent() ? file.get().ownerUser() : 0;
        Path parent = OpenFolder.parent(journal);
        OpenFolder found;
        try {
            found = file.isPresent() ? file.get().folder(parent) : OpenFolder.open(parent);
        } catch (HostFailure e) {
            return Optional.empty(); // there is no such folder
        }
        try (OpenFolder around = found) {
            return log(around, journal, owner);
        }
    }

    private static Optional<JournalLog> log(OpenFolder around, Path journal, int owner) throws IOException {
        if (!around.hasInner(OpenFolder.name(journal))) {
            return Optional.empty();
        }
        try (OpenFolder folder = around.inner(OpenFolder.name(journal))) {
            FileStatus status = folder.status();
            if (!around.isKeptFromOthers(owner) || !OpenFolder.isTrusted(status.user(), owner)
                    || status.isWritableByOthers()) {
                throw new IOException(journal + " can be written by others.");
            }
            if (!folder.has(LOG)) {
                return Optional.empty();
            }
            try (StoredFile log = new HostStoredFile(folder.openFile(LOG, Access.READ))) {
                return JournalLog.read(log);
            }
        }
    }

    /** Asks the records of this user: of several that tell something, the one of which most can be done. */
    public static Optional<HalfChanged> recorded(DiskImage image) throws IOException {
        return allRecorded(image).stream().min(Comparator.comparing(HalfChanged::kind));
    }

    private static List<HalfChanged> allRecorded(DiskImage image) throws IOException {
        List<HalfChanged> found = new ArrayList<>();
        Map<RangeSet, byte[]> hashes = new HashMap<>();
        for (ChangeRecord record : ChangeRecords.ofThisUser().all()) {
            tryRecorded(image, record, hashes).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<HalfChanged> tryRecorded(DiskImage image, ChangeRecord record,
            Map<RangeSet, byte[]> hashes) {
        try {
            return recorded(image, record, hashes);
        } catch (IOException e) {
            return Optional.empty(); // what cannot be read is told when it is needed
        }
    }

    private static Optional<HalfChanged> recorded(DiskImage image, ChangeRecord record,
            Map<RangeSet, byte[]> hashes) throws IOException {
        Mark mark = record.mark();
        boolean isSameFile = !image.isRemote() && image.file().inode() == mark.inode()
                && image.file().device() == mark.device();
        // a marked file that lost its mark has come to the end of the change, or was given up
        boolean isSpared = !image.isRemote()
                && record.spares(image.file().device(), image.file().inode());
        ChangeRecord.Disk disk = disk(image);
        if (record.isMarked() && isSameFile || isSpared || !record.isAsLarge(disk)) {
            return Optional.empty();
        }
        int owner = image.isRemote() ? 0 : image.file().ownerUser();
        Place place = look(image.isRemote() ? Optional.empty() : Optional.of(image.file()), mark.journal(),
                mark.id());
        boolean isWaiting = place == Place.BEGUN || !record.isPast() && place == Place.CLOSED;
        ChangeRecord.Finding finding = record.find(disk, isWaiting);
        // where files cannot be marked their numbers change with each mount; then the name has to tell
        boolean isItself = isSameFile || !image.isRemote()
                && image.file().at(mark.image()).orElse(!record.isMarked() && !record.isPast());
        Kind kind = switch (finding) {
            case WHOLE -> null;
            case HALF_CHANGED -> isWaiting ? Kind.COPY : isItself ? Kind.LOST : Kind.LATE_COPY;
        };
        if (isWaiting && (isSameFile || isItself && kind == Kind.COPY)) {
            kind = Kind.WAITING;
        }
        // last, since this reads most: the samples of nearly all other images tell nothing
        if (kind == null || !record.fits(disk, hashes)) {
            return Optional.empty();
        }
        return Optional.of(new HalfChanged(kind, mark.id(), image.path(), owner, mark.image(),
                mark.journal()));
    }

    private static ChangeRecord.Disk disk(DiskImage image) {
        Optional<StoredFile> plain = image.plainFile();
        return new ChangeRecord.Disk() {
            @Override
            public long size() throws IOException {
                return plain.isPresent() ? plain.get().size() : image.size();
            }

            @Override
            public void read(long offset, ByteBuffer into) throws IOException {
                if (plain.isPresent()) {
                    plain.get().read(offset, into); // also behind the last whole sector
                } else {
                    image.read(offset, into);
                }
            }
        };
    }

    /** Takes an image as it is, of which the change cannot be finished. */
    public void giveUp(DiskImage file) throws IOException {
        if (kind == Kind.WAITING || file.isRemote()) {
            throw new IllegalStateException("there is a journal that can finish it");
        }
        new HostStoredFile(file.file()).removeMark();
        for (HalfChanged found : allRecorded(file)) {
            ChangeRecords.ofThisUser().spare(found.id, file.file().device(), file.file().inode());
        }
    }

    /** @throws RecoveryNeeded if the image must not be used so */
    public void refuse() throws RecoveryNeeded {
        throw new RecoveryNeeded(sentence());
    }

    /** Says what is the matter and what to do. */
    public String sentence() {
        String giveUp = "; to take it as it is run “platter recover --give-up " + image + "”.";
        return switch (kind) {
            case WAITING -> RecoveryNeeded.sentence(image);
            case LOST ->
                image + " is half changed: a change of it was interrupted, and the journal that could "
                        + "finish the change is gone; it lay at " + journal + ". Put the journal back, or an "
                        + "older copy of the image in its place" + giveUp;
            case UNKNOWN -> image + " is marked as half changed in a way that this version of Platter does "
                    + "not understand. Use the version that changed it" + giveUp;
            case COPY -> image + " is a copy of " + original + " from while a change of that was half done. "
                    + "Finish the change (“platter recover " + original + "”; the journal is " + journal
                    + ") and copy the image again; if only the copy is left, give it the name of the "
                    + "original and recover that.";
            case LATE_COPY -> image + " is a copy of " + original + " from while a change of that was half "
                    + "done; its journal lay at " + journal + ". The copy itself cannot be finished: copy "
                    + "the image again" + giveUp;
        };
    }
}
