package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** Virtual PC's disk: "Virtual Hard Disk Image Format Specification" 1.0. */
final class Vhd extends ForeignHeader {

    private static final long MAGIC = 0x636f6e6563746978L; // conectix
    private static final long SPARSE_MAGIC = 0x6378737061727365L; // cxsparse
    private static final int FIXED = 2;
    private static final int DYNAMIC = 3;
    private static final int DIFFERENCING = 4;
    private static final long NEVER = 0xffffffffL;
    private static final long MOST_SECTORS_BY_GEOMETRY = 65535L * 16 * 255;
    /** Who of those that write VHDs means the size and not the geometry, block/vpc.c. */
    private static final Set<String> EXACT = Set.of("win ", "qem2", "d2v ", "tap\0", "CTXS");

    private final int type;
    private final long size;
    private final long blockSize;
    private final long tableOffset;
    private final long entries;
    private final ForeignFacts facts;

    Vhd(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer footer = bytes.size < 512 ? null : bytes.big(0, 512, "footer");
        if (footer == null || footer.getLong(0) != MAGIC) {
            footer = bytes.size < 512 ? null : bytes.big(bytes.size - 512, 512, "footer");
        }
        if (footer == null || footer.getLong(0) != MAGIC) {
            throw bytes.not("VHD");
        }
        type = footer.getInt(60);
        byte[] creatorBytes = new byte[4];
        footer.get(28, creatorBytes);
        String creator = new String(creatorBytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        long byGeometry = (footer.getShort(56) & 0xffffL) * (footer.get(58) & 0xff) * (footer.get(59) & 0xff);
        boolean isExact = EXACT.contains(creator) || byGeometry == MOST_SECTORS_BY_GEOMETRY;
        size = isExact ? footer.getLong(48) / 512 * 512 : byGeometry * 512;
        bytes.check(size >= 0 && (type == FIXED || type == DYNAMIC || type == DIFFERENCING),
                "a number in its footer cannot be");
        String subformat = type == FIXED ? "fixed" : type == DYNAMIC ? "dynamic" : "differencing";
        Map<String, String> details = Bytes.details("subformat", subformat,
                "UUID", new UUID(footer.getLong(68), footer.getLong(76)), "creator",
                creator.strip().replace("\0", ""),
                "geometry", (footer.getShort(56) & 0xffff) + " cylinders, " + (footer.get(58) & 0xff)
                + " heads, "
                + (footer.get(59) & 0xff) + " sectors");
        ForeignFacts known = ForeignFacts.of(size, details);
        if (type == FIXED) {
            blockSize = 0;
            tableOffset = 0;
            entries = 0;
            facts = known.withOptions(Map.of("subformat", "fixed"));
            return;
        }
        ByteBuffer header = bytes.big(footer.getLong(16), 1024, "header");
        bytes.check(header.getLong(0) == SPARSE_MAGIC, "its header is not where its footer says");
        tableOffset = header.getLong(16);
        entries = Integer.toUnsignedLong(header.getInt(28));
        blockSize = Integer.toUnsignedLong(header.getInt(32));
        bytes.check(Bytes.isPowerOfTwo(blockSize) && blockSize >= 512 && entries <= Integer.MAX_VALUE / 4
                && entries >= size / blockSize, "a number in its header cannot be");
        Optional<String> refusal = type == DYNAMIC ? Optional.empty()
                : Optional.of("is a differencing image, which says nothing without its parent "
                + parentName(header) + "; merge them by the program that made it");
        facts = known.withClusterSize(blockSize).withOptions(Map.of("subformat",
                "dynamic")).refusing(refusal);
    }

    private static String parentName(ByteBuffer header) {
        StringBuilder name = new StringBuilder();
        for (int at = 64; at < 64 + 512 && header.getChar(at) != 0; at += 2) {
            name.append(header.getChar(at));
        }
        return "\"" + name.toString().replaceAll("\\p{Cntrl}", "") + "\"";
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    /** Bytes of the bitmap before each block, which says what sectors of it are there. */
    private long bitmap() {
        return (blockSize / 4096 + 511) / 512 * 512;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) {
        return type == FIXED ? Optional.empty()
                : Optional.of(Allocation.of(blockSize, tableOffset + 4 * entries).withBesides(bitmap()));
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        if (type == FIXED) {
            losses.add(Math.max(0, bytes.size - 512), size);
            return losses.found();
        }
        losses.take(new Losses.Table(tableOffset, entries, 4, ByteOrder.BIG_ENDIAN, false), blockSize,
                (entry, guest) -> entry == NEVER ? guest.length()
                        : bytes.there(entry * 512 + bitmap(), guest.length()));
        return losses.found();
    }
}
