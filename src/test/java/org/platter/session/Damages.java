package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.platter.base.Event;
import org.platter.base.Refusal;

/**
 * File systems with files in them that are damaged by seed, and what comes of them: no change that is not
 * told, no change of what is refused, and no write to what a checker finds sound.
 */
final class Damages {

    /** What is done to each. */
    static final List<String> LINES = List.of("check 1 mode=look", "move 1 start=+2MiB", "copy 1 start=60MiB",
            "label 1 text=NEW", "uuid 1 value=random", "resize 1 size=max", "check 1");

    private static final int START = 1 << 20;
    private static final int SIZE = 40 << 20;

    /** How often what came of it. */
    final Map<String, Integer> figures = new TreeMap<>();

    private final Path work;
    private final String type;
    private final Path sound;

    Damages(Path work, String type) throws IOException {
        this.work = work;
        this.type = type;
        sound = work.resolve(type);
        make();
    }

    private void make() throws IOException {
        Shell.run("truncate", "-s", String.valueOf(SIZE), sound.toString());
        String[] words = switch (type) {
            case "ext2", "ext3", "ext4" -> new String[] {"mke2fs", "-q", "-F", "-t", type};
            case "fat16", "fat32" -> new String[] {"mkfs.fat", "-F", type.substring(3), "-n", "OLD"};
            case "ntfs" -> new String[] {"mkntfs", "-Q", "-F"};
            default -> new String[] {"mkfs." + type};
        };
        List<String> command = new ArrayList<>(List.of(words));
        command.add(sound.toString());
        Shell.run(command.toArray(String[]::new));
        Random random = new Random(11);
        for (int i = 0; i < 12; i++) {
            byte[] bytes = new byte[1 << random.nextInt(18)];
            random.nextBytes(bytes);
            Path file = Files.write(work.resolve("content"), bytes);
            if (type.startsWith("ext")) {
                Shell.run("debugfs", "-w", "-R", "write " + file + " file" + i, sound.toString());
            } else if (type.startsWith("fat")) {
                Shell.run("mcopy", "-i", sound.toString(), file.toString(), "::FILE" + i);
            } else if (type.equals("ntfs")) {
                Shell.run("ntfscp", "-q", "-f", sound.toString(), file.toString(), "file" + i);
            }
        }
    }

    /** Runs each of {@code lines} on the file system that this seed damages. */
    void run(long seed, List<String> lines) throws IOException {
        Path damaged = work.resolve("damaged");
        Files.copy(sound, damaged, StandardCopyOption.REPLACE_EXISTING);
        damage(damaged, new Random(seed));
        Path image = work.resolve("disk.raw");
        for (String line : lines) {
            Files.deleteIfExists(image);
            Shell.run("truncate", "-s", "110M", image.toString());
            Shell.feed("label: dos\nlabel-id: 0x12345678\nstart=2048, size=81920, type=83\n", "sfdisk", "-q",
                    image.toString());
            Shell.run("dd", "if=" + damaged, "of=" + image, "bs=1M", "seek=1", "conv=notrunc,sparse",
                    "status=none");
            figures.merge(judge(image, damaged, line, type + ", seed " + seed + ", " + line), 1, Integer::sum);
        }
    }

