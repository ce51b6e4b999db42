package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs commands, and looks at what they say. */
final class Said {

    private Said() {}

    /** Runs a command, which has to say that. */
    static Cli.Outcome told(String advice, Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        String said = outcome.err() + outcome.out();
        assertTrue(said.contains(advice), () -> Arrays.toString(words) + " says: " + said);
        return outcome;
    }

    /** Runs a command that does not do what it was asked, and says that; returns its sentence. */
    static String refused(String advice, Object... words) {
        Cli.Outcome outcome = told(advice, words);
        assertNotEquals(0, outcome.status(), () -> Arrays.toString(words) + outcome.err() + outcome.out());
        return outcome.err();
    }

    /** Runs a command, which has to end well. */
    static Cli.Outcome done(Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        assertEquals(0, outcome.status(), () -> Arrays.toString(words) + outcome.err() + outcome.out());
        return outcome;
    }

    static void patch(Path file, long at, int... bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            for (int value : bytes) {
                open.write(value);
            }
        }
    }
}
