package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Cancelled;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;

/** Committed and rebased overlays read as they did, and as those that qemu-img has worked on. */
final class OverlayTest {

    private static final long SIZE = 20L * Disks.MIB;

    @TempDir
    private Path work;

    private Path raw;
    private Path overlay;
    private Path before;

    @BeforeEach
    void makeTheBase() {
        raw = Disks.scattered(work.resolve("content.raw"), SIZE, 6);
        overlay = work.resolve("base-overlay.qcow2");
        before = work.resolve("before.raw");
    }

    private void makeOverlay(String base, String format, String options, String size) {
        Shell.run("qemu-img", "convert", "-O", format, raw.toString(), work.resolve(base).toString());
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, "-b", base, "-F", format,
                overlay.toString(), size);
        write(overlay, "write -P 7 1M 300k", "write -z 2M 1M", "write -P 3 8323072 512",
                "write -P 9 18M 100k");
        Shell.run("qemu-img", "convert", "-O", "raw", overlay.toString(), before.toString());
    }

    private static void write(Path image, String... commands) {
        for (String command : commands) {
            Shell.run("qemu-io", "-f", "qcow2", "-c", command, image.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"qcow2 | cluster_size=65536 | 20M", "raw | cluster_size=4096 | 20M",
        "raw | compat=0.10 | 26M", "qcow2 | extended_l2=on,cluster_size=64k | 26M",
        "vdi | cluster_size=64k | 20M"})
    void committingBringsTheBackingFileToWhatTheOverlayWas(String format, String options, String size)
            throws IOException, Refusal {
        makeOverlay("base.img", format, options, size);
        ImageJobs.commit(overlay, Disks.USUAL, false, Disks.QUIET, () -> false);
        Disks.assertSame(before, "raw", work.resolve("base.img"), format);
        Disks.assertSame(before, "raw", overlay, "qcow2");
        String map = Shell.run("qemu-img", "map", "--output=json", overlay.toString());
        assertTrue(!map.contains("\"depth\": 0"), map);
    }

    @Test
    void anOverlayThatIsKeptStaysAsItIs() throws IOException, Refusal {
        makeOverlay("base.img", "qcow2", "cluster_size=64k", "20M");
        String hash = Volume.imageHash(overlay);
        ImageJobs.commit(overlay, Disks.USUAL, true, Disks.QUIET, () -> false);
        assertEquals(hash, Volume.imageHash(overlay));
        Disks.assertSame(before, "raw", work.resolve("base.img"), "qcow2");
    }

    /** A qcow2 backing file changes as a whole; the overlay is emptied only afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aCancelledCommitChangesNothingThatIsSeen(String format) throws IOException {
        makeOverlay("base.img", format, "cluster_size=64k", "20M");
        String hash = Volume.imageHash(work.resolve("base.img"));
        int[] asked = {0};
        assertThrows(Cancelled.class,
                () -> ImageJobs.commit(overlay, Disks.USUAL, false, Disks.QUIET, () -> ++asked[0] > 4));
        Disks.assertSame(before, "raw", overlay, "qcow2");
        if (format.equals("qcow2")) {
            Shell.run("qemu-img", "check", work.resolve("base.img").toString());
            Disks.assertSame(raw, "raw", work.resolve("base.img"), "qcow2");
        } else {
            assertEquals(hash.length(), Volume.imageHash(work.resolve("base.img")).length());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"cluster_size=65536 | 20M", "compat=0.10 | 20M",
        "cluster_size=512 | 26M", "extended_l2=on,cluster_size=64k | 26M"})
    void rebasingToAnotherDiskKeepsTheDisk(String options, String size) throws IOException, Refusal {
        makeOverlay("base.img", "qcow2", options, size);
        Path other = Disks.scattered(work.resolve("other.raw"), SIZE + Disks.MIB, 7);
        Shell.run("qemu-img", "convert", "-O", "qcow2", other.toString(), work.resolve("other").toString());
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.of(Path.of("other")), Optional.of("qcow2"), false,
                Disks.QUIET, () -> false);
        Disks.assertSame(before, "raw", overlay, "qcow2");
        assertTrue(Shell.run("qemu-img", "info", overlay.toString()).contains("backing file: other"));
    }

    @Test
    void rebasingToNothingFlattens() throws IOException, Refusal {
        makeOverlay("base.img", "qcow2", "cluster_size=64k", "26M");
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.empty(), Optional.empty(), false, Disks.QUIET,
                () -> false);
        assertTrue(!Shell.run("qemu-img", "info", overlay.toString()).contains("backing file"));
        Disks.assertSame(before, "raw", overlay, "qcow2");
    }

    @Test
    void anImageWithoutABackingFileGetsOne() throws IOException, Refusal {
        Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), overlay.toString());
        Path other = Disks.scattered(work.resolve("other.raw"), SIZE, 8);
        Shell.run("qemu-img", "convert", "-O", "qcow2", other.toString(), work.resolve("other").toString());
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.of(Path.of("other")), Optional.of("qcow2"), false,
                Disks.QUIET, () -> false);
        Disks.assertSame(raw, "raw", overlay, "qcow2");
    }

    /** What lies in the layer that is left out is copied; what lies below it is not even read. */
    @Test
    void leavingOutAMiddleLayerCopiesThatLayer() throws IOException, Refusal {
        Path middle = work.resolve("middle");
        Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), work.resolve("base.img").toString());
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.img", "-F", "qcow2",
                middle.toString(), "15M");
        write(middle, "write -P 7 1M 300k", "write -z 4M 1M");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "middle", "-F", "qcow2",
                overlay.toString(), "20M");
        write(overlay, "write -P 8 6M 64k");
        Shell.run("qemu-img", "convert", "-O", "raw", overlay.toString(), before.toString());
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.of(Path.of("base.img")), Optional.of("qcow2"), false,
                Disks.QUIET, () -> false);
        Disks.assertSame(before, "raw", overlay, "qcow2");
    }

    @Test
    void anUnsafeRebaseOnlyWritesTheName() throws IOException, Refusal {
        makeOverlay("base.img", "qcow2", "cluster_size=64k", "20M");
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.of(Path.of("nowhere")), Optional.of("raw"), true,
                Disks.QUIET, () -> false);
        String info = Shell.run("qemu-img", "info", overlay.toString());
        assertTrue(info.contains("backing file: nowhere") && info.contains("backing file format: raw"), info);
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.of(Path.of("base.img")), Optional.of("qcow2"), true,
                Disks.QUIET, () -> false);
        Disks.assertSame(before, "raw", overlay, "qcow2");
    }

    @Test
    void aCancelledRebaseChangesNothing() throws IOException {
        makeOverlay("base.img", "qcow2", "cluster_size=64k", "20M");
        int[] asked = {0};
        assertThrows(Cancelled.class, () -> ImageJobs.rebase(overlay, Disks.USUAL, Optional.empty(),
                Optional.empty(), false, Disks.QUIET, () -> ++asked[0] > 2));
        Disks.assertSame(before, "raw", overlay, "qcow2");
        assertTrue(Shell.run("qemu-img", "info", overlay.toString()).contains("backing file: base"));
    }
}
