package org.platter.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.session.Platters;

/** A program that works on what somebody else made reaches nothing else. */
@Timeout(60)
final class SandboxTest {

    @TempDir
    private Path work;
    private Path mine;
    private Path other;

    @BeforeEach
    void prepare() throws IOException {
        assertEquals(Optional.empty(), Sandbox.whyNot(Programs.installed()));
        mine = Files.createDirectory(work.resolve("mine"));
        other = Files.writeString(work.resolve("other"), "as it was");
    }

    @Test
    void itWritesWhatItWorksOnAndNothingElse() throws IOException {
        run("echo new > '" + mine + "/file'; echo new > '" + other + "'; rm -f '" + other
                + "'; mount -o remount,rw / && rm -f '" + other + "'; true");
        assertEquals("new\n", Files.readString(mine.resolve("file")));
        assertEquals("as it was", Files.readString(other));
    }

    @Test
    void itHasNoNetworkAndGainsNoRights() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String connect = "bash -c ': < /dev/tcp/127.0.0.1/" + server.getLocalPort()
                    + "' && echo connected";
            assertEquals("connected\n", unconfined(connect));
            assertFalse(run(connect + "; true").contains("\nconnected"));
        }
        String status = run("cat /proc/self/status");
        assertTrue(status.contains("NoNewPrivs: 1\n"), status);
        assertTrue(status.matches("(?s).*CapEff: 000000000000000[02]\n.*"), status);
    }

    @Test
    void itsStatusAndItsEndAreThoseOfTheProgram() throws IOException {
        ToolFailure failure = assertThrows(ToolFailure.class, () -> run("echo bad; exit 4"));
        assertEquals(4, failure.status());
        AtomicBoolean cancelled = new AtomicBoolean();
        long[] process = new long[1];
        assertThrows(Cancelled.class, () -> new ProgramRunner(Programs.installed()).run(
                command("echo $$; sleep 1000"), event -> {
                    if (event instanceof Event.Output output) {
                        process[0] = Long.parseLong(output.line());
                        cancelled.set(true);
                    }
                }, cancelled::get));
        assertTrue(process[0] > 0);
        ProcessHandle.of(process[0]).ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void aServiceInItEndsInOrder() throws IOException {
        Path ended = mine.resolve("ended");
        Service service = Service.start(Programs.installed(), command("trap ': > \"" + ended
                + "\"; exit 7' TERM; echo up; sleep 1000 & wait"));
        service.await(() -> Optional.of(service.output()).filter(text -> text.contains("up")),
                Duration.ofSeconds(50));
        service.close();
        assertTrue(Files.exists(ended));
        assertEquals(OptionalInt.of(7), service.status());
    }

    @Test
    void mountsThatComeAndGoKeepNoProgramFromBeginning() throws Exception {
        Path point = Files.createDirectory(work.resolve("point"));
        Process mounts = new ProcessBuilder("sh", "-c", "while :; do mount -t tmpfs none '" + point
                + "' && umount '" + point + "'; done").start();
        try {
            for (int i = 0; i < 40; i++) {
                assertEquals("begun\n", run("echo begun"));
            }
        } finally {
            mounts.destroy();
            mounts.waitFor();
            new ProcessBuilder("umount", "-q", point.toString()).start().waitFor();
        }
    }

    @Test
    void whereUnmountsDoNotReachIntoASandboxThereIsNone() throws Exception {
        List<String> words = new ArrayList<>(List.of("unshare", "-m", "--propagation", "private"));
        words.addAll(Platters.command("support"));
        Process support = new ProcessBuilder(words).start();
        String told = new String(support.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(told.contains("make-rshared"), told);
    }

    private String run(String script) throws IOException {
        return new ProgramRunner(Programs.installed()).run(command(script), event -> {}, () -> false)
                .output();
    }

    private Command command(String script) {
        return Command.of("sh", "-c", script).confinedTo(mine);
    }

    private static String unconfined(String script) throws IOException {
        return new ProgramRunner(Programs.installed()).run(Command.of("sh", "-c", script), event -> {},
                () -> false).output();
    }
}
