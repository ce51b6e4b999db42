package org.platter.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.MinimumQuery;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.stage.DiskProbe;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.ToolFailure;
import org.platter.window.Window;

/** How small a file system can be made, by the words of the program that shrinks it. */
final class MinimumSize {

    private MinimumSize() {}

    /** Whether a partition holds a file system whose smallest size is unknown, and can be asked for. */
    static boolean canBeAsked(Partition partition, Machine machine) {
        Optional<FileSystemType> type = FileSystems.of(partition.content());
        return type.isPresent() && partition.fileSystem().orElseThrow().minimum().isEmpty()
                && partition.fileSystem().get().problems().isEmpty()
                && type.get().support(Action.SHRINK, machine).isPossible()
                && type.get().minimumQuery().isPresent();
    }

    /**
     * Asks for it.
     *
     * @return the content of the partition with what is known now: no more than before where the program
     *         stumbles over damage, of which the stage tells
     * @throws IOException if the program cannot be run, or the image cannot be read
     */
    static Content.FileSystem ask(OpenImage image, Partition partition, Machine machine) throws IOException {
        FileSystemType type = FileSystems.of(partition.content()).orElseThrow();
        MinimumQuery query = type.minimumQuery().orElseThrow();
        StringBuilder output = new StringBuilder();
        // on a staged disk: a program that replays a journal or counts mounts does not write to
        // the image (C1)
        try (StagedDisk staged = new StagedDisk(image.get(), Scratch.inMemory())) {
            BlockDevice slice = DiskProbe.slice(staged, partition);
            try (Window window = image.windows().open(slice, "p" + partition.number())) {
                ProgramRunner runner = new ProgramRunner(machine.programs());
                replay(type, slice, window, runner);
                for (Command command : query.commands()) {
                    output.append(runner.run(command.on(window.path().toString()), event -> {},
                            () -> false).output());
                }
            } catch (ToolFailure e) {
                if (!e.isOfProgram()) {
                    throw e;
                }
                return partition.fileSystem().orElseThrow();
            }
        }
        OptionalLong minimum = query.answer().apply(output.toString());
        return partition.fileSystem().orElseThrow().withMinimum(minimum);
    }

    /** What waits in a journal counts, as it will when the file system is made smaller. */
    private static void replay(FileSystemType type, BlockDevice slice, Window window, ProgramRunner runner)
            throws IOException {
        for (Command command : type.checkup().wasUnmounted(slice) ? List.<Command>of()
                : type.checkup().preen()) {
            try {
                runner.run(command.on(window.path().toString()), event -> {}, () -> false);
            } catch (ToolFailure e) {
                return; // the stage says what is wrong with it
            }
        }
    }
}
