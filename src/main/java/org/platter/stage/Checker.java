package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.platter.base.Event;
import org.platter.base.Event.Condition;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Contradiction;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Tools;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.ToolFailure;
import org.platter.window.Window;
import org.platter.window.Windows;

/**
 * Looks at file systems by their checkers, and lets those mend what they find. A checker never has a hand on
 * a file system in which it finds nothing wrong, and whatever it changes is told as {@link Event.Checked}.
 * Long, since looking, mending and telling share what one look has found.
 */
final class Checker {

    private static final int MAX_LINES = 200;
    /** A repair may uncover damage that the next one mends. */
    private static final int MAX_REPAIRS = 3;
    /** What the others print about their work. */
    private static final Pattern TALK = Pattern.compile("^Phase \\d|^- |^\\[\\d+/\\d+\\]|^Info: |^\\d+%"
            + "|^Cannot get host filesystem geometry|^Repair may fail if there is a sector size mismatch"
            + "|^the image and the host filesystem|^Opening filesystem|^Checking filesystem on|^UUID: "
            + "|^\\S+ version |^\\S+ v?\\d+\\.\\d+|^#+$|(started|finished) at |^processing |^Will |^The current "
            + "device is:|^Using default parameter|^Block size in bytes:|^Filesystem size in blocks:");
    /** What e2fsck says to have done, at the end of a line; that is dropped with all of its work. */
    private static final Pattern DONE = Pattern.compile("[ ?]+(yes|no|[A-Z][A-Z ]+\\.)$");
    private static final Pattern REMOVED = Pattern.compile("Clear.*\\? yes|CLEARED|[Dd]elete.*\\? yes"
            + "|Truncate\\? yes|TRUNCATED|Unlink\\? yes|Truncating|Dropping|[Dd]eleting|Reclaimed");
    /** What a program says of features that came after it; it goes on to call that damage. */
    private static final Pattern TOO_NEW = Pattern.compile("(?i)\\b(unsupported|unknown|unrecognized)\\b.*"
            + "\\bfeatures?\\b|Get a newer version of");
    private static final Pattern FOUND_AGAIN = Pattern.compile("Connect to /lost\\+found\\? yes|RECONNECTED"
            + "|moving to lost\\+found|Reclaimed \\d+ unused");

    private final Windows windows;
    private final ProgramRunner programs;
    private final Tools tools;
    private final Consumer<Event> events;
    private final BooleanSupplier cancelled;

    Checker(Windows windows, ProgramRunner programs, Tools tools, Consumer<Event> events,
            BooleanSupplier cancelled) {
        this.windows = windows;
        this.programs = programs;
        this.tools = tools;
        this.events = events;
        this.cancelled = cancelled;
    }

    /**
     * What a checker that writes nothing says.
     *
     * @param failure how it put it that there is damage; nothing where it found none
     * @param lines what it printed that is not about its own work
     * @param isUneven whether copies of a structure differ, which a check makes the same
     * @param isOwn whether Platter looked itself
     */
    private record Look(Optional<IOException> failure, List<String> lines, boolean isUneven,
            boolean isOwn) {
        boolean isSound() {
            return failure.isEmpty();
        }

        /** Returns whether the checker has no opinion, since it does not know what it looks at. */
        boolean isTooNew() {
            return failure.isPresent() && Checker.isTooNew(lines);
        }
    }

    /**
     * Looks at a file system before something else is done to it, and mends what can be mended without a
     * loss.
     *
     * @param isEdited whether the file system itself is going to be changed, not only moved
     * @throws Refusal if it has other damage, with the advice to check it
     */
    void prepare(Partition partition, FileSystemType type, BlockDevice slice, boolean isEdited)
            throws IOException, Refusal {
        if (!canLook(type, type.probe(slice))) {
            return;
        }
        tellDelay(type, slice);
        if (isEdited) {
            level(partition, type, slice);
        }
        if (!isEdited || !type.checkup().isPreenComplete()) {
            Look look = look(partition, type, slice);
            // what nobody here knows is moved whole; its bitmaps are believed of what was looked at alone
            boolean isMovedWhole = look.isTooNew() && !isEdited && type.liveBlocks(slice).isEmpty();
            if (isMovedWhole || look.isSound() && type.checkup().wasUnmounted(slice)) {
                return;
            }
            if (type.checkup().preen().isEmpty()) {
                requireSound(partition, type, look);
                unmark(partition, type, slice);
                return;
            }
        }
        preen(partition, type, slice, !isEdited || !type.checkup().isPreenComplete());
        if (!type.checkup().isPreenComplete()) {
            requireSound(partition, type, look(partition, type, slice));
        }
    }

