package org.platter.session.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.image.Consent;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.capability.Bitmap;
import org.platter.image.capability.ClusterMap;
import org.platter.image.capability.SnapshotStore;
import org.platter.image.open.Images;
import org.platter.transfer.BlankImage;
import org.platter.transfer.CompressedTarget;
import org.platter.transfer.Converter;
import org.platter.transfer.Rights;
import org.platter.transfer.Target;
import org.platter.transfer.Unfinished;

/** Copies the disk in an image into a new image. */
final class Converting {

    /**
     * What is written or left out as one, in bytes: in formats of large blocks, and in those of small ones.
     */
    private static final int FOREIGN_UNIT = 64 << 10;
    private static final int SMALL_UNIT = 4 << 10;
    private static final int READERS = 4;

    private Converting() {}

    static Conversion.Report convert(Path source, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        check(conversion);
        try (DiskImage image = Opened.open(source,
                options.opening(false).salvaging(conversion.salvage()))) {
            return convert(image, options, target, conversion, true, events, cancelled);
        }
    }

    /** @param isOffered whether the user can say that the target is to be replaced */
    static Conversion.Report convert(DiskImage image, ImageOptions options, Path target,
            Conversion conversion, boolean isOffered, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        Path source = image.path();
        BlockDevice disk = disk(image, conversion.snapshot());
        Opened.noteCache(image, options.cache(), events);
        if (image.isEncrypted()) {
            events.accept(
                    new Event.Note(source + " is encrypted, and " + target + " is not: any user who may "
                            + "read the new image reads its disk."));
        }
        Optional<Live> live = conversion.sparsify()
                ? Optional.of(Live.of(disk, image, options.choices())) : Optional.empty();
        live.ifPresent(known -> known.kept().forEach(text -> events.accept(new Event.Note(text))));
        Rights rights = Chain.rights(image);
        return Steps.run("Copy " + source + " into " + target, events,
                () -> copy(image, disk, live, rights, target, options, conversion, isOffered, events,
                        cancelled));
    }

    static Conversion.Report cloneDevice(Path device, ImageOptions options, Path target,
            Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return convert(device, options, target, conversion, events, cancelled);
    }

    private static void check(Conversion conversion) throws Refusal {
        ImageFormats.creatable(conversion.format()).check(conversion.options());
        if (conversion.compress() && !conversion.format().equals("qcow2")) {
            throw new Refusal("Only qcow2 images can be compressed, not " + conversion.format() + ".");
        }
        if (conversion.backing().isPresent() && conversion.backingFormat().isEmpty()) {
            throw new Refusal("Say which format the backing file " + conversion.backing().get() + " has.");
        }
    }

    /** The disk to copy, which is closed with the image. */
    private static BlockDevice disk(DiskImage image, Optional<String> snapshot) throws IOException, Refusal {
        if (snapshot.isEmpty()) {
            return image;
        }
        Optional<SnapshotStore> snapshots = image.snapshotStore();
        if (snapshots.isPresent()) {
            return snapshots.get().snapshotDisk(snapshot.get());
        }
        throw new Refusal(image.format().equals("qcow2")
                ? image.path() + " is encrypted; its snapshots cannot be copied one by one. Put the disk "
                        + "back to the snapshot in a copy of the image, and convert that."
                : image.path() + " is a " + image.format() + " image, which has no snapshots.");
    }

    private static Conversion.Report copy(DiskImage image, BlockDevice disk, Optional<Live> live,
            Rights rights, Path target, ImageOptions options, Conversion conversion, boolean isOffered,
            Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        boolean standsAlone = BlankImage.standsAlone(conversion.format(), conversion.options(),
                conversion.backing().isPresent());
        try (Unfinished unfinished = Unfinished.of(target, standsAlone, conversion.replace(), isOffered,
                image.files()).as(rights)) {
            if (conversion.options().containsKey("data_file")) {
                unfinished.with(conversion.options().get("data_file"));
            }
            Conversion.Report report;
            if (isWrittenOnce(conversion)) {
                try (Unfinished plain = Unfinished.of(target, true, conversion.replace(), isOffered,
                        image.files())) {
                    report = fill(plain, disk, live, target, options, conversion.toPlain(),
                            events, cancelled);
                    BlankImage.pack(plain.path(), unfinished, conversion.format(),
                            conversion.options(), events, cancelled);
                }
            } else {
                report = fill(unfinished, disk, live, target, options, conversion, events, cancelled);
            }
            unfinished.finish().close();
            return report;
        }
    }

