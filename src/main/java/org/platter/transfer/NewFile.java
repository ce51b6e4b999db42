package org.platter.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.CacheMode;
import org.platter.base.Refusal;
import org.platter.host.HostFile;

/**
 * A file that appears under its name when it is complete. Until then it has no name at all, where the file system
 * can do that, and is gone with the program that makes it.
 */
public final class NewFile implements Closeable {

    private static final int USUAL_MODE = 0666; // less the user's mask, as every program makes files

    private final Path name;
    private final boolean replace;
    private final HostFile file;
    private Optional<Path> temporary;

    private NewFile(Path name, boolean replace, HostFile file, Optional<Path> temporary) {
        this.name = name;
        this.replace = replace;
        this.file = file;
        this.temporary = temporary;
    }

    /**
     * Begins a file that is to be {@code name}.
     *
     * @param replace whether it takes the place of a file of that name
     * @throws Refusal if there is such a file and it is not to be replaced, or it is no file
     */
    public static NewFile begin(Path name, boolean replace, CacheMode cache) throws IOException, Refusal {
        checkFree(name, replace);
        Path target = Files.isSymbolicLink(name) ? name.toRealPath() : name;
        Path folder = target.toAbsolutePath().getParent();
        Optional<HostFile> unnamed = HostFile.tryCreateUnnamed(folder, cache, USUAL_MODE);
        if (unnamed.isPresent()) {
            return new NewFile(target, replace, unnamed.get(), Optional.empty());
        }
        Path temporary = beside(target);
        return new NewFile(target, replace, HostFile.create(temporary, cache, USUAL_MODE), Optional.of(temporary));
    }

    /** @throws Refusal if there is something of that name that may not be replaced */
    public static void checkFree(Path name, boolean replace) throws Refusal {
        if (Files.exists(name, LinkOption.NOFOLLOW_LINKS) && !replace) {
            throw new Refusal(name + " exists already; choose another name, or allow it to be replaced.");
        }
        if (Files.exists(name) && !Files.isRegularFile(name)) {
            throw new Refusal(name + " is no regular file; a new image cannot take its place.");
        }
    }

    /** The file, to be written; whoever closes it before {@link #publish} loses it. */
    public HostFile file() {
        return file;
    }

    /** Gives it its name, durably; what was written has to be synced before. */
    public void publish() throws IOException {
        Path folder = name.toAbsolutePath().getParent();
        if (temporary.isEmpty() && !(replace && Files.exists(name)) && file.tryLink(name)) {
            HostFile.syncFolder(folder);
            return;
        }
        if (temporary.isEmpty()) {
            Path beside = beside(name);
            if (!file.tryLink(beside)) {
                throw new IOException("The new file cannot be given the name " + name + ": the file system does not"
                        + " let a file without a name have one.");
            }
            temporary = Optional.of(beside);
        }
        if (replace) {
            Files.move(temporary.get(), name, StandardCopyOption.ATOMIC_MOVE);
        } else {
            moveWithoutReplacing(temporary.get(), name);
        }
        temporary = Optional.empty();
        HostFile.syncFolder(folder);
    }

    private static void moveWithoutReplacing(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            Files.delete(from);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(to + " has come into being meanwhile; it was left as it is.", e);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            Files.move(from, to); // a file system without links, such as FAT
        }
    }

    private static Path beside(Path name) {
        return name.resolveSibling("." + name.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8)
                + ".platter-new");
    }

    /** Closes the file; one that was not published is gone. */
    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            if (temporary.isPresent()) {
                Files.deleteIfExists(temporary.get());
            }
        }
    }
}
