package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.base.Guid;

/**
 * The log of a VHDX, [MS-VHDX] 2.3. The tables are changed only after an entry of the log is whole, so that
 * one without a whole entry has nothing to be replayed.
 */
final class VhdxLog {

    private static final int SECTOR = 4096;
    private static final int ENTRY = 0x65676f6c; // loge
    private static final int ENTRY_HEADER = 64;
    /** Of longer logs nothing is read: they are taken to have entries. */
    private static final int LONGEST = 64 << 20;

    private final Bytes bytes;
    private final long offset;
    private final long length;
    private final UUID id;

    /** @param header of the file, the one that is in force */
    VhdxLog(Bytes bytes, ByteBuffer header) {
        this.bytes = bytes;
        this.id = Guid.read(header, 48);
        this.length = Integer.toUnsignedLong(header.getInt(68));
        this.offset = header.getLong(72);
    }

    /** Whether there is an entry that was written to its end. */
    boolean hasEntry() throws IOException {
        if (length > LONGEST || length % SECTOR != 0 || !bytes.has(offset, length)) {
            return true;
        }
        for (long at = 0; at < length; at += SECTOR) {
            ByteBuffer entry = bytes.little(offset + at, ENTRY_HEADER, "log");
            if (entry.getInt(0) == ENTRY && Guid.read(entry, 32).equals(id) && isWhole(at, entry)) {
                return true;
            }
        }
        return false;
    }

    /** The log is a ring: an entry may go on at its beginning. */
    private boolean isWhole(long start, ByteBuffer header) throws IOException {
        long size = Integer.toUnsignedLong(header.getInt(8));
        if (size == 0 || size % SECTOR != 0 || size > length) {
            return false;
        }
        CRC32C sum = new CRC32C();
        for (long at = 0; at < size; at += SECTOR) {
            ByteBuffer sector = bytes.little(offset + (start + at) % length, SECTOR, "log");
            sum.update(at == 0 ? sector.putInt(4, 0) : sector);
        }
        return (int) sum.getValue() == header.getInt(4);
    }
}
