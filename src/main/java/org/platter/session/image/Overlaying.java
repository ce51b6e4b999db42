package org.platter.session.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.base.NeedsConsent;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.image.Consent;
import org.platter.image.DiskImage;
import org.platter.image.capability.ClusterUpdate;
import org.platter.image.capability.Overlay;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.open.Images;
import org.platter.transfer.Overlays;

/** Commits overlays to their backing files, and bases them on others. */
final class Overlaying {

    private Overlaying() {}

    /**
     * The overlay reads the same at every instant: it is emptied only when the backing file has all of it,
     * durably. A backing file in qcow2 changes as a whole; a raw one range by range, and what was interrupted
     * is done again.
     */
    static void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        if (NbdAddress.of(overlay).isPresent()) {
            try (DiskImage remote = Opened.toRead(overlay, options)) {
                requireOverlay(remote);
            }
        }
        try (Location place = HostFile.locate(overlay)) {
            commit(place, options, keep, events, cancelled);
        }
    }

    private static void commit(Location overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        String format;
        Location below;
        try (DiskImage chain = Opened.open(overlay, options.opening(false))) {
            requireOverlay(chain);
            DiskImage backing = chain.backing().orElseThrow(
                    () -> new Refusal(overlay.path() + " has no backing file to commit to."));
            format = backing.format();
            below = backing.file().location();
        }
        try (below) {
            if (!Consent.isMadeOf(overlay, below)
                    && !options.opening(true).consent().allowsWriting(overlay, below)) {
                throw NeedsConsent.toCommit(overlay.path(), below.path());
            }
            commit(overlay, below, options, format, keep, events, cancelled);
        }
    }

    private static void commit(Location overlay, Location below, ImageOptions options, String format,
            boolean keep, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage image = Images.open(overlay, options.opening(true).alone())) {
            Overlay clusters = requireOverlay(image);
            Opened.lock(image, true);
            if (!keep && !clusters.isRemappable()) {
                throw new Refusal(overlay.path() + " keeps its bytes in a data file, so it cannot be "
                        + "emptied; commit it and keep it as it is.");
            }
            try (DiskImage backing = Opened.open(below,
                    options.withFormat(Optional.of(format)).opening(true))) {
                Steps.run("Commit " + overlay.path() + " to " + below.path(), events, () -> {
                    try {
                        Overlays.commit(image, backing, events, cancelled);
                    } catch (IOException | RuntimeException e) {
                        backing.abandon();
                        throw e;
                    }
                    return null;
                });
            }
            if (!keep) {
                Steps.run("Empty " + overlay.path(), events, () -> {
                    try (ClusterUpdate update = clusters.update()) {
                        update.drop(new ByteRange(0, image.size()));
                        update.commit();
                    }
                    return null;
                });
            }
        }
    }

    static void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        if (backing.isPresent() && format.isEmpty()) {
            throw new Refusal("Say which format the backing file " + backing.get() + " has.");
        }
        try (DiskImage image = Images.open(overlay,
                unsafe ? options.opening(true).alone() : options.opening(true))) {
            Overlay changing = requireOverlay(image);
            Opened.lock(image, true);
            if (!unsafe) {
                if (Chain.rights(image).narrow(image.file())) {
                    events.accept(
                            new Event.Note(overlay + " can now be read by no more users than the images "
                                    + "that it is based on, of which it gets a part."));
                }
                if (image.isEncrypted()) {
                    events.accept(new Event.Note("A file that " + overlay + " is based on is encrypted, and "
                            + overlay + ", which gets a part of its bytes, is not."));
                }
                separate(image, changing, overlay, options, backing, format, events, cancelled);
            }
            changing.setBacking(backing.map(Path::toString), backing.isPresent() ? format : Optional.empty());
        }
    }

    /** Lets the overlay keep what would change; it reads the same before and after. */
    private static void separate(DiskImage image, Overlay changing, Path overlay, ImageOptions options,
            Optional<Path> backing, Optional<String> format, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        if (backing.isEmpty()) {
            separate(image, changing, overlay, Optional.empty(), events, cancelled);
            return;
        }
        try (Location place = HostFile.locate(backing.get(), image.file().around().orElseThrow());
                DiskImage next = Opened.open(place, options.withFormat(format).opening(false))) {
            separate(image, changing, overlay, Optional.of(next), events, cancelled);
        }
    }

    private static void separate(DiskImage image, Overlay changing, Path overlay, Optional<DiskImage> next,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        Steps.run("Copy what " + overlay + " would lose", events, () -> {
            try (ClusterUpdate update = changing.update()) {
                if (next.isPresent()) {
                    update.expectBacking();
                }
                Overlays.separate(image, next, changing.clusterSize(), new Overlays.Keeper() {
                    @Override
                    public void write(long offset, ByteBuffer bytes) throws IOException {
                        update.write(offset, bytes);
                    }

                    @Override
                    public void zero(ByteRange range) throws IOException {
                        update.zero(range);
                    }
                }, events, cancelled);
                update.commit();
            }
            return null;
        });
    }

    private static Overlay requireOverlay(DiskImage image) throws Refusal {
        return image.overlay().orElseThrow(() -> new Refusal(image.path() + " is a " + image.format()
                + " image; Platter commits and rebases qcow2 overlays. Convert it to qcow2 with the same "
                + "backing file first."));
    }
}
