package org.platter.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Cancelled;
import org.platter.base.Event;

@Timeout(60)
class ProgramRunnerTest {

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();
    private final ProgramRunner runner = new ProgramRunner(Programs.installed());

    @Test
    void aProgramTellsItsStartItsLinesAndItsEnd() throws IOException {
        Command command = Command.of("sh", "-c", "echo one; echo two >&2; echo three");
        assertEquals("one\ntwo\nthree\n", run(command).output());
        assertEquals(List.of(new Event.CommandStarted(command.arguments()), new Event.Output("one"),
                new Event.Output("two"), new Event.Output("three"), new Event.CommandEnded(0, "done")),
                events);
    }

    @Test
    void anAcceptedStatusIsSuccessWithItsMeaning() throws IOException {
        assertEquals(1, run(Command.of("sh", "-c", "exit 1").accepting(1, "errors were corrected")).status());
        assertEquals(new Event.CommandEnded(1, "errors were corrected"), events.get(events.size() - 1));
    }

    @Test
    void aRefusedStatusIsAFailureWithItsMeaningAndAllThatWasPrintedBelow() {
        Command command = Command.of("sh", "-c", "echo looking; echo bad superblock; echo; exit 4")
                .refusing(4, "errors are left");
        ToolFailure failure = assertThrows(ToolFailure.class, () -> run(command));
        assertEquals("sh ended with status 4 (errors are left); it printed:\n    | looking\n    | bad "
                + "superblock",
                failure.getMessage());
        assertEquals(4, failure.status());
        assertEquals("looking\nbad superblock\n\n", failure.output());
    }

    /** Single lines of programs are questions, figures and halves of sentences. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ERROR: unable to resize: No space left on device;;See the log;Abort? yes"
                + " | ERROR: unable to resize: No space left on device;See the log;Abort? yes",
        "/run/user/0/.platter-window-123456/p1: not a valid swap partition"
                + " | p1: not a valid swap partition"
    })
    void whatWasPrintedStandsBelowAndNamesNoFolderOfOurs(String printed, String told) {
        assertEquals("fsck ended with status 2 (errors are left); it printed:\n    | " + told.replace(";",
                "\n    | "),
                new ToolFailure("fsck", 2, "errors are left", printed.replace(';', '\n')).getMessage());
    }

    @Test
    void aStatusThatNobodyKnowsIsAFailure() {
        ToolFailure failure = assertThrows(ToolFailure.class, () -> run(Command.of("false")));
        assertEquals("false ended with status 1.", failure.getMessage());
        assertEquals(new Event.CommandEnded(1, "failed"), events.get(events.size() - 1));
    }

    @Test
    void aCrashIsAFailureThatNamesTheSignal() {
        ToolFailure failure = assertThrows(ToolFailure.class,
                () -> run(Command.of("sh", "-c", "kill -SEGV $$")));
        assertEquals(139, failure.status());
        assertTrue(failure.getMessage().contains("crashed, by signal 11"), failure.getMessage());
    }

    /** Signals such as SIGCHLD end no program; its own status may have such a number. */
    @ParameterizedTest
    @ValueSource(ints = {145, 146, 150, 156, 200, 255})
    void aStatusOfItsOwnIsTakenForNoSignal(int status) {
        ToolFailure failure = assertThrows(ToolFailure.class,
                () -> run(Command.of("sh", "-c", "exit " + status)));
        assertEquals(status, failure.status());
        assertTrue(failure.getMessage().contains("status " + status), failure.getMessage());
        assertFalse(failure.getMessage().contains("signal"), failure.getMessage());
    }

    @Test
    void aMissingProgramNamesItsPackage() {
        ProgramRunner nothingThere = new ProgramRunner(new Programs(List.of(folder)));
        ToolFailure failure = assertThrows(ToolFailure.class,
                () -> nothingThere.run(Command.of("resize2fs"), events::add, () -> false));
        assertTrue(failure.getMessage().contains("not installed; install the package e2fsprogs"),
                failure.getMessage());
        assertEquals(List.of(), events);
    }

