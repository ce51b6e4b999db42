package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.capability.CheckReport;
import org.platter.image.capability.StructureCheck;
import org.platter.image.change.HalfChanged;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.open.ImageDescription;
import org.platter.image.open.Images;

/** Checks the structures of images: qcow2 by itself, others by {@code qemu-img check}. */
final class Checking {

    private Checking() {}

    static CheckFacts check(Path path, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        if (NbdAddress.of(path).isPresent()) {
            requireCheckable(Images.describe(path, options.opening(false)).get(0));
        }
        try (Location location = HostFile.locate(path)) {
            ImageDescription image = Images.describe(location, options.opening(false).alone()).get(0);
            requireCheckable(image);
            requireWhole(location);
            return Steps.run("Check " + path, events, () -> image.format().equals("qcow2")
                    ? qcow2(location, options.withFormat(Optional.of("qcow2")), repair, events, cancelled)
                    : QemuCheck.check(image, location, options, repair, events, cancelled));
        }
    }

    private static void requireCheckable(ImageDescription image) throws Refusal {
        Optional<ImageFormat> format = ImageFormats.find(image.format());
        if (format.isEmpty() || !format.get().isCheckable()) {
            throw new Refusal(image.path() + " is a " + image.format() + " image; "
                    + (image.format().equals("raw") ? "it has no structures that could be checked."
                            : "nothing can check those."));
        }
    }

    /** QEMU checks other formats by itself. */
    private static void requireWhole(Location location) throws IOException {
        try (HostFile file = HostFile.open(location, HostFile.Access.READ)) {
            Optional<HalfChanged> found = HalfChanged.of(file);
            if (found.isPresent()) {
                found.get().refuse();
            }
        }
    }

    private static CheckFacts qcow2(Location location, ImageOptions options, Repair repair,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage image = Opened.structures(location, options, repair != Repair.NONE)) {
            StructureCheck qcow2 = image.structureCheck().orElseThrow();
            CheckReport before = check(qcow2, events, cancelled);
            if (repair == Repair.NONE || before.isClean()) {
                return facts(before, 0, 0);
            }
            qcow2.repair(repair == Repair.LEAKS, events, cancelled);
            CheckReport after = check(qcow2, events, cancelled);
            return facts(after, Math.max(0, before.leakedClusters() - after.leakedClusters()),
                    Math.max(0, before.corruptions() - after.corruptions()));
        }
    }

    /** Counts the mark of damage where nothing else is damaged, since the mark lets nothing be written. */
    private static CheckReport check(StructureCheck image, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        CheckReport found = image.check(events, cancelled);
        return found.corruptions() > 0 || !image.isMarkedCorrupt() ? found
                : new CheckReport(found.leakedClusters(), 1, Stream.concat(found.findings().stream(),
                        Stream.of("The image is marked as corrupt, and no damage is left.")).toList(),
                        found.allocatedClusters(), found.totalClusters(), found.imageEnd());
    }

    private static CheckFacts facts(CheckReport report, long repairedLeaks, long repairedCorruptions) {
        return new CheckFacts("qcow2", report.leakedClusters(), report.corruptions(), report.findings(),
                OptionalLong.of(report.allocatedClusters()), OptionalLong.of(report.totalClusters()),
                OptionalLong.of(report.imageEnd()), repairedLeaks, repairedCorruptions);
    }

    /** What is known of an image of a format that no program checks: whether its headers are in order. */
    static CheckFacts ofHeaders(ImageDescription image) {
        List<String> problems = image.problems();
        return new CheckFacts(image.format(), 0, problems.size(), problems, OptionalLong.empty(),
                OptionalLong.empty(), OptionalLong.empty(), 0, 0);
    }
}
