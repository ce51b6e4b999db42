package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.Guid;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** VirtualBox's disk, as block/vdi.c of QEMU and VDICore.h of VirtualBox have it. */
final class Vdi extends ForeignHeader {

    static final long ZERO = 0xfffffffeL; // and above: never written
    private static final int COUNT = 0x184;
    /** The creator, the comment, and the ids of the image and of its latest change, of the link and the parent. */
    private static final int[][] IDENTITY = {{0, 0x40}, {0x54, 0x154}, {0x188, 0x1c8}};

    final long mapOffset;
    final long firstBlock;
    final long size;
    final long blockSize;
    final long blocks;
    final boolean isDynamic;
    private final long counted;
    private final ForeignFacts facts;
    /** One more than the last block that is in use. */
    private long used;

    Vdi(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.little(0, 512, "header");
        if (header.getInt(0x40) != 0xbeda107f) {
            throw bytes.not("VDI");
        }
        int version = header.getInt(0x44);
        int type = header.getInt(0x4c);
        isDynamic = type == 1 && header.getInt(0x17c) == 0;
        mapOffset = Integer.toUnsignedLong(header.getInt(0x154));
        firstBlock = Integer.toUnsignedLong(header.getInt(0x158));
        size = header.getLong(0x170);
        blockSize = Integer.toUnsignedLong(header.getInt(0x178));
        blocks = Integer.toUnsignedLong(header.getInt(0x180));
        counted = Integer.toUnsignedLong(header.getInt(COUNT));
        UUID parent = Guid.read(header, 0x1b8);
        UUID link = Guid.read(header, 0x1a8);
        bytes.check(size >= 0 && Bytes.isPowerOfTwo(blockSize) && blocks <= Integer.MAX_VALUE / 4
                && (size + blockSize - 1) / blockSize <= blocks, "a number in its header cannot be");
        Optional<String> refusal = Optional.empty();
        if (version != 0x00010001) {
            refusal = Optional.of("is of a version of VDI that is not known, "
                    + (version >>> 16) + "." + (version & 0xffff));
        } else if (type == 4 || type == 3 || !Bytes.isZero(parent) || !Bytes.isZero(link)) {
            refusal = Optional.of("is a differencing image, which says nothing without its parent {" + parent
                    + "}; let VirtualBox clone it to a whole one");
        }
        facts = ForeignFacts.of(size, Bytes.details("subformat", type == 2 ? "static" : "dynamic",
                "UUID", Guid.read(header, 0x188), "blocks allocated",
                counted + " of " + blocks,
                "creator", Bytes.text(header, 0, 64).replaceAll("[<>]", "").strip()))
                .withClusterSize(blockSize).refusing(refusal)
                .withOptions(type == 2 ? Map.of("static", "on") : Map.of());
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) {
        return Optional.of(Allocation.of(blockSize, firstBlock));
    }

    @Override
    public Optional<Growth> growth(long newSize) throws IOException {
        return VdiGrowth.of(this, newSize);
    }

    @Override
    public List<Patch> identity(ForeignHeader fresh) throws IOException {
        List<Patch> patches = new ArrayList<>();
        for (int[] part : IDENTITY) {
            patches.add(new Patch(part[0], bytes.little(part[0], part[1] - part[0], "header").array()));
        }
        return patches;
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        losses.take(new Losses.Table(mapOffset, blocks, 4, ByteOrder.LITTLE_ENDIAN, false), blockSize,
                (entry, guest) -> {
                    if (entry >= ZERO) {
                        return guest.length();
                    }
                    used = Math.max(used, entry + 1);
                    return losses.there(Math.addExact(firstBlock, Math.multiplyExact(entry, blockSize)),
                            guest.length());
                });
        return losses.found();
    }

    /** QEMU writes the map with blocks of other requests in it, which it counts when they are written. */
    @Override
    public boolean isUncounted() {
        return used > counted;
    }

    @Override
    public void mend() throws IOException {
        super.mend();
        if (isUncounted()) {
            bytes.file.write(COUNT, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) used).flip());
        }
    }
}
