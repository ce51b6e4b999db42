package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** No argument is looked into: a command that root runs for somebody would show files of root's by it. */
final class LiteralArgumentsTest {

    @TempDir
    private Path work;

    @Test
    void noCommandTakesAFileForItsArguments() throws IOException {
        Path secret = Files.writeString(work.resolve("secret"), "root:mysecret\n");
        String word = "@" + secret;
        List<String> all = new ArrayList<>();
        collect("", Commands.of(new Main(images -> {}), new String[] {}), all);
        collect("", Commands.of(new Main(images -> {}), new String[] {"image"}), all);
        assertTrue(all.containsAll(List.of(" loop attach", " image convert", " device mount", " engine",
                " apply")), all.toString());
        for (String command : all) {
            Stream<String> words = Stream.of(command.strip().split(" "));
            Cli.Outcome outcome = Cli.run(Stream.concat(words, Stream.of(word, word)).toArray());
            assertFalse((outcome.out() + outcome.err()).contains("mysecret"), command + outcome);
        }
        Cli.Outcome attached = Cli.run("loop", "attach", word);
        assertTrue(attached.err().contains(word), attached.err());
    }

    private static void collect(String name, CommandLine line, List<String> into) {
        if (!name.isEmpty() && line.getSubcommands().isEmpty()) {
            into.add(name);
        }
        line.getSubcommands().forEach((word, below) -> collect(name + " " + word, below, into));
    }
}
