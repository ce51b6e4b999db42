package org.platter.image.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.platter.image.capability.Snapshot;

/**
 * One entry of the snapshot table, with all that it holds (specification, "Snapshots"). A caller that gets an
 * array leaves it as it is.
 *
 * @param seconds of its date since 1970, unsigned
 * @param clock nanoseconds that the machine had run
 * @param state32 bytes of the machine's state as old versions write them; {@code extra} has them in 64 bits
 * @param extra the state's size u64, the disk's size u64, the instruction count u64, what is not known; may
 *     be shorter
 */
record SnapshotEntry(long l1Offset, int l1Entries, int seconds, int nanoseconds, long clock, int state32,
        byte[] extra, byte[] id, byte[] name) {

    /** Bytes of an entry before the extra data. */
    static final int FIXED = 40;

    /** Makes the entry of a new snapshot of a disk that no machine was running from. */
    static SnapshotEntry of(String id, String name, Instant date, long l1Offset, int l1Entries,
            long diskSize) {
        // instruction count: -1 is "not recorded"
        byte[] extra = ByteBuffer.allocate(24).putLong(0).putLong(diskSize).putLong(-1).array();
        return new SnapshotEntry(l1Offset, l1Entries, (int) date.getEpochSecond(), date.getNano(), 0, 0,
                extra, id.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
    }

    SnapshotEntry withL1(long offset, int entries) {
        return new SnapshotEntry(offset, entries, seconds, nanoseconds, clock, state32, extra, id, name);
    }

    /** Bytes of the disk; version 2 and some old programs do not record them. */
    OptionalLong diskSize() {
        return extra.length >= 16 ? OptionalLong.of(ByteBuffer.wrap(extra).getLong(8))
                : OptionalLong.empty();
    }

    /** @param currentSize the size of the image's disk, for a snapshot that records none */
    Snapshot snapshot(long currentSize) {
        return new Snapshot(idText(), nameText(),
                Instant.ofEpochSecond(seconds & 0xffffffffL, nanoseconds & 0xffffffffL),
                diskSize().orElse(currentSize),
                extra.length >= 8 ? ByteBuffer.wrap(extra).getLong(0) : state32 & 0xffffffffL);
    }

    String idText() {
        return new String(id, StandardCharsets.UTF_8);
    }

    String nameText() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /** Bytes in the table, up to the next entry. */
    int length() {
        return FIXED + extra.length + id.length + name.length + 7 & ~7;
    }

    void encode(ByteBuffer out) {
        int end = out.position() + length();
        out.putLong(l1Offset).putInt(l1Entries).putShort((short) id.length).putShort((short) name.length)
                .putInt(seconds).putInt(nanoseconds).putLong(clock).putInt(state32).putInt(extra.length)
                .put(extra).put(id).put(name);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }
}
