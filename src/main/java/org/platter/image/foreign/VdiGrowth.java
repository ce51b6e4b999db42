package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.block.StoredFile;

/** A larger disk in a VDI whose map has room in front of the first block. */
final class VdiGrowth implements Growth {

    private static final int STATED = 0x170;

    private final Vdi vdi;
    private final long newSize;
    private final long newBlocks;

    private VdiGrowth(Vdi vdi, long newSize) {
        this.vdi = vdi;
        this.newSize = newSize;
        this.newBlocks = Math.max(vdi.blocks, (newSize + vdi.blockSize - 1) / vdi.blockSize);
    }

    static Optional<Growth> of(Vdi vdi, long newSize) {
        VdiGrowth growth = new VdiGrowth(vdi, newSize);
        boolean hasRoom = growth.newBlocks <= Integer.MAX_VALUE / 4
                && vdi.mapOffset + 4 * growth.newBlocks <= vdi.firstBlock;
        return hasRoom && vdi.isDynamic && newSize >= vdi.size ? Optional.of(growth) : Optional.empty();
    }

    @Override
    public void run() throws IOException {
        StoredFile file = vdi.bytes.file;
        long whole = vdi.size / vdi.blockSize;
        if (vdi.size % vdi.blockSize > 0) {
            long entry = Integer
                    .toUnsignedLong(vdi.bytes.little(vdi.mapOffset + 4 * whole, 4, "map").getInt());
            if (entry < Vdi.ZERO) {
                Growth.clearEnd(file, vdi.firstBlock + entry * vdi.blockSize, vdi.size % vdi.blockSize,
                        vdi.blockSize);
            }
        }
        Growth.fill(file, vdi.mapOffset + 4 * vdi.blocks, vdi.mapOffset + 4 * newBlocks, (byte) -1);
        file.sync();
        ByteBuffer stated = vdi.bytes.little(STATED, 20, "header").order(ByteOrder.LITTLE_ENDIAN);
        Growth.state(file, STATED, stated.putLong(0, newSize).putInt(16, (int) newBlocks));
    }
}
