package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.platter.host.MemoryFile;

/**
 * Passphrases of operations that are pending, each in a file that is in memory only, and that ends with this
 * process at the latest.
 */
public final class Secrets implements Closeable {

    private final Map<String, MemoryFile> files = new HashMap<>();

    /**
     * Keeps a passphrase, and returns the file that it is in.
     *
     * @throws IOException if there is no memory for it, in a sentence
     */
    public synchronized Path keep(String passphrase) throws IOException {
        MemoryFile file = MemoryFile.of("passphrase", passphrase.getBytes(StandardCharsets.UTF_8));
        files.put(file.path().toString(), file);
        return file.path();
    }

    /** Returns whether a file is one of these. */
    public synchronized boolean has(String file) {
        return files.containsKey(file);
    }

    /** Deletes the files. */
    @Override
    public synchronized void close() {
        files.values().forEach(MemoryFile::close);
        files.clear();
    }
}