    private String judge(Path image, Path damaged, String line, String what) throws IOException {
        String before = Shell.run("sha256sum", image.toString());
        List<Event.Checked> told = new ArrayList<>();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push(line);
            session.apply(event -> {
                if (event instanceof Event.Checked found) {
                    told.add(found);
                }
            }, () -> false);
        } catch (IOException | Refusal e) {
            assertEquals(before, Shell.run("sha256sum", image.toString()), what + ": " + e.getMessage());
            return e instanceof Refusal ? "refused" : "failed";
        }
        if (line.endsWith("look")) {
            assertEquals(before, Shell.run("sha256sum", image.toString()), what);
            return told.get(0).condition().name().toLowerCase(java.util.Locale.ROOT);
        }
        if (told.stream().anyMatch(found -> found.condition() == Event.Condition.MENDED)) {
            return "told";
        }
        int start = line.startsWith("move") ? START + (2 << 20) : line.startsWith("copy") ? 60 << 20 : START;
        boolean isGrown = line.startsWith("resize");
        Path after = work.resolve("after");
        Shell.run("dd", "if=" + image, "of=" + after, "bs=1M", "skip=" + (start >> 20), "count="
                + (isGrown ? 109 : SIZE >> 20), "conv=sparse", "status=none");
        if (!isGrown && !line.startsWith("label") && !line.startsWith("uuid")) {
            assertKept(damaged, after, what);
        }
        assertEquals(files(damaged), files(after), what);
        return "done as it was";
    }

    /** Each byte is as it was, but for what is free, and the numbers that say where the partition lies. */
    private static void assertKept(Path before, Path after, String what) throws IOException {
        byte[] was = Files.readAllBytes(before);
        byte[] is = Files.readAllBytes(after);
        int changed = 0;
        for (int i = 0; i < was.length; i++) {
            changed += is[i] != was[i] && is[i] != 0 && i < was.length - 512 ? 1 : 0;
        }
        assertTrue(changed <= 40, what + ": " + changed + " bytes are others");
    }

    /** Returns the files as a reader sees them that has no part in the change. */
    private Map<String, String> files(Path fileSystem) throws IOException {
        Path folder = work.resolve("files");
        Shell.run("rm", "-rf", folder.toString());
        Shell.attempt("", "7z", "x", "-y", "-o" + folder, fileSystem.toString());
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            for (String line : Shell.run("sh", "-c", "cd '" + folder + "' && find . -type f ! -path '*SYSTEM*' "
                    + "-exec sha256sum {} +").split("\n")) {
                if (!line.contains("[") && line.length() > 66) {
                    files.put(line.substring(66), line.substring(0, 64));
                }
            }
        }
        return files;
    }

    private void damage(Path file, Random random) throws IOException {
        if (type.startsWith("ext") && random.nextBoolean()) {
            int inode = 2 + random.nextInt(22);
            String[] ways = {"clri <" + inode + ">", "sif <" + inode + "> size " + random.nextInt(1 << 20),
                "sif <" + inode + "> block[0] " + random.nextInt(1 << 17),
                "sif <" + inode + "> links_count " + random.nextInt(9),
                "sif <" + inode + "> mode " + random.nextInt(1 << 16), "freei <" + inode + ">",
                "freeb " + random.nextInt(5000) + " 9", "setb " + (5000 + random.nextInt(5000)) + " 9",
                "unlink file" + random.nextInt(12), "ssv free_blocks_count " + random.nextInt(9999),
                "feature -has_journal", "feature needs_recovery", "ssv state 0", "kill_file file3"};
            Shell.attempt("", "debugfs", "-w", "-R", ways[random.nextInt(ways.length)], file.toString());
            return;
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] sector = new byte[512];
            for (int left = 1 + random.nextInt(3); left > 0; ) {
                long at = random.nextInt(random.nextInt(4) == 0 ? SIZE >> 9 : 4096) * 512L;
                open.seek(at);
                open.readFully(sector);
                if (new String(sector, java.nio.charset.StandardCharsets.ISO_8859_1).chars().allMatch(c -> c == 0)) {
                    continue;
                }
                switch (random.nextInt(4)) {
                    case 0 -> sector = new byte[512];
                    case 1 -> random.nextBytes(sector);
                    default -> {
                        for (int i = 0; i < 1 + random.nextInt(4); i++) {
                            sector[random.nextInt(512)] ^= (byte) (1 << random.nextInt(8));
                        }
                    }
                }
                open.seek(at);
                open.write(sector);
                left--;
            }
        }
    }
}
