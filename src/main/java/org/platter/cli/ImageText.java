package org.platter.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.platter.base.ByteSize;
import org.platter.session.image.BitmapFacts;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.SnapshotFacts;

/** Puts what images are into words, and into JSON. */
final class ImageText {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private ImageText() {}

    /** Prints an image, and then, set in, each one that it is based on. */
    static void print(List<ImageFacts> chain, PrintWriter out) {
        String indent = "";
        for (int i = 0; i < chain.size(); i++) {
            Optional<Path> base = i + 1 < chain.size()
                    ? Optional.of(chain.get(i + 1).path()) : Optional.empty();
            print(chain.get(i), base, indent, out);
            indent += "  ";
        }
    }

    private static void print(ImageFacts facts, Optional<Path> base, String indent, PrintWriter out) {
        out.printf("%s%s: %s, %s (%d bytes), %s on the host, sectors of %d bytes%n", indent,
                Words.plain(facts.path()), facts.format(), ByteSize.format(facts.virtualSize()),
                facts.virtualSize(), ByteSize.format(facts.allocatedSize()), facts.sectorSize());
        String inner = indent + "  ";
        List<String> details = new ArrayList<>();
        details.add("file of " + ByteSize.format(facts.fileSize()));
        facts.clusterSize().ifPresent(size -> details.add("clusters of " + ByteSize.format(size)));
        facts.details().forEach((name, value) -> {
            if (!value.equals("false")) { // what is not so is many words for nothing
                details.add(value.equals("true") ? name : name + " " + value);
            }
        });
        out.println(inner + Words.plain(String.join(", ", details)));
        facts.files().stream().filter(file -> !base.equals(Optional.of(file)))
                .forEach(file -> out.println(inner + "Names the file " + Words.plain(file)));
        if (!facts.snapshots().isEmpty()) {
            out.println(inner + "Snapshots:");
            snapshots(facts.snapshots(), inner + "  ", out);
        }
        facts.problems().forEach(problem -> out.println(inner + "Problem: " + Words.plain(problem)));
        facts.backingFile().ifPresent(name -> out.println(inner + "Based on " + Words.plain(name)
                + facts.backingFormat().map(format -> ", " + Words.plain(format)).orElse("") + ":"));
    }

    static void snapshots(List<SnapshotFacts> snapshots, String indent, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(indent + "ID", "Name", "Date", "Disk", "Machine"));
        for (SnapshotFacts snapshot : snapshots) {
            rows.add(List.of(indent + Words.plain(snapshot.id()), Words.plain(snapshot.name()),
                    DATE.format(snapshot.date().atZone(ZoneId.systemDefault())),
                    ByteSize.format(snapshot.diskSize()),
                    snapshot.stateSize() == 0 ? "–" : ByteSize.format(snapshot.stateSize())));
        }
        Words.table(rows, List.of(3, 4), out);
    }

    static void bitmaps(List<BitmapFacts> bitmaps, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Name", "Granularity", "State"));
        for (BitmapFacts bitmap : bitmaps) {
            rows.add(List.of(Words.plain(bitmap.name()), ByteSize.format(bitmap.granularity()),
                    (bitmap.isEnabled() ? "enabled" : "disabled") + (bitmap.isValid() ? "" : ", not valid")));
        }
        Words.table(rows, List.of(1), out);
    }

    static Map<String, Object> json(ImageFacts facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("path", facts.path().toString());
        all.put("format", facts.format());
        all.put("virtualSize", facts.virtualSize());
        all.put("fileSize", facts.fileSize());
        all.put("allocatedSize", facts.allocatedSize());
        all.put("sectorSize", facts.sectorSize());
        addTo(all, facts);
        all.put("files", Optional.of(facts.files().stream().map(Path::toString).toList())
                .filter(files -> !files.isEmpty()));
        all.put("details", facts.details());
        all.put("problems", facts.problems());
        return all;
    }

    /** Adds what {@code info} tells of an image beside its sizes. */
    static void addTo(Map<String, Object> all, ImageFacts facts) {
        all.put("clusterSize", facts.clusterSize());
        all.put("backingFile", facts.backingFile());
        all.put("backingFormat", facts.backingFormat());
        all.put("snapshots", json(facts.snapshots()));
        all.put("bitmaps", bitmaps(facts.bitmaps()));
    }

    /** Returns bitmaps with the flags that qemu-img tells. */
    static List<Object> bitmaps(List<BitmapFacts> bitmaps) {
        List<Object> all = new ArrayList<>();
        for (BitmapFacts bitmap : bitmaps) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", bitmap.name());
            one.put("granularity", bitmap.granularity());
            one.put("flags", Stream.of(bitmap.isInUse() ? "in-use" : "", bitmap.isEnabled() ? "auto" : "")
                    .filter(flag -> !flag.isEmpty()).toList());
            one.put("valid", bitmap.isValid());
            all.add(one);
        }
        return all;
    }

    static List<Object> json(List<SnapshotFacts> snapshots) {
        List<Object> all = new ArrayList<>();
        for (SnapshotFacts snapshot : snapshots) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", snapshot.id());
            one.put("name", snapshot.name());
            one.put("date", snapshot.date().toString());
            one.put("diskSize", snapshot.diskSize());
            one.put("stateSize", snapshot.stateSize());
            all.add(one);
        }
        return all;
    }
}
