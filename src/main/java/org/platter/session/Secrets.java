package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.platter.host.PrivateFolder;

/**
 * Passphrases of operations that are pending, each in a file that only this user may read, in the folder of
 * the user's login, which is in memory. What a crash leaves there is removed at the next start.
 */
public final class Secrets implements Closeable {

    private static final Set<Secrets> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Secrets::close),
                "end of secrets"));
    }

    private Optional<PrivateFolder> folder = Optional.empty();
    private int count;

    /**
     * Keeps a passphrase, and returns the file that it is in.
     *
     * @throws IOException if it cannot be written, in a sentence
     */
    public synchronized Path keep(String passphrase) throws IOException {
        try {
            if (folder.isEmpty()) {
                folder = Optional.of(PrivateFolder.in(PrivateFolder.base()));
                OPEN.add(this);
            }
            Path file = folder.get().path().resolve("passphrase-" + ++count);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
            Files.write(file, passphrase.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
            return file;
        } catch (IOException e) {
            throw new IOException("The passphrase cannot be kept until it is needed: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Returns whether a file is one of these. */
    public synchronized boolean has(String file) {
        return folder.filter(kept -> file.startsWith(kept.path() + "/")).isPresent();
    }

    /** Deletes the files. */
    @Override
    public synchronized void close() {
        folder.ifPresent(PrivateFolder::close);
        folder = Optional.empty();
        OPEN.remove(this);
    }
}