    @Test
    void theInputIsWhatTheCommandSaysAndElseEmpty() throws IOException {
        assertEquals("yes\n", run(Command.of("cat").withInput("yes\n")).output());
        assertEquals("", run(Command.of("cat")).output());
        assertEquals("", run(Command.of("true").withInput("x".repeat(1 << 20))).output());
        assertEquals("1048576\n", run(Command.of("wc", "-c").withInput("x".repeat(1 << 20))).output());
    }

    @Test
    void programsSpeakEnglishAndFindEachOther() throws IOException {
        String output = run(Command.of("sh", "-c",
                "echo $LC_ALL; command -v mke2fs; cat /no/such/file; pwd; true"))
                .output();
        assertTrue(output.startsWith("C.UTF-8\n/"), output);
        assertTrue(output.contains("No such file or directory\n/\n"), output);
    }

    @Test
    void anArgumentIsNeverReadByAShell() throws IOException {
        assertEquals("$(id); 'x' *\n", run(Command.of("echo", "$(id); 'x' *")).output());
    }

    @Test
    void aFloodOfOutputStaysBounded() throws IOException {
        ProgramRunner.Result result = run(Command.of("sh", "-c",
                "yes flood | head -c 40000000; echo; echo end"));
        assertTrue(result.output().endsWith("end\n"));
        assertTrue(result.output().length() <= 2 << 20);
        assertTrue(events.size() < 6000, events.size() + " events");
    }

    @Test
    void cancellingEndsTheProgramAndItsChildren() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Command command = Command.of("sh", "-c", "echo $$; sleep 1000 & echo $!; wait");
        assertThrows(Cancelled.class, () -> runner.run(command, event -> {
            events.add(event);
            cancelled.set(events.size() == 3);
        }, cancelled::get));
        for (int i = 1; i <= 2; i++) {
            long process = Long.parseLong(((Event.Output) events.get(i)).line());
            // else the test's timeout ends it
            ProcessHandle.of(process).ifPresent(handle -> handle.onExit().join());
        }
        assertEquals("cancelled", ((Event.CommandEnded) events.get(3)).meaning());
    }

    @Test
    void aProgramThatDoesNotWantToEndIsKilled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Command command = Command.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        assertThrows(Cancelled.class, () -> runner.run(command, event -> {
            events.add(event);
            cancelled.set(events.size() >= 2);
        }, cancelled::get));
        assertEquals(new Event.CommandEnded(137, "cancelled"), events.get(events.size() - 1));
    }

    @Test
    void whatIsCancelledAlreadyIsNotStarted() {
        assertThrows(Cancelled.class, () -> runner.run(Command.of("true"), events::add, () -> true));
        assertEquals(List.of(), events);
    }

    @Test
    void aChildThatKeepsTheOutputOpenIsNotWaitedFor() throws IOException {
        assertEquals("done\n", run(Command.of("sh", "-c", "sleep 30 & echo done")).output());
    }

    @Test
    void aProgramThatClosesItsOutputIsWaitedFor() throws IOException {
        assertEquals(3, run(Command.of("sh", "-c", "exec >&- 2>&-; sleep 0.3; exit 3").accepting(3, "late"))
                .status());
    }

    @Test
    void aListenerThatFailsLeavesNoProgram() {
        List<Long> processes = new ArrayList<>();
        assertThrows(IllegalStateException.class,
                () -> runner.run(Command.of("sh", "-c", "echo $$; sleep 1000"),
                        event -> {
                            if (event instanceof Event.Output output) {
                                processes.add(Long.parseLong(output.line()));
                                throw new IllegalStateException();
                            }
                        }, () -> false));
        assertFalse(ProcessHandle.of(processes.get(0)).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void onlyProgramsThatCanRunAreInstalled() throws IOException {
        Files.writeString(folder.resolve("text"), "");
        Files.createDirectory(folder.resolve("directory"));
        Programs programs = new Programs(List.of(folder, Path.of("/bin")));
        assertFalse(programs.has("text"));
        assertFalse(programs.has("directory"));
        assertTrue(programs.has("sh"));
        assertTrue(Programs.installed().has("mke2fs"), "mke2fs is in an sbin folder");
        assertEquals("ntfs-3g", Programs.debianPackage("ntfsresize").orElseThrow());
        assertTrue(Programs.debianPackage("no-such-program").isEmpty());
    }

    private ProgramRunner.Result run(Command command) throws IOException {
        return runner.run(command, events::add, () -> false);
    }
}
