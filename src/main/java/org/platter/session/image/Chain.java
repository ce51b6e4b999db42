package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.ImageDescription;
import org.platter.image.Images;
import org.platter.image.Opening;
import org.platter.image.change.HalfChanged;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.transfer.Rights;

/** An image and what it is based on. */
final class Chain {

    private static final int USUAL_SECTOR = 512;

    private Chain() {}

    /** Where an image of the chain lies. */
    @FunctionalInterface
    private interface Source {
        Location locate() throws IOException;
    }

    /** What the image itself tells when it is opened, rather than its headers. */
    private record Inner(int sectorSize, List<SnapshotFacts> snapshots, List<BitmapFacts> bitmaps,
            List<String> problems) {

        static Inner of(DiskImage opened, List<String> problems) {
            return opened instanceof Qcow2Image qcow2 ? new Inner(opened.sectorSize(), Snapshots.facts(qcow2),
                    Bitmaps.facts(qcow2), problems) : none(opened.sectorSize(), problems);
        }

        static Inner none(int sectorSize, List<String> problems) {
            return new Inner(sectorSize, List.of(), List.of(), problems);
        }
    }

    static List<ImageFacts> of(Path path, ImageOptions options) throws IOException {
        if (NbdAddress.of(path).isPresent()) {
            Opening opening = options.opening(false);
            return facts(Images.describe(path, opening), Optional.empty(), opening);
        }
        try (Location location = HostFile.locate(path)) {
            return of(location, options);
        }
    }

    /** Tells of the image in the very file that was located. */
    static List<ImageFacts> of(Location location, ImageOptions options) throws IOException {
        Opening opening = options.opening(false);
        return facts(Images.describe(location, opening), Optional.of(location), opening);
    }

    private static List<ImageFacts> facts(List<ImageDescription> chain, Optional<Location> location,
            Opening opening) throws IOException {
        List<ImageFacts> facts = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            Optional<Path> next = i + 1 < chain.size()
                    ? Optional.of(chain.get(i + 1).path()) : Optional.empty();
            facts.add(facts(chain.get(i), i == 0 ? location : Optional.empty(), next, opening));
        }
        return facts;
    }

    /** Returns who may have the bytes of an image, which come from all files of its chain. */
    static Rights rights(DiskImage image) throws IOException {
        Rights rights = new Rights();
        for (HostFile file : image.files()) {
            rights.and(file);
        }
        return rights;
    }

    private static ImageFacts facts(ImageDescription image, Optional<Location> location, Optional<Path> next,
            Opening opening) {
        Source source = () -> location.isPresent() ? location.get().share() : HostFile.locate(image.path());
        long[] own = measured(source);
        long allocated = own[1];
        for (Path file : image.files()) {
            boolean isBase = next.isPresent() && next.get().equals(file);
            if (!isBase) {
                allocated += allocated(source, file, opening); // an extent or a data file: part of the image
            }
        }
        Inner inner = inner(image, source, opening);
        List<String> problems = new ArrayList<>(image.problems());
        inner.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
        return new ImageFacts(image.path(), image.format(), image.virtualSize().orElse(0), own[0],
                allocated,
                inner.sectorSize(), image.clusterSize(), image.backingName(), image.backingFormat(),
                image.files(), image.details(), inner.snapshots(), inner.bitmaps(), problems);
    }

    /** Returns the size of a file and what it takes up on the host; zeros where it cannot be opened. */
    private static long[] measured(Source source) {
        try (Location location = source.locate(); HostFile host = HostFile.open(location, Access.READ)) {
            return new long[] {host.size(), host.allocatedBytes()};
        } catch (IOException e) {
            return new long[] {0, 0}; // the description says what is wrong with it
        }
    }

    private static long allocated(Source source, Path named, Opening opening) {
        try (Location image = source.locate(); Location location = HostFile.locate(named)) {
            return opening.consent().allows(image, location) ? measured(location::share)[1] : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static Inner inner(ImageDescription image, Source source, Opening opening) {
        int given = opening.sectorSize().orElse(USUAL_SECTOR);
        boolean isNative = ImageFormats.find(image.format()).map(ImageFormat::isNative).orElse(false);
        if (!isNative || !image.problems().isEmpty()) {
            return Inner.none(given, List.of());
        }
        try (Location location = source.locate(); DiskImage opened = Images.open(location,
                opening.withFormat(Optional.of(image.format())).withHalfChanged(true))) {
            return Inner.of(opened, HalfChanged.of(opened).map(HalfChanged::sentence).stream().toList());
        } catch (IOException e) {
            return alone(image, source, opening, given, e);
        }
    }

    /** What can be told without the images that it is based on. */
    private static Inner alone(ImageDescription image, Source source, Opening opening, int sectorSize,
            IOException why) {
        if (image.backingName().isEmpty()) {
            return Inner.none(sectorSize, List.of(String.valueOf(why.getMessage())));
        }
        try (Location location = source.locate(); DiskImage opened = Images.open(location,
                opening.withFormat(Optional.of(image.format())).alone())) {
            return Inner.of(opened, List.of(String.valueOf(why.getMessage())));
        } catch (IOException e) {
            return Inner.none(sectorSize, List.of(String.valueOf(e.getMessage())));
        }
    }
}
