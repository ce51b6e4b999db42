package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;

/**
 * A larger disk in a VDI. Where its map has no room in front of the first block, the blocks that are in the
 * way are copied to the end, and the map is told one by one; a longer map then lies between the old one and
 * what has become the first block, and the header states both.
 */
final class VdiGrowth implements Growth {

    private static final int HEADER = 512;
    private static final int MAP = 0x154;
    private static final int FIRST_BLOCK = 0x158;
    private static final int SIZE = 0x170;
    private static final int BLOCKS = 0x180;
    private static final int COUNT = 0x184;
    /** Of 16 TiB in blocks of 1 MiB. */
    private static final long MAX_MAP = 64 << 20;

    private final Vdi vdi;
    private final StoredFile file;
    private final long newSize;
    private final long newBlocks;
    private final long newMap;
    /** How many blocks are in the way of the map. */
    private final int moved;

    private VdiGrowth(Vdi vdi, long newSize) {
        this.vdi = vdi;
        this.file = vdi.bytes.file;
        this.newSize = newSize;
        this.newBlocks = Math.max(vdi.blocks, (newSize + vdi.blockSize - 1) / vdi.blockSize);
        boolean hasRoom = vdi.mapOffset + 4 * newBlocks <= vdi.firstBlock;
        this.newMap = hasRoom ? vdi.mapOffset : ByteSize.ceil(vdi.mapOffset + 4 * vdi.blocks, SECTOR);
        long missing = hasRoom ? 0 : newMap + ByteSize.ceil(4 * newBlocks, SECTOR) - vdi.firstBlock;
        this.moved = (int) ((Math.min(missing, MAX_MAP) + vdi.blockSize - 1) / vdi.blockSize);
    }

    static Optional<Growth> of(Vdi vdi, long newSize) throws IOException {
        long blocks = newSize / vdi.blockSize + 1;
        if (!vdi.isDynamic || newSize < vdi.size || blocks > Integer.MAX_VALUE / 4) {
            return Optional.empty();
        }
        VdiGrowth growth = new VdiGrowth(vdi, newSize);
        boolean canMove = 4 * growth.newBlocks <= MAX_MAP && vdi.mapOffset >= HEADER
                && vdi.mapOffset % SECTOR == 0
                && vdi.mapOffset < vdi.firstBlock && vdi.firstBlock % SECTOR == 0
                && vdi.firstBlock + growth.moved * vdi.blockSize <= 0xffffffffL;
        return growth.moved == 0 || canMove ? Optional.of(growth) : Optional.empty();
    }

    @Override
    public long room() {
        return moved * vdi.blockSize;
    }

    @Override
    public void run() throws IOException {
        long whole = vdi.size / vdi.blockSize;
        if (vdi.size % vdi.blockSize > 0) {
            long entry = Integer
                    .toUnsignedLong(vdi.bytes.little(vdi.mapOffset + 4 * whole, 4, "map").getInt());
            if (entry < Vdi.ZERO) {
                Growth.clearEnd(file, place(entry), vdi.size % vdi.blockSize, vdi.blockSize);
            }
        }
        if (moved > 0) {
            enlargeMap();
        } else {
            Growth.fill(file, vdi.mapOffset + 4 * vdi.blocks, vdi.mapOffset + 4 * newBlocks, (byte) -1);
            file.sync();
        }
        ByteBuffer header = vdi.bytes.little(0, HEADER, "header");
        header.putLong(SIZE, newSize).putInt(BLOCKS, (int) newBlocks);
        if (moved > 0) {
            header.putInt(MAP, (int) newMap).putInt(FIRST_BLOCK, (int) place(moved));
            header.putInt(COUNT, header.getInt(COUNT) - moved);
        }
        Growth.state(file, 0, header);
    }

    private long place(long block) {
        return vdi.firstBlock + block * vdi.blockSize;
    }

    private void enlargeMap() throws IOException {
        ByteBuffer map = map();
        BitSet used = new BitSet();
        for (int i = 0; i < vdi.blocks; i++) {
            if (isBlock(map, i)) {
                vdi.bytes.check(map.getInt(4 * i) >= 0, "an entry of its map cannot be");
                used.set(map.getInt(4 * i));
            }
        }
        int[] targets = new int[moved];
        for (int block = used.nextSetBit(0), target = moved; block >= 0 && block < moved; block = used
                .nextSetBit(block + 1)) {
            target = used.nextClearBit(target);
            targets[block] = target;
            long length = Math.min(vdi.blockSize, vdi.bytes.size - place(block));
            Growth.copy(file, place(block), length, place(target));
            used.set(target);
        }
        used.clear(0, moved);
        if (file.size() < place(used.length())) {
            file.resize(place(used.length()));
        }
        file.sync();
        // before an entry names one of them, since QEMU makes its next block behind those that are counted
        ByteBuffer header = vdi.bytes.little(0, HEADER, "header");
        Growth.state(file, 0, header.putInt(COUNT, Math.max(moved, used.length())));
        for (int start = 0; start < map.capacity(); start += SECTOR) {
            nameTargets(map, start, targets);
        }
        byte[] enlarged = new byte[(int) ByteSize.ceil(4 * newBlocks, SECTOR)];
        Arrays.fill(enlarged, (byte) -1);
        ByteBuffer entries = ByteBuffer.wrap(enlarged).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < vdi.blocks; i++) {
            entries.putInt(4 * i, isBlock(map, i) ? map.getInt(4 * i) - moved : map.getInt(4 * i));
        }
        file.write(newMap, entries);
        file.sync();
    }

    /** Tells a sector of the map where its blocks are. */
    private void nameTargets(ByteBuffer map, int start, int[] targets) throws IOException {
        int end = Math.min(map.capacity(), start + SECTOR);
        boolean isChanged = false;
        for (int at = start; at < end; at += 4) {
            int block = map.getInt(at);
            if (isBlock(map, at / 4) && block < moved) {
                map.putInt(at, targets[block]);
                isChanged = true;
            }
        }
        if (isChanged) {
            Growth.state(file, vdi.mapOffset + start, map.slice(start, end - start));
        }
    }

    private static boolean isBlock(ByteBuffer map, int index) {
        return Integer.toUnsignedLong(map.getInt(4 * index)) < Vdi.ZERO;
    }

    private ByteBuffer map() throws IOException {
        ByteBuffer map = ByteBuffer.allocate((int) (4 * vdi.blocks)).order(ByteOrder.LITTLE_ENDIAN);
        while (map.hasRemaining()) {
            map.put(vdi.bytes.little(vdi.mapOffset + map.position(), Math.min(1 << 20, map.remaining()),
                    "map"));
        }
        return map;
    }
}
