package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.platter.base.ByteSize.MIB;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.Platter;
import org.platter.base.ByteSize;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.Mount;
import org.platter.kernel.OwnKernel;
import org.platter.session.Java;
import org.platter.session.Shell;
import org.platter.session.SupportMatrix;
import org.platter.tool.Programs;

/**
 * What the command line says when something cannot be had, run by root, by an ordinary user, and where
 * programs and file systems of the kernel are missing, is what the window says.
 */
final class ProcessWordsTest {

    private static final String NOBODY = "65534";
    private static final boolean IS_ROOT = Shell.run("id", "-u").strip().equals("0");
    /** What others unmount goes from these, too: a file system that is copied could not be mounted else. */
    private static final List<String> OWN_MOUNTS = IS_ROOT
            ? List.of("unshare", "-m", "--propagation", "slave")
            : List.of("unshare", "-Urm");
    private static final List<String> FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin",
            "/bin");

    /** In what way something cannot be had. */
    private enum Kind { PROGRAM, PRIVILEGE, KERNEL, NEVER }

    @TempDir
    private static Path work;

    private static Path image;
    private static Path passphrase;
    private static String program;
    /** The partition that holds a file system, by its type. */
    private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

    /** One image with a file system of every type that can be made here. */
    @BeforeAll
    static void makeImage() throws IOException {
        Shell.run("chmod", "755", work.toString());
        program = readableByAll();
        image = work.resolve("disk.raw");
        passphrase = Files.writeString(work.resolve("passphrase"), "open");
        StringBuilder script = new StringBuilder("table type=gpt\n");
        long at = MIB;
        for (FileSystemType type : FileSystems.all()) {
            if (isMade(type)) {
                long size = ByteSize.ceil(Math.max(type.minimumBytes(), type.id().equals("fat12") ? 9 * MIB
                        : 40 * MIB) + 8 * MIB, MIB);
                NUMBERS.put(type.id(), NUMBERS.size() + 1);
                script.append("create start=").append(at).append("B size=").append(size).append("B")
                        .append(type.needsPassphrase() ? "" : " fs=" + type.id()).append('\n');
                at += size + 16 * MIB;
            }
        }
        Files.writeString(work.resolve("script"), script);
        Shell.run("truncate", "-s", String.valueOf(at + 16 * MIB), image.toString());
        Cli.Outcome made = Cli.run("apply", image, work.resolve("script"));
        assertEquals(0, made.status(), made.err());
        at = 0;
        for (FileSystemType type : FileSystems.all()) {
            if (type.needsPassphrase() && NUMBERS.containsKey(type.id())) {
                // as Platter makes it, but for a key that is derived in no time
                Path file = work.resolve(type.id());
                Shell.run("truncate", "-s", "20M", file.toString());
                Shell.feed("open", "cryptsetup", "luksFormat", "--batch-mode", "--type", type.id(), "--pbkdf",
                        "pbkdf2", "--pbkdf-force-iterations", "1000", "--key-file", "-", file.toString());
                String start = Shell.run("partx", "-g", "-o", "START", "-n",
                        String.valueOf(NUMBERS.get(type.id())), image.toString()).strip();
                Shell.run("dd", "if=" + file, "of=" + image, "bs=64K", "conv=sparse,notrunc",
                        "oflag=seek_bytes", "seek=" + Long.parseLong(start) * 512, "status=none");
            }
        }
    }

    private static boolean isMade(FileSystemType type) {
        return type.support(Action.CREATE, tools(Set.of(), name -> true)).isPossible();
    }

    /** A machine that lacks programs, for somebody who may not mount. */
    private static Tools tools(Set<String> hidden, Predicate<String> knows) {
        Programs installed = Programs.installed();
        return new Tools() {
            @Override
            public boolean has(String name) {
                return !hidden.contains(name) && installed.has(name);
            }

            @Override
            public Optional<Support> whyNotMount(String displayName, String kernelName) {
                return knows.test(kernelName) ? Tools.super.whyNotMount(displayName, kernelName)
                        : Optional.of(Tools.unknown(displayName));
            }
        };
    }

    @Test
    void anOrdinaryUserIsToldWhatTheWindowTells() throws IOException {
        List<String> prefix = IS_ROOT ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
                "--clear-groups") : List.of();
        Set<Kind> kinds = sameWords("nobody", prefix, tools(Set.of(), Mount::knows));
        assertTrue(kinds.contains(Kind.NEVER), kinds.toString());
        assertTrue(!Mount.knows("xfs") || kinds.contains(Kind.PRIVILEGE), kinds.toString());
    }

    @Test
    void whereNoProgramIsInstalledAndTheKernelKnowsLittleTheWindowsWordsAreSaidToo() throws IOException {
        assumeTrue(
                Shell.attempt("", Stream.concat(OWN_MOUNTS.stream(), Stream.of("mount", "--bind", "/dev/null",
                        "/proc/filesystems")).toArray(String[]::new)).status() == 0,
                "this user can hide nothing from a process");
        Set<String> hidden = new TreeSet<>();
        for (FileSystemType type : FileSystems.all()) {
            for (Action action : Action.values()) {
                Tools none = tools(Set.of(), name -> true);
                if (type.support(action, withoutPrograms()) instanceof Support.MissingTool missing
                        && !(type.support(action, none) instanceof Support.MissingTool)) {
                    hidden.add(missing.program());
                }
            }
        }
        StringBuilder hide = new StringBuilder("mount --bind /dev/null /proc/filesystems\n");
        if (Files.isDirectory(Path.of("/lib/modules"))) {
            hide.append("mount -t tmpfs none /lib/modules\n");
        }
        Set<Path> files = new TreeSet<>();
        for (String folder : FOLDERS) {
            for (String name : hidden) {
                Path file = Path.of(folder, name);
                if (Files.exists(file)) {
                    files.add(file.toRealPath());
                }
            }
        }
        files.stream().sorted(Comparator.comparing(file -> file.endsWith("mount"))) // that is still needed
                .forEach(file -> hide.append("mount --bind /dev/null ").append(file).append('\n'));
        List<String> prefix = new ArrayList<>(OWN_MOUNTS);
        prefix.addAll(List.of("sh", "-ec", hide + "exec \"$@\"", "sh"));
        assertEquals(EnumSet.of(Kind.PROGRAM, Kind.KERNEL, Kind.NEVER),
                sameWords("bare", prefix, tools(hidden, name -> false)));
    }

    private static Tools withoutPrograms() {
        return new Tools() {
            @Override
            public boolean has(String name) {
                return false;
            }

            @Override
            public Optional<Support> whyNotMount(String displayName, String kernelName) {
                return Optional.empty();
            }
        };
    }

    /** Compares what every command line says with what is expected; returns the kinds that were refused. */
    private static Set<Kind> sameWords(String name, List<String> prefix, Tools tools) throws IOException {
        Path copy = work.resolve(name + ".raw");
        Shell.run("cp", "--sparse=always", image.toString(), copy.toString());
        Shell.run("chmod", "666", copy.toString());
        List<SupportMatrix.Row> rows = SupportMatrix.of((type, action) -> type.support(action, tools));
        Map<String, Support> lines = new LinkedHashMap<>();
        for (SupportMatrix.Row row : rows) {
            for (Action action : Action.values()) {
                Support support = row.type().support(action, tools);
                if (!support.isPossible()) {
                    line(row.type(), action).ifPresent(line -> lines.put(line, support));
                }
            }
        }
        List<String> input = new ArrayList<>(List.of("support\t--json", "support"));
        lines.keySet().forEach(line -> input.add("apply\t" + copy + "\t--plan\t-e\t" + line));
        List<String> output = run(prefix, CommandLines.class, String.join("\n", input)).output().lines()
                .toList();
        assertEquals(input.size(), output.size(), String.join("\n", output));
        for (SupportMatrix.Row row : rows) {
            row.cells().values().stream().filter(cell -> !cell.kind().equals("yes")).forEach(cell -> {
                assertTrue(output.get(0).contains('"' + cell.words() + '"'), cell.words());
                assertTrue(output.get(1).contains(cell.words()), cell.words() + output.get(1));
            });
        }
        Map<Kind, String> kinds = new EnumMap<>(Kind.class);
        List<String> wrong = new ArrayList<>();
        int at = 2;
        for (Map.Entry<String, Support> line : lines.entrySet()) {
            String said = output.get(at++);
            if (!said.startsWith("3\tplatter: ") || !said.endsWith(line.getValue().reason())
                    || said.contains(CommandLines.LINE_END)) {
                wrong.add(line.getKey() + ": " + said + "\n    instead of: " + line.getValue().reason());
            }
            kinds.put(kind(line.getValue()), line.getKey());
        }
        assertEquals(List.of(), wrong, () -> name + "\n" + String.join("\n", wrong));
        for (String line : kinds.values()) { // and nothing is done that is not planned first
            Shell.Outcome whole = run(prefix, Platter.class, "", "apply", copy.toString(), "-e", line);
            assertEquals(3, whole.status(), line);
            assertTrue(whole.output().startsWith("platter: ")
                    && whole.output().strip().endsWith(lines.get(line).reason()), whole.output());
        }
        return kinds.keySet();
    }

    private static Kind kind(Support support) {
        return support instanceof Support.MissingTool ? Kind.PROGRAM
                : support instanceof Support.NeedsPrivilege ? Kind.PRIVILEGE
                : support.reason().contains("kernel of this machine") ? Kind.KERNEL : Kind.NEVER;
    }

    /** The line of a script that wants an action of a file system; nothing where its type is not there. */
    private static Optional<String> line(FileSystemType type, Action action) {
        if (action == Action.CREATE) {
            boolean isSmall = type.maximumBytes() < ByteSize.GIB;
            return Optional.of("format " + NUMBERS.get(isSmall ? "fat12" : "xfs") + " fs=" + type.id()
                    + (type.needsPassphrase() ? " passphrase-file=" + passphrase : ""));
        }
        return Optional.ofNullable(NUMBERS.get(type.id())).map(number -> switch (action) {
            case GROW -> "resize " + number + " size=+4MiB";
            case SHRINK -> "resize " + number + " size=-2MiB";
            case CHECK -> "check " + number;
            case LABEL -> "label " + number + " text=X";
            default -> "uuid " + number + " value=random";
        });
    }

    /** Runs a program of ours in a process to its end. */
    private static Shell.Outcome run(List<String> prefix, Class<?> main, String input, String... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(
                Java.command("-Xmx64m", "-D" + OwnKernel.UNUSED + "=true", "-cp", program, main.getName()));
        words.addAll(List.of(arguments));
        Shell.Outcome outcome = Shell.attempt(input + "\n", words.toArray(String[]::new));
        return new Shell.Outcome(outcome.status(), new String(
                outcome.output().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** Copies what the command line needs to where any user may read it. */
    private static String readableByAll() throws IOException {
        Path copy = Files.createDirectory(work.resolve("program"));
        List<String> entries = new ArrayList<>();
        for (Path entry : Java.classPath()) {
            String name = entry.getFileName().toString();
            if (name.equals("classes") || name.startsWith("jna-") || name.startsWith("picocli-")
                    || name.startsWith("jackson-")
                    || name.startsWith("zstd-")) {
                Shell.run("cp", "-r", entry.toString(), copy.toString());
                entries.add(copy.resolve(name).toString());
            }
            String lines = CommandLines.class.getName().replace('.', '/') + ".class";
            if (Files.exists(entry.resolve(lines))) {
                Path to = copy.resolve("test").resolve(lines);
                Files.createDirectories(to.getParent());
                Files.copy(entry.resolve(lines), to);
                entries.add(copy.resolve("test").toString());
            }
        }
        Shell.run("chmod", "-R", "a+rX", copy.toString());
        return String.join(File.pathSeparator, entries);
    }
}
