package org.platter.session.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.session.DiskSession;
import org.platter.session.LoopDevices;
import org.platter.session.Shell;
import org.platter.session.Usage;
import org.platter.session.image.ImageOptions;

/**
 * What an engine of root's does for another user, whatever that user sends it and puts in its way: it works
 * on its device, and on nothing else.
 */
final class EngineRightsTest {

    private static final String PASSPHRASE_LINE = "create size=40MiB fs=luks2 passphrase-file=/etc/of-root-alone";

    @TempDir
    private Path work;
    private Path home;
    private Path secret;
    private Path loop;

    @BeforeEach
    void prepare() throws IOException, Refusal {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can attach a loop device");
        home = Files.createDirectory(work.resolve("home"));
        Shell.run("chown", PkexecEngine.NOBODY + ":" + PkexecEngine.NOBODY, home.toString());
        secret = disk("secret.raw", "label: gpt\nsize=20M\n");
        Shell.run("chmod", "600", secret.toString());
        loop = LoopDevices.attach(disk("disk.raw", "label: gpt\nsize=40M\n"), ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
    }

    @AfterEach
    void detach() {
        if (loop != null) {
            Shell.run("losetup", "--detach", loop.toString());
        }
    }

    private Path disk(String name, String table) {
        Path image = work.resolve(name);
        Shell.run("truncate", "-s", "100M", image.toString());
        Shell.feed(table, "sfdisk", "-q", image.toString());
        return image;
    }

    private static Layout layout(List<?> answer) {
        assertEquals("done", answer.get(0), answer.toString());
        return ((State) answer.get(1)).layout();
    }

    @Test
    void aLinkThatIsTurnedLeadsTheEngineNowhere() throws IOException {
        byte[] before = Files.readAllBytes(secret);
        Path link = Files.createSymbolicLink(Path.of("/dev", "platter-link-" + ProcessHandle.current().pid()),
                loop);
        String[] careless = {"sh", "-c", "umask 0 && exec \"$@\"", "sh"};
        try (PkexecEngine engine = PkexecEngine.start(link, PkexecEngine.NOBODY, careless)) {
            assertEquals(1, layout(engine.receive()).partitions().size());
            assertTrue(Files.readAllLines(Path.of("/proc/" + engine.pid() + "/status"))
                    .contains("Umask:\t0077"), "what it makes is not for others");
            Files.delete(link);
            Files.createSymbolicLink(link, secret);
            assertEquals(40L << 20, layout(engine.ask("reload")).partitions().get(0).range().length());
            assertEquals(0, layout(engine.ask("apply", List.of("delete 1"))).partitions().size());
            try (Stream<Path> open = Files.list(Path.of("/proc/" + engine.pid() + "/fd"))) {
                List<Path> files = new ArrayList<>();
                for (Path one : open.toList()) {
                    files.add(Files.readSymbolicLink(one));
                }
                assertTrue(files.contains(loop) && !files.contains(secret), files.toString());
            }
        } finally {
            Files.deleteIfExists(link);
        }
        assertArrayEquals(before, Files.readAllBytes(secret));
    }

    @Test
    void anEngineIsStartedForDevicesOnlyThatNobodyElseCanExchange() throws IOException {
        Path file = Files.createSymbolicLink(home.resolve("file"), secret);
        assertEquals(file + " is no block device.", refused(file));
        Path link = Files.createSymbolicLink(home.resolve("mydev"), loop);
        assertTrue(refused(link).contains("is not named by its node in /dev"));
        Path node = home.resolve("node");
        Shell.run("mknod", node.toString(), "b", "7", loop.toString().replaceAll("[^0-9]", ""));
        assertTrue(refused(node).contains("is not named by its node in /dev"));
        Path open = Files.createDirectory(Path.of("/dev/shm/" + work.getFileName()));
        try {
            Shell.run("mknod", open.resolve("node").toString(), "b", "7", loop.toString().replaceAll("[^0-9]",
                    ""));
            String sentence = refused(open.resolve("node"));
            assertTrue(sentence.contains("/dev/shm, where others than root can put")
                    && sentence.endsWith("; name the device by its node in /dev."), sentence);
        } finally {
            Files.deleteIfExists(open.resolve("node"));
            Files.delete(open);
        }
    }

    private static String refused(Path device) throws IOException {
        try (PkexecEngine engine = PkexecEngine.start(device, PkexecEngine.NOBODY)) {
            List<?> answer = engine.receive();
            assertEquals(List.of("failed", "failure"), answer.subList(0, 2), answer.toString());
            return String.valueOf(answer.get(2));
        }
    }

    @Test
    void aSessionStaysWithTheDeviceThatItOpenedFirst() throws IOException {
        Path node = Path.of("/dev", "platter-test-" + ProcessHandle.current().pid());
        Path other = Shell.attach(secret);
        Shell.run("mknod", node.toString(), "b", "7", loop.toString().replaceAll("[^0-9]", ""));
        try (DiskSession session = DiskSession.open(node, DiskSession.Mode.EDIT)) {
            session.reload();
            Files.delete(node);
            Shell.run("mknod", node.toString(), "b", "7", other.toString().replaceAll("[^0-9]", ""));
            IOException failure = assertThrows(IOException.class, session::reload);
            assertEquals(node + " is not the device that was opened; open it again.", failure.getMessage());
            DiskSession.open(node, DiskSession.Mode.EDIT).close();
        } finally {
            Files.deleteIfExists(node);
            Shell.run("losetup", "--detach", other.toString());
        }
    }

    @Test
    void noProgramIsRunOnADeviceThatHoldsAnImageOfAnotherFormat() throws IOException {
        Shell.run("qemu-img", "create", "-q", "-f", "vdi", work.resolve("small.vdi").toString(), "8M");
        Shell.run("dd", "if=" + work.resolve("small.vdi"), "of=" + loop, "status=none", "conv=fsync");
        String sentence = refused(loop);
        assertTrue(sentence.contains("vdi image"), sentence);
    }

    /** The engine is told of files that only root can read, and opens none of them. */
    @Test
    void whatARequestNamesIsAskedOfItsSender() throws IOException {
        Path log = work.resolve("log");
        byte[] image = Files.readAllBytes(disk("mine.raw", "label: gpt\nsize=30M, name=mine\n"));
        List<String> wanted = new ArrayList<>();
        String paste = "paste from=" + secret + " partition=1";
        String[] traced = {"strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=open,openat,openat2", "-o",
            log.toString()};
        try (PkexecEngine engine = PkexecEngine.start(loop, PkexecEngine.NOBODY, traced)) {
            layout(engine.receive());
            assertEquals(List.of("failed", "refusal", "not mine"), engine.ask(question -> {
                wanted.add(question.toString());
                return List.of("not given", "refusal", "not mine");
            }, "review", List.of(paste)).subList(0, 3));
            assertEquals("failed", engine.ask(question -> List.of("given", "noise"), "review",
                    List.of(paste)).get(0));
            assertEquals("failed", engine.ask(question -> List.of("given", List.of(-1L, 512)), "review",
                    List.of(paste)).get(0));
            Layout pasted = layout(engine.ask(question -> List.of("given", given(question, image)), "apply",
                    List.of("delete 1", paste)));
            assertEquals("mine", pasted.partitions().get(0).name().orElse(""));
            assertEquals("failed", engine.ask(question -> {
                wanted.add(question.toString());
                return List.of("not given", "failure", "no");
            }, "rehearse", List.of(PASSPHRASE_LINE)).get(0));
            assertEquals(2, layout(engine.ask(question -> List.of("given", "open sesame".getBytes(
                    StandardCharsets.UTF_8)), "apply", List.of(PASSPHRASE_LINE))).partitions().size());
        }
        assertEquals(List.of("[disk, " + secret + "]", "[passphrase, /etc/of-root-alone]"), wanted);
        Shell.feed("open sesame", "cryptsetup", "open", "--test-passphrase", loop + "p2");
        String opened = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertTrue(opened.contains("\"" + loop + "\""), "strace saw nothing");
        assertFalse(opened.contains(secret.toString()) || opened.contains("of-root-alone"),
                () -> opened.lines().filter(line -> line.contains("secret")).toList().toString());
    }

    private static Object given(List<?> question, byte[] image) {
        switch (String.valueOf(question.get(0))) {
            case "disk" -> {
                return List.of((long) image.length, 512);
            }
            case "read" -> {
                byte[] part = new byte[Math.toIntExact((Long) question.get(3))];
                System.arraycopy(image, Math.toIntExact((Long) question.get(2)), part, 0, part.length);
                return part;
            }
            default -> {
                return List.of(new ByteRange((Long) question.get(2), (Long) question.get(3)));
            }
        }
    }

    @Test
    void whatADiskSaysOfItselfGrantsNothing() throws IOException {
        Path table = Files.writeString(work.resolve("fstab"), "");
        Path point = Files.createDirectory(Path.of("/mnt", "platter-test-" + ProcessHandle.current().pid()));
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "backup", loop + "p1");
        String[] inside = {"unshare", "--mount", "--propagation", "slave", "sh", "-c",
            "mount --bind \"$0\" /etc/fstab && exec \"$@\"", table.toString()};
        try (PkexecEngine engine = PkexecEngine.start(loop, PkexecEngine.NOBODY, inside)) {
            layout(engine.receive());
            for (String line : List.of("LABEL=Backup " + point + " ext4 defaults,user,suid,dev",
                    "LABEL=backup " + point + " ext4 defaults", loop + "p1 " + point + " ext4 defaults",
                    "LABEL=backup " + home + " ext4 user")) {
                Files.writeString(table, line + "\n");
                List<?> mounted = engine.ask("use", 1, Usage.MOUNT);
                layout(mounted);
                assertEquals("/run/media/nobody/backup", mounted.get(2), line);
                requireSafe(engine, mounted.get(2));
                layout(engine.ask("use", 1, Usage.UNMOUNT));
            }
            Files.writeString(table, "LABEL=backup " + point + " ext4 user,exec,suid,dev\n");
            List<?> mounted = engine.ask("use", 1, Usage.MOUNT);
            assertEquals(point.toString(), mounted.get(2));
            requireSafe(engine, point);
            layout(engine.ask("use", 1, Usage.UNMOUNT));
        }
        Files.writeString(table, "LABEL=backup " + point + " ext4 defaults\n");
        try (PkexecEngine engine = PkexecEngine.start(loop, 0, inside)) {
            layout(engine.receive());
            assertEquals(point.toString(), engine.ask("use", 1, Usage.MOUNT).get(2));
            assertFalse(options(engine, point).contains("nosuid"), "root's own mount is as the table says");
            layout(engine.ask("use", 1, Usage.UNMOUNT));
        } finally {
            Files.delete(point);
        }
    }

