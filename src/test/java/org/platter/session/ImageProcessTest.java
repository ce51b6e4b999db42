package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code platter image} commands as processes of their own, with 64 MiB of memory. */
final class ImageProcessTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;

    @Test
    void aConversionThatIsToldToEndLeavesNothingBehind() throws IOException, InterruptedException {
        Path source = work.resolve("source.raw");
        byte[] bytes = new byte[MIB];
        new Random(1).nextBytes(bytes);
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            for (int i = 0; i < 300; i++) {
                bytes[i] ^= 1;
                file.write(bytes);
            }
        }
        Path told = work.resolve("told");
        Process platter = Platters.start(told, "image", "convert", "-f", "raw", "-c", "-m", "1", "-O",
                "qcow2", source.toString(), work.resolve("target.qcow2").toString());
        while (platter.isAlive() && !Files.readString(told).contains("Copy ")) {
            Thread.onSpinWait(); // until it has begun
        }
        platter.destroy();
        platter.waitFor();
        assertTrue(Files.readString(told).contains("platter: Cancelled; nothing was made."),
                Files.readString(told));
        assertEquals(List.of("source.raw", "told"), Stream.of(work.toFile().list()).sorted().toList());
    }

    @Test
    void anImageThatAMachineHasOpenIsLeftAlone() throws IOException, InterruptedException {
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "64M");
        Process machine = new ProcessBuilder("qemu-io", "-f", "qcow2", image.toString())
                .redirectErrorStream(true).start();
        try {
            machine.getOutputStream().write("read 0 512\n".getBytes());
            machine.getOutputStream().flush();
            machine.getInputStream().read(); // it has answered: it holds the image
            String before = Volume.imageHash(image);
            for (List<String> words : List.of(List.of("resize", image.toString(), "+1M"),
                    List.of("check", "-r", "all", image.toString()),
                    List.of("snapshot", "-c", "one", image.toString()),
                    List.of("sparsify", image.toString()),
                    List.of("create", "--replace", image.toString(), "1M"))) {
                Shell.Outcome outcome = Platters.run(
                        Stream.concat(Stream.of("image"), words.stream()).toArray(String[]::new));
                assertEquals(3, outcome.status(), words + outcome.output());
                assertTrue(outcome.output().contains("in use"), outcome.output());
            }
            assertEquals(0, Platters.run("image", "info", image.toString()).status());
            assertEquals(before, Volume.imageHash(image));
        } finally {
            machine.getOutputStream().close();
            machine.waitFor();
        }
    }
}
