package org.platter.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** GUIDs as UEFI lays them out on disk: the first three fields little-endian, the rest as they stand. */
public final class Guid {

    private Guid() {}

    /** Returns the GUID in the 16 bytes at {@code index} (UEFI 2.10, appendix A). */
    public static UUID read(ByteBuffer buffer, int index) {
        ByteBuffer little = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
        long high = Integer.toUnsignedLong(little.getInt(index)) << 32
                | Integer.toUnsignedLong(little.getShort(index + 4) & 0xffff) << 16
                | little.getShort(index + 6) & 0xffff;
        return new UUID(high, big.getLong(index + 8));
    }

    /** Puts a GUID into the 16 bytes at {@code index}. */
    public static void write(ByteBuffer buffer, int index, UUID guid) {
        ByteBuffer little = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
        long high = guid.getMostSignificantBits();
        little.putInt(index, (int) (high >>> 32));
        little.putShort(index + 4, (short) (high >>> 16));
        little.putShort(index + 6, (short) high);
        big.putLong(index + 8, guid.getLeastSignificantBits());
    }
}
