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

/** The first version of QEMU's format, as block/qcow.c has it. */
final class Qcow1 extends ForeignHeader {

    private static final int MAX_NAME = 1023;

    private final long size;
    private final int clusterBits;
    private final int l2Bits;
    private final long l1Offset;
    private final Optional<String> backing;
    private final boolean isEncrypted;

    Qcow1(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.big(0, 48, "header");
        if (header.getInt(0) != 0x514649fb || header.getInt(4) != 1) {
            throw bytes.not("qcow (version 1)");
        }
        long nameOffset = header.getLong(8);
        int nameLength = header.getInt(16);
        size = header.getLong(24);
        clusterBits = header.get(32);
        l2Bits = header.get(33);
        int crypt = header.getInt(36);
        l1Offset = header.getLong(40);
        bytes.check(clusterBits >= 9 && clusterBits <= 16 && l2Bits >= 6 && l2Bits <= 13 && size > 0
                && crypt >= 0 && crypt <= 1, "a number in its header cannot be");
        isEncrypted = crypt == 1;
        if (nameOffset == 0) {
            backing = Optional.empty();
        } else {
            bytes.check(nameLength > 0 && nameLength <= MAX_NAME,
                    "the name of its backing file cannot be");
            backing = Optional.of(StandardCharsets.UTF_8
                    .decode(bytes.big(nameOffset, nameLength, "backing file's name")).toString());
        }
    }

    @Override
    public ForeignFacts facts() {
        ForeignFacts facts = ForeignFacts.of(size, isEncrypted ? Map.of("encryption", "AES") : Map.of())
                .withClusterSize(1L << clusterBits).withBacking(backing, Optional.empty());
        return isEncrypted ? facts.withSecret("aes") : facts;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) {
        long table = 8L << l2Bits;
        return Optional.of(Allocation.of(1L << clusterBits, 0)
                .withTables(1L << clusterBits + l2Bits, Math.max(table, 1L << clusterBits)));
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        long perTable = 1L << clusterBits + l2Bits;
        long tables = (size - 1) / perTable + 1;
        int shift = 63 - clusterBits;
        Losses.Table l1 = new Losses.Table(l1Offset, tables, 8, ByteOrder.BIG_ENDIAN, true);
        losses.take(l1, perTable, (l2Offset, covered) -> {
            Losses.Table l2 = new Losses.Table(l2Offset, 1L << l2Bits, 8, ByteOrder.BIG_ENDIAN, true);
            losses.take(l2, covered.start(), 1L << clusterBits, (entry, guest) -> {
                boolean isPacked = entry < 0;
                return !isPacked ? losses.there(entry, guest.length())
                        : bytes.has(entry & (1L << shift) - 1, entry >>> shift & (1L << clusterBits) - 1)
                                ? guest.length()
                        : 0;
            });
            return covered.length();
        });
        return losses.found();
    }
}
