package org.platter.transfer;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.image.DiskImage;
import org.platter.image.Span;

/**
 * Gives back what an image keeps and nobody needs. What is given back means nothing to anybody, so that it
 * may be gone or not, whenever the power fails.
 */
public final class Sparsifier {

    /** Takes a range whose space is to be given back. */
    @FunctionalInterface
    public interface Giving {
        void back(ByteRange range) throws IOException;
    }

    private Sparsifier() {}

    /**
     * Gives back what {@code image} itself keeps of the disk and is not live, in wholes of
     * {@code unit} bytes.
     *
     * @return how many bytes of the disk that were
     */
    public static long run(DiskImage image, LiveBlocks live, long unit, Giving giving, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        Pace pace = new Pace(image.size(), events, cancelled);
        long[] freed = {0};
        Walk.over(image.size(), image::nextData, window -> {
            RangeSet kept = kept(image, window);
            RangeSet living = Converter.living(live, kept);
            for (ByteRange dead : living.complementWithin(window).intersection(kept)) {
                // the last unit may be cut by the end of the disk
                long start = ByteSize.ceil(dead.start(), unit);
                long end = dead.end() == image.size() ? dead.end() : ByteSize.floor(dead.end(), unit);
                if (start < end) {
                    pace.at(start);
                    giving.back(new ByteRange(start, end));
                    freed[0] += end - start;
                }
            }
            pace.at(window.end());
            return kept.count();
        });
        return freed[0];
    }

    /** What takes up space in the image's own file. */
    private static RangeSet kept(DiskImage image, ByteRange window) throws IOException {
        RangeSet.Builder kept = new RangeSet.Builder();
        for (Span span : image.spans(window)) {
            if (span.kind() == Span.Kind.DATA || span.kind() == Span.Kind.COMPRESSED) {
                kept.add(span.range().start(), span.range().end());
            }
        }
        return kept.build();
    }
}
