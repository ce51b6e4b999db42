package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;
import org.platter.image.change.HalfChanged;
import org.platter.stage.Workplace;

/**
 * The commit that began on an image and did not end, if there is one.
 *
 * @param folder the open folder that its journal lies in
 * @param name of the journal
 */
record Begun(Optional<HostFolder> folder, String name, Optional<CommitLog.Contents> log)
        implements
            Closeable {

    private static final Begun NONE = new Begun(Optional.empty(), "", Optional.empty());

    /**
     * The image says best where its journal is; where it says nothing, its name does.
     *
     * @throws UnusableJournal if there may be one, whose journal cannot be used
     */
    static Begun find(DiskImage image) throws IOException {
        Optional<HalfChanged> half = HalfChanged.of(image);
        return image.isRemote() ? find(half, Optional.empty(), Workplace.all(image))
                : find(half, Optional.of(image.file()), Workplace.all(image));
    }

    /** Finds it before the image can be opened, as {@link #find(DiskImage)}, but by no records. */
    static Begun find(HostFile file) throws IOException {
        return find(HalfChanged.of(file), Optional.of(file), Workplace.all(file));
    }

    private static Begun find(Optional<HalfChanged> half, Optional<HostFile> file, List<Workplace> places)
            throws IOException {
        if (half.isPresent() && half.get().kind() == HalfChanged.Kind.WAITING) {
            Path journal = half.get().journal();
            OpenFolder folder = file.isPresent() ? file.get().folder(OpenFolder.parent(journal))
                    : OpenFolder.open(OpenFolder.parent(journal));
            Begun found = at(HostFolder.of(folder, half.get().owner()), OpenFolder.name(journal));
            if (found.log.isPresent() && found.log.get().id().equals(half.get().id())) {
                return found;
            }
            found.close();
        }
        Begun own = NONE;
        for (Workplace place : places) {
            own = own.log.isPresent() ? own : at(place);
        }
        return file.isPresent() ? orOfAnotherNode(own, file.get()) : own;
    }

    private static Begun orOfAnotherNode(Begun own, HostFile file) throws IOException {
        List<Workplace> others = Workplace.others(file);
        if (others.isEmpty() || own.log.isPresent() && own.isOf(file)) {
            return own;
        }
        for (Workplace place : others) {
            Begun other = at(place);
            if (other.log.isPresent() && other.isOf(file)) {
                own.close();
                return other;
            }
            other.close();
        }
        return own; // which says that this is another disk, rather than that all is well
    }

    private static Begun at(Workplace place) throws IOException {
        return place.isThere() ? at(HostFolder.open(place), place.name()) : NONE;
    }

    private static Begun at(HostFolder home, String name) throws IOException {
        try {
            Optional<CommitLog.Contents> log = Journal.peek(home, name);
            if (log.isPresent() && !log.get().hasEnded()) {
                return new Begun(Optional.of(home), name, log);
            }
        } catch (IOException e) {
            home.close();
            throw e;
        }
        home.close();
        return NONE;
    }

    HostFolder home() {
        return folder.orElseThrow();
    }

    /**
     * @throws IOException if the journal lies beside another file than the one that was opened as the image
     */
    void requireBeside(DiskImage image) throws IOException {
        if (!image.isRemote() && !image.file().isBlockDevice()) {
            home().requireImage(image.file());
        }
    }

    Interrupted interrupted() throws IOException {
        CommitLog.Contents found = log.orElseThrow();
        try (Journal journal = Journal.open(home(), name, found)) {
            journal.check();
        } catch (JournalDamage e) {
            throw e.in(home().path(name));
        }
        return new Interrupted(Journal.script(home(), name, found.begin()), found.bytes(),
                found.begin().bytes());
    }

    /** Whether a device that has no name of its own is, by its bytes, the one of the journal. */
    private boolean isOf(HostFile device) throws IOException {
        return Resumption.isOf(new HostStoredFile(device), home(), name);
    }

    @Override
    public void close() {
        folder.ifPresent(HostFolder::close);
    }
}
