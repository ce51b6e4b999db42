package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.platter.base.ByteRange;
import org.platter.image.RawImage;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/** A disk image with a table by sfdisk and file systems by their own programs, and what is in them. */
public final class SeedDisk {

    /** Bytes of the thumb drive that guides to virtual disks enlarge. */
    public static final long THUMB = 1_012_924_416;

    /** A partition; the file system is empty for an extended one. */
    public record Part(Volume volume, long startSector, long sectors) {

        public static Part ext4(long startSector, long sectors) {
            return new Part(Volume.EXT4, startSector, sectors);
        }
    }

    private static final byte[] BOOT_CODE = "the code that starts the machine".getBytes();

    public final Path image;
    private final Path work;
    private final List<Volume> volumes = new ArrayList<>();
    private final List<Map<String, String>> hashes = new ArrayList<>();

    private SeedDisk(Path work) {
        this(work, work.resolve("thumb.raw"));
    }

    private SeedDisk(Path work, Path image) {
        this.work = work;
        this.image = image;
    }

    /** Returns the same disk in another file, which somebody has put there or will. */
    SeedDisk in(Path other) {
        SeedDisk disk = new SeedDisk(work, other);
        disk.volumes.addAll(volumes);
        disk.hashes.addAll(hashes);
        return disk;
    }

    /** Makes an image of which partition n of {@code parts} is the n-th line of the sfdisk script. */
    public static SeedDisk make(Path work, long size, String script, List<Part> parts) throws IOException {
        SeedDisk disk = new SeedDisk(work);
        Shell.run("truncate", "-s", String.valueOf(size), disk.image.toString());
        Shell.feed(script, "sfdisk", "-q", disk.image.toString());
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
            file.write(BOOT_CODE);
        }
        int number = 1;
        for (Part part : parts) {
            disk.fill(part, number++);
        }
        return disk;
    }

    /** Makes the thumb drive with two partitions of ext4: MBR, or GPT where {@code label} is {@code gpt}. */
    public static SeedDisk thumb(Path work, String label, Part first, Part second) throws IOException {
        String id = label.equals("dos") ? "label-id: 0x2d9a5c11\n" : "";
        return make(work, THUMB, "label: " + label + "\n" + id + line(first) + line(second),
                List.of(first, second));
    }

    /**
     * Makes a GPT disk whose sectors are of 4096 bytes; places of the parts are in sectors of 512 all the
     * same.
     */
    static SeedDisk ofLargeSectors(Path work, Part... parts) throws IOException {
        SeedDisk disk = new SeedDisk(work);
        Shell.run("truncate", "-s", String.valueOf(THUMB / 4096 * 4096), disk.image.toString());
        try (RawImage image = RawImage.open(disk.image, true, 4096)) {
            Layout empty = PartitionTables.read(image);
            Layout layout = empty.withTable(PartitionTables.empty(TableType.GPT, image.size(), 4096));
            for (int i = 0; i < parts.length; i++) {
                ByteRange range = ByteRange.of(parts[i].startSector() * 512, parts[i].sectors() * 512);
                String type = PartitionTypes.code(TableType.GPT, "linux").orElseThrow();
                layout = layout.with(new Partition(PartitionId.fresh(), i + 1, range, Role.PRIMARY, type,
                        Optional.empty(), Optional.of(new UUID(7, i)), Set.of(), OptionalLong.empty(),
                        new Content.Unknown()));
            }
            PartitionTables.write(image, empty, layout);
            image.write(0, ByteBuffer.wrap(BOOT_CODE));
        }
        for (int i = 0; i < parts.length; i++) {
            disk.fill(parts[i], i + 1);
        }
        return disk;
    }

    static String line(Part part) {
        return "start=" + part.startSector() + ", size=" + part.sectors() + "\n";
    }

    /** Fills a partition that is there with a file system, the n-th of this disk. */
    void add(Part part, int n) throws IOException {
        fill(part, n);
    }

    private void fill(Part part, int number) throws IOException {
        Path folder = Files.createTempDirectory(work, "seed");
        Path file = Files.createTempFile(work, "seed", ".raw");
        Volume.fill(folder, number, 60, 1_500_000);
        Shell.run("truncate", "-s", String.valueOf(part.sectors() * 512), file.toString());
        part.volume().make(file, "VDG0" + number, folder, part.startSector());
        Shell.copy(file, 0, image, part.startSector() * 512, part.sectors() * 512);
        volumes.add(part.volume());
        hashes.add(Volume.hashes(folder));
        Files.delete(file);
        Volume.delete(folder);
    }

    /** Reads what is on the image now, by a session of its own. */
    public Layout read() throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk();
        }
    }

    /**
     * Fails unless the table is sound, the boot code is there, and each file system is clean and has all its
     * files. Partitions that hold file systems are those of the seed, in the order of their numbers.
     */
    public Layout verify() throws IOException {
        Layout layout = read();
        assertEquals(List.of(), layout.problems());
        if (layout.sectorSize() == 512) { // sfdisk takes every file for one of 512
            String verdict = Shell.run("sfdisk", "--verify", image.toString());
            assertTrue(verdict.contains("No errors detected"), verdict);
        }
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            byte[] code = new byte[BOOT_CODE.length];
            file.readFully(code);
            assertEquals(new String(BOOT_CODE), new String(code));
        }
        List<Partition> filled = layout.partitions().stream().filter(it -> it.role() != Role.EXTENDED)
                .sorted(java.util.Comparator.comparingInt(Partition::number)).toList();
        assertEquals(volumes.size(), filled.size());
        for (int i = 0; i < filled.size(); i++) {
            verify(filled.get(i), i);
        }
        return layout;
    }

    private void verify(Partition partition, int index) {
        volumes.get(index).verify(image, partition.range().start(), partition.range().length(),
                hashes.get(index), work);
        assertEquals("VDG0" + (index + 1), partition.content().label().orElse(""));
    }

    /** What the n-th file system, from 0, held when it was made. */
    Map<String, String> hashes(int index) {
        return hashes.get(index);
    }

    String imageHash() {
        return Volume.imageHash(image);
    }

    long allocated() {
        return Long.parseLong(Shell.run("stat", "-c", "%b", image.toString()).strip()) * 512;
    }
}
