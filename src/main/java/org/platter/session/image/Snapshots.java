package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.image.capability.Snapshot;
import org.platter.image.capability.SnapshotStore;
import org.platter.image.open.Images;

/** The internal snapshots of an image. */
final class Snapshots {

    /**
     * Bytes of a name; the field of the table that says how many has 16 bits, QEMU takes no more than this.
     */
    private static final int MAX_NAME = 1023;

    private Snapshots() {}

    /** Something done to the snapshots of an image. */
    private interface Deed {
        void on(SnapshotStore image) throws IOException, Refusal;
    }

    static List<SnapshotFacts> list(Path path, ImageOptions options) throws IOException {
        try (DiskImage image = Images.openStructures(path, options.opening(false))) {
            return facts(image);
        }
    }

    static List<SnapshotFacts> facts(DiskImage image) {
        List<Snapshot> all = image.snapshotStore().map(SnapshotStore::snapshots).orElse(List.of());
        return all.stream().map(snapshot -> new SnapshotFacts(snapshot.id(), snapshot.name(),
                snapshot.date(), snapshot.diskSize(), snapshot.stateSize())).toList();
    }

    static void create(Path path, ImageOptions options, String name) throws IOException, Refusal {
        if (name.isBlank()) {
            throw new Refusal("A snapshot needs a name.");
        }
        if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new Refusal("The name of a snapshot has at most " + MAX_NAME + " bytes.");
        }
        change(path, options, image -> {
            if (image.snapshots().stream().anyMatch(snapshot -> snapshot.name().equals(name))) {
                throw new Refusal(path + " has a snapshot “" + name + "” already; take another name.");
            }
            image.createSnapshot(name);
        });
    }

    static void apply(Path path, ImageOptions options, String idOrName) throws IOException, Refusal {
        change(path, options, image -> {
            requireThere(path, image, idOrName);
            image.applySnapshot(idOrName);
        });
    }

    static void delete(Path path, ImageOptions options, String idOrName) throws IOException, Refusal {
        change(path, options, image -> {
            requireThere(path, image, idOrName);
            image.deleteSnapshot(idOrName);
        });
    }

    private static void requireThere(Path path, SnapshotStore image, String idOrName) throws Refusal {
        List<Snapshot> all = image.snapshots();
        if (all.stream().noneMatch(snapshot -> snapshot.id().equals(idOrName)
                || snapshot.name().equals(idOrName))) {
            throw new Refusal(path + " has no snapshot “" + idOrName + "”; " + (all.isEmpty()
                    ? "it has none." : "there are: " + String.join(", ", all.stream().map(Snapshot::name)
                            .toList()) + "."));
        }
    }

    /** Changes an image that is open for this alone. */
    private static void change(Path path, ImageOptions options, Deed deed) throws IOException, Refusal {
        try (DiskImage image = Opened.structures(path, options, true)) {
            deed.on(image.snapshotStore().orElseThrow(() -> lacking(image, "snapshots")));
        }
    }

    /** @param what other formats do not have, in the plural */
    static Refusal lacking(DiskImage image, String what) {
        return new Refusal(image.path() + " is a " + image.format() + " image; only qcow2 images have " + what
                + " inside them.");
    }
}
