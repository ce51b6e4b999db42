package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.image.DiskImage;
import org.platter.image.qcow2.Qcow2Options;
import org.platter.transfer.Measurement;

/** Tells how large new images would be. */
final class Measuring {

    private Measuring() {}

    static Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size, String format,
            Map<String, String> settings) throws IOException, Refusal {
        if (source.isPresent() == size.isPresent()) {
            throw new Refusal("Give either an image or a size to measure.");
        }
        if (source.isEmpty()) {
            return measure(size.getAsLong(), Optional.empty(), format, settings);
        }
        try (DiskImage image = Opened.toRead(source.get(), options)) {
            return measure(image.size(), Optional.of(image), format, settings);
        }
    }

    private static Measure measure(long size, Optional<BlockDevice> source, String format,
            Map<String, String> settings) throws IOException, Refusal {
        Measurement measured = switch (format) {
            case "raw" -> Measurement.raw(size);
            case "qcow2" -> qcow2(size, source, settings);
            default -> Measurement.estimate(format, size, source).orElseThrow(
                    () -> new Refusal("How large images of the format " + format + " become is not known."));
        };
        return new Measure(measured.required(), measured.fullyAllocated());
    }

    private static Measurement qcow2(long size, Optional<BlockDevice> source, Map<String, String> settings)
            throws IOException, Refusal {
        Qcow2Options wanted = Qcow2Options.of(size, new TreeMap<>(settings));
        boolean all = switch (wanted.preallocation()) {
            case FALLOC, FULL -> true;
            case OFF, METADATA -> source.isPresent() && wanted.backingName().isPresent();
        };
        long data = all ? (size + wanted.clusterSize() - 1) / wanted.clusterSize() * wanted.clusterSize()
                : source.isPresent() ? Measurement.touched(source.get(), wanted.clusterSize()) : 0;
        return Measurement.qcow2(size, data, wanted.clusterSize(), wanted.refcountBits(),
                wanted.extendedL2());
    }
}
