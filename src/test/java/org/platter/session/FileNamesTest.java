package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose names are no text in the encoding of the locale, or no text at all. */
final class FileNamesTest {

    @TempDir
    private Path folder;

    /** Runs lines of a shell, in which {@code at} is the folder and {@code platter} is a command. */
    private Shell.Outcome run(String locale, String lines) {
        String platter = Platters.command().stream().map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        return Shell.attempt("", "sh", "-c", "at='" + folder + "' && export LC_ALL=" + locale
                + "\nplatter() { " + platter + " \"$@\"; }\n" + lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\377.FORMAT", "a\\303.FORMAT"})
    void anImageIsOpenedByTheBytesOfItsName(String name) {
        for (String format : List.of("raw", "vdi")) {
            Shell.Outcome done = run("C.UTF-8", "name=$at/$(printf '" + name.replace("FORMAT", format)
                    + "')\nqemu-img create -q -f " + format + " $at/x 16M && mv $at/x \"$name\"\n"
                    + "platter info \"$name\" || exit 9\n"
                    + "platter apply \"$name\" -e 'table type=gpt' -e 'create start=1MiB size=4MiB' \\\n"
                    + "        || exit 8\nmv \"$name\" $at/y && ls -A $at | tr '\\n' ' '\nplatter info "
                    + "$at/y && rm $at/y");
            assertEquals(0, done.status(), done.output());
            assertTrue(done.output().contains("y ") && done.output().contains("gpt"), done.output());
        }
    }

    /** Started without the launcher, which sees to the locale. */
    @Test
    void whereTheLocaleHasNoSuchNameASentenceSaysWhatToDo() throws IOException {
        Shell.Outcome refused = run("C", "name=$at/$(printf '\\303\\244.raw')\n"
                + "truncate -s 1M \"$name\" && platter info \"$name\"");
        assertEquals(1, refused.status(), refused.output());
        assertTrue(refused.output().contains("Set LC_ALL to C.UTF-8")
                && !refused.output().contains("at org."), refused.output());
        String launcher = Files.readString(Path.of("packaging/launch"));
        assertTrue(launcher.contains("locale charmap") && launcher.contains("export LC_ALL=C.UTF-8"),
                launcher);
    }

    @Test
    void anErrorOfTheDeviceOnOpeningIsAFailureAndMakesNoImageReadOnly() {
        Shell.run("truncate", "-s", "1M", folder.resolve("disk.raw").toString());
        List<String> command = Platters.command("apply", folder.resolve("disk.raw").toString(), "-e",
                "table type=gpt");
        // the image is looked up once, and then opened by the descriptor of that
        Stream<String> descriptors = IntStream.range(0, 200).boxed()
                .flatMap(number -> Stream.of("-P", "/proc/self/fd/" + number));
        List<String> traced = Stream.concat(Stream.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
                "trace=open,openat"), descriptors).toList();
        for (String when : List.of("1", "1+")) {
            Shell.Outcome failed = Shell.attempt("", Stream.of(traced,
                    List.of("-e", "inject=open,openat:error=EIO:when=" + when), command)
                    .flatMap(List::stream).toArray(String[]::new));
            assertEquals(1, failed.status(), failed.output());
            assertTrue(failed.output().contains("input/output error"), failed.output());
        }
    }
}
