package org.platter.session;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.platter.base.Refusal;
import org.platter.commit.Interruption;

/**
 * Lets system calls of a job fail, one after the other, and says what became of the image each time. This is
 * a program of its own, since its faults have to be there from its start.
 */
final class FaultCampaign {

    /** How a try ended. */
    enum End { OLD, RESUMED, NEW, LOST }

    /**
     * One try.
     *
     * @param death the call of the job that it dies at, for the recovery to be tried; 0 to try the job
     * @param call the number of the call that fails, from 1 on
     */
    record Try(int death, Faults.Kind kind, boolean lasts, int call) {

        @Override
        public String toString() {
            return (death == 0 ? "" : "recovery of what died at call " + death + ": ") + kind + " at call "
                    + call
                    + (lasts ? " and after" : "");
        }
    }

    private static final Faults.Kind[] KINDS = {Faults.Kind.EIO, Faults.Kind.ENOSPC, Faults.Kind.EINTR,
        Faults.Kind.DEATH};
    /** After so many tries the figures are told. */
    private static final int SPAN = 100;
    /** The exit status where a try came to no end. */
    static final int HUNG = 3;
    private static final long PATIENCE = 120_000_000_000L;

    private final FaultedImage image;
    private final Faults faults;
    private final PrintStream out;
    private final Map<End, Integer> ends = new EnumMap<>(End.class);
    private final List<String> told = new ArrayList<>();
    private volatile long began;
    private volatile String now = "";
    private volatile int tried;

    private FaultCampaign(FaultedImage image, Faults faults, PrintStream out) {
        this.image = image;
        this.faults = faults;
        this.out = out;
    }

