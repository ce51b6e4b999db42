package org.platter.transfer;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.image.DiskImage;
import org.platter.image.Span;

/**
 * Tells where in its chain an image keeps each byte, neighbours of a kind as one, without holding much of it.
 */
public final class AllocationMap {

    /** Takes the runs, ascending and without gaps. */
    @FunctionalInterface
    public interface Visit {
        /** @param keeper the image of the chain that is {@code depth} backing files down */
        void at(Span span, int depth, DiskImage keeper) throws IOException;
    }

    private final Visit visit;
    private Span last;
    private int lastDepth;
    private DiskImage lastKeeper;
    private int count;

    private AllocationMap(Visit visit) {
        this.visit = visit;
    }

    /** Tells of the whole disk. */
    public static void of(DiskImage image, Visit visit, BooleanSupplier cancelled) throws IOException {
        AllocationMap map = new AllocationMap(visit);
        Pace pace = new Pace(image.size(), (Event event) -> {}, cancelled);
        Walk.over(image.size(), image::nextData, window -> {
            pace.check();
            map.count = 0;
            map.look(image, 0, window);
            return map.count;
        });
        if (map.last != null) {
            visit.at(map.last, map.lastDepth, map.lastKeeper);
        }
    }

    private void look(DiskImage layer, int depth, ByteRange window) throws IOException {
        for (Span span : layer.spans(window)) {
            DiskImage below = layer.backing().orElse(null);
            if (span.kind() != Span.Kind.UNALLOCATED || below == null) {
                add(span, depth, layer);
                continue;
            }
            long end = Math.max(span.range().start(), Math.min(span.range().end(), below.size()));
            if (span.range().start() < end) {
                look(below, depth + 1, new ByteRange(span.range().start(), end));
            }
            if (end < span.range().end()) { // zeros, since the backing file ends before
                add(new Span(new ByteRange(end, span.range().end()), Span.Kind.UNALLOCATED,
                        OptionalLong.empty()),
                        depth + 1, below);
            }
        }
    }

    private void add(Span span, int depth, DiskImage keeper) throws IOException {
        count++;
        if (last != null && last.kind() == span.kind() && lastDepth == depth && follows(span)) {
            last = new Span(new ByteRange(last.range().start(), span.range().end()), span.kind(),
                    last.hostOffset());
            return;
        }
        if (last != null) {
            visit.at(last, lastDepth, lastKeeper);
        }
        last = span;
        lastDepth = depth;
        lastKeeper = keeper;
    }

    private boolean follows(Span span) {
        return last.hostOffset().isEmpty() && span.hostOffset().isEmpty()
                || last.hostOffset().isPresent() && span.hostOffset().isPresent()
                        && last.hostOffset().getAsLong() + last.range().length() == span.hostOffset()
                                .getAsLong();
    }
}
