package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that mean harm do none: one sentence, soon, in little memory. */
class HostileTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 250);
    private static final Path NAME = Path.of("disk.qcow2");

    @TempDir
    Path folder;

    @Test
    void hostileImagesAreRefusedSoonAndInLittleMemory() throws IOException {
        Map<Path, String> expected = HostileImages.write(folder);
        String output = Qemu.run(Path.of(System.getProperty("java.home"), "bin", "java"), "-Xmx64m", "-cp",
                System.getProperty("java.class.path"), Visit.class.getName(), List.copyOf(expected.keySet()));
        Map<Path, String[]> said = new HashMap<>();
        for (String line : output.split("\n")) {
            String[] fields = line.split("\t", -1);
            assertEquals(3, fields.length, output);
            said.put(Path.of(fields[0]), fields);
        }
        assertEquals(expected.keySet(), said.keySet());
        expected.forEach((path, message) -> {
            String[] fields = said.get(path);
            assertTrue(fields[2].contains(message), () -> String.join(" ", fields));
            assertTrue(message.isEmpty() || !fields[2].contains("Exception"), fields[2]);
            assertTrue(Long.parseLong(fields[1]) < 10_000, () -> String.join(" ", fields));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster_size=512", "cluster_size=512,compat=0.10"})
    void anImageCutOffAnywhereReadsWhatItHasOrFails(String options) throws IOException {
        Path path = image(options, 100_000, "write -P 1 0 3000", "write -c -P 7 8192 512",
                "write -z 4096 2048", "write -P 3 30000 9000", "write -c -P 8 10240 512");
        byte[] whole = Files.readAllBytes(path);
        byte[] expected = read(whole);
        int failed = 0;
        for (int length = 0; length < whole.length; length += 101) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertArrayEquals(expected, read(cut), "cut at " + length);
            } catch (IOException e) {
                failed++;
                assertTrue(e.getMessage().startsWith(NAME.toString()), e.getMessage());
            }
        }
        assertTrue(failed > whole.length / 101 * 9 / 10, "only " + failed + " were found to be cut off");
    }

    private static byte[] read(byte[] file) throws IOException {
        try (Qcow2Image image = Qcow2Image.open(new MemoryFile(file), NAME, false, OptionalInt.of(512),
                Optional.empty(), Optional.empty())) {
            return image.read(0, (int) image.size()).array();
        }
    }

    @ParameterizedTest
    @CsvSource({"'cluster_size=512',1", "'cluster_size=512,compat=0.10',2", "'cluster_size=4K',3",
        "'cluster_size=16K,extended_l2=on',4", "'cluster_size=4K,compression_type=zstd',5",
        "'cluster_size=512,refcount_bits=1',6", "'cluster_size=512,refcount_bits=64',7"})
    void anImageWithFlippedBytesIsReadInBoundsOrFails(String options, long seed) throws IOException {
        Path path = image(options, 1 << 20, "write -P 1 0 3000", "write -c -P 7 32k 16k",
                "write -z 65536 16k", "write -P 3 90000 9000");
        if (!options.contains("refcount_bits=1")) {
            Qemu.run("qemu-img", "snapshot", "-c", "one", path);
        }
        if (!options.contains("0.10")) {
            Qemu.run("qemu-img", "bitmap", "--add", path, "bitmap");
        }
        byte[] whole = Files.readAllBytes(path);
        int[] interesting = interesting(whole);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] broken = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = interesting[random.nextInt(interesting.length)] + random.nextInt(8);
                broken[Math.min(at, broken.length - 1)] = (byte) switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> 255;
                    case 2 -> broken[Math.min(at, broken.length - 1)] ^ 1 << random.nextInt(8);
                    default -> random.nextInt();
                };
            }
            List<String> messages = new ArrayList<>();
            try {
                Visit.visit(new MemoryFile(broken), NAME, messages);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
            for (String message : messages) {
                assertTrue(message != null && !message.contains("Exception") && message.length() < 400,
                        "seed " + seed + ", round " + round + ": " + message);
            }
        }
    }

    /** Where words are that are not zero: most of them are metadata, since the data is alike. */
    private static int[] interesting(byte[] image) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at + 8 < image.length; at += 8) {
            boolean same = true;
            for (int i = 1; i < 8; i++) {
                same &= image[at + i] == image[at];
            }
            if (!same || at < 112) {
                found.add(at);
            }
        }
        return found.stream().mapToInt(at -> at).toArray();
    }

    private Path image(String options, long size, String... commands) {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, options, size);
        Qemu.tryIo(path, List.of(commands));
        return path;
    }
}
