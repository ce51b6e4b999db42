package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.platter.base.ByteSize;

/** Runs the {@code platter} command inside of the test, as it is run from a shell. */
public final class Cli {

    /** What a command did, and printed. */
    public record Outcome(int status, String out, String err) {}

    private static final int MIB = (int) ByteSize.MIB;

    private Cli() {}

    /** Runs a command; each word that is no string is written as one. */
    public static Outcome run(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(images -> {}, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Stream.of(words).map(Object::toString).toArray(String[]::new));
        Outcome outcome = new Outcome(status, out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
        assertFalse(outcome.err.contains("\tat ") || outcome.err.contains("Exception"),
                () -> String.join(" ", Stream.of(words).map(Object::toString).toList()) + "\n" + outcome.err);
        return outcome;
    }

    /** Runs {@code platter image} with these words, which has to succeed, and returns what it printed. */
    static String image(Object... words) {
        Outcome outcome = attempt(words);
        assertEquals(0, outcome.status, outcome.err + outcome.out);
        return outcome.out;
    }

    /** Runs {@code platter image} with these words. */
    static Outcome attempt(Object... words) {
        return run(Stream.concat(Stream.of("image"), Stream.of(words)).toArray());
    }

    /** Runs it, to fail with this status and one sentence that has these words in it. */
    static void refused(int status, String word, Object... words) {
        Outcome outcome = attempt(words);
        String sentence = String.join("\n", outcome.err.lines().filter(line -> line.startsWith("platter: "))
                .toList());
        assertEquals(status, outcome.status, outcome.err + outcome.out);
        assertEquals(1, sentence.lines().count(), outcome.err);
        assertTrue(sentence.contains(word), sentence);
        assertTrue(sentence.strip().endsWith(".") || sentence.strip().endsWith("”."), sentence);
    }

    /** A raw image of 24 MiB with data here and there. */
    static Path data(Path work, long seed) throws IOException {
        Path image = work.resolve("data" + seed + ".raw");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(24L * MIB);
            for (int at : List.of(0, 3, 9, 23)) {
                file.seek((long) at * MIB + 512);
                file.write(bytes(seed + at, MIB / 2));
            }
        }
        return image;
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Returns the first number of that name in JSON, ours or {@code qemu-img}'s. */
    static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": ([0-9]+)").matcher(json);
        assertTrue(matcher.find(), () -> key + " in " + json);
        return Long.parseLong(matcher.group(1));
    }
}
