package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.ResolvedNames;
import org.platter.image.Sectors;
import org.platter.image.change.HalfChanged;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.open.ImageDescription;
import org.platter.image.open.Images;
import org.platter.transfer.Rights;

/** An image and what it is based on. */
final class Chain {

    private static final int USUAL_SECTOR = 512;

    /** Where a GPT begins, for the largest sectors. */
    private static final int HEAD = 8192;

    private Chain() {}

    /** What the image itself tells when it is opened, rather than its headers. */
    private record Inner(int sectorSize, List<SnapshotFacts> snapshots, List<BitmapFacts> bitmaps,
            List<String> problems) {

        static Inner of(DiskImage opened, List<String> problems) {
            return new Inner(opened.sectorSize(), Snapshots.facts(opened), Bitmaps.facts(opened), problems);
        }

        static Inner none(int sectorSize, List<String> problems) {
            return new Inner(sectorSize, List.of(), List.of(), problems);
        }
    }

    static List<ImageFacts> of(Path path, ImageOptions options) throws IOException {
        if (NbdAddress.of(path).isPresent()) {
            Opening opening = options.opening(false);
            return Images.describe(path, opening).stream()
                    .map(image -> facts(image, inner(image, Optional.empty(), opening))).toList();
        }
        try (Location location = HostFile.locate(path); ResolvedNames names = new ResolvedNames()) {
            return of(location, options, names);
        }
    }

    /** Tells of the image in the very file that was located. */
    static List<ImageFacts> of(Location location, ImageOptions options, ResolvedNames names)
            throws IOException {
        List<Location> places = new ArrayList<>();
        try {
            Opening opening = options.opening(false).resolving(names);
            List<ImageFacts> facts = new ArrayList<>();
            List<ImageDescription> chain = Images.describe(location, opening, places);
            List<Inner> whole = whole(chain, location, opening);
            for (ImageDescription image : chain) {
                int index = facts.size();
                facts.add(facts(image, index < whole.size() ? whole.get(index)
                        : inner(image, Optional.of(places.get(index)), opening)));
            }
            return facts;
        } finally {
            places.forEach(Location::close);
        }
    }

    /** Returns who may have the bytes of an image, which come from all files of its chain. */
    static Rights rights(DiskImage image) throws IOException {
        Rights rights = new Rights();
        for (HostFile file : image.files()) {
            rights.and(file);
        }
        return rights;
    }

    private static ImageFacts facts(ImageDescription image, Inner inner) {
        List<String> problems = new ArrayList<>(image.problems());
        inner.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
        return new ImageFacts(image.path(), image.format(), image.virtualSize().orElse(0), image.fileSize(),
                image.allocatedSize(),
                inner.sectorSize(), image.clusterSize(), image.backingName(), image.backingFormat(),
                image.files(), image.details(), inner.snapshots(), inner.bitmaps(), problems);
    }

    /** Opens a chain once and returns what its images tell; nothing where something is in the way of that. */
    private static List<Inner> whole(List<ImageDescription> chain, Location location, Opening opening) {
        List<Inner> all = new ArrayList<>();
        if (!chain.stream().allMatch(image -> image.problems().isEmpty()
                && ImageFormats.find(image.format()).map(ImageFormat::isNative).orElse(false))) {
            return all;
        }
        try (DiskImage top = Images.open(location,
                opening.withFormat(Optional.of(chain.get(0).format())).withHalfChanged(true))) {
            Optional<DiskImage> next = Optional.of(top);
            while (next.isPresent() && all.size() < chain.size()) {
                DiskImage image = next.get();
                Inner told = Inner.of(image,
                        HalfChanged.of(image).map(HalfChanged::sentence).stream().toList());
                all.add(new Inner(opening.sectorSize().isPresent() ? opening.sectorSize().getAsInt()
                        : all.isEmpty() ? image.sectorSize()
                        : Sectors.size(image.read(0, (int) Math.min(HEAD, image.size()))), told.snapshots(),
                        told.bitmaps(), told.problems()));
                next = image.backing();
            }
            return all;
        } catch (IOException e) {
            return List.of(); // each is to tell what is wrong below itself
        }
    }

    private static Inner inner(ImageDescription image, Optional<Location> location, Opening opening) {
        int given = opening.sectorSize().orElse(USUAL_SECTOR);
        boolean isNative = ImageFormats.find(image.format()).map(ImageFormat::isNative).orElse(false);
        if (location.isEmpty() || !isNative || !image.problems().isEmpty()) {
            return Inner.none(given, List.of());
        }
        try (DiskImage opened = Images.open(location.get(),
                opening.withFormat(Optional.of(image.format())).withHalfChanged(true))) {
            return Inner.of(opened, HalfChanged.of(opened).map(HalfChanged::sentence).stream().toList());
        } catch (IOException e) {
            return alone(image, location.get(), opening, given, e);
        }
    }

    /** What can be told without the images that it is based on. */
    private static Inner alone(ImageDescription image, Location location, Opening opening, int sectorSize,
            IOException why) {
        if (image.backingName().isEmpty()) {
            return Inner.none(sectorSize, List.of(String.valueOf(why.getMessage())));
        }
        try (DiskImage opened = Images.open(location,
                opening.withFormat(Optional.of(image.format())).alone())) {
            return Inner.of(opened, List.of(String.valueOf(why.getMessage())));
        } catch (IOException e) {
            return Inner.none(sectorSize, List.of(String.valueOf(e.getMessage())));
        }
    }
}
