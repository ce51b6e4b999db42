package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;

/**
 * Root works on images in folders of another user, who can rename and replace what lies there: no path
 * below such a folder is resolved twice. The folder is opened once for each path that was given. The image is
 * looked up in it once, and once more where a commit has put a new one in its place. All else that is done
 * there is done by descriptors, and follows no link. QEMU and its sandbox get open descriptors.
 */
final class StrangersFolderTest {

    private static final String MOVE = "move 1 start=+1027s align=none";
    private static final Pattern CALL = Pattern.compile("\\d+<(.*?)> (\\w+)\\((.*)");
    /** A folder's descriptor, if there is one, and a name. */
    private static final Pattern NAME = Pattern.compile(
            "(?:(AT_FDCWD|\\d+)<([^>]*)>, )?\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern MODE = Pattern.compile(", (0\\d*)\\) += ");
    private static final Pattern RESULT = Pattern.compile("\\) += .*");

    /** What was done in one folder. */
    private static final class Seen {
        private final List<String> faults = new ArrayList<>();
        private final Map<String, Integer> lookedUp = new LinkedHashMap<>();
        private int folders;
        private int made;
    }

    @TempDir
    private Path work;
    private final List<String> jobs = new ArrayList<>();

    @Test
    void noPathInAStrangersFolderIsResolvedTwiceAndAllThatIsMadeThereIsPrivate() throws IOException {
        Path shared = work.resolve("clones.img");
        Shell.run("truncate", "-s", "128M", shared.toString());
        Shell.run("mkfs.btrfs", "-q", shared.toString());
        Path clones = Files.createDirectory(work.resolve("clones"));
        Shell.run("mount", "-o", "loop", shared.toString(), clones.toString());
        try {
            run(clones);
        } finally {
            Shell.run("umount", clones.toString());
        }
    }

    @Test
    void whatIsPutInThePlaceOfTheFolderOrTheImageMeanwhileStaysAsItIs() throws IOException, Refusal {
        Path seed = work.resolve("seed.raw");
        Shell.run("truncate", "-s", "4M", seed.toString());
        Shell.feed("label: dos\nstart=2048, size=2048\n", "sfdisk", "-q", seed.toString());
        for (boolean isFolder : List.of(true, false)) {
            Path folder = folder(work.resolve("folder" + isFolder), seed);
            Path other = Files.createDirectory(work.resolve("other" + isFolder));
            Files.copy(seed, other.resolve("d.raw"));
            Path own = isFolder ? work.resolve("own/d.raw") : folder.resolve("own.raw");
            try (DiskSession session = DiskSession.open(folder.resolve("d.raw"), DiskSession.Mode.EDIT)) {
                session.push("type 1 value=swap");
                Files.move(isFolder ? folder : folder.resolve("d.raw"), isFolder ? own.getParent() : own);
                Files.createSymbolicLink(isFolder ? folder : folder.resolve("d.raw"),
                        isFolder ? other : other.resolve("d.raw"));
                session.apply(event -> {}, () -> false);
                assertTrue(isFolder);
            } catch (IOException e) {
                assertTrue(!isFolder && e.getMessage().contains("d.raw was replaced by a link."),
                        e.getMessage());
            }
            assertEquals(-1, Files.mismatch(seed, other.resolve("d.raw")));
            assertEquals(List.of("d.raw"), List.of(other.toFile().list()));
            assertTrue(Files.mismatch(seed, own) >= 0);
        }
    }

