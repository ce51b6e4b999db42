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
import org.platter.image.Images;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.image.qcow2.Update;
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
        Path below;
        String format;
        try (DiskImage chain = Opened.toRead(overlay, options)) {
            DiskImage backing = requireQcow2(chain).backing().orElseThrow(
                    () -> new Refusal(overlay + " has no backing file to commit to."));
            below = backing.path();
            format = backing.format();
        }
        if (!mayWrite(options, overlay, below)) {
            throw NeedsConsent.toCommit(overlay, below);
        }
        try (DiskImage opened = Images.open(overlay, options.opening(true).alone())) {
            Qcow2Image image = requireQcow2(opened);
            Opened.lock(image, true);
            if (!keep && !image.isRemappable()) {
                throw new Refusal(overlay + " keeps its bytes in a data file, so it cannot be emptied; "
                        + "commit it and"
                        + " keep it as it is.");
            }
            try (DiskImage backing = Opened.toWrite(below, options.withFormat(Optional.of(format)))) {
                Steps.run("Commit " + overlay + " to " + below, events, () -> {
                    try {
                        Overlays.commit(image, backing, events, cancelled);
                    } catch (IOException | RuntimeException e) {
                        if (backing instanceof Qcow2Image changed) {
                            changed.abandon();
                        }
                        throw e;
                    }
                    return null;
                });
            }
            if (!keep) {
                Steps.run("Empty " + overlay, events, () -> {
                    try (Update update = image.update()) {
                        update.drop(new ByteRange(0, image.size()));
                        update.commit();
                    }
                    return null;
                });
            }
        }
    }

    private static boolean mayWrite(ImageOptions options, Path overlay, Path below) throws IOException {
        try (Location image = HostFile.locate(overlay); Location backing = HostFile.locate(below)) {
            return Consent.isMadeOf(image, backing)
                    || options.opening(true).consent().allowsWriting(image, backing);
        }
    }

    static void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        if (backing.isPresent() && format.isEmpty()) {
            throw new Refusal("Say which format the backing file " + backing.get() + " has.");
        }
        try (DiskImage opened = Images.open(overlay,
                unsafe ? options.opening(true).alone() : options.opening(true))) {
            Qcow2Image image = requireQcow2(opened);
            Opened.lock(image, true);
            if (!unsafe) {
                if (Chain.rights(image).narrow(image.file())) {
                    events.accept(new Event.Note(overlay + " can now be read by no more users than the images "
                            + "that it is based on, of which it gets a part."));
                }
                if (image.isEncrypted()) {
                    events.accept(new Event.Note("A file that " + overlay + " is based on is encrypted, and "
                            + overlay + ", which gets a part of its bytes, is not."));
                }
                separate(image, overlay, options, backing, format, events, cancelled);
            }
            image.setBacking(backing.map(Path::toString), backing.isPresent() ? format : Optional.empty());
        }
    }

    /** Lets the overlay keep what would change; it reads the same before and after. */
    private static void separate(Qcow2Image image, Path overlay, ImageOptions options, Optional<Path> backing,
            Optional<String> format, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        if (backing.isEmpty()) {
            separate(image, overlay, Optional.empty(), events, cancelled);
            return;
        }
        Path place = overlay.toRealPath().resolveSibling(backing.get());
        try (DiskImage next = Opened.toRead(place, options.withFormat(format))) {
            separate(image, overlay, Optional.of(next), events, cancelled);
        }
    }

    private static void separate(Qcow2Image image, Path overlay, Optional<DiskImage> next,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        Steps.run("Copy what " + overlay + " would lose", events, () -> {
            try (Update update = image.update()) {
                if (next.isPresent()) {
                    update.expectBacking();
                }
                Overlays.separate(image, next, image.clusterSize(), new Overlays.Keeper() {
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

    private static Qcow2Image requireQcow2(DiskImage image) throws Refusal {
        if (image instanceof Qcow2Image qcow2) {
            return qcow2;
        }
        throw new Refusal(image.path() + " is a " + image.format() + " image; Platter commits and rebases "
                + "qcow2"
                + " overlays. Convert it to qcow2 with the same backing file first.");
    }
}
