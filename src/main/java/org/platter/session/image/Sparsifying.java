package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.image.capability.ClusterMap;
import org.platter.image.capability.ClusterUpdate;
import org.platter.transfer.Measurement;
import org.platter.transfer.Sparsifier;

/** Gives back the space of what no file system in an image uses. */
final class Sparsifying {

    /** Host file systems give space back in blocks of this many bytes, nearly all of them. */
    private static final int HOST_BLOCK = 4 << 10;
    private static final int FOREIGN_UNIT = 64 << 10;
    /** What part of the bytes that were given up has to be free at least, to be no word about. */
    private static final int HARDLY = 16;

    private Sparsifying() {}

    static SparsifyReport sparsify(Path path, ImageOptions options, Optional<Path> into,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return into.isPresent() ? copy(path, options, into.get(), events, cancelled)
                : inPlace(path, options, events, cancelled);
    }

    private static SparsifyReport copy(Path path, ImageOptions options, Path into, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage image = Opened.toRead(path, options)) {
            if (image.isEncrypted()) {
                throw new Refusal(path + " is encrypted, and a new image would not be; sparsify it where it "
                        + "is, or let “platter image convert --sparsify” make one that is not encrypted.");
            }
            Conversion conversion = Conversion.to(image.format()).withOptions(image.creationOptions())
                    .withSparsify(true);
            List<String> notes = Live.of(image, image, options.choices()).kept();
            long before = image.allocatedBytes();
            long kept = Measurement.touched(image, HOST_BLOCK);
            Conversion.Report report = Converting.convert(image, options, into, conversion, false, events,
                    cancelled);
            return new SparsifyReport(Math.max(0, kept - report.bytesWritten()), before,
                    report.allocatedSize(), notes);
        }
    }

    private static SparsifyReport inPlace(Path path, ImageOptions options, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage image = Opened.toWrite(path, options)) {
            if (image.format().equals("raw") && image.file().isBlockDevice()) {
                throw new Refusal(path + " is a block device, which takes up the same space whatever it "
                        + "holds; clone"
                        + " it into an image to leave out what is not used.");
            }
            Live live = Live.of(image, image, options.choices());
            long before = image.allocatedBytes();
            List<String> kept = new ArrayList<>(live.kept());
            long freed = Steps.run("Free what is not used in " + path, events,
                    () -> free(image, live, events, cancelled));
            long after = image.allocatedBytes();
            if (freed > 0 && before - after < freed / HARDLY) {
                kept.add(path + " takes up as much as before, or nearly: images of the format "
                        + image.format() + " do not give space back; sparsify it into a new file.");
            }
            return new SparsifyReport(freed, before, after, kept);
        }
    }

    private static long free(DiskImage image, Live live, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        Optional<ClusterMap> clusters = image.remappable();
        if (clusters.isPresent()) {
            try (ClusterUpdate update = clusters.get().update()) {
                boolean showsThrough = image.backing().isPresent();
                long freed = Sparsifier.run(image, live.blocks(), clusters.get().clusterSize(),
                        showsThrough ? update::zero : update::drop, events, cancelled);
                if (freed > 0) {
                    update.commit();
                }
                return freed;
            }
        }
        long freed = Sparsifier.run(image, live.blocks(),
                image.format().equals("raw") ? HOST_BLOCK : FOREIGN_UNIT, image::discard, events, cancelled);
        image.flush();
        return freed;
    }
}
