package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** QEMU's enhanced disk, docs/interop/qed_spec.txt. */
final class Qed extends ForeignHeader {

    private static final long HAS_BACKING = 1;
    private static final long NEEDS_CHECK = 1 << 1;
    private static final long BACKING_IS_RAW = 1 << 2;

    private final long clusterSize;
    private final long tableClusters;
    private final long features;
    private final long l1Offset;
    private final long size;
    private final Optional<String> backing;

    Qed(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.little(0, 64, "header");
        if (header.getInt(0) != 0x00444551) {
            throw bytes.not("QED");
        }
        clusterSize = Integer.toUnsignedLong(header.getInt(4));
        tableClusters = Integer.toUnsignedLong(header.getInt(8));
        long headerClusters = Integer.toUnsignedLong(header.getInt(12));
        features = header.getLong(16);
        l1Offset = header.getLong(40);
        size = header.getLong(48);
        bytes.check(Bytes.isPowerOfTwo(clusterSize) && clusterSize >= 4096 && clusterSize <= 64 << 20
                && Bytes.isPowerOfTwo(tableClusters) && tableClusters <= 16 && size >= 0
                && headerClusters > 0 && headerClusters <= Integer.MAX_VALUE / clusterSize,
                "a number in its header cannot be");
        if ((features & ~(HAS_BACKING | NEEDS_CHECK | BACKING_IS_RAW)) != 0) {
            throw new IOException(bytes.name + " needs features of QED that are not known.");
        }
        if ((features & HAS_BACKING) == 0) {
            backing = Optional.empty();
        } else {
            long at = Integer.toUnsignedLong(header.getInt(56));
            int length = header.getInt(60);
            bytes.check(length > 0 && length <= 1023 && at + length <= headerClusters * clusterSize,
                    "the name of its backing file cannot be");
            backing = Optional.of(StandardCharsets.UTF_8
                    .decode(bytes.little(at, length, "backing file's name")).toString());
        }
    }

    @Override
    public ForeignFacts facts() {
        boolean isRaw = (features & BACKING_IS_RAW) != 0;
        return ForeignFacts.of(size, Bytes.details("table size", tableClusters + " clusters", "needs a check",
                (features & NEEDS_CHECK) == 0 ? "" : "yes, it was not closed"))
                .withClusterSize(clusterSize)
                .withBacking(backing, isRaw ? Optional.of("raw") : Optional.empty())
                .withOptions(Map.of("cluster_size", String.valueOf(clusterSize), "table_size",
                        String.valueOf(tableClusters)));
    }

    private long entries() {
        return tableClusters * clusterSize / 8;
    }

    /** 16 clusters of 64 MiB hold tables for more than any disk: what is past its end is not looked at. */
    private long spanOfTable() {
        return entries() > Long.MAX_VALUE / 2 / clusterSize / entries() ? Math.max(size, 1)
                : entries() * clusterSize;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) {
        return Optional.of(Allocation.of(clusterSize, 0)
                .withTables(spanOfTable(), tableClusters * clusterSize));
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        long entries = entries();
        Losses.Table l1 = new Losses.Table(l1Offset, entries, 8, ByteOrder.LITTLE_ENDIAN, true);
        losses.take(l1, spanOfTable(), (l2Offset, covered) -> {
            Losses.Table l2 = new Losses.Table(l2Offset, entries, 8, ByteOrder.LITTLE_ENDIAN, true);
            losses.take(l2, covered.start(), clusterSize,
                    (entry, guest) -> entry == 1 ? guest.length() : losses.there(entry, guest.length()));
            return covered.length();
        });
        return losses.found();
    }
}
