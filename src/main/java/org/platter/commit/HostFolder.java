package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.stage.Scratch;

/** A folder of the machine. */
record HostFolder(Path path) implements Folder {

    private static final int BUFFER = 4 << 20;

    @Override
    public boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void create() throws IOException {
        // what it holds is part of a disk, which may hold secrets
        Files.createDirectory(path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Override
    public void remove() throws IOException {
        Files.delete(path);
    }

    @Override
    public Folder inner(String name) {
        return new HostFolder(path.resolve(name));
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public boolean has(String name) {
        return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public StoredFile createFile(String name) throws IOException {
        return new HostStoredFile(HostFile.create(path.resolve(name)));
    }

    @Override
    public StoredFile openFile(String name) throws IOException {
        return new HostStoredFile(HostFile.open(path.resolve(name), HostFile.Access.WRITE));
    }

    @Override
    public StoredFile openFileToRead(String name) throws IOException {
        return new HostStoredFile(HostFile.open(path.resolve(name), HostFile.Access.READ));
    }

    @Override
    public StoredFile adopt(String name, Scratch scratch, long length) throws IOException {
        Optional<HostFile> source = scratch.file();
        if (source.isPresent() && source.get().tryLink(path.resolve(name))) {
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
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void sync() throws IOException {
        HostFile.syncFolder(path);
    }

    @Override
    public long usableBytes() throws IOException {
        return path.toFile().getUsableSpace(); // a FileStore wants a mount point, which a chroot may not have
    }

    @Override
    public boolean sharesSpaceWith(Folder other) throws IOException {
        return other instanceof HostFolder folder
                && Files.getAttribute(path, "unix:dev").equals(Files.getAttribute(folder.path, "unix:dev"));
    }
}
