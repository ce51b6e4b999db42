package org.platter.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.Refusal;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Location;
import org.platter.host.OpenFolder;

/**
 * An image in the making, in the folder where it is to be and under another name: it gets its own by
 * {@link #finish}, or is deleted. One that stands alone is made in a folder of its own there, which only this
 * user can look into and which is used by its descriptor, whatever others rename.
 */
public final class Unfinished implements Closeable {

    private final OpenFolder folder;
    private final String name;
    private final String hidden;
    private final Optional<OpenFolder> own;
    private final boolean replace;
    private final List<String> others = new ArrayList<>();
    private final Rights rights = new Rights();
    private boolean finished;

    private Unfinished(OpenFolder folder, String name, boolean standsAlone, boolean replace)
            throws IOException {
        this.folder = folder;
        this.name = name;
        this.hidden = ".platter-" + UUID.randomUUID() + ".part";
        this.replace = replace;
        try {
            this.own = standsAlone ? Optional.of(folder.createInner(hidden)) : Optional.empty();
        } catch (HostFailure e) {
            throw new IOException("Cannot make anything in " + folder.path() + ": "
                    + (e.isNoPermission() ? "you have no permission to write there." : e.getMessage()), e);
        }
    }

    /**
     * Begins an image that is to be called {@code target}.
     *
     * @param standsAlone whether it names no file in the folder where it is to be but those that its format
     *     puts beside it, named after it
     * @param replace whether a file of that name is replaced in the end
     * @param isOffered whether the user can say that it is to be
     * @param sources what it is made of, none of which it can replace
     * @throws Refusal if there is such a file already that is not to be, or must not be replaced
     * @throws IOException if there is no such folder, or nothing can be made in it
     */
    public static Unfinished of(Path target, boolean standsAlone, boolean replace, boolean isOffered,
            List<HostFile> sources) throws IOException, Refusal {
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.getFileName() == null) {
            throw isFolder(target);
        }
        OpenFolder folder;
        try {
            folder = OpenFolder.open(OpenFolder.parent(absolute));
        } catch (HostFailure e) {
            throw e.isNotThere()
                    ? new IOException("There is no folder " + OpenFolder.parent(absolute) + " for "
                            + target.getFileName() + ".", e)
                    : e;
        }
        try {
            String name = OpenFolder.name(absolute);
            if (folder.has(name)) {
                if (!replace && !folder.hasInner(name)) {
                    throw new Refusal(target + (isOffered
                            ? " is there already; take another name, or add --replace."
                            : " is there already; take another name."));
                }
                requireReplaceable(target, folder, name, sources);
            }
            Unfinished begun = new Unfinished(folder, name, standsAlone, replace);
            begun.takeAccountOfReplaced();
            return begun;
        } catch (IOException | Refusal e) {
            folder.close();
            throw e;
        }
    }

    private static void requireReplaceable(Path target, OpenFolder folder, String name,
            List<HostFile> sources) throws IOException, Refusal {
        Optional<Location> found = locate(folder, name);
        try {
            if (found.isPresent() && found.get().status().isFolder()) {
                throw isFolder(target);
            }
            if (found.isPresent() && sources.stream().anyMatch(found.get()::isOf)) {
                throw new Refusal(target + " is the image that is to be copied; give the new one another "
                        + "name.");
            }
            if (found.isEmpty() || !found.get().status().isRegular()) {
                throw new Refusal(target + " is no file that could be replaced; take another name.");
            }
            try (HostFile old = HostFile.open(found.get(), Access.READ)) {
                if (old.tryLock(true).isEmpty()) {
                    throw new Refusal(target + " is in use by another program, a virtual machine or another "
                            + "Platter; close it there to replace it here.");
                }
            }
        } finally {
            found.ifPresent(Location::close);
        }
    }

    private static Optional<Location> locate(OpenFolder folder, String name) throws IOException {
        try {
            return Optional.of(Location.in(folder, name));
        } catch (HostFailure e) {
            return Optional.empty(); // a link that leads nowhere
        }
    }

    private static IOException isFolder(Path target) {
        return new IOException(target + " is a directory, not a disk image.");
    }

    /** Lets nobody have it who may not have what it is made of. */
    public Unfinished as(Rights wanted) {
        rights.and(wanted);
        return this;
    }

    private void takeAccountOfReplaced() throws IOException {
        if (replace) {
            folder.status(name).ifPresent(rights::and);
        }
    }

    /** Where to make it, in a folder that is open; nothing is there yet. */
    public Path path() {
        return own.isPresent() ? own.get().stablePath(name) : folder.stablePath(hidden);
    }

    /**
     * Returns where a file lies that the image is to name, from the folder where the image is to be.
     *
     * @throws Refusal if the image is to replace that file
     */
    public Location locate(Path named) throws IOException, Refusal {
        Location location = HostFile.locate(named, folder);
        if (folder.status(name).filter(location.status()::isSameFile).isPresent()) {
            location.close();
            throw new Refusal("An image cannot be based on itself; give the new one another name.");
        }
        return location;
    }

    /**
     * Takes note of another file that the image is to name, which is deleted with it.
     *
     * @param other the name of a file in the same folder
     * @throws Refusal if that is there already
     */
    public void with(String other) throws IOException, Refusal {
        if (other.contains("/")) {
            throw new Refusal(
                    other + " is no name of a file in the folder of the image; write the name alone.");
        }
        if (folder.has(other)) {
            throw new Refusal(folder.path(other) + " is there already; name another file.");
        }
        others.add(other);
    }

    /** Makes the image's file, empty, for those who may have the image: before anything is in it. */
    HostFile create() throws IOException {
        return own.isPresent() ? create(own.get(), name) : create(folder, hidden);
    }

    /** Makes a file that the image names, as {@link #create} does. */
    HostFile create(String other) throws IOException {
        return create(folder, other);
    }

    private HostFile create(OpenFolder where, String file) throws IOException {
        if (where.has(file)) {
            throw new IOException(where.path(file) + " is there already; name another file.");
        }
        HostFile made = where.createFile(file);
        try {
            rights.give(made);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** Gives what a program has made beside the image to those who may have the image. */
    void giveOthers() throws IOException {
        if (own.isPresent()) {
            for (String file : own.get().names()) {
                try (HostFile made = own.get().openFile(file, Access.WRITE)) {
                    rights.give(made);
                }
            }
        }
    }

    /**
     * Makes it durable and gives it its name; no more and no less is then there. Returns where the image
     * lies, to be closed by the caller.
     */
    public Location finish() throws IOException {
        OpenFolder from = own.orElse(folder);
        List<String> files = new ArrayList<>(List.of(own.isPresent() ? name : hidden));
        if (own.isPresent()) {
            own.get().names().stream().filter(file -> !file.equals(name)).sorted()
                    .forEach(file -> files.add(0, file));
        }
        takeAccountOfReplaced(); // of which others may have been shut out meanwhile
        for (String file : others) {
            complete(folder, file);
        }
        for (String file : files) {
            complete(from, file);
        }
        List<String> placed = new ArrayList<>();
        try {
            for (String file : files) { // the image itself last: who sees it sees all of it
                String place = file.equals(hidden) ? name : file;
                place(from, file, place);
                placed.add(place);
            }
            folder.sync();
            finished = true;
            return Location.in(folder, name);
        } finally {
            if (!finished && !replace) {
                for (String place : placed) {
                    folder.delete(place);
                }
            }
        }
    }

    private void complete(OpenFolder where, String name) throws IOException {
        try (HostFile file = where.openFile(name, Access.WRITE)) {
            rights.give(file);
            file.sync();
        }
    }

    private void place(OpenFolder from, String file, String place) throws IOException {
        if (replace) {
            from.rename(file, folder, place);
            return;
        }
        try {
            from.renameToNew(file, folder, place);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(folder.path(place) + " is there already; take another name, or allow it to "
                    + "be replaced.", e);
        }
    }

    /** Deletes what is not finished. */
    @Override
    public void close() throws IOException {
        try (folder) {
            if (own.isPresent()) {
                empty(own.get());
                folder.removeInner(hidden);
            } else {
                folder.delete(hidden);
                // the journal of work that was cancelled
                Optional<OpenFolder> journal = folder.tryInner(hidden + ".platter");
                if (journal.isPresent()) {
                    empty(journal.get());
                    folder.removeInner(hidden + ".platter");
                }
            }
            if (!finished) {
                for (String other : others) {
                    folder.delete(other);
                }
            }
        }
    }

    /** Closes a folder that was made here, and deletes what is in it: files, and the journals of such. */
    private static void empty(OpenFolder made) throws IOException {
        try (made) {
            for (String file : made.names()) {
                if (made.status(file).isPresent() && made.status(file).get().isFolder()) {
                    empty(made.inner(file));
                    made.removeInner(file);
                } else {
                    made.delete(file);
                }
            }
        }
    }
}
