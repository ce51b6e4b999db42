package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/** Knoppix' compressed loop image, version 2, as block/cloop.c of QEMU has it. */
final class Cloop extends ForeignHeader {

    private static final int TABLE = 136;

    private final long blockSize;
    private final long blocks;

    Cloop(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.big(0, TABLE, "header");
        if (!Bytes.text(header, 0, 128).startsWith("#!/bin/sh#V2.0 Format")) {
            throw bytes.not("cloop (version 2)");
        }
        blockSize = Integer.toUnsignedLong(header.getInt(128));
        blocks = Integer.toUnsignedLong(header.getInt(132));
        bytes.check(blockSize > 0 && blockSize % 512 == 0 && blockSize <= 64 << 20
                && blocks <= Integer.MAX_VALUE / 8, "a number in its header cannot be");
    }

    @Override
    public ForeignFacts facts() {
        return ForeignFacts.of(blockSize * blocks, Map.of()).withClusterSize(blockSize)
                .readOnly(Optional.of("is a compressed loop image, which can only be read"));
    }

    /** The entry behind that of a block says where it ends. */
    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, blockSize * blocks);
        losses.take(new Losses.Table(TABLE + 8, blocks, 8, ByteOrder.BIG_ENDIAN, false), blockSize,
                (end, guest) -> bytes.has(end, 0) ? guest.length() : 0);
        return losses.found();
    }
}
