package org.platter.ui.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Event;

final class LogTest {

    private final AtomicLong clock = new AtomicLong();
    private final Log log = new Log(clock::get);

    private void play(Event... events) {
        for (Event event : events) {
            log.accept(event);
            clock.addAndGet(1_000_000_000L);
        }
    }

    @Test
    void stepsAndCommandsNestAsTheyWereTold() {
        play(new Event.StepStarted("Move"), new Event.StepStarted("Check"),
                new Event.CommandStarted(List.of("e2fsck", "-f", "it's here")), new Event.Output("Pass 1"),
                new Event.CommandEnded(0, "clean"), new Event.StepEnded(Event.Outcome.DONE),
                new Event.Note("Well"), new Event.StepEnded(Event.Outcome.DONE),
                new Event.StepStarted("Grow"));
        assertEquals(List.of("Move", "Grow"), log.entries().stream().map(LogEntry::text).toList());
        LogEntry move = log.entries().get(0);
        assertEquals(List.of("Check", "Well"), move.children().stream().map(LogEntry::text).toList());
        LogEntry command = move.children().get(0).children().get(0);
        assertEquals("e2fsck -f 'it'\\''s here'", command.text());
        assertEquals(List.of("Pass 1"), command.output().first());
        assertEquals("0: clean", command.meaning());
        assertEquals(2_000_000_000L, command.nanosAt(clock.get()));
        assertEquals(LogEntry.State.DONE, move.state());
        assertEquals(Optional.of("Grow"), log.current());
        assertEquals(1, log.endedTopSteps());
    }

    @Test
    void theCommandThatAStepFailedByIsMarked() {
        play(new Event.StepStarted("Check"), new Event.CommandStarted(List.of("a")),
                new Event.CommandEnded(0, "fine"),
                new Event.CommandStarted(List.of("b")), new Event.CommandEnded(8, "broken"),
                new Event.StepEnded(Event.Outcome.FAILED));
        LogEntry step = log.entries().get(0);
        assertEquals(LogEntry.State.FAILED, step.state());
        assertEquals(List.of(LogEntry.State.DONE, LogEntry.State.FAILED),
                step.children().stream().map(LogEntry::state).toList());
    }

    @Test
    void aStepThatFailsAfterACommandThatWentWellBlamesItNot() {
        play(new Event.StepStarted("Check"), new Event.CommandStarted(List.of("a")),
                new Event.CommandEnded(0, "fine"),
                new Event.StepEnded(Event.Outcome.FAILED));
        assertEquals(LogEntry.State.DONE, log.entries().get(0).children().get(0).state());
    }

    @Test
    void aMillionLinesKeepTheFirstAndTheLast() {
        play(new Event.StepStarted("Check"), new Event.CommandStarted(List.of("yes")));
        for (int i = 0; i < 1_000_000; i++) {
            log.accept(new Event.Output("line " + i));
        }
        LineBuffer output = log.entries().get(0).children().get(0).output();
        assertEquals(LineBuffer.FIRST, output.first().size());
        assertEquals(LineBuffer.LAST, output.last().size());
        assertEquals("line 999999", output.last().get(LineBuffer.LAST - 1));
        assertEquals(1_000_000 - LineBuffer.FIRST - LineBuffer.LAST, output.dropped());
    }

    @Test
    void aLineWithoutEndIsCutOff() {
        LineBuffer buffer = new LineBuffer();
        buffer.add("x".repeat(5_000_000));
        assertTrue(buffer.first().get(0).length() < 2_100);
    }

    @Test
    void whatIsStillOpenEndsWithTheWork() {
        play(new Event.StepStarted("Move"), new Event.CommandStarted(List.of("dd")));
        log.close(Event.Outcome.CANCELLED);
        assertEquals(LogEntry.State.CANCELLED, log.entries().get(0).state());
        assertEquals(LogEntry.State.CANCELLED, log.entries().get(0).children().get(0).state());
        assertEquals(Optional.empty(), log.current());
        log.accept(new Event.StepEnded(Event.Outcome.DONE)); // one too many is no harm
    }

    @Test
    void theReportHoldsEverythingAndEscapesIt(@TempDir Path folder) throws IOException {
        play(new Event.StepStarted("Move <2>"), new Event.CommandStarted(List.of("e2fsck", "-f")),
                new Event.Output("a & b < c"), new Event.CommandEnded(8, "broken"),
                new Event.StepEnded(Event.Outcome.FAILED));
        Report report = new Report("/images/a<b>.raw", "0.1.0", ZonedDateTime.parse("2026-11-22T10:00:00Z"),
                "Nothing was changed.", List.of("move 2 start=+1GiB"));
        report.write(log, folder.resolve("details.html"));
        String html = Files.readString(folder.resolve("details.html"));
        for (String part : List.of("Move &lt;2&gt;", "a &amp; b &lt; c", "a&lt;b&gt;.raw",
                "move 2 start=+1GiB",
                "class=\"failed\"", "exit status 8: broken", "Nothing was changed.")) {
            assertTrue(html.contains(part), part + " is not in " + html);
        }
        report.write(log, folder.resolve("details.txt"));
        String text = Files.readString(folder.resolve("details.txt"));
        for (String part : List.of("FAILED Move <2>", "| a & b < c", "$ e2fsck -f", "move 2 start=+1GiB")) {
            assertTrue(text.contains(part), part + " is not in " + text);
        }
    }
}
