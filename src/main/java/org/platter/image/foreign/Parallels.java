package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** Parallels' expandable disk, QEMU's docs/interop/parallels.txt. */
final class Parallels extends ForeignHeader {

    private static final int IN_USE = 0x746f6e59;
    private static final int TABLE = 64;

    private final long unit;
    private final long clusterSize;
    private final long entries;
    private final long size;
    private final boolean isInUse;
    private final ForeignFacts facts;

    Parallels(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.little(0, TABLE, "header");
        String magic = Bytes.text(header, 0, 16);
        boolean isExtended = magic.equals("WithouFreSpacExt");
        if (!isExtended && !magic.equals("WithoutFreeSpace") || header.getInt(16) != 2) {
            throw bytes.not("Parallels");
        }
        clusterSize = Integer.toUnsignedLong(header.getInt(28)) * 512;
        entries = Integer.toUnsignedLong(header.getInt(32));
        long sectors = header.getLong(36);
        size = Math.multiplyExact(isExtended ? sectors : sectors & 0xffffffffL, 512);
        unit = isExtended ? clusterSize : 512;
        isInUse = header.getInt(44) == IN_USE;
        bytes.check(clusterSize > 0 && size >= 0 && entries <= Integer.MAX_VALUE / 4
                && (size + clusterSize - 1) / clusterSize <= entries, "a number in its header cannot be");
        facts = ForeignFacts.of(size, Bytes.details("version", isExtended ? "extended" : "old",
                "in use", isInUse ? "yes, or it was not closed" : ""))
                .withClusterSize(clusterSize).withOptions(Map.of("cluster_size",
                        String.valueOf(clusterSize)));
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) {
        return Optional.of(Allocation.of(clusterSize, TABLE + 4 * entries));
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        losses.take(new Losses.Table(TABLE, entries, 4, ByteOrder.LITTLE_ENDIAN, true), clusterSize,
                (entry, guest) -> losses.there(Math.multiplyExact(entry, unit), guest.length()));
        return losses.found();
    }
}
