package org.platter.image.open;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Location;
import org.platter.image.NamedFile;
import org.platter.image.Opening;
import org.platter.image.Telling;
import org.platter.image.change.HalfChanged;
import org.platter.image.foreign.ForeignFacts;
import org.platter.image.foreign.ForeignHeader;
import org.platter.image.qcow2.Qcow2Header;
import org.platter.image.qcow2.Qcow2Image;

/** Reads what images say of themselves, without QEMU and without opening what is not allowed. */
final class Describer {

    private static final int DEEPEST = 300;

    private final Opening opening;
    private final List<ImageDescription> chain = new ArrayList<>();
    private final List<List<Long>> seen = new ArrayList<>();

    private final Optional<List<Location>> places;

    Describer(Opening opening) {
        this.opening = opening;
        this.places = Optional.empty();
    }

    /** @param places gets where each image lies */
    Describer(Opening opening, List<Location> places) {
        this.opening = opening;
        this.places = Optional.of(places);
    }

    List<ImageDescription> describe(Path path) throws IOException {
        try (Location location = HostFile.locate(path)) {
            return describe(location);
        }
    }

    List<ImageDescription> describe(Location location) throws IOException {
        Description one = describe(location, opening.format());
        while (one.next.isPresent() && opening.followBacking()) {
            try (Location next = one.next.get()) {
                one = describe(next, one.nextFormat);
            }
        }
        one.next.ifPresent(Location::close);
        return chain;
    }

    private Description describe(Location location, Optional<String> format) throws IOException {
        Description one = new Description(location.path());
        try (HostFile file = HostFile.open(location, Access.READ)) {
            seen.add(List.of(file.device(), file.inode()));
            one.read(file, format);
        }
        chain.add(one.build());
        if (places.isPresent()) {
            places.get().add(location.share());
        }
        return one;
    }

    /** One image of the chain, as it becomes known. */
    private final class Description {

        private final Path path;
        private final Map<String, String> details = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();
        private final List<Path> files = new ArrayList<>();
        private String format = "";
        private OptionalLong size = OptionalLong.empty();
        private long fileSize;
        private long allocatedSize;
        private OptionalLong clusterSize = OptionalLong.empty();
        private Optional<String> backingName = Optional.empty();
        private Optional<String> backingFormat = Optional.empty();
        /** The backing file where nothing stands in the way of looking at it. */
        private Optional<Location> next = Optional.empty();
        private Optional<String> nextFormat = Optional.empty();

        Description(Path path) {
            this.path = path;
        }

        void read(HostFile file, Optional<String> stated) throws IOException {
            opening.findShown(file);
            fileSize = file.size();
            allocatedSize = file.allocatedBytes();
            format = stated.isPresent() ? Formats.known(path, stated.get()) : Telling.tell(file);
            if (format.equals("raw")) {
                int sector = opening.sectorSize().isPresent() ? opening.sectorSize().getAsInt()
                        : Telling.sectorSize(file);
                size = OptionalLong.of(file.isBlockDevice() ? ByteSize.floor(file.size(), sector)
                        : ByteSize.ceil(file.size(), sector));
            } else if (format.equals("qcow2")) {
                readQcow2(file);
            } else {
                HalfChanged.of(file).ifPresent(found -> problems.add(found.sentence()));
                readForeign(file);
            }
        }

        private void readQcow2(HostFile file) throws IOException {
            Qcow2Header header = Qcow2Image.header(new HostStoredFile(file), path);
            size = OptionalLong.of(header.size());
            clusterSize = OptionalLong.of(header.clusterSize());
            details.putAll(Qcow2Image.details(header, new HostStoredFile(file), path));
            if (header.isCorrupt()) {
                problems.add(path + " is marked as corrupt; run “platter image check --repair all”.");
            }
            if (header.hasDataFile()) {
                Optional<Location> data = name(file, header.dataFileName().orElse(""), "data file");
                if (data.isPresent()) {
                    try (Location location = data.get()) {
                        allocatedSize += allocated(location);
                    }
                }
            }
            takeBacking(file, header.backingName(), header.backingFormat());
        }

