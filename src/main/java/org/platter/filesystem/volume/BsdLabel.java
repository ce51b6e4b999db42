package org.platter.filesystem.volume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * The label by which a BSD system divides one partition of a disk into its own (FreeBSD, sys/disklabel.h:
 * struct disklabel).
 *
 * @param parts what it divides the partition into, a letter and a size each: {@code a: 2 GiB}
 */
public record BsdLabel(List<String> parts) {

    private static final long MAGIC = 0x82564557L;
    private static final int SECTOR = 512;
    /** In the second sector, and on some machines within the first. */
    private static final List<Integer> PLACES = List.of(SECTOR, 64, 128);
    private static final int SECOND_MAGIC = 132;
    static final int COUNT = 138;
    static final int ENTRIES = 148;
    static final int ENTRY = 16;
    private static final int TYPE = 12;
    private static final int MAX_PARTS = 16;
    /** The entry that by custom stands for all of it. */
    static final int WHOLE = 2;

    public BsdLabel {
        parts = List.copyOf(parts);
    }

    /** Returns the label in a partition. */
    public static Optional<BsdLabel> read(BlockDevice partition) throws IOException {
        OptionalLong place = place(partition);
        return place.isEmpty() ? Optional.empty() : structure(partition, place.getAsLong()).map(BsdLabel::of);
    }

    /** Returns where the label lies in a partition, in bytes. */
    static OptionalLong place(BlockDevice partition) throws IOException {
        for (int place : PLACES) {
            if (structure(partition, place).filter(bytes -> bytes.u32(0) == MAGIC
                    && bytes.u32(SECOND_MAGIC) == MAGIC).isPresent()) {
                return OptionalLong.of(place);
            }
        }
        return OptionalLong.empty();
    }

    private static Optional<Structure> structure(BlockDevice partition, long place) throws IOException {
        return Structure.read(partition, place, ENTRIES + MAX_PARTS * ENTRY);
    }

    private static BsdLabel of(Structure bytes) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(bytes.u16(COUNT), MAX_PARTS); i++) {
            int at = ENTRIES + i * ENTRY;
            if (bytes.u32(at) > 0 && (i != WHOLE || bytes.u8(at + TYPE) != 0)) {
                parts.add((char) ('a' + i) + ": " + ByteSize.format(bytes.u32(at) * SECTOR));
            }
        }
        return new BsdLabel(parts);
    }

    /** Returns a sentence that says what partition {@code number} is. */
    public String sentence(int number) {
        return "Partition " + number + " holds a BSD label with " + parts.size()
                + (parts.size() == 1 ? " part" : " parts")
                + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")")
                + ". Platter does not read them: the partition is moved and copied whole.";
    }
}
