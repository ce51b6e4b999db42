package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.MinimumQuery;
import org.platter.filesystem.Support;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Way;
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
        return FileSystems.all().stream().filter(type -> can(type, Action.CREATE))
                .flatMap(type -> Stream.of(Arguments.of(type.id(), true), Arguments.of(type.id(), false)));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("typesAndWindows")
    void aFileSystemIsMadeLabelledShrunkMovedGrownAndChecked(String id, boolean asCopies) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        Windows windows = asCopies ? Windows.copies(folder) : Windows.detect(folder);
        long least = ByteSize.ceil(type.minimumBytes(), MIB);
        long small = switch (id) {
            case "fat12" -> 9 * MIB;
            case "f2fs" -> 72 * MIB; // resize.f2fs fails where no segment is free
            default -> Math.max(40 * MIB, least);
        };
        long large = id.equals("fat12") ? 12 * MIB : small + 20 * MIB;
        long there = large + 40 * MIB;
        try (TestPartition disk = TestPartition.of(folder, there + large + 40 * MIB)) {
            long size = can(type, Action.SHRINK) ? large : small;
            BlockDevice first = disk.slice(ByteRange.of(MIB, size), "partition 1");
            Optional<String> label = type.maximumLabel() == 0 ? Optional.empty() : Optional.of("FIRST");
            make(windows, type, first, type.checkedLabel(label.orElse("")), type.randomUuid());
            Way verify = can(type, Action.CHECK) ? type.checkup().look() : Way.never("");
            Way repair = verify instanceof Way.ByPrograms && !type.checkup().repair().isEmpty()
                    ? Way.by(type.checkup().repair()) : verify;
            run(windows, first, verify);
            assertEquals(label, type.probe(first).orElseThrow().label());
            if (can(type, Action.LABEL)) {
                label = Optional.of("SECOND");
                run(windows, first, type.label(type.checkedLabel("SECOND")));
            }
            if (can(type, Action.UUID)) {
                String uuid = type.checkedUuid(type.randomUuid());
                run(windows, first, type.uuid(uuid));
                assertEquals(Optional.of(uuid), type.probe(first).orElseThrow().uuid());
            }
            Content.FileSystem before = type.probe(first).orElseThrow();
            run(windows, first, repair);
            if (can(type, Action.SHRINK)) {
                OptionalLong minimum = before.minimum().isPresent()
                        ? before.minimum() : minimum(windows, type, first);
                if (!id.equals("f2fs")) { // no program knows it
                    assertTrue(minimum.orElseThrow() <= small, "minimum " + minimum);
                }
                resize(windows, type, first, before, small);
            }
            BlockDevice second = disk.slice(ByteRange.of(there, large), "partition 2");
            for (long at = 0; at < small; at += MIB) {
                ByteBuffer part = first.read(at, (int) Math.min(MIB, small - at));
                if (part.mismatch(ByteBuffer.allocate(part.remaining())) >= 0) {
                    second.write(at, part);
                }
            }
            BlockDevice moved = disk.slice(ByteRange.of(there, small), "partition 2");
            type.moved(moved, 2048, there / 512);
            run(windows, moved, verify);
            assertEquals(List.of(), type.probe(moved).orElseThrow().problems());

            run(windows, moved, repair);
            if (can(type, Action.GROW)) {
                type.moved(second, there / 512, there / 512);
                resize(windows, type, second, type.probe(moved).orElseThrow(), large);
                run(windows, second, verify);
                long missing = large - FileSystems.of(FileSystems.probe(second)).orElseThrow().probe(second)
                        .orElseThrow().size().orElseThrow();
                assertTrue(missing >= 0 && missing < type.minimumBytes() && missing < 4 * MIB,
                        "missing " + missing);
            }
            Content.FileSystem after = type.probe(second).orElseThrow();
            assertEquals(label, after.label());
            assertEquals(before.uuid(), after.uuid());
            assertEquals(List.of(), after.problems());
        }
    }

    /** Whether it can be done without mounting anything; every program has to be there. */
    private static boolean can(FileSystemType type, Action action) {
        Support support = type.support(action, Programs.installed()::has);
        assertFalse(support instanceof Support.MissingTool missing
                && !Support.RARE.containsKey(missing.debianPackage()), support.reason());
        return support.isPossible();
    }

    private void make(Windows windows, FileSystemType type, BlockDevice slice, String label, String uuid)
            throws IOException {
        run(windows, slice, TestPartition.quick(type, type.create(label, uuid, 2048, 512)));
    }

    private void resize(Windows windows, FileSystemType type, BlockDevice slice,
            Content.FileSystem now, long bytes) throws IOException {
        run(windows, slice, bytes < slice.size() ? type.shrink(now, bytes) : type.grow(now, bytes));
    }

    private OptionalLong minimum(Windows windows, FileSystemType type, BlockDevice slice)
            throws IOException {
        Optional<MinimumQuery> query = type.minimumQuery();
        return query.isEmpty() ? OptionalLong.empty()
                : query.get().answer().apply(run(windows, slice, query.get().commands()));
    }

    private void run(Windows windows, BlockDevice slice, Way way) throws IOException {
        way.by(new Way.Carrier() {
            @Override
            public void run(List<Command> commands) throws IOException {
                ThroughWindowsTest.this.run(windows, slice, commands);
            }

            @Override
            public void write(Way.Work work) throws IOException {
                work.on(slice);
            }

            @Override
            public void mount(Way.Mounting mounting) {
                throw new AssertionError("nothing is mounted here");
            }

            @Override
            public void leave(String why) {} // there is no checker
        });
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
