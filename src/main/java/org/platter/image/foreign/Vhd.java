package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
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
    static final long NEVER = 0xffffffffL;
    private static final long MAX_SECTORS_BY_GEOMETRY = 65535L * 16 * 255;
    /** Which programs mean the geometry, and not the size beside it: block/vpc.c of QEMU 10. */
    private static final Set<String> BY_GEOMETRY = Set.of("vpc ", "vs  ", "qemu");
    static final int FOOTER = 512;
    static final int HEADER = 1024;
    static final int FOOTER_CHECKSUM = 64;
    static final int HEADER_CHECKSUM = 36;
    private static final int UNIQUE_ID = 68;
    private static final int ID_LENGTH = 16;

    private final int type;
    final long size;
    final boolean isByGeometry;
    final boolean hasMaximumGeometry;
    private final List<String> problems = new ArrayList<>();
    final long headerOffset;
    final long blockSize;
    final long tableOffset;
    final long entries;
    private final ForeignFacts facts;

    Vhd(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer footer = footer(bytes);
        type = footer.getInt(60);
        byte[] creatorBytes = new byte[4];
        footer.get(28, creatorBytes);
        String creator = new String(creatorBytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        long byGeometry = (footer.getShort(56) & 0xffffL) * (footer.get(58) & 0xff) * (footer.get(59) & 0xff);
        long stated = footer.getLong(48);
        hasMaximumGeometry = byGeometry == MAX_SECTORS_BY_GEOMETRY;
        isByGeometry = BY_GEOMETRY.contains(creator) && !hasMaximumGeometry;
        size = isByGeometry ? byGeometry * 512 : stated / 512 * 512;
        bytes.check(size >= 0 && (type == FIXED || type == DYNAMIC || type == DIFFERENCING),
                "a number in its footer cannot be");
        String subformat = type == FIXED ? "fixed" : type == DYNAMIC ? "dynamic" : "differencing";
        Map<String, String> details = Bytes.details("subformat", subformat,
                "UUID", new UUID(footer.getLong(68), footer.getLong(76)), "creator",
                creator.strip().replace("\0", ""),
                "geometry", (footer.getShort(56) & 0xffff) + " cylinders, " + (footer.get(58) & 0xff)
                        + " heads, "
                        + (footer.get(59) & 0xff) + " sectors",
                "size field", isByGeometry && stated != size
                        ? stated + " bytes, which its creator does not go by" : "");
        lookAtFooters();
        ForeignFacts known = ForeignFacts.of(size, details);
        headerOffset = footer.getLong(16);
        if (type == FIXED) {
            blockSize = 0;
            tableOffset = 0;
            entries = 0;
            facts = known.withOptions(Map.of("subformat", "fixed"));
            return;
        }
        ByteBuffer header = bytes.big(headerOffset, HEADER, "header");
        bytes.check(header.getLong(0) == SPARSE_MAGIC, "its header is not where its footer says");
        if (header.getInt(HEADER_CHECKSUM) != checksum(header, HEADER, HEADER_CHECKSUM)) {
            problems.add("has a header with a wrong checksum");
        }
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

    /** Both footers of one that is not fixed say the same. */
    private void lookAtFooters() throws IOException {
        ByteBuffer first = bytes.big(0, FOOTER, "footer");
        ByteBuffer last = bytes.big(bytes.size - FOOTER, FOOTER, "footer");
        boolean hasFirst = first.getLong(0) == MAGIC;
        boolean hasLast = last.getLong(0) == MAGIC;
        if (hasFirst && first.getInt(FOOTER_CHECKSUM) != checksum(first, FOOTER, FOOTER_CHECKSUM)) {
            problems.add("has a footer with a wrong checksum at its beginning");
        }
        if (!hasFirst && type != FIXED) {
            problems.add("lacks the copy of its footer at its beginning");
        }
        if (!hasLast) {
            problems.add("lacks the footer at its end");
        } else if (last.getInt(FOOTER_CHECKSUM) != checksum(last, FOOTER, FOOTER_CHECKSUM)) {
            problems.add("has a footer with a wrong checksum at its end");
        }
        boolean isSame = first.slice(48, 16).equals(last.slice(48, 16))
                && first.slice(UNIQUE_ID, ID_LENGTH).equals(last.slice(UNIQUE_ID, ID_LENGTH));
        if (hasFirst && hasLast && !isSame) {
            problems.add("has two footers that differ");
        }
    }

    /** The complement of the sum of all bytes but those of the checksum. */
    static int checksum(ByteBuffer of, int length, int at) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += i < at || i >= at + 4 ? of.get(i) & 0xff : 0;
        }
        return ~sum;
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public Map<String, String> reading() {
        return Map.of("force_size_calc", isByGeometry ? "chs" : "current_size");
    }

    @Override
    public Optional<Growth> growth(long newSize) {
        return VhdGrowth.of(this, newSize);
    }

    boolean isDynamic() {
        return type == DYNAMIC;
    }

    /** Returns a copy of the footer that is in force. */
    ByteBuffer footer() throws IOException {
        return footer(bytes);
    }

    @Override
    public List<Patch> identity(ForeignHeader fresh) throws IOException {
        byte[] id = new byte[ID_LENGTH];
        footer(bytes).get(UNIQUE_ID, id);
        List<Patch> patches = new ArrayList<>();
        for (long at : new long[] {0, fresh.bytes.size - FOOTER}) {
            ByteBuffer footer = fresh.bytes.big(at, FOOTER, "footer");
            if (footer.getLong(0) == MAGIC) {
                footer.put(UNIQUE_ID, id);
                footer.putInt(FOOTER_CHECKSUM, checksum(footer, FOOTER, FOOTER_CHECKSUM));
                patches.add(new Patch(at, footer.array()));
            }
        }
        return patches;
    }

    /** Returns the footer that QEMU takes: the first of two. */
    private static ByteBuffer footer(Bytes bytes) throws IOException {
        for (long at : new long[] {0, bytes.size - FOOTER}) {
            ByteBuffer footer = bytes.size < FOOTER ? null : bytes.big(at, FOOTER, "footer");
            if (footer != null && footer.getLong(0) == MAGIC) {
                return footer;
            }
        }
        throw bytes.not("VHD");
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
    long bitmap() {
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
                        : losses.there(entry * 512 + bitmap(), bitmap(), guest.length()));
        return losses.found();
    }
}