    private void run(Path clones) throws IOException {
        Path seed = work.resolve("seed.raw");
        Shell.run("truncate", "-s", "16M", seed.toString());
        Shell.feed("label: gpt\nstart=2048, size=12288\n", "sfdisk", "-q", seed.toString());
        Shell.run("mke2fs", "-q", "-t", "ext4", "-E", "offset=1048576", seed.toString(), "6M");
        Path qcow2 = work.resolve("seed.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", seed.toString(), qcow2.toString());
        Path vdi = work.resolve("seed.vdi");
        Shell.run("qemu-img", "convert", "-O", "vdi", seed.toString(), vdi.toString());
        Path parallels = work.resolve("seed.hdd");
        Shell.run("qemu-img", "convert", "-O", "parallels", seed.toString(), parallels.toString());

        Path plan = job(work.resolve("plan"), seed, "apply", "--plan", "-e", MOVE);
        Path place = job(work.resolve("place"), seed, "apply", "-e", MOVE);
        Path clone = job(clones.resolve("clone"), seed, "apply", "-e", MOVE);
        Path shadow = job(work.resolve("shadow"), qcow2, "apply", "-e", MOVE);
        Path served = job(work.resolve("served"), vdi, "apply", "-e", MOVE);
        Path info = job(work.resolve("info"), qcow2, "info");
        Path larger = job(work.resolve("larger"), seed, "image", "resize", "+1MiB");
        Path grown = job(work.resolve("grown"), vdi, "image", "resize", "+1MiB");
        Path rewrite = job(work.resolve("rewrite"), parallels, "image", "resize", "+1MiB");
        Path copy = folder(work.resolve("copy"), qcow2);
        jobs.add(String.join("\t", "image", "convert", copy.resolve("d.qcow2").toString(),
                copy.resolve("e.raw").toString()));
        Path fresh = folder(work.resolve("fresh"), seed);
        jobs.add(String.join("\t", "image", "create", "-f", "qcow2", "-b", "d.raw", "-F", "raw",
                fresh.resolve("e.qcow2").toString()));
        Path base = work.resolve("seed.base");
        Shell.run("cp", seed.toString(), base.toString());
        Path overlay = folder(work.resolve("overlay"), base);
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "d.base", "-F", "raw",
                overlay.resolve("d.base-over.qcow2").toString());
        Shell.run("chown", "65534", overlay.resolve("d.base-over.qcow2").toString());
        List<Path> overlays = new ArrayList<>();
        for (String command : List.of("info\tOVERLAY", "image\tinfo\tOVERLAY", "apply\tOVERLAY\t-e\t" + MOVE,
                "image\tcommit\tOVERLAY", "image\trebase\t-b\t\tOVERLAY", "image\tcheck\tOVERLAY",
                "image\tsparsify\tOVERLAY")) {
            Path own = work.resolve("overlay" + overlays.size());
            Shell.run("cp", "-a", overlay.toString(), own.toString());
            jobs.add(command.replace("OVERLAY", own.resolve("d.base-over.qcow2").toString()));
            overlays.add(own);
        }
        Path checked = job(work.resolve("checked"), vdi, "image", "check");
        Path sparse = folder(work.resolve("sparse"), seed);
        jobs.add(String.join("\t", "image", "sparsify", "--into", sparse.resolve("e.raw").toString(),
                sparse.resolve("d.raw").toString()));
        Path attached = job(work.resolve("attached"), seed, "loop", "attach");
        Path shown = folder(work.resolve("shown"), seed);
        String device = Shell.run("losetup", "-f", "--show", shown.resolve("d.raw").toString()).strip();
        jobs.add(String.join("\t", "info", device));
        jobs.add(String.join("\t", "apply", device, "-e", MOVE));
        Path grew = folder(work.resolve("grew"), seed);
        String growing = Shell.run("losetup", "-f", "--show", grew.resolve("d.raw").toString()).strip();
        jobs.add(String.join("\t", "apply", growing, "-e", "disk size=+1MiB"));
        Path detached = job(work.resolve("detached"), seed, "loop", "detach");
        Shell.run("losetup", "-f", detached.resolve("d.raw").toString());
        Path scripted = folder(work.resolve("scripted"), seed);
        jobs.add(String.join("\t", "image", "create", "-f", "qcow2", "-e", "table type=gpt", "-e",
                "create start=1MiB size=8MiB fs=ext4", scripted.resolve("e.qcow2").toString(), "16MiB"));
        Path cloned = folder(work.resolve("cloned"), seed);
        jobs.add(String.join("\t", "image", "clone", "-O", "qcow2", device,
                cloned.resolve("e.qcow2").toString()));
        Path halted = folder(work.resolve("halted"), seed);
        jobs.add(String.join("\t", "interrupt", halted.resolve("d.raw").toString(), MOVE));
        jobs.add(String.join("\t", "recover", halted.resolve("d.raw").toString()));