    private static void requireSafe(PkexecEngine engine, Object point) throws IOException {
        List<String> options = List.of(options(engine, point).split(","));
        assertTrue(options.containsAll(List.of("nosuid", "nodev")), options.toString());
    }

    private static String options(PkexecEngine engine, Object point) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + engine.pid() + "/mountinfo")).stream()
                .map(line -> line.split(" ")).filter(words -> words[4].equals(point.toString()))
                .map(words -> words[5]).findFirst().orElseThrow();
    }

    /** The marks of the protocol, written without its own code: 0 is a text, 6 a list; lengths follow. */
    @Test
    void aMessageThatIsTooLongEndsTheEngineAndFreesTheDevice() throws IOException {
        try (PkexecEngine engine = PkexecEngine.start(loop, PkexecEngine.NOBODY)) {
            layout(engine.receive());
            byte[] text = new byte[4 << 20];
            DataOutputStream out = new DataOutputStream(engine.bytes());
            IOException broken = assertThrows(IOException.class, () -> {
                out.writeByte(6);
                out.writeInt(20);
                for (int i = 0; i < 20; i++) {
                    out.writeByte(0);
                    out.writeInt(text.length);
                    out.write(text);
                    out.flush();
                }
                throw new EOFException("all of it was taken");
            });
            assertFalse(broken instanceof EOFException, broken.getMessage());
            assertTrue(engine.ends(), "it holds the device for ever");
        }
    }

    @Test
    void aReaderThatFailsInWhateverWayEndsTheEngine() throws IOException {
        InputStream exhausted = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("a test says so");
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
        try {
            Engine.serve(loop, exhausted, out); // returns
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        assertTrue(out.size() > 0);
    }

    @Test
    void onlyALoopDeviceOfAWholeFileGetsAnotherSizeByTheWire() throws IOException {
        Path partition = Path.of(loop + "p1");
        long size = size(partition);
        try (PkexecEngine engine = PkexecEngine.start(partition, PkexecEngine.NOBODY)) {
            layout(engine.receive());
            for (String request : List.of("review", "rehearse", "apply")) {
                List<?> answer = engine.ask(request, List.of("disk size=+1MiB"));
                assertEquals(List.of("failed", "refusal"), answer.subList(0, 2));
                assertTrue(answer.get(2).toString().contains(partition.toString()), answer.get(2).toString());
            }
        }
        assertEquals(size, size(partition));
        long whole = size(loop);
        try (PkexecEngine engine = PkexecEngine.start(loop, PkexecEngine.NOBODY)) {
            layout(engine.receive());
            assertEquals(whole + (1 << 20), layout(engine.ask("apply", List.of("disk size=+1MiB")))
                    .diskSize());
        }
        assertEquals(whole + (1 << 20), size(loop));
    }

    private static long size(Path device) {
        return Long.parseLong(Shell.run("blockdev", "--getsize64", device.toString()).strip());
    }

    /** A client that keeps to the protocol asks one thing at a time. */
    @Test
    void requestsThatAreSentAheadEndTheEngine() throws IOException {
        int asked = 500;
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        DataOutputStream ahead = new DataOutputStream(requests);
        for (int i = 0; i < asked; i++) {
            ahead.writeByte(6);
            ahead.writeInt(1);
            ahead.writeByte(0);
            ahead.writeInt(6);
            ahead.writeBytes("reload");
        }
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        Engine.serve(loop, new ByteArrayInputStream(requests.toByteArray()), answers); // returns
        Wire wire = new Wire(new ByteArrayInputStream(answers.toByteArray()),
                OutputStream.nullOutputStream());
        int answered = 0;
        try {
            while (wire.receive() != null) {
                answered++;
            }
        } catch (EOFException e) {
            assertTrue(answered < asked / 2, answered + " of " + asked + " were answered");
        }
    }
}
