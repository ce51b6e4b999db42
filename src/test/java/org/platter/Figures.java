package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a long campaign has found so far and how far it has come, in a file that packaging/test-long prints. A
 * fault is counted there, and the campaign goes on.
 */
public final class Figures {

    /** One of the many things that a campaign does. */
    @FunctionalInterface
    public interface Try {
        /** Returns what is wrong, or nothing. */
        String fault() throws Exception;
    }

    private static final long SPAN = 10_000_000_000L;

    private final Path file;
    private final String name;
    private final long all;
    private final List<String> faults = new ArrayList<>();
    private long done;
    private long written;

    private Figures(Path file, String name, long all) {
        this.file = file;
        this.name = name;
        this.all = all;
    }

    /** @param part of the campaign that has figures of its own, or nothing */
    public static Figures of(Class<?> campaign, Object part, long all) throws IOException {
        Path file = file(campaign, part);
        Figures figures = new Figures(file, file.getFileName().toString(), all);
        figures.write("");
        return figures;
    }

    /** Returns where the figures of a part of a campaign are. */
    public static Path file(Class<?> campaign, Object part) throws IOException {
        return Files.createDirectories(Path.of("target/figures"))
                .resolve((campaign.getSimpleName() + " " + part).strip());
    }

    /** Writes figures, and the faults below them. */
    public static void write(Path file, List<String> figures, List<String> faults) {
        List<String> lines = new ArrayList<>(figures);
        faults.forEach(fault -> lines.add("  " + fault));
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many are to be tried: as many as that property of the JVM says, if it is set. */
    public static int limit(String property, int usual) {
        return Integer.getInteger(property, usual);
    }

    /** Returns as many as that property says, if it is set, by chance; those of one seed begin alike. */
    public static <T> List<T> some(List<T> all, String property, long seed) {
        List<T> some = new ArrayList<>(all);
        Collections.shuffle(some, new Random(seed));
        return some.subList(0, Math.min(all.size(), limit(property, all.size())));
    }

    /** Counts one more; what it throws is a fault. */
    public void count(Try one, Object soFar) {
        String fault;
        try {
            fault = one.fault();
        } catch (Exception | AssertionError e) {
            fault = e.toString();
        }
        if (!fault.isEmpty()) {
            faults.add(fault);
        }
        done++;
        tell(soFar, !fault.isEmpty() || done == all);
    }

    private void tell(Object soFar, boolean isUrgent) {
        if (isUrgent || System.nanoTime() - written > SPAN) {
            write(soFar);
        }
    }

    private void write(Object soFar) {
        written = System.nanoTime();
        write(file, List.of(String.format("%s: %d of %d tried, %d faults%s", name, done, all, faults.size(),
                soFar.toString().isEmpty() ? "" : ": " + soFar)), faults);
    }

    /** Fails if there was a fault. */
    public void check() {
        assertEquals(List.of(), faults);
    }
}
