package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.image.DiskImage;
import org.platter.image.ImageDescription;
import org.platter.image.Images;
import org.platter.image.Opening;
import org.platter.image.change.HalfChanged;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.transfer.Rights;

/** An image and what it is based on. */
final class Chain {

    private static final int USUAL_SECTOR = 512;

    private Chain() {}

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
        Opening opening = options.opening(false);
        List<ImageDescription> chain = Images.describe(path, opening);
        List<ImageFacts> facts = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            Optional<Path> next = i + 1 < chain.size()
                    ? Optional.of(chain.get(i + 1).path()) : Optional.empty();
            facts.add(facts(chain.get(i), next, opening));
        }
        return facts;
    }

    /** Returns who may have the bytes of an image, which come from all files of its chain. */
    static Rights rights(DiskImage image, ImageOptions options) throws IOException {
        Rights rights = new Rights();
        if (!image.isRemote()) {
            ImageOptions same = options.withFormat(Optional.of(image.format()));
            for (ImageDescription one : Images.describe(image.path(), same.opening(false))) {
                rights.and(one.path());
                for (Path file : one.files()) {
                    if (Files.exists(file)) {
                        rights.and(file);
                    }
                }
            }
        }
        return rights;
    }

    private static ImageFacts facts(ImageDescription image, Optional<Path> next, Opening opening) {
        long[] own = measured(image.path());
        long allocated = own[1];
        for (Path file : image.files()) {
            boolean isBase = next.isPresent() && next.get().equals(file);
            if (!isBase && opening.consent().allows(image.path(), file)) {
                allocated += measured(file)[1]; // an extent or a data file: it is part of the image
            }
        }
        Inner inner = inner(image, opening);
        List<String> problems = new ArrayList<>(image.problems());
        inner.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
        return new ImageFacts(image.path(), image.format(), image.virtualSize().orElse(0), own[0],
                allocated,
                inner.sectorSize(), image.clusterSize(), image.backingName(), image.backingFormat(),
                image.files(), image.details(), inner.snapshots(), inner.bitmaps(), problems);
    }

    /** Returns the size of a file and what it takes up on the host; zeros where it cannot be opened. */
    private static long[] measured(Path file) {
        try (HostFile host = HostFile.open(file, Access.READ)) {
            return new long[] {host.size(), host.allocatedBytes()};
        } catch (IOException e) {
            return new long[] {0, 0}; // the description says what is wrong with it
        }
    }

    private static Inner inner(ImageDescription image, Opening opening) {
        int given = opening.sectorSize().orElse(USUAL_SECTOR);
        boolean isNative = ImageFormats.find(image.format()).map(ImageFormat::isNative).orElse(false);
        if (!isNative || !image.problems().isEmpty()) {
            return Inner.none(given, List.of());
        }
        try (DiskImage opened = Images.open(image.path(),
                opening.withFormat(Optional.of(image.format())).withHalfChanged(true))) {
            return Inner.of(opened, HalfChanged.of(opened).map(HalfChanged::sentence).stream().toList());
        } catch (IOException e) {
            return alone(image, opening, given, e);
        }
    }

    /** What can be told without the images that it is based on. */
    private static Inner alone(ImageDescription image, Opening opening, int sectorSize, IOException why) {
        if (image.backingName().isEmpty()) {
            return Inner.none(sectorSize, List.of(String.valueOf(why.getMessage())));
        }
        try (DiskImage opened = Images.open(image.path(),
                opening.withFormat(Optional.of(image.format())).alone())) {
            return Inner.of(opened, List.of(String.valueOf(why.getMessage())));
        } catch (IOException e) {
            return Inner.none(sectorSize, List.of(String.valueOf(e.getMessage())));
        }
    }
}
