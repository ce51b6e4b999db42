package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that stop a reader stand nowhere: not in code, comments, messages or documents. */
class PlainWordsTest {

    /** Each with the word to take instead. */
    private static final List<String> WORDS = List.of("anew=again, or a verb with re-",
            "whoever=the user who",
            "whichever=the one that", "rubbish=abandoned", "obituary=causeOfDeath", "thereof=of it",
            "hitherto=until now", "heretofore=until now", "whilst=while",
            "(?:MOST|LEAST|LARGEST|LONGEST)_\\w+=MAX_, MIN_");

    @Test
    void noneOfThemIsUsed() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            for (String word : WORDS) {
                int equals = word.indexOf('=');
                Matcher use = Pattern.compile("(?i:\\b" + word.substring(0, equals) + "\\b)").matcher(text);
                while (use.find()) {
                    found.add(file + ":" + text.substring(0, use.start()).lines().count() + ": " + use.group()
                            + "; write " + word.substring(equals + 1));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), all.filter(file -> file.toString()
                    .matches(".*\\.(java|properties|md)") && !file.endsWith("PlainWordsTest.java"))).sorted()
                    .toList();
        }
    }
}
