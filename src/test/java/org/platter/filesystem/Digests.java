package org.platter.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Hashes of files, to compare what went into a file system with what comes out of it. */
public final class Digests {

    private Digests() {}

    public static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the hash of each file below the folder, by its path from there. */
    public static Map<String, String> ofFiles(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : files) {
            hashes.put(folder.relativize(file).toString(), of(Files.readAllBytes(file)));
        }
        return hashes;
    }
}
