package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.transfer.ContentComparison;

/** Compares the disks in two images. */
final class Comparing {

    private Comparing() {}

    static Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions,
            boolean strict, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage first = Opened.toRead(one, options);
                DiskImage second = Opened.toRead(other, otherOptions)) {
            Opened.noteCache(first, options.cache(), events);
            Opened.noteCache(second, otherOptions.cache(), events);
            return Steps.run("Compare " + one + " with " + other, events,
                    () -> compare(first, second, strict, events, cancelled));
        }
    }

    private static Comparison compare(DiskImage first, DiskImage second, boolean strict,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        String sizes = first.size() == second.size() ? "" : " Their sizes differ: " + first.size() + " and "
                + second.size() + " bytes.";
        if (strict && !sizes.isEmpty()) {
            return different(Math.min(first.size(), second.size()), "The disks differ." + sizes);
        }
        OptionalLong difference = new ContentComparison(first, second).firstDifference(events, cancelled);
        if (difference.isPresent()) {
            return different(difference.getAsLong(),
                    String.format("The disks differ first at byte %d (0x%x).%s",
                            difference.getAsLong(), difference.getAsLong(), sizes));
        }
        OptionalLong allocation = strict
                ? new ContentComparison(first, second).firstDifferenceOfAllocation(cancelled)
                : OptionalLong.empty();
        if (allocation.isPresent()) {
            return different(allocation.getAsLong(),
                    String.format("The disks have the same content, but only one of"
                            + " the images keeps byte %d (0x%x).", allocation.getAsLong(),
                            allocation.getAsLong()));
        }
        return new Comparison(true, OptionalLong.empty(), sizes.isEmpty() ? "The disks are the same."
                : "The disks are the same but for zeros at the end of the longer one." + sizes);
    }

    private static Comparison different(long offset, String text) {
        return new Comparison(false, OptionalLong.of(offset), text);
    }
}
