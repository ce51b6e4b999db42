package org.platter.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.OpenFolder;

/**
 * An image in the making, in the folder where it is to be and under another name: it gets its own by
 * {@link #finish}, or is deleted. A format of several files is made in a folder of its own there.
 */
public final class Unfinished implements Closeable {

    private final Path target;
    private final Path folder;
    private final boolean inFolder;
    private final boolean replace;
    private final Path path;
    private final List<Path> others = new ArrayList<>();
    private final Rights rights = new Rights();
    private boolean finished;

    private Unfinished(Path target, boolean inFolder, boolean replace) throws IOException {
        this.target = target;
        this.folder = target.getParent();
        this.inFolder = inFolder;
        this.replace = replace;
        String name = "." + target.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".part";
        this.path = folder.resolve(inFolder ? name + "/" + target.getFileName() : name);
        if (inFolder) {
            try (OpenFolder parent = OpenFolder.open(folder)) {
                parent.createInner(name).close();
            }
        }
    }

    /**
     * Begins an image that is to be called {@code target}.
     *
     * @param severalFiles whether its format may put other files beside it, named after it
     * @param replace whether a file of that name is replaced in the end
     * @throws Refusal if there is such a file already that is not to be, or must not be replaced
     * @throws IOException if there is no such folder, or nothing can be made in it
     */
    public static Unfinished of(Path target, boolean severalFiles, boolean replace)
            throws IOException, Refusal {
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.getFileName() == null || Files.isDirectory(absolute)) {
            throw new IOException(target + " is a directory, not a disk image.");
        }
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            requireReplaceable(absolute, replace);
        }
        if (!Files.isDirectory(absolute.getParent())) {
            throw new IOException("There is no folder " + absolute.getParent() + " for "
                    + target.getFileName() + ".");
        }
        return new Unfinished(absolute, severalFiles, replace);
    }

    private static void requireReplaceable(Path target, boolean replace) throws IOException, Refusal {
        if (!replace) {
            throw new Refusal(target + " is there already; take another name, or allow it to be replaced.");
        }
        if (!Files.isRegularFile(target)) {
            throw new Refusal(target + " is no file that could be replaced; take another name.");
        }
        try (HostFile old = HostFile.open(target, Access.READ)) {
            if (old.tryLock(true).isEmpty()) {
                throw new Refusal(target + " is in use by another program, a virtual machine or another "
                        + "Platter; close it there to replace it here.");
            }
        }
    }

    /** Lets nobody have it who may not have what it is made of. */
    public Unfinished as(Rights wanted) {
        rights.and(wanted);
        return this;
    }

    /** Where to make it; nothing is there yet. */
    public Path path() {
        return path;
    }

    /**
     * Takes note of another file that the image is to name, which is deleted with it.
     *
     * @throws Refusal if that is there already
     */
    public void with(Path other) throws Refusal {
        if (Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refusal(other + " is there already; name another file.");
        }
        others.add(other);
    }

    /** Makes it durable and gives it its name; no more and no less is then there. */
    public void finish() throws IOException {
        List<Path> files = new ArrayList<>(List.of(path));
        if (inFolder) {
            try (Stream<Path> made = Files.list(path.getParent())) {
                made.filter(file -> !file.equals(path)).sorted().forEach(file -> files.add(0, file));
            }
        }
        if (replace && Files.exists(target)) {
            rights.and(target);
        }
        for (Path file : Stream.concat(others.stream(), files.stream()).toList()) {
            try (OpenFolder in = OpenFolder.open(file.getParent());
                    HostFile made = in.openFile(OpenFolder.name(file), Access.WRITE)) {
                rights.give(made);
                made.sync();
            }
        }
        List<Path> placed = new ArrayList<>();
        try {
            for (Path file : files) { // the image itself last: who sees it sees all of it
                Path place = folder.resolve(file.equals(path) ? target.getFileName() : file.getFileName());
                place(file, place);
                placed.add(place);
            }
            HostFile.syncFolder(folder);
            finished = true;
        } finally {
            if (!finished && !replace) {
                for (Path place : placed) {
                    Files.deleteIfExists(place);
                }
            }
        }
    }

    private void place(Path file, Path place) throws IOException {
        if (replace) {
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try {
            Files.createLink(place, file); // unlike a move, this never replaces what came there meanwhile
        } catch (FileAlreadyExistsException e) {
            throw new IOException(place + " is there already; take another name, or allow it to be replaced.",
                    e);
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(file, place); // a file system without links
            return;
        }
        Files.delete(file);
    }

    /** Deletes what is not finished. */
    @Override
    public void close() throws IOException {
        Path top = inFolder ? path.getParent() : path;
        remove(top);
        if (!finished) {
            for (Path other : others) {
                remove(other);
            }
        }
        remove(top.resolveSibling(top.getFileName() + ".platter")); // the journal of work that was cancelled
    }

    private static void remove(Path top) throws IOException {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
