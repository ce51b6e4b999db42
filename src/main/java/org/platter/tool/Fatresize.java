package org.platter.tool;

import java.util.List;
import org.platter.base.ByteSize;

/**
 * How {@code fatresize} is called so that a file system gets the very size that was asked for. It runs in a
 * window with a table ({@code Windows.openWithTable}), whose partition 1 is the FAT file system's. fatresize
 * 1.1.0 rounds every size to a text such as {@code 211MB} or {@code 1.5GB} of libparted's, up as well as
 * down, unless the end so named is that of the partition: then it takes that end. It changes FAT16 and FAT32
 * with sectors of 512 bytes and never the size of a cluster, so it refuses what would have too many clusters,
 * or makes FAT16 of FAT32 with too few.
 */
public final class Fatresize {

    /** Where the partition begins on the made-up disk, in bytes. */
    public static final long PARTITION_START = ByteSize.MIB;

    private static final int SECTOR = 512;

    private Fatresize() {}

    /** Makes the file system fill its partition. */
    public static List<Command> grow() {
        return List.of(resize(Command.LAST_BYTE));
    }

    /**
     * Makes the file system smaller, in a partition that still has its old size. Its data has to fit into
     * somewhat less than is asked for: 2 MB less up to 10 GB, 200 MB less up to 100 GB, 2 GB less above.
     *
     * @param bytes the size to get, a multiple of 512
     */
    public static List<Command> shrink(long bytes) {
        // First to a size that no rounding makes larger than wanted, nor takes for the old one; and then, the
        // made-up partition being cut to the size that is wanted, up to its end.
        long sectors = bytes / SECTOR;
        long end = roundedDown(roundedDown(PARTITION_START + bytes - SECTOR) - 1);
        Command cut = Command.of("sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", "--force", "-N", "1",
                Command.WINDOW).withInput(PARTITION_START / SECTOR + "," + sectors + ",0c\n");
        return List.of(resize(Long.toString(Math.max(SECTOR, end - PARTITION_START))), cut,
                resize(Long.toString(bytes - 1)));
    }

    private static Command resize(String size) {
        return Command.of("fatresize", "--force-yes", "--partition", "1", "--size", size, Command.WINDOW);
    }

    /** Returns the largest number of bytes up to {@code bytes} that libparted has an exact text for. */
    private static long roundedDown(long bytes) {
        // libparted, unit.c: the largest unit of which there are ten; two decimals below 10, one below 100
        long unit = 1;
        while (unit < 1_000_000_000_000L && bytes >= unit * 1000 * 10) {
            unit *= 1000;
        }
        long step = unit == 1 ? 1 : bytes < 100 * unit ? unit / 10 : unit;
        return ByteSize.floor(bytes, step);
    }
}
