package org.platter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.cli.Cli;
import org.platter.commit.Interruption;

/** Runs commands one after the other in a process that is traced: lines of a file, words between tabs. */
final class StrangersJobs {

    private StrangersJobs() {}

    public static void main(String[] arguments) throws IOException, Refusal {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t");
            if (words[0].equals("interrupt")) {
                interrupt(Path.of(words[1]), words[2]);
                continue;
            }
            Cli.Outcome outcome = Cli.run((Object[]) words);
            if (outcome.status() != 0) {
                throw new IOException(line + " ended with " + outcome.status() + ": " + outcome.err());
            }
        }
        System.exit(0);
    }

    /** Begins an operation and stops it when some of it is durable. */
    private static void interrupt(Path image, String operation) throws IOException, Refusal {
        AtomicBoolean isHalfDone = new AtomicBoolean();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push(operation);
            session.apply(event -> isHalfDone.compareAndSet(false, event instanceof Event.StepStarted step
                    && step.text().startsWith("Copy")), isHalfDone::get);
        } catch (Interruption e) {
            return;
        }
        throw new IOException(image + " was not interrupted");
    }
}