        List<String> trace;
        try {
            trace = trace();
        } finally {
            for (Path folder : List.of(attached, shown, grew)) {
                Shell.run("losetup", "-d", Shell.run("losetup", "-n", "-O", "NAME", "-j",
                        folder.resolve("d.raw").toString()).strip());
            }
        }
        int made = 0;
        for (Path folder : List.of(plan, place, shadow, info, larger)) {
            made += check(trace, folder, 1, 1);
        }
        made += check(trace, served, 1, 1);
        made += check(trace, clone, 1, 2); // a new file has taken its place
        made += check(trace, grown, 1, 1);
        made += check(trace, rewrite, 1, 2);
        made += check(trace, copy, 2, 1); // two paths were given
        made += check(trace, halted, 2, 2); // two commands
        made += check(trace, fresh, 1, 1);
        made += check(trace, checked, 1, 1);
        made += check(trace, sparse, 2, 1); // two paths were given
        made += check(trace, attached, 1, 1);
        made += check(trace, detached, 1, 1);
        // whether copies of partitions may lie beside the image is asked by its path, and they go there by
        // descriptors from the root folder on
        List<String> others = trace.stream()
                .filter(line -> !line.matches(".*(statx|readlink)\\(.*\"" + scripted
                        + "(/\\.platter-[0-9a-f-]+\\.part)?\".*"))
                .toList();
        made += check(others, scripted, 4, 1); // three of them by those descriptors
        made += check(trace, cloned, 1, 1);
        made += check(trace, shown, 3, 3); // three commands, each by the kernel's path of it
        made += check(trace, grew, 1, 1);
        for (Path each : overlays) {
            made += check(trace, each, 1, 1);
        }
        for (Path image : List.of(clone.resolve("d.raw"), rewrite.resolve("d.hdd"), copy.resolve("e.raw"),
                fresh.resolve("e.qcow2"))) {
            checkOrder(trace, image);
        }
        assertTrue(made > 60, "only " + made + " calls were seen");
    }

    /** Who may have a new file is settled before anything is in it; what comes later takes nothing back. */
    private static void checkOrder(List<String> trace, Path image) {
        Pattern named = Pattern.compile("renameat2?\\(\\d+<([^>]*)>, \"([^\"]*)\", \\d+<" + image.getParent()
                + ">, \"" + image.getFileName() + "\"(.* = 0|.* <unfinished)");
        Path made = trace.stream().map(named::matcher).filter(Matcher::find)
                .map(call -> Path.of(call.group(1), call.group(2))).findFirst().orElseThrow();
        Pattern call = Pattern.compile("(\\w+)\\(\\d+<" + made + ">, (.*)");
        List<String> rights = new ArrayList<>();
        Set<String> before = Set.of();
        int written = 0;
        for (Matcher each : trace.stream().map(call::matcher).filter(Matcher::find).toList()) {
            if (each.group(1).matches("fchmod|fchown")) {
                rights.add(each.group(1) + " " + each.group(2).replaceFirst("\\)? +(= |<unfin).*", ""));
            } else if (each.group(1).startsWith("pwrite") || each.group(2).startsWith("FICLONE")) {
                before = written++ == 0 ? new HashSet<>(rights) : before;
            }
        }
        assertTrue(written > 0, image + " was not seen to be written");
        assertTrue(before.stream().anyMatch(one -> one.startsWith("fchmod")), image + " " + rights);
        assertEquals(before, new HashSet<>(rights), image.toString());
    }

    private Path job(Path folder, Path seed, String... words) throws IOException {
        folder(folder, seed);
        List<String> all = new ArrayList<>(List.of(words));
        all.add(words[0].matches("image|loop") ? 2 : 1, folder.resolve(name(seed)).toString());
        jobs.add(String.join("\t", all));
        return folder;
    }

    private static String name(Path seed) {
        return seed.getFileName().toString().replace("seed", "d");
    }

    private static Path folder(Path folder, Path seed) throws IOException {
        Files.createDirectory(folder);
        Shell.run("cp", seed.toString(), folder.resolve(name(seed)).toString());
        Shell.run("chown", "-R", "65534", folder.toString());
        return folder;
    }

    /** Does the jobs, and returns each call of theirs that names a file. */
    private List<String> trace() throws IOException {
        Path trace = work.resolve("trace");
        List<String> words = new ArrayList<>(List.of("strace", "--seccomp-bpf", "-f", "-y", "-Y", "-qq", "-s",
                "400", "-o", trace.toString(), "-e",
                "trace=%file,mkdirat,truncate,fchown,fchmod,pwrite64,pwritev,ioctl"));
        words.addAll(Java.command("-Xmx128m", "-cp", System.getProperty("java.class.path"),
                StrangersJobs.class.getName(), Files.write(work.resolve("jobs"), jobs).toString()));
        Shell.run(words.toArray(String[]::new));
        return Files.readAllLines(trace);
    }

    /** Returns how many calls made, renamed or removed something. */
    private static int check(List<String> trace, Path folder, int paths, int lookups) {
        Seen seen = look(trace, folder);
        assertEquals(paths, seen.folders, folder + " was opened");
        seen.lookedUp.forEach((name, times) -> assertEquals(lookups, times,
                folder + ": " + name + " was looked up"));
        assertTrue(seen.lookedUp.size() > 0);
        return seen.made;
    }

    private static Seen look(List<String> trace, Path folder) {
        Seen seen = new Seen();
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            if (line.contains(folder.toString()) && call.matches()
                    && !call.group(2).matches("execve|fch.*|pwrite.*|ioctl")) {
                look(call.group(2), call.group(3), folder, seen, line);
            }
        }
        assertEquals(List.of(), seen.faults, folder.toString());
        return seen;
    }

    private static void look(String call, String arguments, Path folder, Seen seen, String line) {
        // QEMU fills a file that Platter has made
        boolean isThere = arguments.contains("\"/proc/self/fd/") && !arguments.contains("O_EXCL");
        boolean makes = arguments.contains("O_CREAT") && !isThere || arguments.contains("O_TMPFILE")
                || call.matches("(mkdir|unlink|rename|link|symlink|rmdir).*");
        Matcher mode = MODE.matcher(arguments);
        if (makes && mode.find() && (Integer.parseInt(mode.group(1), 8) & 077) != 0) {
            seen.faults.add("for others: " + line);
        }
        seen.made += makes ? 1 : 0;
        String asked = RESULT.matcher(arguments).replaceFirst("");
        Matcher name = NAME.matcher(call.equals("readlink") ? asked.substring(0, asked.indexOf(", "))
                : asked);
        while (name.find()) {
            boolean isOfNone = name.group(1) == null || name.group(1).equals("AT_FDCWD");
            Path base = isOfNone ? Path.of("").toAbsolutePath() : Path.of(name.group(2));
            Path path = base.resolve(name.group(3));
            boolean isByPath = name.group(3).startsWith("/") || !base.startsWith(folder);
            if (!path.startsWith(folder) || name.group(3).isEmpty() || name.group(3).equals(".")) {
                continue;
            }
            if (isByPath && path.equals(folder) && arguments.contains("O_DIRECTORY")) {
                seen.folders++;
            } else if (isByPath) {
                seen.faults.add("by path: " + line);
            } else if (arguments.contains("O_PATH") && path.getParent().equals(folder)) {
                seen.lookedUp.merge(path.getFileName().toString(), 1, Integer::sum);
            } else if (!makes && !arguments.contains("NOFOLLOW")) {
                seen.faults.add("by links: " + line);
            } else if (call.equals("openat") && !makes
                    && path.getFileName().toString().matches("d\\.(raw|vdi|qcow2|base|base-over\\.qcow2)")
                    && path.getParent().equals(folder)) {
                seen.faults.add("opened by its name: " + line);
            }
        }
    }
}
