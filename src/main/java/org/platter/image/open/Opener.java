package org.platter.image.open;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.CacheMode;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.base.NeedsPassphrase;
import org.platter.base.RangeSet;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.BlockDeviceFacts;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.NamedFile;
import org.platter.image.Opening;
import org.platter.image.RawImage;
import org.platter.image.Telling;
import org.platter.image.change.HalfChanged;
import org.platter.image.foreign.ForeignFacts;
import org.platter.image.foreign.ForeignHeader;
import org.platter.image.nbd.NbdImage;
import org.platter.image.nbd.QemuName;
import org.platter.image.nbd.QemuNode;
import org.platter.image.qcow2.Qcow2Header;
import org.platter.image.qcow2.Qcow2Image;

/**
 * Opens an image and all that it is made of. What an image names is opened only if it is a regular file that
 * the user allows, in the format that the image states, and never twice in one chain. Long, since every
 * decision about which file is opened is made here, and nowhere else.
 */
final class Opener {

    private static final int DEEPEST = 300;

    private record FileKey(long device, long inode) {}

    /** Where the files lie that an image names; what is opened is what was allowed. */
    private record Places(Map<NamedFile, Location> all) implements Closeable {

        Location of(NamedFile named) {
            return Objects.requireNonNull(all.get(named));
        }

        HostFile open(NamedFile named, Access access, CacheMode cache) throws IOException {
            return HostFile.open(of(named), access, cache);
        }

        @Override
        public void close() {
            all.values().forEach(Location::close);
        }
    }

    /** An image, and the same for QEMU. */
    private record Opened(DiskImage image, QemuNode node) {}

    private final Opening opening;
    private final boolean structuresOnly;
    private final Set<FileKey> chain = new HashSet<>();

    Opener(Opening opening) {
        this(opening, false);
    }

    /** @param structuresOnly whether nothing on the disk is to be read, so that no passphrase is needed */
    Opener(Opening opening, boolean structuresOnly) {
        this.opening = opening;
        this.structuresOnly = structuresOnly;
    }

    DiskImage open(Path path) throws IOException {
        return open(path, opening).image;
    }

    /** Opens the image in a file that is open already, and that is closed with the image or where it fails. */
    DiskImage open(HostFile file) throws IOException {
        return open(file, opening).image;
    }

    private Opened open(Path path, Opening how) throws IOException {
        return open(HostFile.open(path, how.access(), how.cache()), how);
    }

