package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Way;
import org.platter.filesystem.registry.FileSystems;
import org.platter.filesystem.registry.ReadmeTable;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.tool.Kernel;

/**
 * Each action on each file system, with files in it, on a raw and on a qcow2 image, from the script line to
 * the commit. Before each and after it the file system's own checker is content, blkid finds what Platter
 * says, and the files have their hashes.
 */
final class MatrixTest {

    /** packaging/test-machine starts one machine for each. */
    private static final List<String> FORMATS = List
            .of(System.getProperty("test.formats", "raw,qcow2").split(","));
    /** So many bytes of what is not in use are there to be copied by mistake. */
    private static final long GARBAGE = 4 * ByteSize.MIB;

    @TempDir
    private static Path work;

    /** What was done, as “Btrfs on qcow2: grow”. */
    private static final Set<String> DONE = new ConcurrentSkipListSet<>();
    /** How files got in and out, and where, as “MOUNTED: Btrfs on qcow2”. */
    private static final Set<String> WAYS = new ConcurrentSkipListSet<>();
    /** Set by packaging/test-machine, whose kernel has to know what it is there for. */
    private static final boolean COMPARES_FILES = Boolean.getBoolean("test.compares.files");

    static Stream<Arguments> typesAndFormats() {
        return FileSystems.all().stream()
                .flatMap(type -> FORMATS.stream().map(format -> Arguments.of(type.displayName(), format)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("typesAndFormats")
    void everyActionOfItsRowKeepsFilesAndChecker(String name, String format) throws IOException, Refusal {
        new Run(type(name), format).all();
    }

    private static FileSystemType type(String name) {
        return FileSystems.all().stream().filter(it -> it.displayName().equals(name)).findFirst()
                .orElseThrow();
    }

    /** What the README says can be done was done here, but for what it says is not run, and nothing else. */
    @AfterAll
    static void noCellIsLeftOut() throws IOException {
        WAYS.forEach(System.out::println);
        TreeSet<String> expected = new TreeSet<>();
        for (ReadmeTable.Cell cell : ReadmeTable.parse(Files.readString(Path.of("README.md")))) {
            for (String format : FORMATS) {
                if (isPossibleHere(cell)) {
                    expected.add(cell.displayName() + " on " + format + ": " + cell.column());
                }
            }
        }
        List<String> missing = expected.stream().filter(cell -> !DONE.contains(cell)).toList();
        assertEquals(List.of(), missing, "in the README and not run");
        List<String> surplus = DONE.stream().filter(cell -> !expected.contains(cell)).toList();
        assertEquals(List.of(), surplus, "run and not in the README");
    }

    /**
     * What only root may do is not done by anybody else, nor what takes a package that this release does not
     * have, nor what the README says that not every machine runs.
     */
    private static boolean isPossibleHere(ReadmeTable.Cell cell) {
        Optional<Action> action = cell.action();
        FileSystemType type = type(cell.displayName());
        boolean isMade = isMade(type);
        if (action.isEmpty()) { // of what is in no volume group all is in use
            return isMade && (!type.id().equals("lvm2") || Inside.of(type) == Inside.LVCREATE
                    || !cell.column().equals(ReadmeTable.LIVE));
        }
        Support support = DiskSession.installedSupport(type, action.get());
        boolean isRare = support instanceof Support.MissingTool missing
                && Support.RARE.containsKey(missing.debianPackage());
        assertTrue(support.isPossible() || isRare
                || support instanceof Support.NeedsPrivilege,
                () -> cell + " cannot be run here: " + support.reason());
        return isMade && support.isPossible();
    }

    private static boolean isMade(FileSystemType type) {
        return DiskSession.installedSupport(type, Action.CREATE).isPossible();
    }

    /** One file system on one format of image. */
    private final class Run {

        private final FileSystemType type;
        private final String format;
        private final Inside inside;
        private final Path folder;
        private final long small;
        private final long large;
        private Map<String, String> files = Map.of();

        Run(FileSystemType type, String format) throws IOException {
            this.type = type;
            this.format = format;
            this.inside = Inside.of(type);
            this.folder = Files.createTempDirectory(work, type.id() + format);
            long least = ByteSize.ceil(type.minimumBytes(), ByteSize.MIB);
            this.small = switch (type.id()) {
                case "fat12" -> 9 * ByteSize.MIB;
                case "f2fs" -> 72 * ByteSize.MIB; // resize.f2fs fails where no segment is free
                case "btrfs" -> 320 * ByteSize.MIB; // it shrinks only where there is room to move chunks to
                default -> Math.max(20 * ByteSize.MIB, least + 6 * ByteSize.MIB);
            };
            this.large = small + (type.id().equals("fat12") ? 3 : 20) * ByteSize.MIB;
        }

        private boolean can(Action action) {
            return DiskSession.installedSupport(type, action).isPossible();
        }

        private void note(Action action) {
            note(ReadmeTable.column(action));
        }

        private void note(String column) {
            DONE.add(type.displayName() + " on " + format + ": " + column);
        }

        void all() throws IOException, Refusal {
            if (!isMade(type)) {
                return; // in the end it is asked whether the README says so
            }
            boolean holdsFiles = !type.id().equals("swap") && !type.needsPassphrase();
            assertTrue(!COMPARES_FILES || !holdsFiles || inside != Inside.BYTES, "no files are compared");
            WAYS.add(inside + ": " + type.displayName() + " on " + format);
            boolean isGpt = format.equals("raw");
            Bench bench = Bench.make(folder, "disk", format, 3 * large + 8 * ByteSize.MIB);
            String first = type.maximumLabel() == 0 ? "" : "FIRST";
            long size = can(Action.SHRINK) && !can(Action.GROW) ? large : small;
            bench.apply("table type=" + (isGpt ? "gpt" : "msdos"), "create start=1MiB size=" + size
                    + " fs=" + type.id() + " label=" + first + Bench.passphrase(folder, type));
            note(Action.CREATE);
            fill(bench);
            if (inside == Inside.LVCREATE) {
                first = "group"; // what blkid does not tell
            }
            isSound(bench, 1, first);
            String label = can(Action.LABEL) ? "SECOND" : first;
            names(bench, label);
            if (can(Action.GROW)) {
                bench.apply("resize 1 size=" + large + " align=none");
                note(Action.GROW);
                fills(bench, large, label);
            }
            move(bench, (1 << 11) + large / 512 + 37, label);
            if (can(Action.SHRINK)) {
                bench.apply("resize 1 size=" + small + " align=none");
                note(Action.SHRINK);
                fills(bench, small, label);
            }
            move(bench, 1 << 12, label);
            copy(bench, label);
            paste(bench, label, isGpt);
            formatOver(bench, label);
            bench.verifyTable(isGpt);
            Volume.delete(folder);
        }

        private void fill(Bench bench) throws IOException {
            Partition partition = bench.partition(1);
            Path slice = bench.slice(partition);
            Path seed = Files.createDirectory(folder.resolve("seed"));
            Volume.fill(seed, type.id().hashCode(), 8, 400_000);
            inside.put(slice, seed);
            bench.put(slice, partition);
            bench.reread();
            files = inside == Inside.BYTES ? Map.of() : Inside.byName(seed);
            Volume.delete(seed);
            Files.delete(slice);
        }

        /** Sets label and UUID, and checks. */
        private void names(Bench bench, String label) throws IOException, Refusal {
            Content before = bench.partition(1).content();
            if (can(Action.LABEL)) {
                bench.apply("label 1 text=" + label);
                note(Action.LABEL);
                isSound(bench, 1, label);
            }
            if (can(Action.UUID)) {
                bench.apply("uuid 1 value=random");
                note(Action.UUID);
                isSound(bench, 1, label);
            }
            if (can(Action.CHECK)) {
                bench.apply("check 1");
                note(Action.CHECK);
                isSound(bench, 1, label);
            }
            assertEquals(can(Action.UUID), !before.uuid().equals(bench.partition(1).content().uuid()));
        }

        /** The file system fills its partition of a new size but for less than a fiftieth and 4 MiB. */
        private void fills(Bench bench, long size, String label) throws IOException {
            Content.FileSystem now = isSound(bench, 1, label);
            long missing = size - now.size().orElseThrow();
            assertTrue(missing >= 0 && missing < 4 * ByteSize.MIB, () -> missing + " of " + size);
            assertEquals(size, bench.partition(1).range().length());
        }

        /** Moves partition 1 to a sector, which need not be aligned. */
        private void move(Bench bench, long sector, String label) throws IOException, Refusal {
            Partition before = bench.partition(1);
            String bytes = bytes(bench, before);
            Path slice = bench.slice(before);
            long live = Bench.spoil(slice, GARBAGE);
            bench.put(slice, before);
            Files.delete(slice);
            isSound(bench, 1, label);
            long copied = bench.apply("move 1 start=" + sector + "s align=none");
            Partition after = bench.partition(1);
            assertEquals(sector * 512, after.range().start());
            isSound(bench, 1, label);
            if (type.checkup().repair().isEmpty()
                    || !(type.checkup().look() instanceof Way.ByPrograms)) { // others note that they were checked
                assertEquals(bytes, bytes(bench, after));
            }
            note(ReadmeTable.MOVE);
            if (live >= 0 && copied < live + GARBAGE / 2) {
                note(ReadmeTable.LIVE);
            }
        }

        private void copy(Bench bench, String label) throws IOException, Refusal {
            String bytes = bytes(bench, bench.partition(1));
            long start = ByteSize.ceil(bench.partition(1).range().end(), ByteSize.MIB) + 512 * 3;
            bench.apply("copy 1 start=" + start + " align=none");
            assertEquals(bench.partition(1).content().uuid().isPresent(), bench.warnings().stream()
                    .anyMatch(it -> it.contains("have the same UUID")));
            assertEquals(start, bench.partition(2).range().start());
            isSound(bench, 1, label);
            isSound(bench, 2, label);
            if (inside == Inside.BYTES) {
                assertEquals(bytes, bytes(bench, bench.partition(2)));
            }
            note(ReadmeTable.COPY);
            Optional<String> uuid = bench.partition(1).content().uuid();
            assertEquals(uuid, bench.partition(2).content().uuid());
            if (can(Action.UUID)) {
                bench.apply("uuid 2 value=random");
                isSound(bench, 2, label);
                assertEquals(uuid, bench.partition(1).content().uuid());
                assertNotEquals(uuid, bench.partition(2).content().uuid());
            }
        }

        /** Copies into an image of the other format, under a table of the other kind. */
        private void paste(Bench bench, String label, boolean isGpt) throws IOException, Refusal {
            String other = format.equals("raw") ? "qcow2" : "raw";
            Bench target = Bench.make(folder, "other", other, large + 8 * ByteSize.MIB);
            target.apply("table type=" + (isGpt ? "msdos" : "gpt"),
                    "paste from=" + bench.image + " partition=1 start=3MiB");
            isSound(target, 1, label);
            isSound(bench, 1, label);
            if (inside == Inside.BYTES) {
                assertEquals(bytes(bench, bench.partition(1)),
                        bytes(target, target.partition(1)));
            }
            target.verifyTable(!isGpt);
        }

        /** Makes the next type that fits over the copy, of which nothing is left; the original stays. */
        private void formatOver(Bench bench, String label) throws IOException, Refusal {
            FileSystemType next = next(bench.partition(2).range().length());
            bench.apply("format 2 fs=" + next.id() + " label=THIRD");
            Path slice = bench.slice(bench.partition(2));
            Bench.agreesWithBlkid(bench.partition(2).content(), slice);
            assertEquals("THIRD", bench.partition(2).content().label().orElse(""));
            assertEquals(List.of(next.blkidName()), Bench.signatures(slice).stream()
                    .filter(it -> !it.equals("dos")).toList());
            verify(next, slice);
            isSound(bench, 1, label);
        }

        /** Runs the type's own checker, where this machine has it: its cell tells. */
        private void verify(FileSystemType checked, Path slice) throws IOException {
            if (!DiskSession.installedSupport(checked, Action.CHECK).isPossible()) {
                return;
            }
            if (checked.id().equals("ocfs2") && Kernel.letsMount()) {
                // its programs bypass the cache, which files in a tmpfs of Linux 6.1 do not let them do
                Inside.attached(slice,
                        device -> Bench.run(((Way.ByPrograms) checked.checkup().look()).commands(), device));
            } else {
                Bench.verify(checked, slice);
            }
        }

        private FileSystemType next(long size) {
            List<FileSystemType> all = FileSystems.all();
            List<FileSystemType> order = new ArrayList<>(all.subList(all.indexOf(type) + 1, all.size()));
            order.addAll(all);
            return order.stream().filter(it -> !it.blkidName().equals(type.blkidName())
                    && it.minimumBytes() <= size && it.maximumBytes() >= size && it.maximumLabel() > 0
                    && !it.needsPassphrase()
                    && DiskSession.installedSupport(it, Action.CREATE).isPossible()).findFirst()
                    .orElseThrow();
        }

        /** Returns the hash of the bytes in use where there are no files to compare, else nothing. */
        private String bytes(Bench bench, Partition partition) throws IOException {
            if (inside != Inside.BYTES) {
                return "";
            }
            Path slice = bench.slice(partition);
            if (type.id().equals("reiserfs")) { // reiserfsck notes in the superblock when it was run
                Disks.write(slice, 65536 + 120, 4, 0);
            }
            String hash = Bench.live(slice);
            Files.delete(slice);
            return hash;
        }

        private Content.FileSystem isSound(Bench bench, int number, String label) throws IOException {
            Partition partition = bench.partition(number);
            Content.FileSystem content = partition.fileSystem().orElseThrow();
            assertEquals(type.id(), content.id());
            assertEquals(List.of(), content.problems());
            assertEquals(label, content.label().orElse(""));
            Path slice = bench.slice(partition);
            Bench.agreesWithBlkid(content, slice);
            verify(type, slice);
            assertEquals(files, inside.hashes(slice));
            Files.delete(slice);
            return content;
        }
    }
}