    /** @param isNeeded whether something is known to be wrong */
    private void preen(Partition partition, FileSystemType type, BlockDevice slice, boolean isNeeded)
            throws IOException, Refusal {
        Output output;
        try {
            output = run(partition, type, slice, type.checkup().preen());
        } catch (ToolFailure e) {
            requireVerdict(type.checkup().preen(), e);
            throw refused(partition, type, lines(partition, type, slice, e.output()), e);
        }
        List<String> lines = output.lines();
        Optional<String> lost = lines.stream().filter(type.checkup()::isLoss).findFirst();
        if (lost.isPresent()) {
            throw refused(partition, type, List.of(lost.get()), null);
        }
        if (isNeeded || !lines.isEmpty() || output.hasChanged()) {
            mended(partition,
                    type.checkup().preen().get(0).program() + " mended what an unclean unmount or the "
                            + "like leaves in the " + what(partition, type),
                    lines);
        }
    }

    private void unmark(Partition partition, FileSystemType type, BlockDevice slice) throws IOException {
        if (!type.checkup().wasUnmounted(slice)) {
            type.checkup().unmark(slice);
            mended(partition, "The mark of an unclean unmount was removed from the "
                    + what(partition, type) + ", in which no damage was found", List.of());
        }
    }

    private void level(Partition partition, FileSystemType type, BlockDevice slice) throws IOException {
        Optional<String> changed = type.checkup().level(slice);
        if (changed.isPresent()) {
            mended(partition, "In the " + what(partition, type) + " " + changed.get(), List.of());
        }
    }

    /** Repairs what is damaged; one that is sound stays as it is. */
    void repair(Partition partition, FileSystemType type, BlockDevice slice) throws IOException, Refusal {
        tellDelay(type, slice);
        level(partition, type, slice);
        Look look = look(partition, type, slice);
        if (look.isTooNew()) {
            throw refused(partition, type, look.lines(), null);
        }
        if (look.isSound() && look.lines().stream().allMatch(type.checkup()::isCustomary)
                && type.checkup().wasUnmounted(slice)) {
            return;
        }
        if (look.isOwn() && !canRepair(type)) {
            throw look.failure().orElseThrow();
        }
        if (look.isSound() && type.checkup().preen().isEmpty() && onlyMarked(type, look)
                && !type.checkup().wasUnmounted(slice)) {
            unmark(partition, type, slice);
            look = look(partition, type, slice);
            if (look.isSound() && look.lines().stream().allMatch(type.checkup()::isCustomary)) {
                return;
            }
        }
        if (type.checkup().repair().isEmpty()) {
            throw unrepaired(partition, type, look);
        }
        List<String> told = new ArrayList<>();
        Watched watched = new Watched(slice);
        for (int round = 1;; round++) {
            try {
                told.addAll(run(partition, type, watched, type.checkup().repair()).lines());
            } catch (ToolFailure e) {
                requireVerdict(type.checkup().repair(), e);
                told.addAll(lines(partition, type, slice, e.output()));
                if (round == MAX_REPAIRS) {
                    throw e;
                }
                continue;
            }
            Look after = look(partition, type, slice);
            // what a checker calls sound it may yet put right, such as what it gave up a moment ago
            boolean isDone = after.lines().stream().allMatch(type.checkup()::isCustomary);
            if (after.isSound() && (isDone || round == MAX_REPAIRS)) {
                break;
            }
            if (round == MAX_REPAIRS) {
                throw after.failure().get();
            }
        }
        if (!type.checkup().wasUnmounted(slice)) {
            type.checkup().unmark(watched);
        }
        if (!watched.hasChanged()) {
            return;
        }
        mended(partition, type.checkup().repair().get(0).program() + " repaired the " + what(partition, type)
                + counts(told), told);
    }

