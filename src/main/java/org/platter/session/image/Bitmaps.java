package org.platter.session.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.block.HostStoredFile;
import org.platter.image.DiskImage;
import org.platter.image.capability.Bitmap;
import org.platter.image.capability.BitmapStore;
import org.platter.image.open.Images;
import org.platter.image.qcow2.Qcow2Image;

/** The persistent dirty bitmaps of an image, by which incremental backups know what has changed. */
final class Bitmaps {

    private static final int MAX_NAME = 1023;

    private Bitmaps() {}

    /** Something done to the bitmaps of an image. */
    private interface Deed {
        void on(BitmapStore image, long size) throws IOException, Refusal;
    }

    static List<BitmapFacts> list(Path path, ImageOptions options) throws IOException {
        try (DiskImage image = Images.openStructures(path, options.opening(false))) {
            Optional<BitmapStore> store = image.bitmapStore();
            return store.isPresent() ? facts(store.get().bitmaps()) : List.of();
        }
    }

    /** Returns those of an image; none where their directory is damaged, of which its details tell. */
    static List<BitmapFacts> facts(DiskImage image) {
        try {
            Optional<BitmapStore> store = image.bitmapStore();
            return store.isPresent() ? facts(store.get().bitmaps()) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<BitmapFacts> facts(List<Bitmap> bitmaps) {
        return bitmaps.stream().map(bitmap -> new BitmapFacts(bitmap.name(), bitmap.granularity(),
                bitmap.isEnabled(), bitmap.isInUse(), bitmap.isValid())).toList();
    }

    static void add(Path path, ImageOptions options, String name, OptionalLong granularity)
            throws IOException, Refusal {
        if (name.isBlank()) {
            throw new Refusal("A bitmap needs a name.");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new Refusal("The name of a bitmap has at most " + MAX_NAME + " bytes.");
        }
        change(path, options, (image, size) -> {
            if (!image.canHaveBitmaps()) {
                throw new Refusal(path + " is qcow2 of version 2, which has no bitmaps; convert it with "
                        + "-o compat=1.1.");
            }
            if (image.bitmaps().stream().anyMatch(bitmap -> bitmap.name().equals(name))) {
                throw new Refusal(path + " has a bitmap “" + name + "” already; take another name.");
            }
            long bytes = granularity.orElse(image.usualGranularity());
            BitmapFacts.requireGranularity(bytes);
            if (!image.canHaveBitmap(bytes)) {
                throw new Refusal("A bitmap of " + path + " cannot have a granularity of "
                        + ByteSize.format(bytes) + "; it is to be large enough that the bits take up no more "
                        + "than 512 MiB.");
            }
            image.addBitmap(name, bytes);
        });
    }

    static void remove(Path path, ImageOptions options, String name) throws IOException, Refusal {
        change(path, options, (image, size) -> {
            find(path, image, name);
            image.removeBitmap(name);
        });
    }

    static void clear(Path path, ImageOptions options, String name) throws IOException, Refusal {
        change(path, options, (image, size) -> {
            requireValid(path, image, name);
            image.clearBitmap(name);
        });
    }

    static void setEnabled(Path path, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal {
        change(path, options, (image, size) -> {
            requireValid(path, image, name);
            image.setBitmapEnabled(name, enabled);
        });
    }

    static void merge(Path path, ImageOptions options, String name, Optional<Path> other,
            ImageOptions otherOptions,
            String source) throws IOException, Refusal {
        change(path, options, (image, size) -> {
            requireValid(path, image, name);
            if (other.isEmpty()) {
                requireValid(path, image, source);
                image.mergeBitmap(name, image, source);
                return;
            }
            try (DiskImage from = Opened.structures(other.get(), otherOptions, false)) {
                BitmapStore store = require(from);
                requireValid(other.get(), store, source);
                if (from.size() != size) {
                    throw new Refusal(other.get() + " has a disk of " + from.size() + " bytes and " + path
                            + " one of " + size + "; only bitmaps of equal disks can be merged.");
                }
                image.mergeBitmap(name, store, source);
            }
        });
    }

    /**
     * Returns the bitmaps of a disk that a copy of it gets: the valid ones, if its format has any. Says which
     * it does not get.
     */
    static List<Bitmap> kept(BlockDevice disk, DiskImage copy, Path target, Consumer<Event> events) {
        List<Bitmap> kept = new ArrayList<>();
        try {
            if (!(disk instanceof DiskImage image) || image.bitmapStore().isEmpty()) {
                tellOfEncrypted(disk, events);
                return kept;
            }
            BitmapStore source = image.bitmapStore().get();
            for (Bitmap bitmap : source.bitmaps()) {
                boolean isBelieved = bitmap.isValid() && source.canReadBitmap(bitmap.name());
                if (isBelieved && copy.bitmapStore()
                        .filter(store -> store.canHaveBitmap(bitmap.granularity())).isPresent()) {
                    kept.add(bitmap);
                    continue;
                }
                events.accept(new Event.Note("The bitmap “" + bitmap.name() + "” of " + image.path()
                        + " is not copied: " + (isBelieved ? target + " cannot have it. The next backup "
                                + "of the copy has to be a full one." : "it is not valid.")));
            }
        } catch (IOException e) {
            events.accept(new Event.Note("The bitmaps are not copied: " + e.getMessage()));
        }
        return kept;
    }

    /** QEMU reads the disk of an encrypted image, and its bitmaps stay where they are. */
    private static void tellOfEncrypted(BlockDevice disk, Consumer<Event> events) throws IOException {
        if (disk instanceof DiskImage image && image.format().equals("qcow2") && !image.isRemote()
                && Qcow2Image.header(new HostStoredFile(image.file()), image.path()).hasBitmaps()) {
            events.accept(new Event.Note("The bitmaps of " + image.path() + " are not copied, since it is "
                    + "encrypted. The next backup of the copy has to be a full one."));
        }
    }

    /** Returns the bitmaps of a disk, which has some only as the disk of an image. */
    static Optional<BitmapStore> of(BlockDevice disk) {
        return disk instanceof DiskImage image ? image.bitmapStore() : Optional.empty();
    }

    private static void change(Path path, ImageOptions options, Deed deed) throws IOException, Refusal {
        try (DiskImage image = Opened.structures(path, options, true)) {
            deed.on(require(image), image.size());
        }
    }

    private static BitmapStore require(DiskImage image) throws Refusal {
        return image.bitmapStore().orElseThrow(() -> Snapshots.lacking(image, "bitmaps"));
    }

    private static Bitmap find(Path path, BitmapStore image, String name) throws IOException, Refusal {
        List<Bitmap> all = image.bitmaps();
        return all.stream().filter(bitmap -> bitmap.name().equals(name)).findFirst()
                .orElseThrow(() -> new Refusal(path + " has no bitmap “" + name + "”; " + (all.isEmpty()
                        ? "it has none." : "there are: " + String.join(", ", all.stream().map(Bitmap::name)
                                .toList()) + ".")));
    }

    private static void requireValid(Path path, BitmapStore image, String name) throws IOException, Refusal {
        if (!find(path, image, name).isValid()) {
            throw new Refusal("The bitmap “" + name + "” of " + path + " is not valid: something was written "
                    + "to the disk without it. Remove it, and add it again before the next full backup.");
        }
    }
}
