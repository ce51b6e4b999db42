package org.platter.filesystem.btrfs;

import java.io.IOException;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * The first superblock of a Btrfs on one device (Btrfs on-disk format, "Superblock"). Logical addresses are
 * those that the chunk tree maps to places on the device.
 *
 * @param size of the device as Btrfs knows it, in bytes
 * @param checksums whether nodes have CRC-32C sums, which can be verified here
 */
public record BtrfsSuperblock(Structure bytes, long size, int sectorSize, int nodeSize, long device,
        boolean checksums, Optional<String> label, Optional<String> uuid) {

    static final long PLACE = 0x10000;
    static final int LENGTH = 4096;
    /** Where the array of those chunks is that hold the chunk tree. */
    static final int SYSTEM_CHUNKS = 0x32b;
    private static final int SYSTEM_CHUNKS_LENGTH = 2048;
    private static final int METADATA_UUID = 0x400;
    private static final long SEEDING = 1L << 32;
    /**
     * Mixed back references to quotas, but for zones, the second extent tree and the stripe tree: those place
     * things differently.
     */
    private static final long UNDERSTOOD = 0x10fff;

    /** Nothing too where it has several devices. */
    static Optional<BtrfsSuperblock> read(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, PLACE, LENGTH)
                .filter(bytes -> bytes.has(0x40, "_BHRfS_M"));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long sector = bytes.u32(0x90);
        long node = bytes.u32(0x94);
        long size = bytes.i64(0xd1);
        boolean isSound = bytes.i64(0x88) == 1 && Long.bitCount(sector) == 1 && sector >= 512
                && sector <= 1 << 16 && Long.bitCount(node) == 1 && node >= sector && node >= 4096
                && node <= 1 << 16 && size > 0 && size < 1L << 62 && bytes.i64(0x30) == PLACE
                && bytes.u32(0xa0) <= SYSTEM_CHUNKS_LENGTH;
        boolean checksums = bytes.u16(0xc4) == 0;
        if (!isSound || checksums && crc(bytes) != bytes.u32(0)) {
            return Optional.empty();
        }
        return Optional.of(new BtrfsSuperblock(bytes, size, (int) sector, (int) node, bytes.i64(0xc9),
                checksums, bytes.label(0x12b, 256), bytes.uuid(0x20)));
    }

    /** Returns on how many devices it is; a number below 1 where it does not tell. */
    public static long devices(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, PLACE, LENGTH);
        return found.isPresent() ? found.get().i64(0x88) : 0;
    }

    /** Returns the CRC-32C of a node or superblock: of all behind the place of the sum. */
    static long crc(Structure block) {
        CRC32C crc = new CRC32C();
        crc.update(block.bytes(32, block.length() - 32));
        return crc.getValue();
    }

    boolean isUnderstood() {
        return (bytes.i64(0xbc) & ~UNDERSTOOD) == 0;
    }

    long generation() {
        return bytes.i64(0x48);
    }

    /** Whether others are made of it, which find it by its UUID (btrfstune -S). */
    boolean isSeed() {
        return (bytes.i64(0x38) & SEEDING) != 0;
    }

    /** Whether files were synced after the last whole commit, to a log that the trees know nothing of. */
    boolean hasLog() {
        return bytes.i64(0x60) != 0;
    }

    /** What the nodes call the file system, which is not its UUID where that was changed the quick way. */
    byte[] metadataUuid() {
        return bytes.bytes((bytes.i64(0xbc) & METADATA_UUID) != 0 ? 0x23b : 0x20, 16);
    }
}
