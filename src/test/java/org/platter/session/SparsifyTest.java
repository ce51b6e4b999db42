package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.SparsifyReport;

/** What no file system uses is given back, and nothing else: every file is what it was. */
final class SparsifyTest {

    private static final long START = 2048;
    private static final long SECTORS = 131_072;
    private static final long OTHER = START + SECTORS;
    private static final long OTHER_SECTORS = 16_384;
    private static final long SIZE = (OTHER + OTHER_SECTORS) * 512;

    @TempDir
    private Path work;

    private Path image;
    private Map<String, String> hashes;

    /** A disk full of garbage: a partition with files, behind it one whose content nobody knows. */
    private void make(Volume volume) throws IOException {
        Path folder = Files.createDirectory(work.resolve("files"));
        Volume.fill(folder, 5, 40, 600_000);
        hashes = Volume.hashes(folder);
        Path part = work.resolve("part");
        Shell.run("sh", "-c", "yes garbage | head -c " + SECTORS * 512 + " > " + part);
        if (volume == Volume.EXT4) { // which would make holes of all that is free
            Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-E", "nodiscard,lazy_itable_init=0", "-d",
                    folder.toString(), part.toString());
        } else {
            volume.make(part, "SPARSE", folder, START);
        }
        image = work.resolve("disk.raw");
        Shell.run("sh", "-c",
                "yes garbage | head -c " + SIZE + " > " + image + "; dd status=none conv=notrunc bs=1M"
                        + " seek=1 if=" + part + " of=" + image
                        + "; dd status=none conv=notrunc bs=512 count=1 if=/dev/zero of=" + image);
        Shell.feed("label: dos\nstart=" + START + ", size=" + SECTORS + "\nstart=" + OTHER + ", size="
                + OTHER_SECTORS + ", type=da\n", "sfdisk", "-q", "--wipe", "never", image.toString());
        Files.delete(part);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource(Volume.class)
    void everyFileIsWhatItWas(Volume volume) throws IOException, Refusal {
        make(volume);
        String unknown = Disks.read(image, OTHER * 512, 1 << 20);
        SparsifyReport report = ImageJobs.sparsify(image, Disks.USUAL, Optional.empty(), Disks.QUIET,
                () -> false);
        assertTrue(report.freedBytes() > 30 * ByteSize.MIB, report.toString());
        assertTrue(report.allocatedAfter() <= report.allocatedBefore() - 30 * ByteSize.MIB,
                report.toString());
        assertEquals(1, report.kept().size(), report.kept().toString());
        assertTrue(report.kept().get(0).startsWith("Partition 2 was kept whole"), report.kept().get(0));
        assertEquals(unknown, Disks.read(image, OTHER * 512, 1 << 20));
        volume.verify(image, START * 512, SECTORS * 512, hashes, work);
        assertEquals(0, ImageJobs.sparsify(image, Disks.USUAL, Optional.empty(), Disks.QUIET, () -> false)
                .freedBytes(), "the second time there is nothing to free");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource(Volume.class)
    void aSparsifiedCopyHasEveryFile(Volume volume) throws IOException, Refusal {
        make(volume);
        String before = Volume.imageHash(image);
        Path copy = work.resolve("copy.raw");
        SparsifyReport report = ImageJobs.sparsify(image, Disks.USUAL, Optional.of(copy), Disks.QUIET,
                () -> false);
        assertTrue(report.allocatedAfter() < report.allocatedBefore() - 30 * ByteSize.MIB, report.toString());
        assertEquals(before, Volume.imageHash(image));
        volume.verify(copy, START * 512, SECTORS * 512, hashes, work);
    }

    /** qcow2 frees whole clusters by one change; what a snapshot holds stays held. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clustersOfAQcow2ImageAreFreed() throws IOException, Refusal {
        make(Volume.EXT4);
        Path qcow2 = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", "-o", "cluster_size=16k", image.toString(),
                qcow2.toString());
        SparsifyReport report = ImageJobs.sparsify(qcow2, Disks.USUAL, Optional.empty(), Disks.QUIET,
                () -> false);
        assertTrue(report.allocatedAfter() <= report.allocatedBefore() - 30 * ByteSize.MIB,
                report.toString());
        Shell.run("qemu-img", "check", qcow2.toString());
        Path back = work.resolve("back.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", qcow2.toString(), back.toString());
        Volume.EXT4.verify(back, START * 512, SECTORS * 512, hashes, work);
        Path copy = work.resolve("copy.qcow2");
        ImageJobs.sparsify(qcow2, Disks.USUAL, Optional.of(copy), Disks.QUIET, () -> false);
        assertTrue(Shell.run("qemu-img", "info", copy.toString()).contains("cluster_size: 16384"));
    }

    /** An overlay's dead clusters become zeros, so that its backing file does not show through. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anOverlayKeepsItsFiles() throws IOException, Refusal {
        make(Volume.EXT4);
        Path overlay = work.resolve("overlay.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "disk.raw", "-F", "raw",
                overlay.toString());
        Shell.run("qemu-io", "-c", "write -P 5 20M 8M", overlay.toString());
        Shell.run("qemu-io", "-c", "write -P 5 " + OTHER * 512 + " 1M", overlay.toString());
        String base = Volume.imageHash(image);
        ImageJobs.sparsify(overlay, Disks.USUAL, Optional.empty(), Disks.QUIET, () -> false);
        assertEquals(base, Volume.imageHash(image));
        Shell.run("qemu-img", "check", overlay.toString());
        Shell.run("qemu-io", "-c", "read -P 5 " + OTHER * 512 + " 1M", overlay.toString());
    }

    /** Where the format keeps what it has, the report says so; the files stay. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFormatThatKeepsItsSpaceIsSparsifiedIntoANewFile() throws IOException, Refusal {
        make(Volume.EXT4);
        Path vdi = work.resolve("disk.vdi");
        Shell.run("qemu-img", "convert", "-O", "vdi", image.toString(), vdi.toString());
        SparsifyReport report = ImageJobs.sparsify(vdi, Disks.USUAL, Optional.empty(), Disks.QUIET,
                () -> false);
        assertTrue(report.allocatedAfter() < report.allocatedBefore() - 30 * ByteSize.MIB
                || report.kept().stream().anyMatch(text -> text.contains("into a new file")),
                report.toString());
        Path copy = work.resolve("copy.vdi");
        assertTrue(ImageJobs.sparsify(vdi, Disks.USUAL, Optional.of(copy), Disks.QUIET, () -> false)
                .allocatedAfter() < report.allocatedBefore() - 20 * ByteSize.MIB);
        for (Path one : new Path[] {vdi, copy}) {
            Shell.run("qemu-img", "check", one.toString());
            Path back = work.resolve(one.getFileName() + ".raw");
            Shell.run("qemu-img", "convert", "-O", "raw", one.toString(), back.toString());
            Volume.EXT4.verify(back, START * 512, SECTORS * 512, hashes, work);
        }
    }

    /** The bytes of a swap partition mean nothing, those of a suspended machine everything. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void swapSpaceIsFreeUnlessAMachineSleepsInIt() throws IOException, Refusal {
        make(Volume.EXT4);
        Path swap = work.resolve("swap");
        Shell.run("truncate", "-s", String.valueOf(OTHER_SECTORS * 512), swap.toString());
        Shell.run("mkswap", "-L", "swap", swap.toString());
        Shell.run("dd", "if=" + swap, "of=" + image, "bs=4096", "count=1", "conv=notrunc", "status=none",
                "oflag=seek_bytes", "seek=" + OTHER * 512);
        SparsifyReport report = ImageJobs.sparsify(image, Disks.USUAL, Optional.empty(), Disks.QUIET,
                () -> false);
        assertEquals(0, report.kept().size(), report.kept().toString());
        assertEquals("00".repeat(4096), Disks.read(image, OTHER * 512 + 8192, 4096));
        Disks.write(image, OTHER * 512 + 8192, 4096, 7);
        Shell.run("sh", "-c", "printf S1SUSPEND | dd of=" + image
                + " conv=notrunc status=none oflag=seek_bytes bs=9 seek=" + (OTHER * 512 + 4086));
        assertEquals(1, ImageJobs.sparsify(image, Disks.USUAL, Optional.empty(), Disks.QUIET, () -> false)
                .kept().size());
        assertEquals("07".repeat(4096), Disks.read(image, OTHER * 512 + 8192, 4096));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void cancellingLeavesTheFilesAndNoCopy() throws IOException {
        make(Volume.EXT4);
        int[] asked = {0};
        assertThrows(Cancelled.class, () -> ImageJobs.sparsify(image, Disks.USUAL, Optional.empty(),
                Disks.QUIET, () -> ++asked[0] > 3));
        Volume.EXT4.verify(image, START * 512, SECTORS * 512, hashes, work);
        Path copy = work.resolve("copy.raw");
        assertThrows(Cancelled.class, () -> ImageJobs.convert(image, Disks.USUAL, copy,
                Conversion.to("raw").withSparsify(true), Disks.QUIET, () -> ++asked[0] > 12));
        assertTrue(Files.list(work).noneMatch(file -> file.toString().contains("copy")));
    }
}
