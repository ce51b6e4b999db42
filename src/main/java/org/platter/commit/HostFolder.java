package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.Accounts;
import org.platter.host.FileStatus;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.stage.Scratch;
import org.platter.stage.Workplace;

/** A folder of the machine, and what in it may be taken for the work of those who own the image (C10). */
final class HostFolder implements Folder {

    private static final int BUFFER = 4 << 20;

    private final OpenFolder folder;
    private final int owner;
    private final Optional<String> image;

    private HostFolder(OpenFolder folder, int owner, Optional<String> image) {
        this.folder = folder;
        this.owner = owner;
        this.image = image;
    }

    /**
     * Takes over an open folder.
     *
     * @param owner the user whose work in it is trusted, besides root's and that of the user who runs this
     */
    static HostFolder of(OpenFolder folder, int owner) {
        return new HostFolder(folder, owner, Optional.empty());
    }

    /** Opens the folder of a workplace; the owner of the image beside it is trusted. */
    static HostFolder open(Workplace place) throws IOException {
        OpenFolder folder = place.open();
        try {
            return new HostFolder(folder, place.owner(folder), place.image());
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** @throws IOException if the image beside which this is is not that open file */
    void requireImage(HostFile file) throws IOException {
        if (image.isPresent() && folder.status(image.get()).filter(status -> status.device() == file.device()
                && status.inode() == file.inode()).isEmpty()) {
            throw new IOException(file.path() + " was replaced while it was being opened.");
        }
    }

    @Override
    public HostFolder createInner(String name) throws IOException {
        return new HostFolder(folder.createInner(name), owner, Optional.empty());
    }

    @Override
    public Optional<Folder> tryInner(String name) throws IOException {
        Optional<FileStatus> there = folder.status(name);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        if (!there.get().isFolder()) {
            throw untrusted(name, "is " + there.get().kind() + ", not the journal of a change");
        }
        if (!folder.isKeptFromOthers(owner)) {
            throw untrusted(name, "lies in a folder where other users can rename and replace what they did "
                    + "not make");
        }
        OpenFolder inner = folder.inner(name);
        try {
            FileStatus status = inner.status();
            requireOwn(path(name), status.user(), status.isWritableByOthers());
            inner.has(Journal.LOG);
            return Optional.of(new HostFolder(inner, owner, Optional.empty()));
        } catch (HostFailure e) {
            inner.close();
            throw e.isNoPermission() ? new UntrustedJournal(path(name), "belongs to "
                    + Accounts.name(there.get().user()) + ", who alone can look into it",
                    "that user, or "
                            + "root, can look whether it is to be resumed")
                    : e;
        } catch (IOException e) {
            inner.close();
            throw e;
        }
    }

    private void requireOwn(Path path, int user, boolean isWritableByOthers) throws UntrustedJournal {
        if (!OpenFolder.isTrusted(user, owner)) {
            throw new UntrustedJournal(path, "belongs to " + Accounts.name(user)
                    + ", who neither owns the image nor runs Platter");
        }
        if (isWritableByOthers) {
            throw new UntrustedJournal(path, "can be written by other users");
        }
    }

    private UntrustedJournal untrusted(String name, String why) {
        return new UntrustedJournal(path(name), why);
    }

    @Override
    public void removeInner(String name) throws IOException {
        folder.removeInner(name);
    }

    @Override
    public List<String> names() throws IOException {
        return folder.names();
    }

    @Override
    public boolean has(String name) throws IOException {
        return folder.has(name);
    }

    @Override
    public Path path(String name) {
        return folder.path(name);
    }

    /** Returns the path of a name in it that leads nowhere else as long as this is open. */
    Path stablePath(String name) {
        return folder.stablePath(name);
    }

    @Override
    public StoredFile createFile(String name) throws IOException {
        return new HostStoredFile(folder.createFile(name));
    }

    @Override
    public StoredFile openFile(String name) throws IOException {
        return new HostStoredFile(open(name, HostFile.Access.WRITE));
    }

    @Override
    public StoredFile openFileToRead(String name) throws IOException {
        return new HostStoredFile(open(name, HostFile.Access.READ));
    }

    private HostFile open(String name, HostFile.Access access) throws IOException {
        Optional<FileStatus> there = folder.status(name);
        if (there.isPresent() && !there.get().isRegular()) {
            throw untrusted(name, "is " + there.get().kind() + ", not a file of a journal");
        }
        if (there.isPresent() && there.get().links() != 1) {
            throw untrusted(name, "has another name elsewhere, by which others may write to it");
        }
        HostFile file = folder.openFile(name, access);
        try {
            requireOwn(path(name), file.ownerUser(), (file.mode() & 022) != 0);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public StoredFile adopt(String name, Scratch scratch, long length) throws IOException {
        Optional<HostFile> source = scratch.file();
        if (source.isPresent() && folder.tryLink(source.get(), name)) {
            return openFile(name);
        }
        StoredFile file = createFile(name);
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(length, BUFFER));
            for (long at = 0; at < length; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
                scratch.read(at, buffer);
                file.write(at, buffer.flip());
            }
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            folder.renameToNew(from, folder, to);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + " is in the way of the journal of this change; look at what "
                    + "it is and whose, and move it away.", e);
        }
    }

    @Override
    public void replace(String from, Folder target, String to) throws IOException {
        folder.rename(from, ((HostFolder) target).folder, to);
    }

    @Override
    public void sync() throws IOException {
        folder.sync();
    }

    @Override
    public long usableBytes() throws IOException {
        return folder.usableBytes();
    }

    @Override
    public boolean sharesSpaceWith(Folder other) throws IOException {
        return other instanceof HostFolder host && folder.status().device() == host.folder.status().device();
    }

    @Override
    public void close() {
        folder.close();
    }
}
