package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.session.DiskSession;
import org.platter.session.Shell;

/** Whatever names and labels there are, nothing that is printed controls a terminal. */
final class HostileNamesTest {

    /** A title and a colour by ESC and by C1, characters that change the direction, a line of its own. */
    private static final String EVIL = "e\u001b]0;t\u0007\u001b[31m\u009b31m\u009d0;t\u009c"
            + "\u202egnp\u2066\u200f\u061c\rplatter: Done.\u2028";

    @TempDir
    private Path work;

    private int runs;

    @Test
    void noCommandLetsAControlCharacterThrough() throws IOException {
        Path folder = Files.createDirectory(work.resolve("d" + EVIL + "\n"));
        Path image = folder.resolve("disk" + EVIL + ".raw");
        quiet("image", "create", image, "64MiB");
        quiet("apply", image, "-e", "table type=gpt", "-e", "create size=16MiB fs=ext4 label=one",
                "-e", "create size=16MiB fs=swap");
        relabel(image);
        Path script = Files.writeString(folder.resolve("s" + EVIL), "label 1 text=\"" + EVIL + "\"\n");
        Path overlay = folder.resolve("over" + EVIL + ".qcow2");
        quiet("image", "create", "-f", "qcow2", "-b", image, "-F", "raw", overlay);
        Shell.run("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "raw", "-b", "/no/" + EVIL,
                folder.resolve("lost.qcow2").toString(), "8M");
        Shell.run("qemu-img", "snapshot", "-c", "s" + EVIL, overlay.toString());
        Path vmdk = folder.resolve("disk.vmdk");
        Files.writeString(vmdk, "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n"
                + "createType=\"monolithicFlat\"\nRW 16 FLAT \"" + EVIL.replace("\r", "") + "\" 0\n");
        Path saved = folder.resolve("table");
        for (Object file : List.of(image, overlay, folder.resolve("lost.qcow2"), vmdk, folder, script,
                folder.resolve("none" + EVIL), work.resolve("none" + EVIL).getFileName())) {
            for (String[] command : new String[][] {
                {}, {"gui"}, {"info"}, {"info", "--json"}, {"apply", "--plan", "-e", "check 1"},
                {"apply", "--plan", "--json", "-e", "check 1"}, {"apply", "-e", "label 1 text=" + EVIL},
                {"apply", "-e", EVIL}, {"recover"}, {"table", "save"}, {"loop", "detach"}, {"browse"},
                {"image", "info"}, {"image", "info", "--json"}, {"image", "check"}, {"image", "map"},
                {"image", "map", "--json"}, {"image", "snapshot", "-l"}, {"image", "snapshot", "-d", EVIL},
                {"image", "commit"}, {"image", "measure"}, {"image", "compare", "x" + EVIL},
                {"image", "convert", "-O", "qcow2"}, {"image", "resize"}, {"image", EVIL}, {EVIL},
                {"shell", "-e", EVIL}, {"shell", "--drop", "--", "true"}, {"device", "mount"}, {"types"}}) {
                checked(Stream.concat(Stream.of(command), Stream.of(file)).toArray());
            }
        }
        checked("image", "rebase", "-b", "/" + EVIL, "-F", "raw", overlay);
        checked("apply", image, script);
        checked("table", "save", image, saved);
        checked("table", "restore", image, saved);
        checked("table", "restore", image, script);
        checked("browse", image, "1", "--", "true");
        checked("browse", image, EVIL);
        checked("image", "info", "--" + EVIL, image);
        checked("device", "list", "--all");
        checked("support");
        assertTrue(runs > 200, "runs: " + runs);
    }

    @Test
    void jsonAndSavedTablesKeepTheNamesAsTheyAre() throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        quiet("image", "create", image, "16MiB");
        quiet("apply", image, "-e", "table type=gpt", "-e", "create size=4MiB name=one");
        relabel(image);
        String json = checked("info", "--json", image);
        assertTrue(json.contains("\\u001b[31m\\u009b31m"), json);
        Path saved = work.resolve("table");
        quiet("table", "save", image, saved);
        String name = name(image);
        quiet("apply", image, "-e", "name 1 text=other");
        quiet("table", "restore", image, saved);
        assertEquals(name, name(image));
        String said = Shell.run("sh", "-c", "sfdisk --no-reread -q '" + image + "' < '" + saved + "' 2>&1");
        assertEquals("", said);
        assertEquals(name, name(image));
    }

    private static String name(Path image) throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk().partitions().get(0).name().orElseThrow();
        }
    }

    /** Gives the first partition a hostile name, and its file system a hostile label. */
    private void relabel(Path image) throws IOException {
        Shell.run("sfdisk", "-q", "--no-reread", "--part-label", image.toString(), "1",
                "\u001b[31m\u009b31m\u202en\"\\");
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            Layout layout = session.onDisk();
            if (layout.partitions().get(0).fileSystem().isPresent()) {
                try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
                    file.seek(layout.partitions().get(0).range().start() + 1024 + 120); // s_volume_name
                    file.write("\u001b[7m\u009b1m\u202e".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void quiet(Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        assertEquals(0, outcome.status(), outcome.err());
        scan(outcome.out(), words);
        scan(outcome.err(), words);
    }

    /** Runs a command, however it ends, and returns what it printed. */
    private String checked(Object... words) {
        runs++;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        Main.run(images -> {}, both, both, Stream.of(words).map(Object::toString).toArray(String[]::new));
        String text = said.toString(StandardCharsets.UTF_8);
        scan(text, words);
        return text;
    }

    private static void scan(String text, Object... words) {
        List<String> found = new ArrayList<>();
        text.codePoints().filter(c -> c != '\n' && (Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT || c == 0x2028))
                .forEach(c -> found.add(Integer.toHexString(c)));
        assertEquals(List.of(), found, () -> List.of(words) + " printed " + text);
        assertTrue(text.lines().noneMatch(line -> line.equals("platter: Done.")), text);
    }
}
