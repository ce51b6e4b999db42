package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of a file of an HFS or HFS+, where its extents were before any of them moved. */
final class HfsFork {

    private final HfsDamage damage;
    private final long origin;
    private final long blockSize;
    private final TreeMap<Long, HfsExtents.Extent> extents = new TreeMap<>();
    private long length;

    /** Reads from a place on the disk, or writes there. */
    @FunctionalInterface
    private interface Transfer {

        void at(long place, ByteBuffer part) throws IOException;
    }

    /** @param origin the byte of the disk where the first block is */
    HfsFork(HfsDamage damage, long origin, long blockSize) {
        this.damage = damage;
        this.origin = origin;
        this.blockSize = blockSize;
    }

    /** Adds what comes next in the file. */
    void add(List<HfsExtents.Extent> more) {
        for (HfsExtents.Extent extent : more) {
            extents.put(length, extent);
            length += extent.length() * blockSize;
        }
    }

    /** Returns the bytes that its extents have room for. */
    long length() {
        return length;
    }

    /** @throws IOException if it is shorter */
    ByteBuffer read(long offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        transfer(offset, bytes, damage.slice()::read);
        return bytes.flip();
    }

    /** @throws IOException if it is shorter */
    void write(long offset, ByteBuffer bytes) throws IOException {
        transfer(offset, bytes, damage.slice()::write);
    }

    private void transfer(long offset, ByteBuffer bytes, Transfer transfer) throws IOException {
        if (offset < 0 || offset > length - bytes.remaining()) {
            throw damage.found("a file is shorter than what it should hold");
        }
        int end = bytes.limit();
        for (long at = offset; bytes.position() < end;) {
            Map.Entry<Long, HfsExtents.Extent> entry = extents.floorEntry(at);
            long before = at - entry.getKey();
            long left = entry.getValue().length() * blockSize - before;
            int count = (int) Math.min(left, end - bytes.position());
            bytes.limit(bytes.position() + count);
            transfer.at(origin + entry.getValue().start() * blockSize + before, bytes);
            bytes.limit(end);
            at += count;
        }
    }
}
