package org.platter.filesystem.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;

/**
 * The metadata that RAID controllers of mainboards keep at the end of a whole disk, by blkid's names and
 * rules (util-linux, libblkid/src/superblocks). A partition has none.
 */
final class MainboardRaid {

    /** Sectors from the end in which Promise keeps it. */
    private static final List<Integer> PROMISE = List.of(63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991,
            951, 3087);
    private static final int SECTOR = 512;
    private static final int SILICON_SUM = 0x13e;
    private static final int VIA_SUMMED = 50;

    private MainboardRaid() {}

    /** Returns the member of an array that the disk is. */
    static Optional<Content.Opaque> find(BlockDevice disk) throws IOException {
        Optional<String> found = inLastSector(disk);
        if (found.isEmpty() && has(disk, 2, 0, "NVIDIA")) {
            found = Optional.of("nvidia_raid_member");
        }
        if (found.isEmpty() && has(disk, 257, 0, "\u00de\u0011\u00de\u0011")) {
            found = Optional.of("ddf_raid_member"); // where the anchor is not in the last sector
        }
        if (found.isEmpty() && (has(disk, 11, 0, "\u00f3\u0016\u0078\u005a")
                || has(disk, 11, 0, "\u00fd\u0016\u0078\u005a"))) {
            found = Optional.of("hpt45x_raid_member");
        }
        Optional<Structure> front = Structure.read(disk, 9 * SECTOR + 32, 4);
        if (found.isEmpty() && front.filter(bytes -> bytes.has(0, "\u00f0\u0016\u0078\u005a")
                || bytes.has(0, "\u00fd\u0016\u0078\u005a")).isPresent()) {
            found = Optional.of("hpt37x_raid_member");
        }
        for (int sectors : PROMISE) {
            if (found.isEmpty() && has(disk, sectors, 0, "Promise Technology, Inc.")) {
                found = Optional.of("promise_fasttrack_raid_member");
            }
        }
        return found.map(name -> new Content.Opaque(name, Optional.empty(), Optional.empty()));
    }

    private static Optional<String> inLastSector(BlockDevice disk) throws IOException {
        Optional<Structure> last = Structure.read(disk, (disk.size() / SECTOR - 1) * SECTOR, SECTOR);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = last.get();
        if (bytes.has(0, "$XIDE$")) {
            return Optional.of("lsi_mega_raid_member");
        }
        if (bytes.has(0, "\u0037\u00fc\u004d\u001e") && bytes.has(256, "DPTM")) {
            return Optional.of("adaptec_raid_member");
        }
        if (bytes.u32(0x60) == 0x2f000000L && bytes.u8(0x116) < 8 && isSilicon(bytes)) {
            return Optional.of("silicon_medley_raid_member");
        }
        if (bytes.u16(0) == 0xaa55 && bytes.u8(2) <= 2 && !bytes.isZero(2, VIA_SUMMED) && IntStream
                .range(0, VIA_SUMMED).map(bytes::u8).sum() % 256 == bytes.u8(VIA_SUMMED)) {
            return Optional.of("via_raid_member");
        }
        return bytes.has(0, "JM") && bytes.u16(4) != 0 ? Optional.of("jmicron_raid_member")
                : Optional.empty();
    }

    private static boolean isSilicon(Structure bytes) {
        int sum = IntStream.range(0, SILICON_SUM / 2).map(i -> bytes.u16(2 * i)).sum();
        return (-sum & 0xffff) == bytes.u16(SILICON_SUM);
    }

    private static boolean has(BlockDevice disk, int sectorsFromEnd, int at, String magic)
            throws IOException {
        return Structure.read(disk, (disk.size() / SECTOR - sectorsFromEnd) * SECTOR + at, magic.length())
                .filter(bytes -> bytes.has(0, magic)).isPresent();
    }
}