    /** Tells what is wrong, and changes nothing. */
    void tell(Partition partition, FileSystemType type, BlockDevice slice) throws IOException, Refusal {
        tellDelay(type, slice);
        Look look = look(partition, type, slice);
        if (look.isTooNew()) {
            throw refused(partition, type, look.lines(), null);
        }
        List<String> lines = look.lines().stream().filter(line -> !type.checkup().isCustomary(line)).toList();
        String what = "the " + what(partition, type);
        if (look.isSound() && look.isUneven()) {
            events.accept(new Event.Checked(partition.number(), Condition.DAMAGED,
                    "Copies of a structure differ in "
                            + what + "; a check makes them the same.",
                    lines));
        } else if (look.isSound() && lines.isEmpty()) {
            events.accept(new Event.Checked(
                    partition.number(), Condition.SOUND, type.checkup().wasUnmounted(slice)
                            ? "Nothing is wrong with " + what + "."
                            : "Nothing is wrong with " + what + " but that it "
                                    + "was not cleanly unmounted.",
                    List.of()));
        } else {
            events.accept(new Event.Checked(partition.number(), Condition.DAMAGED, look.isSound()
                    ? "Only what any system that mounts it puts right is wrong with " + what + "."
                    : "Damage was found in " + what + "; nothing was changed.", lines));
        }
    }

    private boolean canLook(FileSystemType type, Optional<Content.FileSystem> content) {
        return type.support(Action.CHECK, tools).isPossible()
                && content.flatMap(known -> type.never(Action.CHECK, known)).isEmpty();
    }

    /** @throws IOException if the outcome has damage, as far as that can be told */
    void verify(Partition partition, FileSystemType type, BlockDevice slice) throws IOException {
        if (!canLook(type, type.probe(slice))) {
            return;
        }
        Look look = look(partition, type, slice);
        if (!look.isSound() && !look.isTooNew()) {
            throw look.failure().get();
        }
    }

    private Look look(Partition partition, FileSystemType type, BlockDevice slice) throws IOException {
        Looking looking = new Looking(partition, type, slice);
        type.checkup().look().by(looking);
        return looking.look;
    }

    private Look look(Partition partition, FileSystemType type, BlockDevice slice, List<Command> commands)
            throws IOException {
        // some note that they looked, and where copies differ they read the wrong one
        boolean isUneven = false;
        try (StagedDisk aside = new StagedDisk(slice, Scratch.inMemory())) {
            isUneven = type.checkup().level(aside).isPresent();
            List<String> lines = run(partition, type, aside, commands).lines();
            return new Look(Optional.empty(), type.checkup().talk().isPresent() ? lines : List.of(), isUneven,
                    false);
        } catch (ToolFailure e) {
            requireVerdict(commands, e);
            List<String> lines = lines(partition, type, slice, e.output());
            boolean isSound = !lines.isEmpty() && lines.stream().allMatch(type.checkup()::isHarmless);
            return new Look(isSound ? Optional.empty() : Optional.of(e), lines, isUneven, false);
        }
    }

    /** Looks at one file system in the way that its type says. */
    private final class Looking implements Way.Carrier {

        private final Partition partition;
        private final FileSystemType type;
        private final BlockDevice slice;
        private Look look = new Look(Optional.empty(), List.of(), false, false);

        Looking(Partition partition, FileSystemType type, BlockDevice slice) {
            this.partition = partition;
            this.type = type;
            this.slice = slice;
        }

        @Override
        public void write(Way.Work work) throws IOException {
            try {
                work.on(slice);
                look = new Look(Optional.empty(), List.of(), false, true);
            } catch (Contradiction damage) {
                look = new Look(Optional.of(damage), List.of(damage.getMessage()), false, true);
            }
        }

        @Override
        public void run(List<Command> commands) throws IOException {
            look = Checker.this.look(partition, type, slice, commands);
        }

        @Override
        public void mount(Way.Mounting mounting) {} // a kernel that mounts it does not look at all of it

        @Override
        public void leave(String why) {} // nobody can tell
    }

    /** @throws ToolFailure if the program did not end by saying what it found */
    private static void requireVerdict(List<Command> commands, ToolFailure failure) throws ToolFailure {
        if (commands.stream().noneMatch(command -> command.refused().containsKey(failure.status()))) {
            throw failure;
        }
    }

    private void requireSound(Partition partition, FileSystemType type, Look look)
            throws IOException, Refusal {
        if (look.isSound()) {
            return;
        }
        IOException failure = look.failure().get();
        if (look.isOwn() && !canRepair(type)) {
            throw failure;
        }
        throw refused(partition, type, look.lines(), failure);
    }

    private boolean canRepair(FileSystemType type) {
        return !type.checkup().repair().isEmpty()
                && type.checkup().repair().stream().allMatch(it -> tools.has(it.program()));
    }

