package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/**
 * Apple's disk image. All that tells of its content lies at its end, so that one that was cut short is none
 * any more; what lies before is checked as a whole.
 */
final class Dmg extends ForeignHeader {

    private static final int MAGIC = 0x6b6f6c79; // koly
    private static final int TRAILER = 512;

    private final ForeignFacts facts;

    Dmg(Bytes bytes) throws IOException {
        super(bytes);
        if (bytes.size < TRAILER) {
            throw bytes.not("DMG");
        }
        ByteBuffer trailer = bytes.big(bytes.size - TRAILER, TRAILER, "trailer");
        if (trailer.getInt(0) != MAGIC) {
            throw bytes.not("DMG");
        }
        for (int at : new int[] {24, 40, 216}) { // data fork, resource fork, property list
            bytes.check(bytes.has(trailer.getLong(at), trailer.getLong(at + 8)),
                    "a part of it lies past the end of the file");
        }
        long size = Math.multiplyExact(trailer.getLong(492), 512);
        bytes.check(size >= 0, "a number in its trailer cannot be");
        int segments = trailer.getInt(60);
        facts = ForeignFacts.of(size, Bytes.details("segment id",
                new UUID(trailer.getLong(64), trailer.getLong(72))))
                .readOnly(Optional.of("is an Apple disk image, which can only be read"))
                .refusing(segments > 1 ? Optional.of("is one of " + segments
                        + " segments of an Apple disk image; join them first") : Optional.empty());
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) {
        return RangeSet.EMPTY;
    }
}
