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
import org.platter.host.OpenFolder;
import org.platter.host.UserFolders;
import org.platter.image.nbd.NbdAddress;

/**
 * Where the files about an image lie: beside it, or in {@code $XDG_STATE_HOME/platter}. They lie there where
 * nothing can be created beside the image or others could exchange that (C10), for block devices and for disks
 * of other machines. A loop device is the file that it shows; other devices are known by what they are, not by
 * their nodes, so that what was interrupted is found again under another number.
 *
 * @param folder where files can be created
 * @param journal the folder of the image's journal
 * @param image the name of the image in {@code folder}, where it lies there
 */
public record Workplace(Path folder, Path journal, Optional<String> image) {

    private static final String SUFFIX = ".platter";
    private static final String DEVICE = "device";

    /** Returns the place to use for {@code image} now; creates the state folder if that is the one. */
    public static Workplace of(Path image) throws IOException {
        return of(image, Workplace::isOwn);
    }

    /** Returns the folder for a file of {@code image} that has no name; creates the state folder likewise. */
    static Path forNameless(Path image) throws IOException {
        return of(image, place -> true).folder;
    }

    private interface Condition {
        boolean holds(Workplace place) throws IOException;
    }

    private static Workplace of(Path image, Condition condition) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(image);
        if (address.isEmpty()) {
            Path real = file(image);
            Workplace beside = besideFile(real);
            if (Files.isRegularFile(real) && Files.isWritable(beside.folder) && condition.holds(beside)) {
                return beside;
            }
        }
        Workplace apart = apart(image, address);
        Files.createDirectories(apart.folder);
        return apart;
    }

    /** C10: a folder in which nobody can put something in the place of what was made there. */
    private boolean isOwn() throws IOException {
        try (OpenFolder open = OpenFolder.open(folder)) {
            Optional<FileStatus> file = open.status(image.orElseThrow());
            return file.isPresent() && open.isKeptFromOthers(file.get().user()) && open.keepsOwners();
        }
    }

    /** Returns each place where a journal of {@code image} may lie. */
    public static List<Workplace> all(Path image) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(image);
        Workplace apart = apart(image, address);
        return address.isPresent() ? List.of(apart) : List.of(besideFile(file(image)), apart);
    }

    /**
     * Returns the places of other devices: a device that has no name of its own may have had another node
     * when its journal was begun. Nothing for every other image.
     */
    public static List<Workplace> others(Path image) throws IOException {
        if (NbdAddress.of(image).isPresent() || Files.isRegularFile(file(image))
                || DeviceIdentity.find(file(image)).isPresent()) {
            return List.of();
        }
        Workplace own = apart(image, Optional.empty());
        if (!Files.isDirectory(own.folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(own.folder)) {
            return found.filter(path -> path.getFileName().toString().startsWith(DEVICE + "-")
                    && path.getFileName().toString().endsWith(SUFFIX) && !path.equals(own.journal))
                    .sorted().map(path -> new Workplace(own.folder, path, Optional.empty())).toList();
        }
    }

    /** Returns the name of the journal in the folder. */
    public String name() {
        return OpenFolder.name(journal);
    }

    /** Returns the folder of an image that is a file. */
    public static Workplace beside(Path image) throws IOException {
        return besideFile(image.toRealPath());
    }

    private static Workplace besideFile(Path real) {
        Path folder = real.getParent();
        String name = OpenFolder.name(real);
        return new Workplace(folder, OpenFolder.path(folder, name + SUFFIX), Optional.of(name));
    }

    private static Workplace apart(Path image, Optional<NbdAddress> address) throws IOException {
        return address.isPresent() ? apart("nbd", address.get().toString())
                : apart(Files.isRegularFile(file(image)) ? OpenFolder.name(file(image)) : DEVICE,
                        DeviceIdentity.of(file(image)));
    }

    private static Path file(Path image) throws IOException {
        Path real = image.toRealPath();
        return Files.isRegularFile(real) ? real : DeviceIdentity.wholeFile(real).orElse(real);
    }

    private static Workplace apart(String name, String identity) {
        // images of one name in two folders must not share a journal
        CRC32C sum = new CRC32C();
        sum.update(identity.getBytes(StandardCharsets.UTF_8));
        Path folder = UserFolders.state(System.getenv()).resolve("platter");
        return new Workplace(folder, OpenFolder.path(folder,
                String.format("%s-%08x%s", name, sum.getValue(), SUFFIX)), Optional.empty());
    }
}
