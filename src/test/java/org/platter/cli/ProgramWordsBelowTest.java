package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.platter.base.Event;

class ProgramWordsBelowTest {

    /** The sentence says what failed; what the program printed is the detail. */
    @Test
    void whatAProgramPrintedStandsBelowTheSentence() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TerminalWriter err = new TerminalWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Progress progress = new Progress(err, false);
        progress.accept(new Event.StepStarted("Grow partition 1"));
        progress.accept(new Event.Output("first line"));
        progress.accept(new Event.Output("second line"));
        progress.accept(new Event.StepEnded(Event.Outcome.FAILED));
        progress.end();
        assertEquals(1, Main.explain(new IOException("resize2fs failed."), err));
        Main.explain(new IOException("Another failure."), err);
        assertEquals("""
                Grow partition 1
                platter: resize2fs failed.
                    | first line
                    | second line
                platter: Another failure.
                """, bytes.toString(StandardCharsets.UTF_8));
    }
}