    /**
     * Arguments: the folder to work in; "all", "killed" or "some"; the seed; kinds of images, as RAW=100, of
     * which so many tries are made; and how many of these are left out, since they were made before.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        for (String word : arguments[3].split(",")) {
            String[] parts = word.split("=");
            try (FaultedImage image = new FaultedImage(FaultedImage.Kind.valueOf(parts[0]), folder,
                    Path.of(System.getenv("XDG_STATE_HOME")))) {
                FaultCampaign campaign = new FaultCampaign(image, Faults.of(folder), System.out);
                campaign.watchOver();
                Random random = new Random(Long.parseLong(arguments[2]));
                int count = Integer.parseInt(parts[1]);
                List<Try> all = switch (arguments[1]) {
                    case "all" -> campaign.all();
                    case "killed" -> campaign.killed();
                    default -> campaign.some(count, random);
                };
                if (!arguments[1].equals("some")) { // those that were made when it is ended tell of all
                    Collections.shuffle(all, random);
                }
                campaign.run(all, Integer.parseInt(arguments[4]), Math.min(count, all.size()));
            }
        }
        System.out.flush();
        System.exit(0); // a thread of what hung may live
    }

    /** Ends the program where a try comes to no end. */
    private void watchOver() {
        Thread thread = new Thread(() -> {
            while (true) {
                long since = began;
                if (since != 0 && System.nanoTime() - since > PATIENCE) {
                    out.println("LOST " + image.kind + " " + now + ": it comes to no end");
                    out.println("HUNG " + tried);
                    Thread.getAllStackTraces().forEach((it, stack) -> out.println(it + " "
                            + Arrays.toString(stack)));
                    Runtime.getRuntime().halt(HUNG);
                }
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns each call of the job, and the calls of each recovery from a death of the job; of recoveries that
     * are the same from a call on, these are taken once, in turn from the first and from the last of them.
     */
    private List<Try> all() throws IOException {
        List<Try> tries = new ArrayList<>();
        int calls = callsOfJob();
        for (int call = 1; call <= calls; call++) {
            tries.addAll(tries(0, call));
        }
        Map<List<String>, Deaths> recoveries = new LinkedHashMap<>();
        for (int death = 1; death <= calls; death++) {
            if (isInterruptedAt(death)) {
                List<String> recovery = faults.calls(measured(this::recover));
                recoveries.merge(recovery, new Deaths(death, death), Deaths::with);
            }
        }
        Map<List<String>, List<Try>> first = new LinkedHashMap<>(); // by the calls that are still to be made
        Map<List<String>, List<Try>> last = new HashMap<>();
        recoveries.forEach((recovery, deaths) -> {
            for (int call = 1; call <= recovery.size(); call++) {
                if (isTried(recovery, call)) {
                    List<String> rest = recovery.subList(call - 1, recovery.size());
                    first.putIfAbsent(rest, tries(deaths.first, call));
                    last.put(rest, tries(deaths.last, call));
                }
            }
        });
        first.forEach((rest, some) -> {
            for (int i = 0; i < some.size(); i++) {
                tries.add((rest.size() + i) % 2 == 0 ? some.get(i) : last.get(rest).get(i));
            }
        });
        out.printf(
                "%s: the job makes %d calls; %d recoveries are distinct, of %d calls; %d of these are tried%n",
                image.kind, calls, recoveries.size(),
                recoveries.keySet().stream().mapToInt(List::size).sum(), first.size());
        return tries;
    }

    /** The calls of the job that it dies at and after which the recovery makes the same calls. */
    private record Deaths(int first, int last) {
        Deaths with(Deaths later) {
            return new Deaths(first, later.last);
        }
    }

    /** Says whether a call is the first, the middle or the last of a run of calls of its kind on its file. */
    private static boolean isTried(List<String> calls, int call) {
        int first = call;
        int last = call;
        String kind = kind(calls, call);
        while (first > 1 && kind(calls, first - 1).equals(kind)) {
            first--;
        }
        while (last < calls.size() && kind(calls, last + 1).equals(kind)) {
            last++;
        }
        return call == first || call == (first + last) / 2 || call == last;
    }

    private static String kind(List<String> calls, int call) {
        return calls.get(call - 1).replaceFirst(" [0-9]+[+][0-9]+$", "");
    }

    /** Returns all ways in which a call can fail. */
    private static List<Try> tries(int death, int call) {
        List<Try> tries = new ArrayList<>();
        for (Faults.Kind kind : KINDS) {
            if (kind != Faults.Kind.DEATH) {
                tries.add(new Try(death, kind, false, call));
            }
            tries.add(new Try(death, kind, true, call));
        }
        return tries;
    }

    /** Returns some of what can be tried: one half fails the job, the other its recovery. */
    private List<Try> some(int count, Random random) throws IOException {
        List<Try> tries = new ArrayList<>();
        int calls = callsOfJob();
        for (int i = 0; i < count; i++) {
            int death = i % 2 == 0 ? 0 : 1 + random.nextInt(calls);
            Faults.Kind kind = KINDS[random.nextInt(KINDS.length)];
            int call = 1 + random.nextInt(death == 0 ? calls : Math.max(1, calls - death));
            tries.add(new Try(death, kind, kind == Faults.Kind.DEATH || random.nextBoolean(), call));
        }
        return tries;
    }

    /** Kills a process of its own at each call of the job. */
    private List<Try> killed() throws IOException {
        List<Try> tries = new ArrayList<>();
        int calls = callsOfJob();
        for (int call = 1; call <= calls; call++) {
            tries.add(new Try(0, Faults.Kind.KILL, false, call));
        }
        return tries;
    }

    private int callsOfJob() throws IOException {
        image.restore();
        faults.watch(image.folder, image.device());
        int calls = measured(this::job);
        if (image.state() != FaultedImage.State.NEW) {
            throw new IllegalStateException(image.kind + ": the job does not work: " + image.state());
        }
        return calls;
    }

    private interface Work {
        void run() throws IOException, Refusal;
    }

    private int measured(Work work) throws IOException {
        faults.count();
        try {
            work.run();
        } catch (Refusal e) {
            throw new IOException(e);
        } finally {
            faults.disarm();
        }
        return faults.disarm();
    }

    /** Carries the job out. */
    private void job() throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image.path(), DiskSession.Mode.EDIT)) {
            for (String line : image.kind.job) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }

    private void recover() throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image.path(), DiskSession.Mode.EDIT)) {
            session.recover(event -> {}, () -> false);
        }
    }

    /** Recovers what there is to recover; returns whether there was anything. */
    private boolean isRecovered() throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image.path(), DiskSession.Mode.EDIT)) {
            boolean isInterrupted = session.interrupted().isPresent();
            session.recover(event -> {}, () -> false);
            return isInterrupted;
        }
    }

    /** Lets the job die at that call; returns whether there is something to recover from. */
    private boolean isInterruptedAt(int death) throws IOException {
        image.restore();
        faults.watch(image.folder, image.device());
        faults.arm(Faults.Kind.DEATH, death, true);
        failureOf(this::job);
        faults.disarm();
        try (DiskSession session = DiskSession.open(image.path(), DiskSession.Mode.READ)) {
            return session.interrupted().isPresent();
        }
    }

    private void run(List<Try> tries, int begin, int end) {
        long start = System.nanoTime();
        for (tried = begin; tried < end;) {
            Try one = tries.get(tried++);
            began = System.nanoTime();
            now = one.toString();
            End came;
            try {
                came = end(one);
            } catch (IOException | RuntimeException | AssertionError e) {
                came = lost(one, "?", "it could not be tried: " + e);
            }
            ends.merge(came, 1, Integer::sum);
            if (tried % SPAN == 0 || tried == end) {
                out.printf("%-6s %d tried of %d, %d old, %d resumed, %d new, %d lost, %d s%n", image.kind,
                        tried - begin, tries.size(), ends.getOrDefault(End.OLD, 0),
                        ends.getOrDefault(End.RESUMED, 0), ends.getOrDefault(End.NEW, 0),
                        ends.getOrDefault(End.LOST, 0), (System.nanoTime() - start) / 1_000_000_000);
                out.flush();
            }
        }
        began = 0;
        told.stream().distinct().forEach(out::println);
    }

    private End end(Try one) throws IOException {
        if (one.death > 0 && isInterruptedAt(one.death)) {
            faults.arm(one.kind, one.call, one.lasts);
            return judged(one, failureOf(this::recover));
        }
        image.restore();
        faults.watch(image.folder, image.device());
        faults.arm(one.kind, one.call, one.lasts);
        return judged(new Try(0, one.kind, one.lasts, one.call),
                failureOf(one.kind == Faults.Kind.KILL ? this::process : this::job));
    }

    /** Carries the job out in a process of its own, which the faults may kill. */
    private void process() throws IOException {
        List<String> words = new ArrayList<>(List.of("apply", image.path().toString()));
        image.kind.job.forEach(line -> words.addAll(List.of("-e", line)));
        ProcessBuilder builder = new ProcessBuilder(Platters.command(words.toArray(String[]::new)))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_TOOL_OPTIONS",
                "-Djna.library.path=" + System.getProperty("jna.library.path"));
        Process process = builder.start();
        faults.aim(process.pid());
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("exit status " + status);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Exception> failureOf(Work work) {
        try {
            work.run();
            return Optional.empty();
        } catch (IOException | Refusal | RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** Says what became of the image, once it has been recovered where that was asked for. */
    private End judged(Try one, Optional<Exception> failure) {
        faults.disarm();
        String call = faults.call(one.call);
        String said = failure.map(e -> e instanceof RuntimeException
                ? e + " " + Arrays.toString(e.getStackTrace())
                : String.valueOf(e.getMessage())).orElse("done");
        try {
            if (failure.isPresent() && failure.get() instanceof RuntimeException) {
                return lost(one, call, said);
            }
            boolean isInterrupted = isRecovered();
            boolean hasBegun = isInterrupted || one.death > 0;
            FaultedImage.State state = image.state();
            if (failure.isEmpty() && isInterrupted || state == FaultedImage.State.LOST
                    || state == FaultedImage.State.OLD && (hasBegun || failure.isEmpty())) {
                return lost(one, call, "it is " + state + ", after: " + said);
            }
            if (!image.others().isEmpty()) {
                told.add("LEFT " + image.kind + " " + one + " (" + call + "): " + image.others() + ", after: "
                        + said);
            }
            boolean isDead = one.kind == Faults.Kind.DEATH || one.kind == Faults.Kind.KILL;
            if (failure.isPresent() && !isDead && !isInterrupted
                    && (state == FaultedImage.State.NEW || failure.get() instanceof Interruption)) {
                told.add("SAID " + image.kind + " " + one + " (" + call + "), and it is " + state + ": "
                        + said);
            }
            return state == FaultedImage.State.OLD ? End.OLD : hasBegun ? End.RESUMED : End.NEW;
        } catch (IOException | Refusal e) {
            return lost(one, call, "not recovered: " + e + ", after: " + said);
        }
    }

    private End lost(Try one, String call, String why) {
        out.println("LOST " + image.kind + " " + one + " (" + call + "): " + why);
        return End.LOST;
    }
}
