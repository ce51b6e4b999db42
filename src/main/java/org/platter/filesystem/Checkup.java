package org.platter.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.platter.block.BlockDevice;
import org.platter.tool.Command;

/** How a file system is looked at and mended, and how what its checkers print is read. */
public interface Checkup {

    /**
     * How all of it is looked at without writing a byte. A command that fails is a damaged file system;
     * Platter's own code throws {@link Contradiction}, whose sentence names the damage and the remedy, in
     * bounded time and memory.
     */
    Way look();

    /**
     * Checks and puts right what is wrong: what GParted's Check does. Writes. Empty where no program does;
     * where Platter looks itself, the programs may not be installed.
     */
    default List<Command> repair() {
        return List.of();
    }

    /** Returns who repairs it, as the end of a sentence, where {@link #repair} does not. */
    default Optional<String> repairer() {
        return Optional.empty();
    }

    /** How a mount mends what the checker leaves: a log that has to be replayed. Before {@link #repair}. */
    default Optional<MountedWork> replay() {
        return Optional.empty();
    }

    /**
     * Mends only what loses nothing, such as what an unclean unmount leaves; a failed command is damage that
     * takes {@link #repair}. Empty where there is no such program.
     */
    default List<Command> preen() {
        return List.of();
    }

    /** Returns whether {@link #preen} looks at all of it: what it lets pass is sound. */
    default boolean isPreenComplete() {
        return false;
    }

    /** Returns whether a line of what {@link #preen} printed tells of something that was given up. */
    default boolean isLoss(String line) {
        return false;
    }

    /**
     * Returns whether a line that {@link #look} printed tells of something that is no damage. The exit status
     * of the program does not say which it is.
     */
    default boolean isHarmless(String line) {
        return false;
    }

    /** Returns whether a line that {@link #look} printed tells of a state in which other systems leave it. */
    default boolean isCustomary(String line) {
        return false;
    }

    /**
     * Returns what lines that its checker prints about its own work look like, where all others are about the
     * file system; nothing where that cannot be told.
     */
    default Optional<Pattern> talk() {
        return Optional.empty();
    }

    /** Says, where programs wait long before they begin to work on it, why they do. */
    default Optional<String> delay(BlockDevice slice) throws IOException {
        return Optional.empty();
    }

    /** Returns whether it was cleanly unmounted, as far as it says so itself. */
    default boolean wasUnmounted(BlockDevice slice) throws IOException {
        return true;
    }

    /**
     * Removes the mark of an unclean unmount from a file system in which {@link #look} found no damage, where
     * no program does only that. Writes in any order, like {@link Way.Work}.
     */
    default void unmark(BlockDevice slice) throws IOException {}

    /**
     * Makes the copies of a structure the same, where its checkers read another copy than the one that is in
     * force; in any order, like {@link #unmark}. Returns what was changed, as the end of a sentence.
     */
    default Optional<String> level(BlockDevice slice) throws IOException {
        return Optional.empty();
    }
}
