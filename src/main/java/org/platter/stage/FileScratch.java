package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;

/** A scratch in a file without a name, which is gone with its last use, also after a crash. */
final class FileScratch implements Scratch {

    private final HostFile file;

    private FileScratch(HostFile file) {
        this.file = file;
    }

    static FileScratch beside(DiskImage image) throws IOException {
        try (OpenFolder folder = Workplace.forNameless(image).open()) {
            return in(folder);
        } catch (IOException unwritable) {
            try (OpenFolder folder = OpenFolder.open(Path.of(System.getProperty("java.io.tmpdir")))) {
                return in(folder);
            } catch (IOException nowhere) {
                unwritable.addSuppressed(nowhere);
                throw unwritable;
            }
        }
    }

    static FileScratch in(OpenFolder folder) throws IOException {
        return new FileScratch(HostFile.createUnnamed(folder));
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        // the file ends where it was last written to; behind that are zeros, as in a hole
        long end = file.size();
        int there = (int) Math.max(0, Math.min(into.remaining(), end - offset));
        if (there > 0) {
            ByteBuffer part = into.slice(into.position(), there);
            file.read(offset, part);
            into.position(into.position() + there);
        }
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        try {
            file.write(offset, from);
        } catch (IOException e) {
            throw new IOException("What is staged cannot be kept in " + file.path() + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.of(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
