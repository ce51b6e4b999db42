package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.platter.Platter;
import org.platter.session.Platters;
import org.platter.session.Shell;

/** Runs {@code platter} commands as a user who may do nothing but write what is in a folder of his. */
final class OrdinaryUser implements Closeable {

    private static final String NOBODY = "65534";

    private final boolean isRoot = Shell.run("id", "-u").strip().equals("0");
    private final Path home;
    private final Process process;
    private final DataInputStream answers;
    private final DataOutputStream commands;

    /** Starts one Java machine for all commands. */
    OrdinaryUser(Path work) throws IOException {
        home = Files.createDirectory(work.resolve("home"));
        Shell.run("chmod", "755", work.toString());
        give(home);
        Path program = Files.createDirectories(work.resolve("program/org/platter/cli"));
        String name = CommandsInTurn.class.getSimpleName() + ".class";
        try (InputStream compiled = CommandsInTurn.class.getResourceAsStream(name)) {
            Files.copy(compiled, program.resolve(name));
        }
        Shell.run("chmod", "-R", "a+rX", work.resolve("program").toString());
        List<String> words = new ArrayList<>();
        if (isRoot) {
            words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        words.addAll(Platters.command());
        int path = words.indexOf("-cp") + 1;
        words.set(path, words.get(path) + File.pathSeparator + work.resolve("program"));
        words.set(words.indexOf(Platter.class.getName()), CommandsInTurn.class.getName());
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of("HOME", home.toString(), "TMPDIR", home.toString(), "LC_ALL", "C.UTF-8",
                "PATH", environment.get("PATH") + ":/usr/sbin:/sbin"));
        environment.keySet().removeAll(List.of("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"));
        process = builder.start();
        answers = new DataInputStream(process.getInputStream());
        commands = new DataOutputStream(process.getOutputStream());
    }

    /** Where this user may write. */
    Path home() {
        return home;
    }

    /** Makes a file or folder this user's. */
    void give(Path file) {
        if (isRoot) {
            Shell.run("chown", "-R", NOBODY + ":" + NOBODY, file.toString());
        }
    }

    /** Runs a command to its end; each word that is no string is written as one. */
    Cli.Outcome run(Object... words) {
        try {
            commands.writeInt(words.length);
            for (Object word : words) {
                commands.writeUTF(word.toString());
            }
            commands.flush();
            Cli.Outcome outcome = new Cli.Outcome(answers.readInt(), text(), text());
            assertFalse(outcome.err().contains("\tat ") || outcome.err().contains("Exception"),
                    () -> Arrays.toString(words) + "\n" + outcome.err());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() throws IOException {
        return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
