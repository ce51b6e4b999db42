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
import org.platter.image.nbd.NbdAddress;

/**
 * Where the files about an image lie: beside it, or, where nothing can be created there, for block devices
 * and for disks of other machines, in {@code $XDG_STATE_HOME/platter}. A loop device is the file that it
 * shows; other devices are known by what they are, not by their nodes, so that what was interrupted is found
 * again under another number.
 *
 * @param folder where files can be created
 * @param journal the folder of the image's journal
 */
public record Workplace(Path folder, Path journal) {

    private static final String SUFFIX = ".platter";
    private static final String DEVICE = "device";

    /** Returns the place to use for {@code image} now; creates the state folder if that is the one. */
    public static Workplace of(Path image) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(image);
        if (address.isEmpty()) {
            Path real = file(image);
            Workplace beside = beside(real);
            if (Files.isRegularFile(real) && Files.isWritable(beside.folder)) {
                return beside;
            }
        }
        Workplace apart = apart(image, address);
        Files.createDirectories(apart.folder);
        return apart;
    }

    /** Returns each place where a journal of {@code image} may lie. */
    public static List<Workplace> all(Path image) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(image);
        Workplace apart = apart(image, address);
        return address.isPresent() ? List.of(apart) : List.of(beside(file(image)), apart);
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
                    .sorted().map(path -> new Workplace(own.folder, path)).toList();
        }
    }

    private static Workplace beside(Path real) {
        Path folder = real.getParent();
        return new Workplace(folder, folder.resolve(real.getFileName() + SUFFIX));
    }

    private static Workplace apart(Path image, Optional<NbdAddress> address) throws IOException {
        return address.isPresent() ? apart("nbd", address.get().toString())
                : apart(Files.isRegularFile(file(image)) ? file(image).getFileName().toString() : DEVICE,
                        DeviceIdentity.of(file(image)));
    }

    private static Path file(Path image) throws IOException {
        Path real = image.toRealPath();
        return Files.isRegularFile(real) ? real : DeviceIdentity.wholeFile(real).orElse(real);
    }

    private static Workplace apart(String name, String identity) {
        String home = System.getenv("XDG_STATE_HOME");
        Path state = home != null && Path.of(home).isAbsolute()
                ? Path.of(home) : Path.of(System.getProperty("user.home"), ".local", "state");
        // images of one name in two folders must not share a journal
        CRC32C sum = new CRC32C();
        sum.update(identity.getBytes(StandardCharsets.UTF_8));
        Path folder = state.resolve("platter");
        return new Workplace(folder,
                folder.resolve(String.format("%s-%08x%s", name, sum.getValue(), SUFFIX)));
    }
}
