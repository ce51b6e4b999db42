package org.platter.filesystem;

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
            boolean isChecked = can(type, Action.CHECK);
            List<Command> verify = isChecked ? type.verify() : List.of();
            List<Command> repair = isChecked ? type.repair() : List.of();
            check(windows, type, first, verify);
            assertEquals(label, type.probe(first).orElseThrow().label());
            if (can(type, Action.LABEL)) {
                label = Optional.of("SECOND");
                if (type.isOwn(Action.LABEL)) {
                    type.writeLabel(first, type.checkedLabel("SECOND"));
                } else {
                    run(windows, first, type.label(type.checkedLabel("SECOND")));
                }
            }
            if (can(type, Action.UUID)) {
                String uuid = type.checkedUuid(type.randomUuid());
                if (type.isOwn(Action.UUID)) {
                    type.writeUuid(first, uuid);
                } else {
                    run(windows, first, type.uuid(uuid));
                }
                assertEquals(Optional.of(uuid), type.probe(first).orElseThrow().uuid());
            }
            Content.FileSystem before = type.probe(first).orElseThrow();
            check(windows, type, first, repair);
            if (can(type, Action.SHRINK)) {
                OptionalLong minimum = before.minimum().isPresent()
                        ? before.minimum() : type.minimumFrom(run(windows, first, type.minimumQuery()));
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
            check(windows, type, moved, verify);
            assertEquals(List.of(), type.probe(moved).orElseThrow().problems());

            check(windows, type, moved, repair);
            if (can(type, Action.GROW)) {
                type.moved(second, there / 512, there / 512);
                resize(windows, type, second, type.probe(moved).orElseThrow(), large);
                check(windows, type, second, verify);
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
        if (type.isOwn(Action.CREATE)) {
            type.make(slice, label, uuid);
        } else {
            run(windows, slice, TestPartition.quick(type, type.create(label, uuid, 2048, 512)));
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

    private void check(Windows windows, FileSystemType type, BlockDevice slice, List<Command> commands)
            throws IOException {
        if (type.isOwn(Action.CHECK)) {
            type.check(slice);
        } else {
            run(windows, slice, commands);
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
