package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.session.Shell;

/** The archive of classes that makes Platter start quickly is made, and is what Java takes them from. */
final class ArchivesTest {

    private static final Path PLACES = Path.of("/usr/lib/jvm");

    @TempDir
    private Path work;

    /** Every Java of this machine that Platter runs on. */
    static List<Path> javas() throws IOException {
        try (Stream<Path> there = Files.list(PLACES)) {
            return there.filter(
                    home -> !Files.isSymbolicLink(home) && Files.isExecutable(home.resolve("bin/java")))
                    .filter(ArchivesTest::isNewEnough)
                    .toList();
        }
    }

    private static boolean isNewEnough(Path home) {
        String told = Shell.attempt("", home + "/bin/java", "-XshowSettings:properties", "-version").output();
        return told.matches("(?s).*java.specification.version = (1[7-9]|[2-9][0-9])\\b.*");
    }

    @ParameterizedTest
    @MethodSource("javas")
    void classesComeFromTheArchive(Path home) throws IOException {
        Installed.make(work);
        Path classes = work.resolve("loaded");
        Shell.Outcome outcome = Shell.attempt("", "sh", "-c", """
                set -eu
                JAVA_HOME=$1 PATH=$1/bin:$PATH
                export JAVA_HOME PATH
                home=$2/target launcher=$2/platter name=platter
                sh "$2/packaging/archives" "$home"
                . "$2/packaging/launch"
                _JAVA_OPTIONS=-Xlog:class+load:file=$3
                export _JAVA_OPTIONS
                find_kind --version
                launch --version
                """, "sh", home.toString(), work.toString(), classes.toString());
        assertEquals(0, outcome.status(), outcome.output());
        assertEquals(
                List.of("Picked up _JAVA_OPTIONS: -Xlog:class+load:file=" + classes,
                        "Platter (not packaged)"),
                outcome.output().lines().toList());
        List<String> ours = Files.readAllLines(classes).stream()
                .filter(line -> line.contains(" org.platter.")).toList();
        List<String> others = ours.stream().filter(line -> !line.contains("source: shared objects file"))
                .toList();
        assertTrue(ours.size() > 50 && others.size() * 10 < ours.size(), () -> ours.size() + ", " + others);
    }
}
