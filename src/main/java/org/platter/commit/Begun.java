package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;
import org.platter.image.change.HalfChanged;
import org.platter.image.nbd.NbdAddress;
import org.platter.stage.Workplace;

/**
 * The commit that began on an image and did not end, if there is one.
 *
 * @param folder the open folder that its journal lies in
 * @param name of the journal
 */
record Begun(Optional<HostFolder> folder, String name, Optional<CommitLog.Contents> log)
        implements Closeable {

    private static final Begun NONE = new Begun(Optional.empty(), "", Optional.empty());

    /**
     * The image says best where its journal is; where it says nothing, its name does.
     *
     * @throws UnusableJournal if there may be one, whose journal cannot be used
     */
    static Begun find(DiskImage image) throws IOException {
        return find(HalfChanged.of(image), image.path());
    }

    /** Finds it before the image can be opened, as {@link #find(DiskImage)}, but by no records. */
    static Begun find(Path image) throws IOException {
        if (NbdAddress.of(image).isPresent()) {
            return ofName(image);
        }
        try (HostFile file = HostFile.open(image, HostFile.Access.READ)) {
            return find(HalfChanged.of(file), image);
        }
    }

    private static Begun find(Optional<HalfChanged> half, Path image) throws IOException {
        if (half.isPresent() && half.get().kind() == HalfChanged.Kind.WAITING) {
            Path journal = half.get().journal();
            Begun found = at(HostFolder.open(journal.getParent(), half.get().owner()),
                    OpenFolder.name(journal));
            if (found.log.isPresent() && found.log.get().id().equals(half.get().id())) {
                return found;
            }
            found.close();
        }
        return ofName(image);
    }

    private static Begun ofName(Path image) throws IOException {
        Begun own = NONE;
        for (Workplace place : Workplace.all(image)) {
            own = own.log.isPresent() ? own : at(place);
        }
        List<Workplace> others = Workplace.others(image);
        if (others.isEmpty() || own.log.isPresent() && own.isOf(image)) {
            return own;
        }
        for (Workplace place : others) {
            Begun other = at(place);
            if (other.log.isPresent() && other.isOf(image)) {
                own.close();
                return other;
            }
            other.close();
        }
        return own; // which says that this is another disk, rather than that all is well
    }

    private static Begun at(Workplace place) throws IOException {
        if (!Files.isDirectory(place.folder())) {
            return NONE;
        }
        return at(HostFolder.open(place), place.name());
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

    /** @throws IOException if the journal lies beside another file than the one that was opened as the image */
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
    private boolean isOf(Path device) throws IOException {
        try (StoredFile bytes = new HostStoredFile(HostFile.open(device, HostFile.Access.READ))) {
            return Resumption.isOf(bytes, home(), name);
        }
    }

    @Override
    public void close() {
        folder.ifPresent(HostFolder::close);
    }
}
