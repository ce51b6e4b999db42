package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.Comparison;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.MapSpan;
import org.platter.session.image.Measure;
import org.platter.session.image.NewImage;
import org.platter.session.image.Repair;
import org.platter.session.image.SnapshotFacts;
import org.platter.session.image.SparsifyReport;

/** Jobs that do what a test says, and keep what they were asked for. */
public final class FakeJobs implements Jobs {

    /** Work in the place of a job's. */
    public interface Play {
        void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
    }

    public Play play = (events, cancelled) -> {};
    public List<ImageFacts> chain = List.of();
    public List<MapSpan> map = List.of();
    public List<SnapshotFacts> snapshots = new ArrayList<>();
    public CheckFacts check = new CheckFacts("qcow2", 0, 0, List.of(), OptionalLong.of(1200),
            OptionalLong.of(65536), OptionalLong.of(80 * ByteSize.MIB), 0, 0);
    public boolean equal = true;
    public final List<String> calls = new ArrayList<>();

    public static ImageFacts facts(String path, String format, long size, long allocated,
            Optional<String> backing, List<SnapshotFacts> snapshots, List<String> problems) {
        Map<String, String> details = new LinkedHashMap<>();
        if (format.equals("qcow2")) {
            details.put("version", "3 (compat 1.1)");
            details.put("compression", "zlib");
            details.put("refcount width", "16 bits");
            details.put("lazy refcounts", "no");
        }
        return new ImageFacts(Path.of(path), format, size, allocated + 4096, allocated, 512,
                format.equals("qcow2") ? OptionalLong.of(65536) : OptionalLong.empty(), backing,
                backing.map(name -> name.endsWith(".raw") ? "raw" : "qcow2"), List.of(), details, snapshots,
                List.of(), problems);
    }

    public static List<SnapshotFacts> taken(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> new SnapshotFacts(String.valueOf(i),
                i % 7 == 3 ? "a very long name that somebody gave to the snapshot before the upgrade of " + i
                        : "nightly-" + i,
                Instant.ofEpochSecond(1_750_000_000L + 86_400L * i),
                10 * ByteSize.GIB, i % 5 == 0 ? 512 * ByteSize.MIB : 0)).toList();
    }

    @Override
    public List<ImageFacts> chain(Path image, ImageOptions options) {
        calls.add("chain");
        return chain;
    }

    @Override
    public void create(Path image, NewImage wanted, ImageOptions options, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("create " + image.getFileName() + " " + wanted.format() + " " + wanted.size() + " "
                + wanted.options() + " " + wanted.backing() + wanted.backingFormat() + " " + wanted.script());
        play.run(events, cancelled);
    }

    @Override
    public Conversion.Report convert(Path source, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("convert " + source.getFileName() + " " + target.getFileName() + " " + conversion.format()
                + (conversion.compress() ? " compress" : "") + (conversion.sparsify() ? " sparsify" : "")
                + (conversion.salvage() ? " salvage" : "")
                + conversion.snapshot().map(id -> " " + id).orElse(""));
        play.run(events, cancelled);
        return new Conversion.Report(10, ByteSize.GIB, RangeSet.EMPTY, 700 * ByteSize.MIB);
    }

    @Override
    public Conversion.Report cloneDevice(Path device, ImageOptions options, Path target,
            Conversion conversion, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        return convert(device, options, target, conversion, events, cancelled);
    }

    @Override
    public CheckFacts check(Path image, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("check " + repair);
        play.run(events, cancelled);
        return repair == Repair.NONE ? check : new CheckFacts("qcow2", 0, 0, List.of(), OptionalLong.empty(),
                OptionalLong.empty(), OptionalLong.empty(), check.leakedClusters(), check.corruptions());
    }

    @Override
    public void createSnapshot(Path image, ImageOptions options, String name) throws IOException, Refusal {
        calls.add("take " + name);
        play.run(event -> {}, () -> false);
        snapshots.add(new SnapshotFacts("n" + snapshots.size(), name, Instant.now(), ByteSize.GIB, 0));
    }

    @Override
    public void applySnapshot(Path image, ImageOptions options, String id) throws IOException, Refusal {
        calls.add("back " + id);
        play.run(event -> {}, () -> false);
    }

    @Override
    public void deleteSnapshot(Path image, ImageOptions options, String id) throws IOException, Refusal {
        calls.add("delete " + id);
        play.run(event -> {}, () -> false);
        snapshots.removeIf(known -> known.id().equals(id));
    }

    @Override
    public void addBitmap(Path image, ImageOptions options, String name, OptionalLong granularity)
            throws IOException, Refusal {
        calls.add("add " + name);
    }

    @Override
    public void removeBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal {
        calls.add("remove " + name);
    }

    @Override
    public void clearBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal {
        calls.add("clear " + name);
    }

    @Override
    public void mergeBitmap(Path image, ImageOptions options, String name, Optional<Path> other,
            String source) throws IOException, Refusal {
        calls.add("merge " + name + " " + source);
    }

    @Override
    public void setBitmapEnabled(Path image, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal {
        calls.add("enable " + name + " " + enabled);
    }

    @Override
    public Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions,
            boolean strict, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("compare " + one.getFileName() + " " + other.getFileName() + (strict ? " strict" : ""));
        play.run(events, cancelled);
        return new Comparison(equal, equal ? OptionalLong.empty() : OptionalLong.of(4096),
                equal ? "The disks are equal." : "The disks differ first at byte 4096 (0x1000).");
    }

    @Override
    public void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("map");
        play.run(events, cancelled);
        map.forEach(spans);
    }

    @Override
    public SparsifyReport sparsify(Path image, ImageOptions options, Optional<Path> into,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("sparsify" + into.map(path -> " " + path.getFileName()).orElse(""));
        play.run(events, cancelled);
        return new SparsifyReport(3 * ByteSize.GIB, 4 * ByteSize.GIB, ByteSize.GIB,
                List.of("Partition 3 (LUKS) was left whole: what is in use there is not known."));
    }

    @Override
    public Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size, String format,
            Map<String, String> settings) {
        return new Measure(ByteSize.MIB, size.orElse(ByteSize.GIB));
    }

    @Override
    public void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("commit" + (keep ? " keep" : ""));
        play.run(events, cancelled);
    }

    @Override
    public void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        calls.add("rebase " + backing.map(Path::toString).orElse("none") + " " + format.orElse("")
                + (unsafe ? " unsafe" : ""));
        play.run(events, cancelled);
    }
}
