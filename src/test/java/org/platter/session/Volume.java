package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;

/** A file system in a file, made, filled, checked and read by its own programs. */
public enum Volume {
    EXT4 {
        @Override
        void make(Path file, String label, Path folder, long startSector) {
            Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-d", folder.toString(),
                    file.toString());
        }

        @Override
        void check(Path file) {
            Shell.run("e2fsck", "-fn", file.toString());
        }

        @Override
        void extract(Path file, Path into) {
            Shell.run("debugfs", "-R", "rdump / " + into, file.toString());
            delete(into.resolve("lost+found"));
        }
    },
    FAT32 {
        @Override
        void make(Path file, String label, Path folder, long startSector) {
            Shell.run("mkfs.fat", "-F", "32", "-h", String.valueOf(startSector), "-n", label,
                    file.toString());
            Shell.run("sh", "-c", "mcopy -s -i " + file + " " + folder + "/* ::/");
        }

        @Override
        void check(Path file) {
            Shell.run("fsck.fat", "-n", file.toString());
        }

        @Override
        void extract(Path file, Path into) {
            Shell.run("mcopy", "-s", "-n", "-i", file.toString(), "::/*", into.toString());
        }
    },
    NTFS {
        @Override
        void make(Path file, String label, Path folder, long startSector) {
            Shell.run("mkntfs", "-q", "-Q", "-F", "-s", "512", "-p", String.valueOf(startSector), "-H", "255",
                    "-S", "63", "-L", label, file.toString());
            for (String name : hashes(folder).keySet()) { // ntfscp makes no folders
                Shell.run("ntfscp", "-q", file.toString(), folder.resolve(name).toString(),
                        name.replace('/', '_'));
            }
        }

        @Override
        void check(Path file) {
            Shell.run("ntfsresize", "-i", "-f", file.toString());
            Shell.run("ntfsfix", "-n", file.toString());
        }

        @Override
        void extract(Path file, Path into) {
            String names = Shell.run("ntfsls", "-f", file.toString());
            for (String name : names.lines().filter(line -> line.matches("[a-z0-9_]+\\.bin")).toList()) {
                Shell.run("sh", "-c", "ntfscat -f " + file + " " + name + " > " + into.resolve(name));
            }
        }

        @Override
        Map<String, String> expected(Map<String, String> hashes) {
            Map<String, String> flat = new TreeMap<>();
            hashes.forEach((name, hash) -> flat.put(name.replace('/', '_'), hash));
            return flat;
        }
    };

    private static final int BLOCK = 4096;

    abstract void make(Path file, String label, Path folder, long startSector);

    /** Fails where the file system's own checker finds anything. */
    abstract void check(Path file);

    /** Copies all files out. */
    abstract void extract(Path file, Path into);

    /** Returns what {@link #extract} gives, of a folder with these files. */
    Map<String, String> expected(Map<String, String> hashes) {
        return hashes;
    }

    /** Fills a folder with files of many sizes, the same for the same seed. */
    static void fill(Path folder, long seed, int files, int largest) {
        Random random = new Random(seed);
        try {
            for (int i = 0; i < files; i++) {
                byte[] content = new byte[1 + random.nextInt(i % 7 == 0 ? largest : 20_000)];
                random.nextBytes(content);
                Path file = folder.resolve("d" + i % 5).resolve("f" + i + ".bin");
                Files.createDirectories(file.getParent());
                Files.write(file, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the SHA-256 of each file below a folder, by its path. */
    static Map<String, String> hashes(Path folder) {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString(), sha256(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hashes;
    }

    static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns a hash of the bytes of an image: holes are not read, and hash as zeros do.
     */
    static String imageHash(Path image) {
        try (HostFile file = HostFile.open(image, HostFile.Access.READ)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size = file.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
            byte[] zeros = new byte[BLOCK];
            byte[] block = new byte[BLOCK];
            ByteBuffer window = ByteBuffer.allocate(1 << 20);
            long at = 0;
            for (ByteRange data : file.data(new ByteRange(0, size))) {
                at = Math.max(at, data.start() / BLOCK * BLOCK);
                while (at < data.end()) {
                    window.clear().limit((int) Math.min(window.capacity(), size - at));
                    file.read(at, window);
                    window.flip();
                    for (; window.hasRemaining() && at < data.end(); at += BLOCK) {
                        int length = Math.min(BLOCK, window.remaining());
                        window.get(block, 0, length);
                        if (!Arrays.equals(block, 0, length, zeros, 0, length)) {
                            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(at).flip());
                            digest.update(block, 0, length);
                        }
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails unless the bytes at {@code offset} of the image are a sound file system with just these files.
     */
    void verify(Path image, long offset, long length, Map<String, String> hashes, Path work) {
        try {
            Path file = Files.createTempFile(work, "volume", ".raw");
            Shell.run("truncate", "-s", String.valueOf(length), file.toString());
            Shell.copy(image, offset, file, 0, length);
            check(file);
            Path folder = Files.createTempDirectory(work, "files");
            extract(file, folder);
            assertEquals(expected(hashes), hashes(folder));
            delete(folder);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
