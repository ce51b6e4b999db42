package org.platter.session;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.AskedNumbers;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Create;
import org.platter.operation.DiskResize;
import org.platter.operation.Draft;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.operation.Resize;
import org.platter.table.PartitionTables;
import org.platter.tool.ToolFailure;

/**
 * A random disk of real file systems with files in them and unknown bytes around and behind them, a random
 * draft of up to four operations on it, and the law: every file is the same by its hash, in copies too, each
 * file system passes its own checker, numbers are what was asked, and each unknown byte is where it was, or the review names it, or its
 * partition was deleted or formatted. What is refused leaves the image as it was.
 */
final class RealOwnership {

    private static final int SECTOR = 512;
    private static final int MIB = 1 << 20;
    private static final int MAX_TRIES = 20;

    /** File systems that are made once. */
    static final class Templates {

        private final Path folder;
        private final List<Filled> kinds;
        private final Map<Filled, Path> volumes = new EnumMap<>(Filled.class);
        private final Map<Filled, Map<String, String>> files = new EnumMap<>(Filled.class);

        Templates(Path folder, List<Filled> kinds) {
            this.folder = folder;
            this.kinds = kinds;
        }

        private Path volume(Filled kind) throws IOException {
            if (!volumes.containsKey(kind)) {
                Path volume = folder.resolve(kind.name());
                kind.make(volume);
                volumes.put(kind, volume);
                files.put(kind, kind.files(volume));
            }
            return volumes.get(kind);
        }
    }

    /** Unknown bytes in a sector, counted from the start of a partition, or of the disk outside of all. */
    private record Mark(Optional<Place> owner, long at, byte[] bytes) {}

    /** What was made where. */
    private record Place(long start, long size, Filled kind) {}

    /** How often what came of it. */
    final Map<String, Integer> figures = new TreeMap<>();

    private final Path work;
    private final Templates templates;
    private final long seed;
    private final Random random;
    private final List<Place> places = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final String format;
    private Path image;

    RealOwnership(Path work, Templates templates, long seed) {
        this.work = work;
        this.templates = templates;
        this.seed = seed;
        random = new Random(seed);
        format = random.nextBoolean() ? "raw" : "qcow2";
    }

    /** Returns what is wrong, or nothing. */
    String fault() throws IOException {
        try {
            String wrong = judge();
            return wrong.isEmpty() ? "" : what() + wrong;
        } catch (IOException | AssertionError | RuntimeException e) {
            return what() + e;
        } finally {
            Volume.delete(work);
            Files.createDirectory(work);
        }
    }

    private String what() {
        return "seed " + seed + ", " + format + " of " + places + ", " + lines + ": ";
    }

