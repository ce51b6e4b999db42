package org.platter.layout;

/**
 * The disk's C/H/S geometry, which cylinder alignment follows.
 *
 * @param heads 1 to 255
 * @param sectorsPerTrack 1 to 63
 */
public record Geometry(int heads, int sectorsPerTrack) {

    /** What is assumed where neither the device nor the MBR's entries tell: 255 heads, 63 sectors. */
    public static final Geometry STANDARD = new Geometry(255, 63);

    public Geometry {
        if (heads < 1 || heads > 255 || sectorsPerTrack < 1 || sectorsPerTrack > 63) {
            throw new IllegalArgumentException("geometry of " + heads + " heads, " + sectorsPerTrack
                    + " sectors");
        }
    }

    public long trackBytes(int sectorSize) {
        return (long) sectorsPerTrack * sectorSize;
    }

    public long cylinderBytes(int sectorSize) {
        return heads * trackBytes(sectorSize);
    }
}
