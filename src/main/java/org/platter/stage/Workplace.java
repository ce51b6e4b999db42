package org.platter.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.platter.host.DeviceIdentity;
import org.platter.host.FileStatus;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.host.UserFolders;
import org.platter.image.DiskImage;
import org.platter.image.nbd.NbdAddress;

/**
 * Where the files about an image lie: beside it, or in {@code $XDG_STATE_HOME/platter}. They lie there where
 * nothing can be created beside the image or others could exchange that (C10), for block devices and for
 * disks of other machines. A loop device is the file that it shows; other devices are known by what they are,
 * not by their nodes, so that what was interrupted is found again under another number.
 *
 * @param folder where files can be created
 * @param journal the folder of the image's journal
 * @param image the name of the image in {@code folder}, where it lies there
 * @param file the open image that lies there, whose folder is open as well and used rather than its path
 */
public record Workplace(Path folder, Path journal, Optional<String> image, Optional<HostFile> file) {

    private static final String SUFFIX = ".platter";
    private static final String DEVICE = "device";

    /** Returns the place to use for {@code image} now; creates the state folder if that is the one. */
    public static Workplace of(DiskImage image) throws IOException {
        return of(image, Workplace::isOwn);
    }

    /** Returns the place for a file of {@code image} that has no name; creates the state folder likewise. */
    static Workplace forNameless(DiskImage image) throws IOException {
        return of(image, place -> true);
    }

    private interface Condition {
        boolean holds(Workplace place) throws IOException;
    }

    private static Workplace of(DiskImage image, Condition condition) throws IOException {
        if (!image.isRemote()) {
            Optional<Workplace> beside = besideAny(image.file());
            if (beside.isPresent() && beside.get().isWritable() && condition.holds(beside.get())) {
                return beside.get();
            }
        }
        Workplace apart = image.isRemote() ? apart(image.path()) : apart(image.file());
        UserFolders.make(apart.folder);
        return apart;
    }

    /** Opens the folder. */
    public OpenFolder open() throws IOException {
        return file.isPresent() ? file.get().around().orElseThrow().again() : OpenFolder.open(folder);
    }

    /** Whether there is such a folder. */
    public boolean isThere() {
        return file.isPresent() || Files.isDirectory(folder);
    }

    private boolean isWritable() {
        return file.isPresent() ? file.get().around().orElseThrow().isWritable() : Files.isWritable(folder);
    }

    /** C10: a folder in which nobody can put something in the place of what was made there. */
    private boolean isOwn() throws IOException {
        try (OpenFolder open = open()) {
            return open.has(image.orElseThrow()) && open.isKeptFromOthers(owner(open)) && open.keepsOwners();
        }
    }

    /** Returns who owns the image that lies in the folder, which is open; root where none does. */
    public int owner(OpenFolder open) throws IOException {
        return file.isPresent() ? file.get().ownerUser() : image.isEmpty() ? 0
                : open.status(image.get()).map(FileStatus::user).orElse(0);
    }

    /** Returns each place where a journal of {@code image} may lie. */
    public static List<Workplace> all(DiskImage image) throws IOException {
        return image.isRemote() ? List.of(apart(image.path())) : all(image.file());
    }

    /** Returns each place where a journal of the image in a file may lie. */
    public static List<Workplace> all(HostFile file) throws IOException {
        Workplace apart = apart(file);
        return besideAny(file).map(beside -> List.of(beside, apart)).orElse(List.of(apart));
    }

    /**
     * Returns the places of other devices: a device that has no name of its own may have had another node
     * when its journal was begun. Nothing for every other image.
     */
    public static List<Workplace> others(HostFile file) throws IOException {
        if (besideAny(file).isPresent() || DeviceIdentity.find(file.realPath()).isPresent()) {
            return List.of();
        }
        Workplace own = apart(file);
        if (!Files.isDirectory(own.folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(own.folder)) {
            return found.filter(path -> path.getFileName().toString().startsWith(DEVICE + "-")
                    && path.getFileName().toString().endsWith(SUFFIX) && !path.equals(own.journal))
                    .sorted().map(path -> new Workplace(own.folder, path, Optional.empty(), Optional.empty()))
                    .toList();
        }
    }

    /** Returns the name of the journal in the folder. */
    public String name() {
        return OpenFolder.name(journal);
    }

    /** Returns the folder of an image that is a file. */
    public static Workplace beside(HostFile file) {
        return beside(file.around().orElseThrow().path(), file.name(), Optional.of(file));
    }

    private static Workplace beside(Path folder, String name, Optional<HostFile> file) {
        return new Workplace(folder, OpenFolder.path(folder, name + SUFFIX), Optional.of(name), file);
    }

    /** Returns the folder of an image, or of the file that a loop device shows; nothing for other devices. */
    private static Optional<Workplace> besideAny(HostFile file) throws IOException {
        return file.isBlockDevice() ? file.shownFile().map(Workplace::beside) : Optional.of(beside(file));
    }

    private static Workplace apart(HostFile file) throws IOException {
        Optional<HostFile> real = file.isBlockDevice() ? file.shownFile() : Optional.of(file);
        return real.isPresent() ? apart(real.get().name(), real.get().realPath().toString())
                : apart(DEVICE, DeviceIdentity.of(file.realPath()));
    }

    /** Returns the place of a disk that another machine serves. */
    public static Workplace apart(Path address) {
        return apart("nbd", NbdAddress.of(address).orElseThrow().toString());
    }

    private static Workplace apart(String name, String identity) {
        // images of one name in two folders must not share a journal
        CRC32C sum = new CRC32C();
        sum.update(identity.getBytes(StandardCharsets.UTF_8));
        Path folder = UserFolders.state(System.getenv()).resolve("platter");
        return new Workplace(folder, OpenFolder.path(folder,
                String.format("%s-%08x%s", name, sum.getValue(), SUFFIX)), Optional.empty(),
                Optional.empty());
    }
}
