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
import org.platter.image.open.Images;
import org.platter.image.qcow2.Bitmap;
import org.platter.image.qcow2.Qcow2Image;

/** The persistent dirty bitmaps of an image, by which incremental backups know what has changed. */
final class Bitmaps {

    private static final int MAX_NAME = 1023;
    /** QEMU's default granularity is a cluster within these bounds. */
    private static final int MIN_USUAL = 4 << 10;
    private static final int MAX_USUAL = 64 << 10;

    private Bitmaps() {}

    static List<BitmapFacts> list(Path path, ImageOptions options) throws IOException {
        try (DiskImage image = Images.openStructures(path, options.opening(false))) {
            return image instanceof Qcow2Image qcow2 ? facts(qcow2.bitmaps()) : List.of();
        }
    }

    /** Returns those of an image; none where their directory is damaged, of which its details tell. */
    static List<BitmapFacts> facts(Qcow2Image image) {
        try {
            return facts(image.bitmaps());
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
        change(path, options, image -> {
            if (image.header().version() < 3) {
                throw new Refusal(path + " is qcow2 of version 2, which has no bitmaps; convert it with "
                        + "-o compat=1.1.");
            }
            if (image.bitmaps().stream().anyMatch(bitmap -> bitmap.name().equals(name))) {
                throw new Refusal(path + " has a bitmap “" + name + "” already; take another name.");
            }
            long bytes = granularity.orElse(Math.max(MIN_USUAL, Math.min(MAX_USUAL, image.clusterSize())));
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
        change(path, options, image -> {
            find(path, image, name);
            image.removeBitmap(name);
        });
    }

    static void clear(Path path, ImageOptions options, String name) throws IOException, Refusal {
        change(path, options, image -> {
            requireValid(path, image, name);
            image.clearBitmap(name);
        });
    }

    static void setEnabled(Path path, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal {
        change(path, options, image -> {
            requireValid(path, image, name);
            image.setBitmapEnabled(name, enabled);
        });
    }

    static void merge(Path path, ImageOptions options, String name, Optional<Path> other,
            ImageOptions otherOptions,
            String source) throws IOException, Refusal {
        change(path, options, image -> {
            requireValid(path, image, name);
            if (other.isEmpty()) {
                requireValid(path, image, source);
                image.mergeBitmap(name, image, source);
                return;
            }
            try (DiskImage from = Opened.structures(other.get(), otherOptions, false)) {
                Qcow2Image qcow2 = Snapshots.requireQcow2(from, "bitmaps");
                requireValid(other.get(), qcow2, source);
                if (qcow2.size() != image.size()) {
                    throw new Refusal(other.get() + " has a disk of " + qcow2.size() + " bytes and " + path
                            + " one of " + image.size() + "; only bitmaps of equal disks can be merged.");
                }
                image.mergeBitmap(name, qcow2, source);
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
            if (!(disk instanceof Qcow2Image source)) {
                tellOfEncrypted(disk, events);
                return kept;
            }
            for (Bitmap bitmap : source.bitmaps()) {
                boolean isBelieved = bitmap.isValid() && source.canReadBitmap(bitmap.name());
                if (isBelieved && copy instanceof Qcow2Image qcow2
                        && qcow2.canHaveBitmap(bitmap.granularity())) {
                    kept.add(bitmap);
                    continue;
                }
                events.accept(new Event.Note("The bitmap “" + bitmap.name() + "” of " + source.path()
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

    private static void change(Path path, ImageOptions options, Snapshots.Deed deed) throws IOException,
            Refusal {
        Snapshots.change(path, options, "bitmaps", deed);
    }

    private static Bitmap find(Path path, Qcow2Image image, String name) throws IOException, Refusal {
        List<Bitmap> all = image.bitmaps();
        return all.stream().filter(bitmap -> bitmap.name().equals(name)).findFirst()
                .orElseThrow(() -> new Refusal(path + " has no bitmap “" + name + "”; " + (all.isEmpty()
                        ? "it has none." : "there are: " + String.join(", ", all.stream().map(Bitmap::name)
                                .toList()) + ".")));
    }

    private static void requireValid(Path path, Qcow2Image image, String name) throws IOException, Refusal {
        if (!find(path, image, name).isValid()) {
            throw new Refusal("The bitmap “" + name + "” of " + path + " is not valid: something was written "
                    + "to the disk without it. Remove it, and add it again before the next full backup.");
        }
    }
}
