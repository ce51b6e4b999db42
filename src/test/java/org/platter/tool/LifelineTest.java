package org.platter.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.session.Java;

/** No program outlives Platter, and of one that seems never to end the user is told. */
@Timeout(120)
final class LifelineTest {

    @TempDir
    Path folder;

    /** The program, one that it started, and one whose parent has ended. */
    private static final String FAMILY = "(sleep 1000 & echo $!); sleep 1000 & echo $! $$; wait";

    @ParameterizedTest
    @ValueSource(strings = {"runner", "service", "confined runner", "confined service", "patience"})
    void aKilledPlatterTakesItsProgramsAndTheirProgramsAlong(String way) throws Exception {
        List<ProcessHandle> programs = startedBy(way, 3);
        for (ProcessHandle program : programs) {
            program.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKilledPlatterTakesAShellAlong() throws Exception {
        startedBy("foreground", 1).get(0).onExit().get(60, TimeUnit.SECONDS);
    }

    /** Returns the processes that another Platter has started, which is killed then. */
    private List<ProcessHandle> startedBy(String way, int count) throws Exception {
        Path numbers = folder.resolve("numbers");
        ProcessBuilder builder = new ProcessBuilder(Java.command("-cp", System.getProperty("java.class.path"),
                Starting.class.getName(), way, count == 1 ? "echo $$; exec sleep 1000" : FAMILY,
                numbers.toString()));
        Process other = builder.redirectErrorStream(true).start();
        assertEquals("started", other.inputReader().readLine());
        List<ProcessHandle> programs = new ArrayList<>();
        for (String number : Files.readString(numbers).strip().split("\\s+")) {
            programs.add(ProcessHandle.of(Long.parseLong(number)).orElseThrow());
        }
        assertEquals(count, programs.size());
        assertTrue(programs.stream().allMatch(ProcessHandle::isAlive));
        other.destroyForcibly().waitFor();
        return programs;
    }

    /** Starts programs, says so when they say their numbers, and waits to be killed. */
    static final class Starting {
        public static void main(String[] arguments) throws Exception {
            Path numbers = Path.of(arguments[2]);
            Programs programs = Programs.installed();
            Command command = Command.of("sh", "-c", "{ " + arguments[1].replace("exec sleep 1000",
                    ": > '" + numbers + ".all'; exec sleep 1000").replace("wait",
                            ": > '" + numbers
                                    + ".all'; wait")
                    + "; } > '" + numbers + "'");
            Thread thread = new Thread(() -> {
                try {
                    switch (arguments[0]) {
                        case "runner" -> new ProgramRunner(programs).run(command, event -> {}, () -> false);
                        case "service" -> Service.start(programs, command);
                        case "confined runner" -> new ProgramRunner(programs).run(
                                command.confinedTo(numbers.getParent()), event -> {}, () -> false);
                        case "confined service" -> Service.start(programs,
                                command.confinedTo(numbers.getParent()));
                        case "patience" -> Patience.isRewarded(programs, command, Duration.ofMinutes(10));
                        default -> Foreground.run(programs, command.arguments(), Path.of("/"), Map.of());
                    }
                } catch (IOException e) {
                    System.out.println(e);
                }
            });
            thread.start();
            while (!Files.exists(Path.of(numbers + ".all"))) {
                Thread.sleep(10);
            }
            System.out.println("started");
            Thread.sleep(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"while :; do :; done", "read line < pipe"})
    void ofAProgramThatGoesOnAndOnTheUserIsToldAndCanCancelIt(String script) throws IOException {
        assertEquals(0, new ProgramRunner(Programs.installed()).run(
                Command.of("mkfifo", folder.resolve("pipe").toString()), event -> {}, () -> false).status());
        String sentence = (script.startsWith("while")
                ? "sh has been computing for [0-9]+ seconds without reading or writing"
                : "sh has been waiting for [0-9]+ seconds, and neither reads nor writes")
                + "; cancel to stop it\\.";
        // where many others compute, what computes waits most of the time: it is told of again
        AtomicReference<String> told = new AtomicReference<>("");
        ProgramRunner runner = new ProgramRunner(Programs.installed(), Duration.ofMillis(1500));
        Command command = Command.of("sh", "-c", "cd '" + folder + "'; " + script);
        assertThrows(Cancelled.class, () -> runner.run(command,
                event -> {
                    if (event instanceof Event.Note note) {
                        told.set(note.text());
                    }
                }, () -> told.get().matches(sentence)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"for i in $(seq 25); do echo $i; sleep 0.1; done",
        "for i in $(seq 25); do cat /dev/null; sleep 0.1; done"})
    void ofAProgramThatPrintsOrReadsNothingIsTold(String script) throws IOException {
        ProgramRunner runner = new ProgramRunner(Programs.installed(), Duration.ofMillis(1500));
        runner.run(Command.of("sh", "-c", script), event -> assertTrue(!(event instanceof Event.Note)),
                () -> false);
    }
}
