package org.platter.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.platter.base.Event;

/** Finds out that a program, with all that it started, neither prints nor reads nor writes for long. */
final class Stillness {

    private static final Path PROC = Path.of("/proc");
    /** Looks for each span that is told of. */
    private static final int LOOKS = 10;
    /** The kernel's clock ticks in the files of /proc: 100 on every architecture (proc(5), USER_HZ). */
    private static final long NANOS_OF_A_TICK = 10_000_000;
    /** What computes has a twentieth of a processor, however many others want it. */
    private static final int MIN_OF_COMPUTING = 20;

    private final Process process;
    private final String name;
    private final long patience;
    private final Consumer<Event> events;
    private long toTell;
    private long next;
    private long since;
    private long latest;
    private long ticksThen;
    private List<String> seen = List.of();

    /** @param name what the program is called */
    Stillness(Process process, String name, Duration patience, Consumer<Event> events) {
        this.process = process;
        this.name = name;
        this.events = events;
        this.patience = patience.toNanos();
        this.since = System.nanoTime();
        this.next = since + this.patience / LOOKS; // most programs end before, and are never looked at
        this.toTell = this.patience;
    }

    /** Returns whether the program was still for so long when it was last looked at. */
    boolean isLongerThan(Duration limit) {
        return !seen.isEmpty() && latest - since > limit.toNanos();
    }

    /**
     * Tells that the program has been still when its time is up, and again whenever that time has doubled.
     *
     * @param hasPrinted whether the program printed something since the last look
     */
    void look(boolean hasPrinted) {
        long now = System.nanoTime();
        if (hasPrinted) {
            seen = List.of();
        }
        if (now < next) {
            return;
        }
        next = now + patience / LOOKS;
        latest = now;
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        List<String> state = all.stream().map(one -> one.pid() + " " + text(one.pid(), "io")).toList();
        long ticks = all.stream().mapToLong(one -> ticks(text(one.pid(), "stat"))).sum();
        if (!state.equals(seen) || state.stream().anyMatch(one -> one.endsWith(" "))) {
            seen = state; // one that may not be looked at is taken for busy
            since = now;
            ticksThen = ticks;
            toTell = patience;
        }
        if (now - since < toTell) {
            return;
        }
        boolean computes = MIN_OF_COMPUTING * (ticks - ticksThen) * NANOS_OF_A_TICK > now - since;
        String time = time(Duration.ofNanos(now - since));
        toTell *= 2;
        events.accept(new Event.Note(name + (computes
                ? " has been computing for " + time + " without reading or writing; cancel to stop it."
                : " has been waiting for " + time + ", and neither reads nor writes; cancel to stop it.")));
    }

    static String time(Duration span) {
        return span.toMinutes() < 2 ? span.toSeconds() + " seconds" : span.toMinutes() + " minutes";
    }

    private static long ticks(String stat) {
        // proc(5): the name is in brackets and may have anything in it; behind them state is 3, utime 14
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return words.length < 13 ? 0 : Arrays.stream(words, 11, 13).mapToLong(Long::parseLong).sum();
    }

    /** Returns what the kernel tells of a process; nothing of one that is gone or is somebody else's. */
    private static String text(long process, String file) {
        try {
            return Files.readString(PROC.resolve(Long.toString(process)).resolve(file),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
