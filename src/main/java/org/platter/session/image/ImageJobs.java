package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.host.Location;
import org.platter.image.ResolvedNames;

/**
 * The jobs on whole images. Each runs in the caller's thread to its end, tells of itself by events, and stops
 * with {@link org.platter.base.Cancelled} soon after {@code cancelled} has become true. What is new appears
 * under its name when it is complete and durable; a job that fails or is cancelled leaves nothing of it.
 */
public final class ImageJobs {

    private ImageJobs() {}

    /**
     * Returns what an image is, then what it is based on, and so on. What is wrong further down is a problem
     * of the one that names it.
     *
     * @throws IOException if the image itself cannot be read
     */
    public static List<ImageFacts> chain(Path image, ImageOptions options) throws IOException {
        return Chain.of(image, options);
    }

    /**
     * Tells of the image in the very file that was located, as {@link #chain(Path, ImageOptions)} does.
     *
     * @param names what was resolved of the names in it
     */
    public static List<ImageFacts> chain(Location location, ImageOptions options, ResolvedNames names)
            throws IOException {
        return Chain.of(location, options, names);
    }

    /**
     * Makes an image, which appears under its name when it is complete, and tells what it is.
     *
     * @param options how the backing file is to be opened; its sector size is the new disk's, too
     * @param editing carries out what the new disk begins with
     * @throws Refusal if there cannot be such an image
     */
    public static ImageFacts create(Path image, NewImage wanted, ImageOptions options, Editing editing,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return Creation.create(image, wanted, options, editing, events, cancelled);
    }

    /**
     * Checks the structures of an image, not what is on its disk.
     *
     * @throws Refusal if there is nothing to check in that format
     */
    public static CheckFacts check(Path image, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        return Checking.check(image, options, repair, events, cancelled);
    }

    /** Returns the internal snapshots of an image, oldest first; none where the format has none. */
    public static List<SnapshotFacts> snapshots(Path image, ImageOptions options) throws IOException {
        return Snapshots.list(image, options);
    }

    /** @throws Refusal if the format has none, or there is one of that name already */
    public static void createSnapshot(Path image, ImageOptions options, String name)
            throws IOException, Refusal {
        Snapshots.create(image, options, name);
    }

    /**
     * Puts the disk back to what it was; what it is now is lost unless there is a snapshot of it.
     *
     * @throws Refusal if there is no such snapshot
     */
    public static void applySnapshot(Path image, ImageOptions options, String idOrName)
            throws IOException, Refusal {
        Snapshots.apply(image, options, idOrName);
    }

    /** @throws Refusal if there is no such snapshot */
    public static void deleteSnapshot(Path image, ImageOptions options, String idOrName)
            throws IOException, Refusal {
        Snapshots.delete(image, options, idOrName);
    }

    /** Returns the persistent dirty bitmaps of an image; none where the format has none. */
    public static List<BitmapFacts> bitmaps(Path image, ImageOptions options) throws IOException {
        return Bitmaps.list(image, options);
    }

    /**
     * Adds an enabled bitmap without a bit set.
     *
     * @param granularity bytes of the disk for one bit; empty for QEMU's default
     * @throws Refusal if the format has none, there is one of that name, or it would have too many bits
     */
    public static void addBitmap(Path image, ImageOptions options, String name, OptionalLong granularity)
            throws IOException, Refusal {
        Bitmaps.add(image, options, name, granularity);
    }

    /** @throws Refusal if there is no such bitmap */
    public static void removeBitmap(Path image, ImageOptions options, String name) throws IOException,
            Refusal {
        Bitmaps.remove(image, options, name);
    }

    /** @throws Refusal if there is no such bitmap, or it is not valid */
    public static void clearBitmap(Path image, ImageOptions options, String name) throws IOException,
            Refusal {
        Bitmaps.clear(image, options, name);
    }

    /** @throws Refusal if there is no such bitmap, or it is not valid */
    public static void setBitmapEnabled(Path image, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal {
        Bitmaps.setEnabled(image, options, name, enabled);
    }

    /**
     * Sets in a bitmap the bits that another one has.
     *
     * @param other the image with the source; empty for the same image
     * @throws Refusal if one of them is not there or not valid, or the disks differ in size
     */
    public static void mergeBitmap(Path image, ImageOptions options, String name, Optional<Path> other,
            ImageOptions otherOptions, String source) throws IOException, Refusal {
        Bitmaps.merge(image, options, name, other, otherOptions, source);
    }

    /**
     * Copies the disk in {@code source} into a new image.
     *
     * @throws Refusal if the format cannot do it, or the target exists and is not to be replaced
     * @throws IOException if something cannot be read or written
     */
    public static Conversion.Report convert(Path source, ImageOptions options, Path target,
            Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return Converting.convert(source, options, target, conversion, events, cancelled);
    }

    /**
     * Copies a block device into a new image, as {@link #convert}; {@link Conversion#sparsify} says whether
     * only what its file systems use.
     */
    public static Conversion.Report cloneDevice(Path device, ImageOptions options, Path target,
            Conversion conversion, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        return Converting.cloneDevice(device, options, target, conversion, events, cancelled);
    }

    /**
     * Returns whether two images hold the same disk. Where one is longer, the rest has to be zeros.
     *
     * @param strict whether they must also be equally long, and keep the same ranges
     */
    public static Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions,
            boolean strict, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return Comparing.compare(one, options, other, otherOptions, strict, events, cancelled);
    }

    /** Tells where in its chain of backing files an image keeps each byte, ascending and without gaps. */
    public static void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        Mapping.map(image, options, spans, events, cancelled);
    }

    /**
     * Gives back the space of what no file system in the image uses. Partitions whose blocks in use are not
     * known are left whole, and so is what lies in no partition.
     *
     * @param into a new image in the place of the image itself
     */
    public static SparsifyReport sparsify(Path image, ImageOptions options, Optional<Path> into,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return Sparsifying.sparsify(image, options, into, events, cancelled);
    }

    /**
     * Tells how large the file of a new image would be: of one with the content of {@code source}, or of an
     * empty one of {@code size} bytes.
     *
     * @param settings of the new image, by qemu-img's names
     */
    public static Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size,
            String format, Map<String, String> settings) throws IOException, Refusal {
        return Measuring.measure(source, options, size, format, settings);
    }

    /**
     * Writes what an overlay keeps into its backing file.
     *
     * @param keep whether the overlay is left as it is, and not emptied
     */
    public static void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        Overlaying.commit(overlay, options, keep, events, cancelled);
    }

    /**
     * Bases an overlay on another file, its disk staying the same.
     *
     * @param backing the file as it is to be named in the overlay, relative to the overlay's folder; empty
     *         for none
     * @param unsafe whether only the name is changed: the disk changes where the two files differ
     */
    public static void rebase(Path overlay, ImageOptions options, Optional<Path> backing,
            Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        Overlaying.rebase(overlay, options, backing, format, unsafe, events, cancelled);
    }
}
