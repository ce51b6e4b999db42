package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root changes an image in a folder of another user, who can rename and replace what lies there. */
final class StrangersFolderTest {

    private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\((.*)");
    private static final Pattern MODE = Pattern.compile(", (0\\d*)\\) += ");

    @TempDir
    private Path work;

    @Test
    void whatAChangeMakesRenamesAndRemovesIsNamedByADescriptorAndPrivate() throws IOException {
        Path folder = Files.createDirectory(work.resolve("strangers"));
        Path image = folder.resolve("d.raw");
        Shell.run("truncate", "-s", "16M", image.toString());
        Shell.feed("label: gpt\nstart=2048, size=12288\n", "sfdisk", "-q", image.toString());
        Shell.run("mke2fs", "-q", "-t", "ext4", "-E", "offset=1048576", image.toString(), "6M");
        Shell.run("chown", "-R", "65534", folder.toString());
        Path trace = work.resolve("trace");
        List<String> words = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-y", "-qq",
                "-s", "300", "-o", trace.toString(), "-e", "trace=open,openat,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,"
                        + "unlink,unlinkat,rmdir,rename,renameat,renameat2,truncate,chmod,chown,fchmodat,fchownat"));
        words.addAll(Platters.command("apply", image.toString(), "-e", "move 1 start=+1027s align=none"));
        Shell.run(words.toArray(String[]::new));
        List<String> faults = new ArrayList<>();
        int made = 0;
        for (String line : Files.readAllLines(trace)) {
            Matcher call = CALL.matcher(line);
            if (!call.matches() || !line.contains(folder.toString())) {
                continue;
            }
            String arguments = call.group(2);
            boolean isOpen = call.group(1).matches("open|openat");
            boolean makes = arguments.contains("O_CREAT") || arguments.contains("O_TMPFILE");
            if (isOpen && !makes) {
                continue; // looks
            }
            made++;
            if (arguments.contains("\"" + folder) || !call.group(1).matches(".*at2?")) {
                faults.add("by path: " + line);
            }
            Matcher mode = MODE.matcher(arguments);
            if (mode.find() && (Integer.parseInt(mode.group(1), 8) & 077) != 0) {
                faults.add("for others: " + line);
            }
        }
        assertEquals(List.of(), faults);
        assertTrue(made > 10, "only " + made + " calls were seen");
    }
}
