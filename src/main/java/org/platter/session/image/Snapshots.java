package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.image.open.Images;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.image.qcow2.Snapshot;

/** The internal snapshots of an image. */
final class Snapshots {

    /**
     * Bytes of a name; the field of the table that says how many has 16 bits, QEMU takes no more than this.
     */
    private static final int MAX_NAME = 1023;

    private Snapshots() {}

    /** Something done to the structures of an image. */
    interface Deed {
        void on(Qcow2Image image) throws IOException, Refusal;
    }

    static List<SnapshotFacts> list(Path path, ImageOptions options) throws IOException {
        try (DiskImage image = Images.openStructures(path, options.opening(false))) {
            return image instanceof Qcow2Image qcow2 ? facts(qcow2) : List.of();
        }
    }

    static List<SnapshotFacts> facts(Qcow2Image image) {
        return image.snapshots().stream().map(snapshot -> new SnapshotFacts(snapshot.id(), snapshot.name(),
                snapshot.date(), snapshot.diskSize(), snapshot.stateSize())).toList();
    }

    static void create(Path path, ImageOptions options, String name) throws IOException, Refusal {
        if (name.isBlank()) {
            throw new Refusal("A snapshot needs a name.");
        }
        if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new Refusal("The name of a snapshot has at most " + MAX_NAME + " bytes.");
        }
        change(path, options, "snapshots", image -> {
            if (image.snapshots().stream().anyMatch(snapshot -> snapshot.name().equals(name))) {
                throw new Refusal(path + " has a snapshot “" + name + "” already; take another name.");
            }
            image.createSnapshot(name);
        });
    }

    static void apply(Path path, ImageOptions options, String idOrName) throws IOException, Refusal {
        change(path, options, "snapshots", image -> {
            requireThere(path, image, idOrName);
            image.applySnapshot(idOrName);
        });
    }

    static void delete(Path path, ImageOptions options, String idOrName) throws IOException, Refusal {
        change(path, options, "snapshots", image -> {
            requireThere(path, image, idOrName);
            image.deleteSnapshot(idOrName);
        });
    }

    private static void requireThere(Path path, Qcow2Image image, String idOrName) throws Refusal {
        List<Snapshot> all = image.snapshots();
        if (all.stream().noneMatch(snapshot -> snapshot.id().equals(idOrName)
                || snapshot.name().equals(idOrName))) {
            throw new Refusal(path + " has no snapshot “" + idOrName + "”; " + (all.isEmpty()
                    ? "it has none." : "there are: " + String.join(", ", all.stream().map(Snapshot::name)
                            .toList()) + "."));
        }
    }

    /**
     * Changes an image that is open for this alone.
     *
     * @param what other formats do not have, in the plural
     */
    static void change(Path path, ImageOptions options, String what, Deed deed) throws IOException, Refusal {
        try (DiskImage image = Opened.structures(path, options, true)) {
            deed.on(requireQcow2(image, what));
        }
    }

    static Qcow2Image requireQcow2(DiskImage image, String what) throws Refusal {
        if (image instanceof Qcow2Image qcow2) {
            return qcow2;
        }
        throw new Refusal(image.path() + " is a " + image.format() + " image; only qcow2 images have " + what
                + " inside them.");
    }
}
