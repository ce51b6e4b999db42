package org.platter.image.foreign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the headers of an image say.
 *
 * @param size bytes of the disk in it, as QEMU sees it
 * @param clusterSize bytes of what it is allocated in
 * @param backingName what it is based on, as it is written down
 * @param backingFormat the format that it states for that
 * @param extents names of the other files that hold its bytes, as they are written down
 * @param details what else it says, in the order to show
 * @param options by which {@code qemu-img create -o} makes one that is laid out alike
 * @param sectorSize bytes of a logical sector, where the format keeps that
 * @param secret how it is encrypted, by QEMU's name
 * @param refusal why it cannot be opened at all, the end of a sentence about it
 * @param writeRefusal why it can only be read, the same way
 */
public record ForeignFacts(long size, OptionalLong clusterSize, Optional<String> backingName,
        Optional<String> backingFormat, List<String> extents, Map<String, String> details,
        Map<String, String> options, OptionalInt sectorSize, Optional<String> secret,
        Optional<String> refusal, Optional<String> writeRefusal) {

    public ForeignFacts {
        extents = List.copyOf(extents);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        options = Map.copyOf(options);
    }

    /** Whether the bytes of the disk lie in the file one by one from its beginning. */
    public boolean isFlat() {
        return extents.isEmpty() && "fixed".equals(details.get("subformat")) && clusterSize.isEmpty();
    }

    static ForeignFacts of(long size, Map<String, String> details) {
        return new ForeignFacts(size, OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(),
                details,
                Map.of(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    ForeignFacts withClusterSize(long bytes) {
        return new ForeignFacts(size, OptionalLong.of(bytes), backingName, backingFormat, extents, details,
                options, sectorSize, secret, refusal, writeRefusal);
    }

    ForeignFacts withBacking(Optional<String> name, Optional<String> format) {
        return new ForeignFacts(size, clusterSize, name, format, extents, details, options, sectorSize,
                secret,
                refusal, writeRefusal);
    }

    ForeignFacts withExtents(List<String> names) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, names, details, options,
                sectorSize, secret, refusal, writeRefusal);
    }

    ForeignFacts withOptions(Map<String, String> names) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, extents, details, names,
                sectorSize, secret, refusal, writeRefusal);
    }

    ForeignFacts withSectorSize(int bytes) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, extents, details, options,
                OptionalInt.of(bytes), secret, refusal, writeRefusal);
    }

    ForeignFacts withSecret(String kind) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, extents, details, options,
                sectorSize, Optional.of(kind), refusal, writeRefusal);
    }

    ForeignFacts refusing(Optional<String> reason) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, extents, details, options,
                sectorSize, secret, reason, writeRefusal);
    }

    ForeignFacts readOnly(Optional<String> reason) {
        return new ForeignFacts(size, clusterSize, backingName, backingFormat, extents, details, options,
                sectorSize, secret, refusal, reason);
    }
}