    /** Whether QEMU writes such images from their beginning to their end only. */
    private static boolean isWrittenOnce(Conversion conversion) {
        return conversion.format().equals("vmdk")
                && conversion.options().getOrDefault("subformat", "").equals("streamOptimized");
    }

    /** Makes the image under the name that it has until it is complete. */
    private static Conversion.Report fill(Unfinished made, BlockDevice disk, Optional<Live> live, Path target,
            ImageOptions options, Conversion conversion, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        BlankImage.make(made, conversion.format(), disk.size(), conversion.options(),
                conversion.backing().map(Path::toString), conversion.backingFormat(), events, cancelled);
        try (DiskImage image = Images.open(made.path(), opening(made, options, conversion))) {
            if (image.size() < disk.size()) {
                throw new IOException(target + ": its format cannot have a disk of " + disk.size()
                        + " bytes, only of " + image.size() + ".");
            }
            Opened.noteCache(image, conversion.targetCache(), events);
            List<Bitmap> bitmaps = Bitmaps.kept(disk, image, target, events);
            try (Writing writing = new Writing(image, conversion)) {
                Converter converter = new Converter(disk, writing.target()).on(writing.threads());
                live.ifPresent(known -> converter.only(known.blocks()));
                image.backing().ifPresent(converter::over);
                if (conversion.salvage()) {
                    converter.salvaging();
                }
                Converter.Outcome outcome = converter.run(events, cancelled);
                image.flush();
                if (!bitmaps.isEmpty()) {
                    image.bitmapStore().orElseThrow().copyBitmaps(bitmaps, Bitmaps.of(disk).orElseThrow(),
                            outcome.lost().union(outcome.leftOut()));
                }
                return new Conversion.Report(outcome.bytesRead(), outcome.bytesWritten(), outcome.lost(),
                        image.allocatedBytes());
            }
        }
    }

    /** How a new image is written. */
    private record Writing(Target target, int threads, Optional<CompressedTarget> compressing)
            implements
                Closeable {

        Writing(DiskImage image, Conversion conversion) {
            this(image, conversion, compressing(image, conversion));
        }

        private Writing(DiskImage image, Conversion conversion, Optional<CompressedTarget> compressing) {
            this(compressing.map(Target.class::cast).orElseGet(() -> plain(image)),
                    compressing.isPresent() ? conversion.threads()
                            .orElse(Runtime.getRuntime().availableProcessors())
                            : READERS,
                    compressing);
        }

        private static Optional<CompressedTarget> compressing(DiskImage image, Conversion conversion) {
            return image.clusterPacking().filter(clusters -> conversion.compress())
                    .map(clusters -> new CompressedTarget(image, clusters::writeCompressed,
                            clusters.clusterSize(), clusters.packsByZstd()));
        }

        private static Target plain(DiskImage image) {
            return Target.of(image, image.clusterMap().map(ClusterMap::clusterSize).orElse(
                    List.of("raw", "qcow").contains(image.format()) ? SMALL_UNIT : FOREIGN_UNIT));
        }

        @Override
        public void close() throws IOException {
            if (compressing.isPresent()) {
                compressing.get().close();
            }
        }
    }

    private static Opening opening(Unfinished made, ImageOptions options, Conversion conversion) {
        Optional<Path> backing = conversion.backing()
                .map(name -> made.path().resolveSibling(name));
        Consent usual = Consent.sameFolderAnd(options.allowed());
        return Opening.toWrite().inTheMaking().withFormat(Optional.of(conversion.format()))
                .withCache(conversion.targetCache())
                .withConsent((image, file) -> backing.isPresent() && backing.get().equals(file.path())
                        || usual.allows(image, file));
    }
}
