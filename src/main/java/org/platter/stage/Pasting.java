package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.volume.BsdPlaces;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.open.Images;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.operation.Paste;

/**
 * Brings a partition of another image in. Its bytes go to the scratch, so that a commit can be resumed
 * without the other image.
 */
public final class Pasting {

    private static final long WINDOW = 256L << 20;
    private static final int BUFFER = 1 << 20;

    private Pasting() {}

    /**
     * Returns what a paste is about.
     *
     * @throws Refusal if the other image has no such partition, or is damaged
     * @throws IOException if it cannot be opened
     */
    public static Paste.Original look(Paste paste, Sources sources) throws IOException, Refusal {
        return using(paste, sources, image -> {
            Layout layout = DiskProbe.read(image);
            return Paste.Original.of(layout, find(layout, paste));
        });
    }

    /**
     * Returns which places a BSD label names in what a paste is about; as if there were none where the copy
     * begins at the same sector.
     *
     * @param start the first sector of the copy
     */
    public static BsdPlaces places(Paste paste, Sources sources, long start) throws IOException, Refusal {
        return using(paste, sources, image -> {
            Partition partition = find(DiskProbe.read(image), paste);
            long from = partition.range().start() / image.sectorSize();
            return from == start ? BsdPlaces.ABSENT : BsdPlaces.of(DiskProbe.slice(image, partition), from);
        });
    }

    private static Partition find(Layout layout, Paste paste) throws Refusal {
        Optional<Partition> partition = layout.partition(paste.number());
        if (partition.isEmpty() || partition.get().range().end() > layout.diskSize()) {
            throw new Refusal(paste.from() + " has no whole partition " + paste.number() + ".");
        }
        return partition.get();
    }

    /** What is done with the other image. */
    @FunctionalInterface
    private interface Use<T> {
        T on(BlockDevice image) throws IOException, Refusal;
    }

    /** Uses the other image: the one that is lent, else locked against those who would write it meanwhile. */
    private static <T> T using(Paste paste, Sources sources, Use<T> use) throws IOException, Refusal {
        Optional<? extends BlockDevice> lent = sources.lent(paste.from());
        if (lent.isPresent()) {
            return use.on(lent.get());
        }
        try (DiskImage image = open(paste.from())) {
            return use.on(image);
        }
    }

    /**
     * Opens an image to copy from it, locked against those who would write it meanwhile.
     *
     * @throws IOException if it cannot be opened, or somebody writes it
     */
    public static DiskImage open(String from) throws IOException {
        DiskImage image = Images.open(Path.of(from), Opening.toRead());
        try {
            lock(image, from);
            return image;
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /**
     * Keeps others from writing an image that is copied from.
     *
     * @throws IOException if somebody writes it
     */
    public static HostFile.Lock lock(DiskImage image, String from) throws IOException {
        return image.tryLock(false).orElseThrow(() -> new IOException(from + " is in use by another program, "
                + "a virtual machine or another Platter; close it there to copy from it."));
    }

    /** Copies what means something to {@code target}, and returns where the original starts, in sectors. */
    static long run(Paste paste, Sources sources, BlockDevice target, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        try {
            return using(paste, sources, image -> copy(paste, image, target, events, cancelled));
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static long copy(Paste paste, BlockDevice image, BlockDevice target, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        Layout layout = DiskProbe.read(image);
        Partition partition = find(layout, paste);
        if (!paste.original().equals(Optional.of(Paste.Original.of(layout, partition)))) {
            throw new IOException("Partition " + paste.number() + " of " + paste.from()
                    + " is not what it was when the copy was asked for; ask again.");
        }
        BlockDevice source = DiskProbe.slice(image, partition);
        target.discard(new ByteRange(0, target.size()));
        copy(source, Stager.liveBlocks(source, partition.content()), target, events, cancelled);
        return partition.range().start() / layout.sectorSize();
    }

    private static void copy(BlockDevice source, Optional<LiveBlocks> blocks, BlockDevice target,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (long at = 0; at < source.size(); at += WINDOW) {
            ByteRange window = new ByteRange(at, Math.min(source.size(), at + WINDOW));
            RangeSet live = blocks.isPresent() ? blocks.get().within(window) : RangeSet.of(window);
            RangeSet data = source.data(window);
            for (ByteRange range : live) {
                for (ByteRange hole : data.complementWithin(range)) {
                    target.zero(hole);
                }
            }
            for (ByteRange range : live.intersection(data)) {
                for (long offset = range.start(); offset < range.end(); offset += buffer.limit()) {
                    if (cancelled.getAsBoolean()) {
                        throw new Cancelled();
                    }
                    buffer.clear().limit((int) Math.min(BUFFER, range.end() - offset));
                    source.read(offset, buffer);
                    target.write(offset, buffer.flip());
                }
            }
            events.accept(new Event.Progress(window.end(), source.size()));
        }
    }
}
