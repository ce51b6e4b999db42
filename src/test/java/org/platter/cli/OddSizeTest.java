package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** An image whose size is no multiple of the sector loses nothing: its last sector is filled with zeros. */
@Execution(ExecutionMode.CONCURRENT)
final class OddSizeTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;

    /** As many bytes as fill no sector of 512, and no sector of 4096. */
    @ParameterizedTest
    @ValueSource(strings = {"300 512", "300 4096", "2048 4096", "4095 4096"})
    void theLastBytesOfARawImageAreKept(String sizes) throws IOException {
        int odd = Integer.parseInt(sizes.split(" ")[0]);
        String sector = sizes.split(" ")[1];
        byte[] bytes = Cli.bytes(odd, 8 * MIB + odd);
        Path image = Files.write(work.resolve("odd.raw"), bytes);
        Path copy = work.resolve("copy");

        Cli.image("convert", "-O", "raw", "--sector-size", sector, image, copy);
        assertBegins(bytes, copy, 0);
        Files.delete(copy);
        Cli.image("convert", "-O", "qcow2", "--sector-size", sector, image, copy);
        Path back = work.resolve("back.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", copy.toString(), back.toString());
        assertBegins(bytes, back, 0);
        Files.delete(copy);
        Cli.image("convert", "-O", "raw", "--salvage", "--sector-size", sector, image, copy);
        assertBegins(bytes, copy, 0);
        Files.delete(copy);
        Cli.image("clone", image, copy);
        assertBegins(bytes, copy, 0);

        Cli.image("resize", "--sector-size", sector, copy, "+1MiB");
        assertBegins(bytes, copy, MIB);
        Files.write(copy, bytes);
        Cli.Outcome outcome = Cli.run("apply", "--sector-size", sector, copy, "-e", "disk size=+1MiB");
        assertEquals(0, outcome.status(), outcome.err());
        assertBegins(bytes, copy, MIB);
    }

    @Test
    void theLastBytesOfTwoImagesAreCompared() throws IOException {
        byte[] bytes = Cli.bytes(1, 8 * MIB + 300);
        Path image = Files.write(work.resolve("one.raw"), bytes);
        Path same = Files.write(work.resolve("same.raw"), bytes);
        bytes[bytes.length - 1]++;
        Path other = Files.write(work.resolve("other.raw"), bytes);
        assertEquals(0, Cli.attempt("compare", image, same).status());
        assertNotEquals(0, Cli.attempt("compare", image, other).status());
    }

    @Test
    void theLastBytesOfABackingFileAreTakenOver() throws IOException {
        byte[] bytes = Cli.bytes(2, 8 * MIB + 300);
        Path image = Files.write(work.resolve("odd.raw"), bytes);
        Path overlay = work.resolve("overlay.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "odd.raw", "-F", "raw",
                overlay.toString());
        Cli.image("rebase", "-b", "", overlay);
        Files.delete(image);
        Path back = work.resolve("back.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", overlay.toString(), back.toString());
        assertBegins(bytes, back, 0);
    }

    /** A size that no program writes that makes its images in whole sectors. */
    @ParameterizedTest
    @ValueSource(ints = {1_048_476, 1_048_577 - 1025})
    void theLastBytesOfAQcow2AreKept(int size) throws IOException {
        Path image = work.resolve("odd.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M");
        Shell.run("qemu-io", "-c", "write -P 7 512k 512k", image.toString());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(24);
            file.writeLong(size);
        }
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, MIB / 2, size, (byte) 7);
        Path copy = work.resolve("copy.raw");
        Cli.image("convert", "-O", "raw", image, copy);
        assertBegins(bytes, copy, 0);
        Cli.image("resize", image, "2MiB");
        Shell.run("qemu-img", "check", image.toString());
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), copy.toString());
        assertBegins(bytes, copy, MIB - 512);
    }

    /** Fails unless a file has these bytes, and zeros behind them, at least so many. */
    private static void assertBegins(byte[] bytes, Path file, int zeros) throws IOException {
        byte[] found = Files.readAllBytes(file);
        assertArrayEquals(bytes, Arrays.copyOf(found, bytes.length), file + " as far as it went");
        assertEquals(true, found.length >= bytes.length + zeros, file + " of " + found.length);
    }
}