    private String judge() throws IOException {
        make();
        String before = Volume.imageHash(image);
        Draft draft;
        List<Review.Loss> losses;
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            if (!session.onDisk().problems().isEmpty()) {
                return "the disk has " + session.onDisk().problems();
            }
            draft(session);
            draft = session.draft();
            losses = session.review().losses();
            session.allowOverwriting(RangeSet.of(losses.stream().map(Review.Loss::range).toList()));
            try {
                session.apply(event -> {}, () -> false);
            } catch (Refusal | ToolFailure e) {
                figures.merge("refused: " + e.getMessage().replaceAll("[0-9]+", "N"), 1, Integer::sum);
                return before.equals(Volume.imageHash(image)) ? "" : "refused and changed: " + e.getMessage();
            }
        }
        String other = AskedNumbers.wrong(draft, lines);
        if (!other.isEmpty()) {
            return other;
        }
        figures.merge("done", 1, Integer::sum);
        lines.forEach(line -> figures.merge("done: " + line.split(" ")[0], 1, Integer::sum));
        return compare(draft, losses);
    }

    private void make() throws IOException {
        Path raw = work.resolve("disk.raw");
        boolean isGpt = random.nextBoolean();
        long at = 2048 + random.nextInt(3000);
        StringBuilder table = new StringBuilder("label: " + (isGpt ? "gpt" : "dos") + "\n");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Filled kind = templates.kinds.get(random.nextInt(templates.kinds.size()));
            int tail = kind == Filled.HFSPLUS ? 0 : random.nextInt(4096); // its second header lies at the end
            long size = Files.size(templates.volume(kind)) / SECTOR + tail;
            if (!isGpt && i == 2 && random.nextBoolean()) { // a logical
                table.append("start=").append(at).append(", size=").append(size + 5000).append(", type=5\n");
                at += 63 + random.nextInt(3000);
                table.append("start=").append(at).append(", size=").append(size).append('\n');
            } else {
                table.append("start=").append(at).append(", size=").append(size).append('\n');
            }
            places.add(new Place(at, size, kind));
            at += size + 1 + random.nextInt(20_000);
        }
        long sectors = at + random.nextInt((int) at) + 8192;
        Shell.run("truncate", "-s", String.valueOf(sectors * SECTOR), raw.toString());
        Shell.feed(table.toString(), "sfdisk", "-q", raw.toString());
        for (Place place : places) {
            Path volume = templates.volume(place.kind);
            Shell.copy(volume, 0, raw, place.start * SECTOR, Files.size(volume));
        }
        Layout layout;
        try (DiskSession session = DiskSession.open(raw, DiskSession.Mode.READ)) {
            layout = session.onDisk();
        }
        strew(raw, layout);
        image = raw;
        if (format.equals("qcow2")) {
            image = work.resolve("disk.qcow2");
            Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());
            Files.delete(raw);
        }
    }

    private void strew(Path raw, Layout layout) throws IOException {
        List<ByteRange> owned = new ArrayList<>();
        PartitionTables.regions(layout).forEach(owned::add);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            for (Place place : places) {
                long end = (place.start + place.size) * SECTOR;
                owned.add(new ByteRange(place.start * SECTOR, end));
                long start = place.start * SECTOR + Files.size(templates.volume(place.kind));
                // the last sector of its partition is to NTFS a copy of the first
                ByteRange tail = new ByteRange(start, Math.max(start, end - SECTOR));
                mark(file, Optional.of(place), tail);
                mark(file, Optional.of(place), tail);
            }
            for (ByteRange gap : RangeSet.of(owned).complementWithin(new ByteRange(0, layout.diskSize()))) {
                for (int i = 0; i < random.nextInt(4); i++) {
                    mark(file, Optional.empty(), gap);
                }
            }
        }
    }

    private void mark(RandomAccessFile file, Optional<Place> owner, ByteRange where) throws IOException {
        if (where.length() < SECTOR) {
            return;
        }
        byte[] bytes = new byte[SECTOR];
        random.nextBytes(bytes);
        long place = where.start() + random.nextInt((int) (where.length() / SECTOR)) * (long) SECTOR;
        long at = place - owner.map(it -> it.start * SECTOR).orElse(0L);
        file.seek(place);
        file.write(bytes);
        marks.removeIf(it -> it.owner.equals(owner) && it.at == at);
        marks.add(new Mark(owner, at, bytes));
    }

    private void draft(DiskSession session) throws IOException {
        int wanted = 1 + random.nextInt(4);
        for (int i = 0; i < MAX_TRIES && lines.size() < wanted; i++) {
            String line = wish(session.draft().last());
            try {
                session.push(line);
                lines.add(line);
            } catch (Refusal refusal) {
                continue;
            }
        }
    }

    private String wish(Layout now) {
        List<ByteRange> free = new ArrayList<>();
        now.free().forEach(free::add);
        List<Partition> all = now.partitions().stream().filter(it -> it.role() != Role.EXTENDED).toList();
        if (all.isEmpty() || random.nextInt(8) == 0) {
            return switch (random.nextInt(5)) {
                case 0 -> "disk size=" + (random.nextBoolean() ? "+" : "-") + (1 + random.nextInt(20_000))
                        + "s";
                case 1 -> "convert type=" + (random.nextBoolean() ? "gpt" : "msdos");
                case 2 -> "sort";
                default -> "create start=" + place(free, MIB) + " size=" + (1 + random.nextInt(9)) + "MiB"
                        + (random.nextBoolean() ? " fs=ext2" : "");
            };
        }
        Partition subject = all.get(random.nextInt(all.size()));
        int number = subject.number();
        String place = place(free, random.nextInt(3) == 0 ? 0 : subject.range().length());
        long length = subject.range().length() / SECTOR;
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> "move " + number + " start=" + place;
            case 3 -> "move " + number + " start=" + (random.nextBoolean() ? "+" : "-") + random.nextInt(9000)
                    + "s align=none";
            case 4 -> "copy " + number + " start=" + place + (random.nextBoolean() ? " uuid=random" : "");
            case 5 -> "copy " + number + " start=" + place + " replace="
                    + all.get(random.nextInt(all.size())).number();
            case 6 -> "resize " + number + " size=" + (length + random.nextInt(20_000)) + "s align=none";
            case 7 -> "resize " + number + " size=" + Math.max(1, length - random.nextInt((int) length / 2))
                    + "s align=none";
            case 8 -> "resize " + number + " size=" + (random.nextBoolean() ? "max" : "min");
            case 9 -> "label " + number + " text=NEW" + random.nextInt(9);
            case 10 -> "uuid " + number + " value=random";
            case 11 -> "check " + number;
            case 12 -> random.nextBoolean() ? "delete " + number : "format " + number + " fs=ext4";
            default -> random.nextBoolean() ? "type " + number + " value=swap"
                    : "flag " + number + " boot=on";
        };
    }

    /** Returns a place in free space, of so much room behind it where there is any. */
    private String place(List<ByteRange> free, long length) {
        List<ByteRange> fitting = free.stream().filter(it -> it.length() > length + MIB).toList();
        if (fitting.isEmpty()) {
            return random.nextInt(100) + "MiB";
        }
        ByteRange one = fitting.get(random.nextInt(fitting.size()));
        long at = one.start() + (long) (random.nextDouble() * (one.length() - length - 1));
        return at / SECTOR + "s align=" + (random.nextBoolean() ? "none" : "mib");
    }

    /** Compares what is there with what was, as the operations of a draft make it. */
    private String compare(Draft draft, List<Review.Loss> losses) throws IOException {
        Map<PartitionId, Place> contents = new HashMap<>();
        for (Partition partition : draft.base().partitions()) {
            place(partition).ifPresent(place -> contents.put(partition.id(), place));
        }
        Map<PartitionId, Place> originals = Map.copyOf(contents);
        boolean isResized = false;
        for (Operation operation : draft.operations()) {
            if (operation instanceof Copy copy) {
                Optional.ofNullable(contents.get(copy.source())).ifPresentOrElse(
                        place -> contents.put(copy.id(), place), () -> contents.remove(copy.id()));
            } else if (operation instanceof Format || operation instanceof Create) {
                operation.subject().ifPresent(contents::remove);
            }
            isResized |= operation instanceof Resize || operation instanceof Check
                    || operation instanceof DiskResize;
        }
        Path flat = image;
        if (format.equals("qcow2")) {
            Shell.run("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
            flat = work.resolve("flat.raw");
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), flat.toString());
        }
        try (DiskSession session = DiskSession.open(flat, DiskSession.Mode.READ)) {
            if (!session.onDisk().problems().isEmpty()) {
                return "afterwards the disk has " + session.onDisk().problems();
            }
        }
        Set<Place> kept = new HashSet<>();
        for (Partition partition : draft.last().partitions()) {
            Place place = contents.get(partition.id());
            if (place == null) {
                continue;
            }
            boolean isOriginal = place.equals(originals.get(partition.id()));
            if (isOriginal) {
                kept.add(place);
            }
            String wrong = compare(flat, partition, place, losses, isOriginal || !isResized);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        for (Mark mark : marks) {
            if (mark.owner.isEmpty() && !isAt(flat, mark, mark.at) && !isNamed(losses, mark.at)) {
                return "the bytes at sector " + mark.at / SECTOR + " are others, and named is " + losses;
            }
        }
        return "";
    }

    private String compare(Path flat, Partition partition, Place place, List<Review.Loss> losses,
            boolean hasTail) throws IOException {
        Path slice = work.resolve("slice");
        Files.deleteIfExists(slice);
        Shell.run("truncate", "-s", String.valueOf(partition.range().length()), slice.toString());
        Shell.copy(flat, partition.range().start(), slice, 0, partition.range().length());
        FileSystemType type = FileSystems.byId(place.kind.type).orElseThrow();
        if (DiskSession.installedSupport(type, Action.CHECK).isPossible()) {
            Bench.verify(type, slice);
        }
        Map<String, String> files = place.kind.files(slice);
        if (!files.equals(templates.files.get(place.kind))) {
            return "partition " + partition.number() + " has other files: " + files;
        }
        for (Mark mark : marks) {
            if (hasTail && mark.owner.equals(Optional.of(place))
                    && !isAt(flat, mark, partition.range().start() + mark.at)
                    && !isNamed(losses, place.start * SECTOR + mark.at)) {
                return "the bytes at sector " + mark.at / SECTOR + " of what became partition "
                        + partition.number() + " are others, and named is " + losses;
            }
        }
        return "";
    }

    private static boolean isNamed(List<Review.Loss> losses, long at) {
        return losses.stream().anyMatch(loss -> loss.range().contains(at));
    }

    private static boolean isAt(Path flat, Mark mark, long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(flat.toFile(), "r")) {
            byte[] found = new byte[SECTOR];
            file.seek(at);
            return file.read(found) == SECTOR && Arrays.equals(found, mark.bytes);
        }
    }

    private Optional<Place> place(Partition partition) {
        return places.stream().filter(it -> it.start * SECTOR == partition.range().start()
                && partition.role() != Role.EXTENDED).findFirst();
    }
}