        private static long allocated(Location location) {
            try (HostFile part = HostFile.open(location, Access.READ)) {
                return part.allocatedBytes();
            } catch (IOException e) {
                return 0; // to open the image says what is wrong with it
            }
        }

        private void readForeign(HostFile file) throws IOException {
            ForeignHeader header = ForeignHeader.read(format, new HostStoredFile(file), path);
            ForeignFacts facts = header.facts();
            size = OptionalLong.of(facts.size());
            clusterSize = facts.clusterSize();
            details.putAll(facts.details());
            facts.refusal().ifPresent(reason -> problems.add(path + " " + reason + "."));
            List<StoredFile> extents = new ArrayList<>();
            try {
                for (String name : facts.extents()) {
                    Optional<Location> extent = name(file, name, "extent");
                    if (extent.isPresent()) {
                        try (Location location = extent.get()) {
                            HostFile part = HostFile.open(location, Access.READ);
                            extents.add(new HostStoredFile(part));
                            allocatedSize += part.allocatedBytes();
                        }
                    }
                }
                if (extents.size() == facts.extents().size() && facts.refusal().isEmpty()
                        && !header.isUnclean()) {
                    RangeSet lost = header.lost(extents);
                    if (!lost.isEmpty()) {
                        problems.add(path + " " + Missing.of(lost) + ".");
                    }
                    header.sharing().ifPresent(reason -> problems.add(path + " " + reason + "."));
                }
            } catch (IOException e) {
                problems.add(e.getMessage());
            } finally {
                for (StoredFile extent : extents) {
                    extent.close();
                }
            }
            header.problems().forEach(reason -> problems.add(path + " " + reason + "."));
            takeBacking(file, facts.backingName(), facts.backingFormat());
        }

        private void takeBacking(HostFile image, Optional<String> name, Optional<String> stated)
                throws IOException {
            backingName = name;
            backingFormat = stated;
            if (name.isEmpty()) {
                return;
            }
            next = name(image, name.get(), "backing file");
            if (next.isEmpty() || !opening.followBacking()) {
                return;
            }
            try (HostFile file = HostFile.open(next.get(), Access.READ)) {
                if (seen.contains(List.of(file.device(), file.inode())) || seen.size() > DEEPEST) {
                    throw new IOException(path
                            + " is based on itself: its chain of backing files is a loop.");
                }
                nextFormat = Optional.of(stated.isPresent() ? stated.get()
                        : Opener.safelyTold(path, next.get()));
                Describer probe = new Describer(opening.withFormat(nextFormat)
                        .withSectorSize(OptionalInt.empty())
                        .alone());
                probe.describe(next.get());
            } catch (IOException e) {
                problems.add(e.getMessage());
                next.get().close();
                next = Optional.empty();
            }
        }

        /** Takes down a file that the image names; returns where it lies if it may be opened. */
        private Optional<Location> name(HostFile image, String name, String role) throws IOException {
            Location location;
            try {
                NamedFile named = NamedFile.of(image, name, role);
                files.add(named.path());
                location = opening.locate(named);
            } catch (IOException e) {
                problems.add(e.getMessage());
                return Optional.empty();
            }
            try (Location from = image.location()) {
                if (opening.consent().allows(from, location)) {
                    return Optional.of(location);
                }
            }
            location.close();
            problems.add(location.path() + ", which " + path + " names as its " + role
                    + ", lies outside of its folder and is opened only if you allow it.");
            return Optional.empty();
        }

        ImageDescription build() {
            return new ImageDescription(path, format, size, fileSize, allocatedSize, clusterSize, backingName,
                    backingFormat, files, details, problems);
        }
    }
}
