package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Window;
import org.platter.window.Windows;

/** The programs on slices of a disk, through the windows that Platter gives them. */
class ThroughWindowsTest {

    private static final long MIB = ByteSize.MIB;

    private final ProgramRunner programs = new ProgramRunner(Programs.installed());

    @TempDir
    Path folder;

    static Stream<Arguments> typesAndWindows() {
        return FileSystems.all().stream()
                .flatMap(type -> Stream.of(Arguments.of(type.id(), true), Arguments.of(type.id(), false)));
    }

    @ParameterizedTest
    @MethodSource("typesAndWindows")
    void aFileSystemIsMadeLabelledShrunkMovedGrownAndChecked(String id, boolean asCopies) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        Windows windows = asCopies ? Windows.copies(folder) : Windows.detect(folder);
        try (TestPartition disk = TestPartition.of(folder, 200 * MIB)) {
            long large = id.equals("fat12") ? 12 * MIB : 60 * MIB;
            long small = id.equals("fat12") ? 9 * MIB : 40 * MIB;
            BlockDevice first = disk.slice(ByteRange.of(MIB, large), "partition 1");
            run(windows, first, type.create(type.checkedLabel("FIRST"), type.randomUuid(), 2048, 512));
            run(windows, first, type.verify());
            String uuid = type.randomUuid();
            run(windows, first, type.label(type.checkedLabel("SECOND")));
            run(windows, first, type.uuid(type.checkedUuid(uuid)));

            Content.FileSystem before = type.probe(first).orElseThrow();
            OptionalLong minimum = before.minimum().isPresent()
                    ? before.minimum() : type.minimumFrom(run(windows, first, type.minimumQuery()));
            assertTrue(minimum.orElseThrow() <= small, "minimum " + minimum);
            run(windows, first, type.repair());
            resize(windows, type, first, before, small);
            BlockDevice second = disk.slice(ByteRange.of(100 * MIB, large), "partition 2");
            second.write(0, first.read(0, (int) Math.min(small, 16 * MIB)));
            for (long at = 16 * MIB; at < small; at += MIB) {
                second.write(at, first.read(at, (int) Math.min(MIB, small - at)));
            }
            BlockDevice moved = disk.slice(ByteRange.of(100 * MIB, small), "partition 2");
            type.moved(moved, 2048, 100 * 2048);
            run(windows, moved, type.verify());

            run(windows, moved, type.repair());
            type.moved(second, 100 * 2048, 100 * 2048);
            resize(windows, type, second, type.probe(moved).orElseThrow(), large);
            run(windows, second, type.verify());
            Content.FileSystem after = FileSystems.of(FileSystems.probe(second)).orElseThrow().probe(second)
                    .orElseThrow();
            long missing = large - after.size().orElseThrow();
            assertTrue(missing >= 0 && missing < 4096, "missing " + missing);
            assertEquals(Optional.of("SECOND"), after.label());
            assertEquals(Optional.of(uuid), after.uuid());
            assertEquals(List.of(), after.problems());
        }
    }

    private void resize(Windows windows, FileSystemType type, BlockDevice slice,
            Content.FileSystem now, long bytes) throws IOException {
        if (type.resizesItself()) {
            type.resize(slice, bytes);
        } else {
            run(windows, slice, bytes < slice.size() ? type.shrink(now, bytes) : type.grow(now));
        }
    }

    private String run(Windows windows, BlockDevice slice, List<Command> commands) throws IOException {
        List<String> output = new ArrayList<>();
        try (Window window = windows.open(slice, "p1")) {
            for (Command command : commands) {
                output.add(programs.run(command.on(window.path().toString()), event -> {},
                        () -> false).output());
            }
        }
        return String.join("\n", output);
    }
}
