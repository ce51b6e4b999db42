package org.platter.tool;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;

/** Runs programs, one at a time, and tells what they print. */
public final class ProgramRunner {

    /**
     * What a program that succeeded left.
     *
     * @param output what it printed, the last MiB of it
     */
    public record Result(int status, String output) {}

    public ProgramRunner(Programs programs) {}

    /**
     * Runs a program to its end.
     *
     * @throws ToolFailure if it is not installed, or ends with a status that does not mean success
     * @throws org.platter.base.Cancelled if {@code cancelled} became true; the program has ended then
     */
    public Result run(Command command, Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        throw new UnsupportedOperationException();
    }
}
