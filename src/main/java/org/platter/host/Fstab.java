package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the administrator wants file systems to be mounted: fstab(5). */
public final class Fstab {

    private static final Path TABLE = Path.of("/etc/fstab");

    /**
     * A line of it.
     *
     * @param options as {@code mount -o} takes them
     */
    public record Entry(Path point, String options) {

        /** Returns whether the administrator lets every user mount it there. */
        public boolean isForUsers() {
            List<String> words = List.of(options.split(","));
            return words.contains("user") || words.contains("users");
        }
    }

    private Fstab() {}

    /**
     * Returns where and how a partition is to be mounted; nothing where it is not named. A label or UUID of
     * the table has to be the partition's to the letter, as for mount(8).
     *
     * @param device its node
     * @param label of the file system
     * @param uuid of the file system
     * @param partitionUuid of its entry in a GPT
     */
    public static Optional<Entry> find(Path device, Optional<String> label, Optional<String> uuid,
            Optional<String> partitionUuid) {
        return find(TABLE, device, label, uuid, partitionUuid);
    }

    static Optional<Entry> find(Path table, Path device, Optional<String> label, Optional<String> uuid,
            Optional<String> partitionUuid) {
        for (String line : lines(table)) {
            String[] words = line.strip().split("[ \t]+");
            if (words.length < 3 || words[0].startsWith("#") || !words[1].startsWith("/")) {
                continue;
            }
            String source = Mount.plain(words[0]);
            boolean isMeant = is(source, "UUID=", uuid) || is(source, "LABEL=", label)
                    || is(source, "PARTUUID=", partitionUuid)
                    || source.startsWith("/dev/") && isSame(Path.of(source), device);
            if (isMeant) {
                return Optional.of(new Entry(Path.of(Mount.plain(words[1])),
                        words.length > 3 ? Mount.plain(words[3]) : "defaults"));
            }
        }
        return Optional.empty();
    }

    private static boolean is(String source, String tag, Optional<String> value) {
        String plain = source.startsWith(tag) ? source.substring(tag.length()) : "";
        boolean isQuoted = plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"");
        plain = isQuoted ? plain.substring(1, plain.length() - 1) : plain;
        return !plain.isEmpty() && Optional.of(plain).equals(value);
    }

    private static boolean isSame(Path link, Path device) {
        try {
            return link.equals(device) || Files.exists(link) && link.toRealPath().equals(device);
        } catch (IOException e) {
            return false; // a link that leads nowhere
        }
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