    private static Refusal refused(Partition partition, FileSystemType type, List<String> lines,
            IOException failure) {
        if (isTooNew(lines)) {
            String checker = type.checkup().look().program().orElseThrow();
            return new Refusal("The " + what(partition, type) + " has features that the " + checker + " here "
                    + "does not know, so nothing was changed; use the system that made it, or a newer "
                    + checker + ".");
        }
        boolean isRepaired = !type.checkup().repair().isEmpty();
        String program = failure instanceof ToolFailure tool ? tool.program()
                : type.checkup().repair().isEmpty() ? "" : type.checkup().repair().get(0).program();
        String found = lines.stream().filter(line -> !type.checkup().isHarmless(line)).findFirst()
                .map(line -> " (" + program + ": “" + DONE.matcher(line).replaceFirst("")
                        .replaceFirst("^(/\\S+/)?" + Pattern.quote(program) + ": ", "") + "”)")
                .orElse("");
        return new Refusal("The " + what(partition, type) + " has damage" + found + ", so nothing was "
                + "changed; " + (isRepaired ? "check it first, which repairs it (“check " + partition.number()
                        + "”), or look at all that is wrong (“check " + partition.number() + " mode=look”)."
                        : type.checkup().repairer().orElse("no program here repairs it") + "."));
    }

    private static IOException unrepaired(Partition partition, FileSystemType type, Look look) {
        return new IOException("The " + what(partition, type) + " has damage that no program here repairs: "
                + look.failure().map(Throwable::getMessage).orElse("it was not cleanly unmounted") + " "
                + type.checkup().repairer()
                        .map(text -> Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".")
                        .orElse(""));
    }

    private static boolean isTooNew(List<String> lines) {
        return lines.stream().anyMatch(line -> TOO_NEW.matcher(line).find());
    }

    private static boolean onlyMarked(FileSystemType type, Look look) {
        return look.lines().stream().allMatch(type.checkup()::isHarmless);
    }

    private void mended(Partition partition, String text, List<String> lines) {
        events.accept(new Event.Checked(partition.number(), Condition.MENDED, text + ".", lines));
    }

    private void tellDelay(FileSystemType type, BlockDevice slice) throws IOException {
        type.checkup().delay(slice).ifPresent(text -> events.accept(new Event.Note(text)));
    }

    private static String counts(List<String> lines) {
        long removed = lines.stream().filter(line -> REMOVED.matcher(line).find()).count();
        long connected = lines.stream().filter(line -> FOUND_AGAIN.matcher(line).find()).count();
        return (removed > 0 ? ", and removed or cut short what could not be kept, at "
                + (removed == 1 ? "one place" : removed + " places") : "")
                + (connected > 0 ? ", and put " + (connected == 1 ? "one file" : connected + " files")
                        + " into lost+found" : "");
    }

    private static String what(Partition partition, FileSystemType type) {
        return type.displayName() + " of partition " + partition.number();
    }

    /**
     * What a checker that found nothing that it could not mend left.
     *
     * @param hasChanged whether its status says that it mended something, of which it may print nothing
     */
    private record Output(List<String> lines, boolean hasChanged) {}

    private Output run(Partition partition, FileSystemType type, BlockDevice slice, List<Command> commands)
            throws IOException {
        List<String> lines = new ArrayList<>();
        boolean hasChanged = false;
        try (Window window = windows.open(slice, "p" + partition.number())) {
            for (Command command : commands) {
                ProgramRunner.Result result = programs.run(command.on(window.path().toString()), events,
                        cancelled);
                lines.addAll(lines(partition, type, slice, result.output()));
                hasChanged |= result.status() != 0;
            }
        }
        return new Output(lines, hasChanged);
    }

    /** Returns what a program printed of the file system, without paths of windows. */
    private static List<String> lines(Partition partition, FileSystemType type, BlockDevice slice,
            String output)
            throws IOException {
        Pattern talk = type.checkup().talk().orElse(TALK);
        String name = "p" + partition.number();
        String label = type.probe(slice).flatMap(Content::label).orElse(name) + ": "; // by which e2fsck calls it
        List<String> all = output.lines().map(line -> line.replaceAll("/\\S*/" + name + "\\b", name))
                .map(line -> line.startsWith(name + ": ") ? line.substring(name.length() + 2)
                        : line.startsWith(label) ? line.substring(label.length()) : line)
                .map(String::strip).filter(line -> !line.isEmpty() && !talk.matcher(line).find()).toList();
        return all.size() <= MAX_LINES ? all : new ArrayList<>(all.subList(0, MAX_LINES));
    }
}
