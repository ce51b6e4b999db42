package org.platter.host;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platter.base.ControlCharacters;

/**
 * A file of lines that tell what Platter did, for the one who looks for the cause of a failure. Several
 * processes write to it side by side. A file that has grown to its limit is renamed, and the oldest one
 * removed. Where it cannot be written nothing is told of that, since the log is no part of any work.
 */
final class LogFile {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xx");
    private static final String NAME = "platter.log";

    private final Path folder;
    private final long limit;
    private final int kept;

    /**
     * @param folder is made, for this user alone, once there is a line to write
     * @param limit bytes of a file after which a new one is begun
     * @param kept files that are kept beside the one that is written
     */
    LogFile(Path folder, long limit, int kept) {
        this.folder = folder;
        this.limit = limit;
        this.kept = kept;
    }

    /** Writes a line, and the trace of a failure below it. */
    void write(Level level, String part, String text, @Nullable Throwable failure) {
        String line = String.join(" ", TIME.format(ZonedDateTime.now()),
                String.valueOf(ProcessHandle.current().pid()), level.getName(), part, text);
        StringBuilder lines = new StringBuilder(ControlCharacters.replaced(line)).append('\n');
        Optional.ofNullable(failure).map(LogFile::trace).ifPresent(lines::append);
        try {
            append(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return; // there is no home, or no room, and the work goes on all the same
        }
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return ControlCharacters.replacedInLines(trace.toString()).indent(4);
    }

    private void append(ByteBuffer lines) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        }
        Path file = folder.resolve(NAME);
        try (FileChannel channel = open(file)) {
            if (channel.size() + lines.remaining() <= limit || !tryRotate(channel, file)) {
                channel.write(lines);
                return;
            }
        }
        try (FileChannel channel = open(file)) {
            channel.write(lines);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Renames the full file, unless another process does that or has done it. */
    private boolean tryRotate(FileChannel full, Path file) throws IOException {
        try (FileLock lock = full.tryLock()) {
            if (lock == null || Files.size(file) < full.size()) {
                return false;
            }
            for (int number = kept; number > 0; number--) {
                Path older = number == 1 ? file : folder.resolve(NAME + "." + (number - 1));
                if (Files.exists(older, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(older, folder.resolve(NAME + "." + number),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return true;
        } catch (OverlappingFileLockException e) {
            return false; // another thread is at it
        }
    }
}