    private Opened open(HostFile file, Opening how) throws IOException {
        Path path = file.path();
        try {
            if (!chain.add(new FileKey(file.device(), file.inode()))) {
                throw new IOException(path + " is based on itself: its chain of backing files is a loop.");
            }
            if (chain.size() > DEEPEST) {
                throw new IOException(path + " is deeper in a chain of backing files than " + DEEPEST
                        + " images.");
            }
            if (file.size() == 0) {
                throw new IOException(file.isBlockDevice() ? BlockDeviceFacts.whyEmpty(path)
                        : path + " is empty.");
            }
            how.findShown(file);
            refuse(HalfChanged.of(file), how);
            String format = how.format().isPresent() ? Formats.known(path, how.format().get())
                    : Telling.tell(file);
            Opened opened = switch (format) {
                case "raw" -> openRaw(file, how);
                case "qcow2" -> openQcow2(file, how);
                default -> openForeign(format, file, how);
            };
            try {
                refuse(HalfChanged.recorded(opened.image), how);
            } catch (IOException | RuntimeException e) {
                closeAll(List.of(opened.image), e);
                throw e;
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static void refuse(Optional<HalfChanged> found, Opening how) throws IOException {
        if (found.isPresent() && !how.evenHalfChanged()) {
            found.get().refuse();
        }
    }

    private Opened openRaw(HostFile file, Opening how) throws IOException {
        int sectorSize = how.sectorSize().isPresent() ? how.sectorSize().getAsInt()
                : Telling.sectorSize(file);
        RawImage image = RawImage.of(file, sectorSize);
        if (file.size() < sectorSize) {
            throw new IOException(file.path() + " is smaller than one sector of " + sectorSize + " bytes.");
        }
        return new Opened(image, node("raw", file, Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), how));
    }

    private Opened openQcow2(HostFile file, Opening how) throws IOException {
        Path path = file.path();
        Qcow2Header header = Qcow2Image.header(new HostStoredFile(file), path);
        Optional<NamedFile> dataFile = Optional.empty();
        if (header.hasDataFile()) {
            dataFile = Optional.of(NamedFile.of(file, header.dataFileName().orElse(""), "data file"));
        }
        Optional<NamedFile> backing = backing(file, header.backingName(), how);
        try (Places places = check(file, how, dataFile, backing, List.of())) {
            return openQcow2(file, how, header, dataFile, backing, places);
        }
    }

    private Opened openQcow2(HostFile file, Opening how, Qcow2Header header, Optional<NamedFile> dataFile,
            Optional<NamedFile> backing, Places places) throws IOException {
        Path path = file.path();
        boolean isEncrypted = header.encryption().isPresent() && !structuresOnly;
        if (isEncrypted && how.passphrase().isEmpty()) {
            throw new NeedsPassphrase(path, false);
        }
        Optional<String> secret = header.encryption().map(kind -> kind == Qcow2Header.Encryption.LUKS
                ? "luks" : "aes");
        List<Closeable> opened = new ArrayList<>();
        try {
            Optional<Opened> below = openBacking(path, backing, header.backingFormat(), how, places);
            below.ifPresent(one -> opened.add(one.image));
            Optional<DiskImage> shown = below.map(Opened::image);
            if (shown.isEmpty() && header.backingName().isPresent()) {
                shown = Optional.of(new UnopenedBacking(header.backingName().get(), path, header.size()));
            }
            Optional<HostStoredFile> data = Optional.empty();
            if (dataFile.isPresent()) {
                data = Optional.of(open(dataFile.get(), how.access(), how.cache(), opened, places));
            }
            QemuNode node = node("qcow2", file, secret, below.map(Opened::node),
                    data.isPresent() ? Optional.of(path(data.get().file(), how)) : Optional.empty(),
                    Map.of(), how);
            if (isEncrypted) {
                NbdImage.Files files = new NbdImage.Files(file, data.stream().toList(),
                        below.map(Opened::image),
                        below.isPresent() ? Optional.empty() : header.backingName(), RangeSet.EMPTY,
                        Optional.of(Qcow2Image.allocation(header)), header.size());
                return new Opened(NbdImage.serve(node, node, "qcow2", files, how, how.passphrase(),
                        how.sectorSize(), () -> {}), node);
            }
            opened.clear(); // the image closes them in any case
            if (structuresOnly) {
                return new Opened(Qcow2Image.openStructures(new HostStoredFile(file), path,
                        how.access() == Access.WRITE, shown, data.map(StoredFile.class::cast)), node);
            }
            return new Opened(Qcow2Image.open(new HostStoredFile(file), path,
                    how.access() == Access.WRITE,
                    how.sectorSize(), shown, data.map(StoredFile.class::cast)), node);
        } catch (IOException | RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    private Opened openForeign(String format, HostFile file, Opening how) throws IOException {
        Path path = file.path();
        ForeignHeader header = ForeignHeader.read(format, new HostStoredFile(file), path);
        ForeignFacts facts = header.facts();
        Optional<String> refusal = facts.refusal();
        if (refusal.isEmpty() && how.writable()) {
            refusal = facts.backingName().isPresent() && !how.followBacking()
                    ? Optional.of("is based on another image and cannot be changed without it")
                    : facts.writeRefusal();
        }
        if (refusal.isPresent()) {
            throw new IOException(path + " " + refusal.get() + ".");
        }
        if (header.isUnclean() && !how.writable()) {
            throw new IOException(path + " was not closed by the program that wrote it, and its log has to "
                    + "be replayed; run “platter image check --repair all” first.");
        }
        List<NamedFile> extents = extents(file, facts);
        Optional<NamedFile> backing = backing(file, facts.backingName(), how);
        try (Places places = check(file, how, Optional.empty(), backing, extents)) {
            return openForeign(format, file, how, header, extents, backing, places);
        }
    }

    private Opened openForeign(String format, HostFile file, Opening how, ForeignHeader read,
            List<NamedFile> extents, Optional<NamedFile> backing, Places places) throws IOException {
        Path path = file.path();
        ForeignHeader header = read;
        ForeignFacts facts = header.facts();
        if (facts.secret().isPresent() && how.passphrase().isEmpty()) {
            throw new NeedsPassphrase(path, false);
        }
        List<Closeable> opened = new ArrayList<>();
        try {
            Access access = how.mend() ? Access.WRITE : how.access();
            List<HostStoredFile> parts = open(header, extents, access, opened, places);
            if (how.mend() && !header.isUnclean()) {
                mend(header, file, parts);
                header = ForeignHeader.read(format, new HostStoredFile(file), path);
            }
            RangeSet lost = header.isUnclean() ? RangeSet.EMPTY : lost(path, header, parts, how);
            Optional<Opened> below = openBacking(path, backing, facts.backingFormat(), how, places);
            below.ifPresent(one -> opened.add(one.image));
            QemuNode node = node(format, file, facts.secret(), below.map(Opened::node), Optional.empty(),
                    header.reading(), how);
            node = extents.isEmpty() ? node : node.with(parts(header, parts, how));
            NbdImage.Files files = new NbdImage.Files(file, parts, below.map(Opened::image),
                    below.isPresent() ? Optional.empty() : facts.backingName(), lost,
                    header.allocation(parts), facts.size());
            OptionalInt sectorSize = how.sectorSize().isPresent() ? how.sectorSize() : facts.sectorSize();
            Optional<String> passphrase = facts.secret().isPresent() ? how.passphrase() : Optional.empty();
            if (!lost.isEmpty() && extents.isEmpty()) {
                long length = Math.addExact(Math.addExact(file.size(), facts.size()), 1L << 30);
                node = facts.isFlat() ? node.padded("raw", facts.size()) : node.padded(format, length);
            }
            QemuNode unwritten = header.isUnclean()
                    ? node.replayed(Math.addExact(Math.addExact(file.size(), facts.size()), 1L << 30)) : node;
            ForeignHeader known = header;
            NbdImage image = NbdImage.serve(node, unwritten, format, files, how, passphrase, sectorSize,
                    () -> begin(format, file, known, parts, how));
            return new Opened(image, node);
        } catch (IOException | RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    /** What an interrupted commit left that found no room, or was killed: a map ahead of its file. */
    private static void mend(ForeignHeader header, HostFile file, List<HostStoredFile> extents)
            throws IOException {
        Optional<HostFile.Lock> lock = file.tryLock(true);
        if (lock.isEmpty()) {
            return; // the program that has it open is not to find it changed
        }
        try {
            header.lost(extents);
            header.mend();
            file.sync();
            for (StoredFile extent : extents) {
                extent.sync();
            }
        } finally {
            lock.get().close();
        }
    }

    /** Looks at an image whose log QEMU has replayed, and notes that its content is another from now on. */
    private static void begin(String format, HostFile file, ForeignHeader before,
            List<HostStoredFile> parts, Opening how) throws IOException {
        if (before.isUnclean()) {
            lost(file.path(), ForeignHeader.read(format, new HostStoredFile(file), file.path()), parts, how);
        }
        Optional<ForeignHeader.Patch> change = before.newContentId();
        if (change.isPresent()) {
            file.write(change.get().offset(), ByteBuffer.wrap(change.get().bytes()));
            file.sync();
        }
    }

    /** Returns the image alone as QEMU is to open it, to look at its structures. */
    QemuName nameForQemu(Location location) throws IOException {
        List<Closeable> opened = new ArrayList<>();
        try {
            HostFile file = HostFile.open(location, Access.READ);
            opened.add(file);
            chain.add(new FileKey(file.device(), file.inode()));
            String format = opening.format().isPresent() ? opening.format().get() : Telling.tell(file);
            ForeignHeader header = ForeignHeader.read(format, new HostStoredFile(file), file.path());
            List<NamedFile> extents = extents(file, header.facts());
            List<HostStoredFile> parts;
            try (Places places = check(file, opening, Optional.empty(), Optional.empty(), extents)) {
                parts = open(header, extents, Access.READ, opened, places);
            }
            QemuNode node = node(format, file, Optional.empty(), Optional.empty(), Optional.empty(),
                    header.reading(), opening);
            return QemuName.of(extents.isEmpty() ? node : node.with(parts(header, parts, opening)),
                    opening.writable(), opened);
        } catch (IOException | RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    private static List<NamedFile> extents(HostFile file, ForeignFacts facts) throws IOException {
        List<NamedFile> extents = new ArrayList<>();
        for (String name : facts.extents()) {
            extents.add(NamedFile.of(file, name, "extent"));
        }
        return extents;
    }

    /** Opens the extents, in their order, and makes sure that they are what the image says of them. */
    private List<HostStoredFile> open(ForeignHeader header, List<NamedFile> extents, Access access,
            List<Closeable> opened, Places places) throws IOException {
        List<HostStoredFile> parts = new ArrayList<>();
        for (NamedFile extent : extents) {
            parts.add(open(extent, access, CacheMode.WRITEBACK, opened, places));
        }
        header.checkExtents(parts);
        return parts;
    }

    /** Opens a file that an image names and no other in the chain does: who writes one would change two. */
    private HostStoredFile open(NamedFile named, Access access, CacheMode cache, List<Closeable> opened,
            Places places) throws IOException {
        HostFile file = places.open(named, access, cache);
        opened.add(file);
        if (!chain.add(new FileKey(file.device(), file.inode()))) {
            throw new IOException(named.image().path() + " names " + named.path()
                    + ", which is a part of the same image already, as its " + named.role() + ".");
        }
        return new HostStoredFile(file);
    }

    /** An image that was cut short must not be read as if zeros were in the place of what is missing. */
    private static RangeSet lost(Path path, ForeignHeader header, List<HostStoredFile> extents,
            Opening how) throws IOException {
        RangeSet lost = header.lost(extents);
        if (!lost.isEmpty() && (how.writable() || !how.salvage())) {
            throw new MapAhead(path + " " + Missing.of(lost) + (how.salvage() ? "; it can only be read."
                    : "; “platter image convert --salvage” saves the rest."), lost, block(header));
        }
        Optional<String> sharing = header.sharing();
        if (how.writable() && sharing.isPresent()) {
            throw new IOException(path + " " + sharing.get() + ": what is written to one block of its disk "
                    + "would change another; it can only be read, and “platter image convert” makes a sound "
                    + "one of it.");
        }
        if (how.writable() && header.isUncounted()) {
            throw new MapAhead(path + " has blocks in use that its header does not count, and QEMU would "
                    + "give their place to new ones; it can only be read; “platter image convert” makes a "
                    + "sound one of it.", RangeSet.EMPTY, block(header));
        }
        return lost;
    }

    private static long block(ForeignHeader header) {
        return header.facts().clusterSize().orElse(512);
    }

    private static Optional<NamedFile> backing(HostFile file, Optional<String> name, Opening how)
            throws IOException {
        if (name.isEmpty() || !how.followBacking()) {
            return Optional.empty();
        }
        NamedFile named = NamedFile.of(file, name.get(), "backing file");
        return how.salvage() && named.isGone() ? Optional.empty() : Optional.of(named);
    }

    /** Nothing that an image names has been opened before all of it was allowed. */
    private static Places check(HostFile file, Opening how, Optional<NamedFile> dataFile,
            Optional<NamedFile> backing, List<NamedFile> extents) throws IOException {
        List<NamedFile> own = new ArrayList<>(extents);
        dataFile.ifPresent(own::add);
        List<NamedFile> all = new ArrayList<>(own);
        backing.ifPresent(all::add);
        Places places = new Places(new HashMap<>());
        try {
            for (NamedFile named : all) {
                Location before = places.all.put(named, how.locate(named));
                if (before != null) {
                    before.close();
                }
            }
            if (!all.isEmpty()) {
                try (Location image = file.location()) {
                    check(image, how, all, own, places);
                }
            }
            return places;
        } catch (IOException | RuntimeException e) {
            places.close();
            throw e;
        }
    }

    private static void check(Location image, Opening how, List<NamedFile> all, List<NamedFile> own,
            Places places) throws NeedsConsent {
        List<Path> unread = all.stream().filter(named -> !how.consent().allows(image, places.of(named)))
                .map(NamedFile::path).distinct().toList();
        if (!unread.isEmpty()) {
            throw new NeedsConsent(image.path(), unread);
        }
        List<Path> unwritten = own.stream()
                .filter(named -> how.writable() && !how.consent().allowsWriting(image, places.of(named)))
                .map(NamedFile::path).distinct().toList();
        if (!unwritten.isEmpty()) {
            throw NeedsConsent.toWrite(image.path(), unwritten);
        }
    }

    private Optional<Opened> openBacking(Path path, Optional<NamedFile> backing, Optional<String> format,
            Opening how, Places places) throws IOException {
        if (backing.isEmpty()) {
            return Optional.empty();
        }
        Opening below = how.withWritable(false).withHalfChanged(false).withFormat(format)
                .withSectorSize(OptionalInt.of(512));
        Location location = places.of(backing.get());
        if (format.isEmpty()) {
            below = below.withFormat(Optional.of(safelyTold(path, location)));
        }
        HostFile file = HostFile.open(location, below.access(), below.cache());
        location.close(); // a chain can be long, and descriptors few
        return Optional.of(open(file, below));
    }

    /**
     * An image that does not state the format of what it is based on leaves it to be guessed, and a guest may
     * have written the header that misleads the guess. So only what names no other files is believed.
     */
    static String safelyTold(Path path, Location location) throws IOException {
        Path backing = location.path();
        String why;
        try (HostFile file = HostFile.open(location, Access.READ)) {
            String format = Telling.tell(file);
            if (format.equals("raw")) {
                return format;
            }
            if (format.equals("qcow2")) {
                Qcow2Header header = Qcow2Image.header(new HostStoredFile(file), backing);
                if (header.backingName().isEmpty() && !header.hasDataFile()) {
                    return format;
                }
            } else {
                ForeignFacts facts = ForeignHeader.read(format, new HostStoredFile(file), backing).facts();
                if (facts.backingName().isEmpty() && facts.extents().isEmpty()) {
                    return format;
                }
            }
            why = "it seems to be " + format;
        } catch (NeedsFormat e) {
            why = "it can be " + String.join(" or ", e.formats());
        }
        throw new IOException(path + " does not state the format of " + backing
                + ", which it is based on, and "
                + why + "; state it by “platter image rebase -u -b FILE -F FORMAT " + path + "”.");
    }

    private static QemuNode node(String format, HostFile file, Optional<String> secret,
            Optional<QemuNode> backing, Optional<Path> dataFile, Map<String, String> reading, Opening how)
            throws IOException {
        return new QemuNode(format, file.path(), path(file, how), file.isBlockDevice(), secret, backing,
                dataFile, Optional.empty(), OptionalLong.empty(), false, reading);
    }

    /** What is not to be written is given so that it cannot be. */
    private static Path path(HostFile file, Opening how) throws IOException {
        return how.writable() && !how.looking() ? file.stablePath() : file.stablePathToRead();
    }

    private static QemuNode.Parts parts(ForeignHeader header, List<HostStoredFile> extents, Opening how)
            throws IOException {
        List<Path> files = new ArrayList<>();
        for (HostStoredFile extent : extents) {
            files.add(path(extent.file(), how));
        }
        return new QemuNode.Parts(files,
                header.parts(), header.longestZeros(),
                (names, zeros) -> header.description(names, zeros).orElseThrow());
    }

    private static void closeAll(List<Closeable> opened, Exception reason) {
        for (Closeable one : opened) {
            try {
                one.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
