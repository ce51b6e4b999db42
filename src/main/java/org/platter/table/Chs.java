package org.platter.table;

import java.util.List;
import java.util.Optional;
import org.platter.layout.Geometry;

/**
 * Cylinder, head and sector as the three bytes of an MBR entry hold them: head, then the sector in six bits
 * with the top two bits of the cylinder above it, then the cylinder's low eight bits.
 */
final class Chs {

    private static final int LAST_CYLINDER = 1023;

    private Chs() {}

    /** A place on the disk that an entry gives both ways. */
    record Observation(long lba, int chs) {

        /**
         * Whether it says something of the geometry: the largest cylinder stands for all that lie behind it.
         */
        boolean tells() {
            return chs != 0 && cylinder(chs) < LAST_CYLINDER && sector(chs) > 0;
        }

        boolean agrees(int heads, int sectorsPerTrack) {
            return head(chs) < heads && sector(chs) <= sectorsPerTrack
                    && ((long) cylinder(chs) * heads + head(chs)) * sectorsPerTrack + sector(chs) - 1 == lba;
        }
    }

    /**
     * Returns the bytes for a sector; past the last cylinder those of the geometry's last place, as sfdisk
     * writes.
     */
    static int of(long lba, Geometry geometry) {
        long track = lba / geometry.sectorsPerTrack();
        long cylinder = track / geometry.heads();
        return cylinder > LAST_CYLINDER
                ? pack(LAST_CYLINDER, geometry.heads() - 1, geometry.sectorsPerTrack())
                : pack((int) cylinder, (int) (track % geometry.heads()),
                        (int) (lba % geometry.sectorsPerTrack()) + 1);
    }

    /**
     * Returns the geometry that the disk tells, unless the table was made for another one; else as
     * {@link #geometry(List)}.
     */
    static Geometry geometry(Optional<Geometry> told, List<Observation> observations) {
        List<Observation> telling = observations.stream().filter(Observation::tells).toList();
        return told.filter(one -> agree(telling, one.heads(), one.sectorsPerTrack()))
                .orElseGet(() -> geometry(observations));
    }

    /**
     * Returns the geometry that all observations agree with: 255/63 if that does or if none does, else the
     * one whose tracks are longest, and among those the one with the fewest heads.
     */
    static Geometry geometry(List<Observation> observations) {
        List<Observation> telling = observations.stream().filter(Observation::tells).toList();
        if (agree(telling, Geometry.STANDARD.heads(), Geometry.STANDARD.sectorsPerTrack())) {
            return Geometry.STANDARD;
        }
        for (int sectors = 63; sectors >= 1; sectors--) {
            for (int heads = 1; heads <= 255; heads++) {
                if (agree(telling, heads, sectors)) {
                    return new Geometry(heads, sectors);
                }
            }
        }
        return Geometry.STANDARD;
    }

    private static boolean agree(List<Observation> observations, int heads, int sectors) {
        for (Observation observation : observations) {
            if (!observation.agrees(heads, sectors)) {
                return false;
            }
        }
        return true;
    }

    private static int pack(int cylinder, int head, int sector) {
        return head | (sector | cylinder >> 8 << 6) << 8 | (cylinder & 0xff) << 16;
    }

    private static int cylinder(int chs) {
        return chs >>> 16 | (chs >>> 14 & 3) << 8;
    }

    private static int head(int chs) {
        return chs & 0xff;
    }

    private static int sector(int chs) {
        return chs >>> 8 & 0x3f;
    }
}
