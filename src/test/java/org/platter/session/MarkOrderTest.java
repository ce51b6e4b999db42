package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C11 in the system calls of the real program: when the image is marked, and when it is not any more. */
final class MarkOrderTest {

    @TempDir
    private Path folder;
    private Path image;
    private Path trace;

    @BeforeEach
    void makeDisk() {
        image = folder.resolve("a.raw");
        trace = folder.resolve("trace");
        Path volume = folder.resolve("volume");
        Shell.run("truncate", "-s", "24M", image.toString());
        Shell.run("truncate", "-s", "16M", volume.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", volume.toString());
        Shell.feed("label: dos\nstart=2048, size=32768\n", "sfdisk", "-q", image.toString());
        Shell.copy(volume, 0, image, 1 << 20, 16 << 20);
    }

    @Test
    void theImageIsMarkedBetweenBeginAndItsFirstByteAndUntilTheEndIsDurable() throws IOException {
        assertEquals(0, traced("-e", "trace=fsetxattr,fremovexattr,fsync,pwrite64,unlinkat", "-y").status());
        List<String> calls = Files.readAllLines(trace);
        String log = "/a.raw.platter/log>";
        String data = "<" + image + ">";
        int begin = first(calls, 0, "pwrite64(", log);
        int beginSynced = first(calls, begin, "fsync(", log);
        int mark = first(calls, 0, "fsetxattr(", data);
        int marked = first(calls, mark, "fsync(", data);
        int write = first(calls, 0, "pwrite64(", data);
        int unmark = first(calls, 0, "fremovexattr(", data);
        int unmarked = first(calls, unmark, "fsync(", data);
        int lastWrite = last(calls, "pwrite64(", data);
        int end = last(calls, "pwrite64(", log);
        int endSynced = first(calls, end, "fsync(", log);
        int removed = first(calls, beginSynced, "unlinkat(", "\"log\"");
        assertAscending(begin, beginSynced, mark, marked, write, lastWrite, end, endSynced, unmark, unmarked,
                removed);
        assertTrue(calls.get(mark).contains("user.platter.commit"), calls.get(mark));
    }

    @Test
    void killedInItsFirstWriteItIsFoundAndFinishedUnderAnotherName() throws IOException {
        assertNotEquals(0, traced("-e", "trace=pwrite64", "-P", image.toString(),
                "-e", "inject=pwrite64:signal=KILL:when=1").status());
        Path renamed = folder.resolve("b.raw");
        Files.move(image, renamed);
        Shell.Outcome refused = Platters.run("apply", renamed.toString(), "-e", "label 1 text=x");
        assertEquals(4, refused.status(), refused.output());
        Shell.Outcome recovered = Platters.run("recover", renamed.toString());
        assertEquals(0, recovered.status(), recovered.output());
        Path moved = folder.resolve("moved");
        Shell.copy(renamed, 4 << 20, moved, 0, 16 << 20);
        Shell.run("e2fsck", "-fn", moved.toString());
    }

    private Shell.Outcome traced(String... options) {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString()));
        command.addAll(List.of(options));
        command.addAll(Platters.command("apply", image.toString(), "-e", "move 1 start=+3MiB"));
        return Shell.attempt("", command.toArray(String[]::new));
    }

    private static int first(List<String> calls, int from, String call, String file) {
        for (int i = from; i < calls.size(); i++) {
            if (calls.get(i).contains(call) && calls.get(i).contains(file)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " of " + file + " after " + from + " in "
                + String.join("\n", calls));
    }

    private static int last(List<String> calls, String call, String file) {
        int at = first(calls, 0, call, file);
        for (int i = at; i < calls.size(); i++) {
            at = calls.get(i).contains(call) && calls.get(i).contains(file) ? i : at;
        }
        return at;
    }

    private static void assertAscending(int... places) {
        for (int i = 1; i < places.length; i++) {
            assertTrue(places[i - 1] < places[i], i + " in " + java.util.Arrays.toString(places));
        }
    }
}
