package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;

/** {@code info --json} agrees with {@code sfdisk --json} and {@code blkid -p} on what other programs made. */
final class IndependentReadingTest {

    private static final Pattern ENTRY = Pattern.compile(
            "\"start\":\\s*(\\d+),\\s*\"size\":\\s*(\\d+),\\s*\"type\":\\s*\"([^\"]*)\"");
    private static final Pattern OURS = Pattern.compile(
            "\"number\": (\\d+),\\s*\"start\": (\\d+),\\s*\"size\": (\\d+)");

    @TempDir
    private Path work;

    @Test
    void tablesAndFileSystemsMadeBySfdiskPartedAndSgdisk() throws IOException {
        assertAgrees("sfdisk-dos", path -> Shell.feed("label: dos\nstart=2048, size=200000\n"
                + "start=204800, size=700000, type=5\n"
                + "start=206848, size=200000\nstart=409600, size=200000\n", "sfdisk", "-q", path));
        assertAgrees("sfdisk-gpt", path -> Shell.feed("label: gpt\nstart=2048, size=200000, name=\"α β\"\n"
                + "start=204800, size=300000\n", "sfdisk", "-q", path));
        assertAgrees("parted", path -> Shell.run("parted", "-s", path, "mklabel", "gpt", "mkpart", "one",
                "1MiB", "100MiB", "mkpart", "two", "100MiB", "300MiB"));
        assertAgrees("sgdisk", path -> Shell.run("sgdisk", "-n", "1:0:+100M", "-n", "5:0:+50M", "-t",
                "5:8200", path));
    }

    /** Makes a table. */
    private interface Maker {
        void make(String path);
    }

    private void assertAgrees(String name, Maker maker) throws IOException {
        Path image = work.resolve(name + ".raw");
        Shell.run("truncate", "-s", String.valueOf(512 * ByteSize.MIB), image.toString());
        maker.make(image.toString());
        String sfdisk = Shell.run("sfdisk", "--json", image.toString());
        List<String> made = List.of("mke2fs -q -t ext4 -L root", "mkfs.fat -F 16 -n DATA", "mkswap -L swap",
                "mkntfs -q -Q -F -s 512 -p 0 -H 255 -S 63 -L win");
        Map<Long, String> theirs = new TreeMap<>();
        int next = 0;
        for (Matcher entry = ENTRY.matcher(sfdisk); entry.find();) {
            long start = Long.parseLong(entry.group(1)) * 512;
            long size = Long.parseLong(entry.group(2)) * 512;
            boolean extended = entry.group(3).equals("5");
            if (!extended) {
                Path volume = work.resolve("volume");
                Shell.run("truncate", "-s", String.valueOf(size), volume.toString());
                Shell.run("sh", "-c", made.get(next++ % made.size()) + " " + volume);
                Shell.copy(volume, 0, image, start, size);
                Shell.run("rm", volume.toString());
            }
            theirs.put(start, size + " " + (extended ? "" : blkid(image, start, size)));
        }
        Shell.Outcome info = Platters.run("info", "--json", image.toString());
        assertEquals(0, info.status(), info.output());
        Map<Long, String> ours = new TreeMap<>();
        List<Integer> starts = OURS.matcher(info.output()).results().map(result -> result.start()).toList();
        for (int i = 0; i < starts.size(); i++) {
            String text = info.output().substring(starts.get(i),
                    i + 1 < starts.size() ? starts.get(i + 1) : info.output().indexOf("\"free\""));
            Matcher entry = OURS.matcher(text);
            entry.find();
            String content = text.substring(text.indexOf("\"content\""));
            boolean extended = content.contains("\"extended\"");
            ours.put(Long.parseLong(entry.group(2)), entry.group(3) + " "
                    + (extended ? "" : value(content, "type") + " " + value(content, "label") + " "
                            + value(content, "uuid")));
        }
        assertEquals(theirs, ours, name + "\n" + sfdisk + "\n" + info.output());
    }

    private static String blkid(Path image, long start, long size) {
        Map<String, String> tags = new TreeMap<>();
        Shell.run("blkid", "-p", "-O", String.valueOf(start), "-S", String.valueOf(size), "-o", "export",
                image.toString()).lines().filter(line -> line.contains("="))
                .forEach(line -> tags.put(line.split("=")[0], line.split("=", 2)[1]));
        return tags.get("TYPE") + " " + tags.get("LABEL") + " " + tags.get("UUID");
    }

    private static String value(String text, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \"([^\"]*)\"").matcher(text);
        return matcher.find() ? matcher.group(1) : "null";
    }
}
