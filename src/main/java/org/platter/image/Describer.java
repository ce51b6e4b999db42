package org.platter.image;

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

    Describer(Opening opening) {
        this.opening = opening;
    }

    List<ImageDescription> describe(Path path) throws IOException {
        Optional<Path> next = Optional.of(path);
        Optional<String> format = opening.format();
        while (next.isPresent()) {
            Description one = new Description(next.get());
            try (HostFile file = HostFile.open(next.get(), Access.READ)) {
                seen.add(List.of(file.device(), file.inode()));
                one.read(file, format);
            }
            chain.add(one.build());
            next = opening.followBacking() ? one.next : Optional.empty();
            format = one.nextFormat;
        }
        return chain;
    }

    /** One image of the chain, as it becomes known. */
    private final class Description {

        private final Path path;
        private final Map<String, String> details = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();
        private final List<Path> files = new ArrayList<>();
        private String format;
        private OptionalLong size = OptionalLong.empty();
        private OptionalLong clusterSize = OptionalLong.empty();
        private Optional<String> backingName = Optional.empty();
        private Optional<String> backingFormat = Optional.empty();
        /** The backing file where nothing stands in the way of looking at it. */
        private Optional<Path> next = Optional.empty();
        private Optional<String> nextFormat = Optional.empty();

        Description(Path path) {
            this.path = path;
        }

        void read(HostFile file, Optional<String> stated) throws IOException {
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
                name(header.dataFileName().orElse(""), "data file");
            }
            takeBacking(header.backingName(), header.backingFormat());
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
                    Optional<Path> extent = name(name, "extent");
                    if (extent.isPresent()) {
                        extents.add(new HostStoredFile(HostFile.open(extent.get(), Access.READ)));
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
            takeBacking(facts.backingName(), facts.backingFormat());
        }

        private void takeBacking(Optional<String> name, Optional<String> stated) {
            backingName = name;
            backingFormat = stated;
            if (name.isEmpty()) {
                return;
            }
            next = name(name.get(), "backing file");
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
                next = Optional.empty();
            }
        }

        /** Takes down a file that the image names; returns it if it may be opened. */
        private Optional<Path> name(String name, String role) {
            try {
                NamedFile named = NamedFile.of(path, name, role);
                files.add(named.path());
                Optional<String> obstacle = named.obstacle();
                if (obstacle.isPresent()) {
                    problems.add(obstacle.get());
                    return Optional.empty();
                }
                if (!opening.consent().allows(path, named.path())) {
                    problems.add(named.path() + ", which " + path + " names as its " + role
                            + ", lies outside of its folder and is opened only if you allow it.");
                    return Optional.empty();
                }
                return Optional.of(named.path());
            } catch (IOException e) {
                problems.add(e.getMessage());
                return Optional.empty();
            }
        }

        ImageDescription build() {
            return new ImageDescription(path, format, size, clusterSize, backingName, backingFormat, files,
                    details, problems);
        }
    }
}
