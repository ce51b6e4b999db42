package org.platter.session.remote;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.platter.session.Platters;

/**
 * An engine as pkexec starts it, root with a clean environment that says which user asked, and a client that
 * sends it whatever it likes.
 */
final class PkexecEngine implements Closeable {

    static final int NOBODY = 65534;

    private final Process process;
    private final Wire wire;

    private PkexecEngine(Process process) {
        this.process = process;
        this.wire = new Wire(process.getInputStream(), process.getOutputStream());
    }

    /** Starts one for a device; {@code before} are words that the command line begins with. */
    static PkexecEngine start(Path device, int user, String... before) throws IOException {
        List<String> words = new ArrayList<>(List.of(before));
        words.addAll(command("engine", device.toString()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(new File("/dev/null"));
        clean(builder.environment(), user);
        return new PkexecEngine(builder.start());
    }

    /** Leaves what pkexec leaves; for the user 0 there is no pkexec. */
    static void clean(Map<String, String> environment, int user) {
        environment.clear();
        environment.putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/root", "USER", "root",
                "LOGNAME", "root", "SHELL", "/bin/sh"));
        if (user != 0) {
            environment.put("PKEXEC_UID", String.valueOf(user));
        }
    }

    /** Returns a command line of Platter's. */
    static List<String> command(String... arguments) {
        return Platters.command(arguments);
    }

    long pid() {
        return process.pid();
    }

    /** Returns the next message that is no event. */
    List<?> receive() throws IOException {
        List<?> message = wire.receive();
        while (message.get(0).equals("event")) {
            message = wire.receive();
        }
        return message;
    }

    /** Asks for something, and returns the answer, which may be a question. */
    List<?> ask(Object... request) throws IOException {
        wire.send(List.of(request));
        return receive();
    }

    /** Asks for something, and answers every question until there is an answer. */
    List<?> ask(Function<List<?>, List<Object>> answers, Object... request) throws IOException {
        List<?> message = ask(request);
        while (message.get(0).equals(Lender.WANTED)) {
            wire.send(answers.apply((List<?>) message.get(1)));
            message = receive();
        }
        return message;
    }

    /** What it reads, for bytes that no client of ours would send. */
    OutputStream bytes() {
        return process.getOutputStream();
    }

    /** Returns whether it ends by itself. */
    boolean ends() {
        try {
            return process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            return; // it has ended
        } finally {
            if (!ends()) {
                process.destroyForcibly();
            }
        }
    }
}
