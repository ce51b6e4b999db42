package org.platter.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.tool.Command;
import org.platter.tool.ToolFailure;

/**
 * Reads what a machine prints: the output of its commands between lines that tell where each begins and with
 * which status it ends. Those lines bear a word that nothing in the machine can know, so that a command's
 * output is never taken for one.
 */
final class Console implements Consumer<Event> {

    private final List<Command> commands;
    private final Consumer<Event> events;
    private final String secret;
    private final List<String> output = new ArrayList<>();
    private Optional<Command> running = Optional.empty();
    private Optional<ToolFailure> failure = Optional.empty();
    private boolean isComplete;

    Console(List<Command> commands, String secret, Consumer<Event> events) {
        this.commands = commands;
        this.secret = secret;
        this.events = events;
    }

    @Override
    public void accept(Event event) {
        if (!(event instanceof Event.Output line)) {
            if (event instanceof Event.Note) {
                events.accept(event);
            }
            return; // the start and the end of the machine are nothing to the user
        }
        int at = line.line().indexOf(secret);
        if (at < 0) {
            output.add(line.line());
            if (running.isPresent()) {
                events.accept(line);
            }
            return;
        }
        if (at > 0) { // behind a last line without an end
            accept(new Event.Output(line.line().substring(0, at)));
        }
        String[] words = line.line().substring(at + secret.length()).strip().split(" ");
        switch (words[0]) {
            case "begin" -> begin(commands.get(Integer.parseInt(words[1])));
            case "end" -> end(Integer.parseInt(words[1]));
            case "complete" -> isComplete = true;
            default -> {}
        }
    }

    private void begin(Command command) {
        running = Optional.of(command);
        output.clear();
        events.accept(new Event.CommandStarted(command.arguments()));
    }

    private void end(int status) {
        Command command = running.orElseThrow();
        String meaning = command.meaning(status).orElse("");
        events.accept(new Event.CommandEnded(status, meaning.isEmpty() ? "failed" : meaning));
        if (!command.accepted().containsKey(status)) {
            failure = Optional.of(new ToolFailure(command.program(), status, meaning, text()));
        }
        running = Optional.empty();
    }

    /** Returns how the first command failed that did. */
    Optional<ToolFailure> failure() {
        return failure;
    }

    /**
     * Makes sure that all commands were run.
     *
     * @throws ToolFailure the first command that failed, or the machine if it ended before they did
     */
    void requireComplete() throws ToolFailure {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (!isComplete) {
            throw new ToolFailure(OwnKernel.PROGRAM, 0, running.isPresent()
                    ? "the kernel stopped while it ran " + running.get().program()
                    : "the kernel did not come up", text());
        }
    }

    private String text() {
        return String.join("\n", output);
    }

}
