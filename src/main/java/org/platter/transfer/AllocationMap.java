package org.platter.transfer;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Run last;
    private int count;

    private record Run(Span span, int depth, DiskImage keeper) {

        boolean goesOnWith(Run next) {
            return span.kind() == next.span.kind() && depth == next.depth
                    && (span.hostOffset().isEmpty() ? next.span.hostOffset().isEmpty()
                            : next.span.hostOffset().isPresent() && span.hostOffset().getAsLong()
                                    + span.range().length() == next.span.hostOffset().getAsLong());
        }

        Run with(Run next) {
            return new Run(new Span(new ByteRange(span.range().start(), next.span.range().end()), span.kind(),
                    span.hostOffset()), depth, keeper);
        }

        void tell(Visit visit) throws IOException {
            visit.at(span, depth, keeper);
        }
    }

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
            map.last.tell(visit);
        }
    }

    private void look(DiskImage layer, int depth, ByteRange window) throws IOException {
        for (Span span : layer.spans(window)) {
            DiskImage below = layer.backing().orElse(null);
            if (span.kind() != Span.Kind.UNALLOCATED || below == null) {
                add(new Run(span, depth, layer));
                continue;
            }
            long end = Math.max(span.range().start(), Math.min(span.range().end(), below.size()));
            if (span.range().start() < end) {
                look(below, depth + 1, new ByteRange(span.range().start(), end));
            }
            if (end < span.range().end()) { // zeros, since the backing file ends before
                add(new Run(new Span(new ByteRange(end, span.range().end()), Span.Kind.UNALLOCATED,
                        OptionalLong.empty()), depth + 1, below));
            }
        }
    }

    private void add(Run next) throws IOException {
        count++;
        if (last != null && last.goesOnWith(next)) {
            last = last.with(next);
            return;
        }
        if (last != null) {
            last.tell(visit);
        }
        last = next;
    }
}
