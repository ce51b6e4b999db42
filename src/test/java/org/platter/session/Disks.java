package org.platter.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;

/** Disks with scattered content, and what QEMU says of them. */
final class Disks {

    static final int MIB = 1 << 20;
    static final ImageOptions USUAL = ImageOptions.usual();
    static final Consumer<Event> QUIET = event -> {};

    private Disks() {}

    /**
     * Makes a sparse file of random runs, some of zeros, some that compress well; the same for the same seed.
     */
    static Path scattered(Path file, long size, long seed) {
        Random random = new Random(seed);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
            for (int i = 0; i < 40; i++) {
                byte[] bytes = new byte[512 * (1 + random.nextInt(i % 8 == 0 ? 4000 : 200))];
                switch (i % 4) {
                    case 0, 1 -> random.nextBytes(bytes);
                    case 2 -> {
                        for (int k = 0; k < bytes.length; k++) {
                            bytes[k] = (byte) (k / 700 + random.nextInt(3));
                        }
                    }
                    default -> {}
                }
                long at = 512L * random.nextInt((int) ((size - bytes.length) / 512));
                channel.write(ByteBuffer.wrap(bytes), at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    static Conversion.Report convert(Path from, Path to, Conversion conversion) throws IOException, Refusal {
        return ImageJobs.convert(from, USUAL, to, conversion, QUIET, () -> false);
    }

    /** Fails unless QEMU finds the same disk in both, of which the second is sound. */
    static void assertSame(Path one, String format, Path other, String otherFormat) {
        Shell.run("qemu-img", "compare", "-f", format, "-F", otherFormat, one.toString(), other.toString());
        if (List.of("qcow2", "vdi", "vmdk", "vhdx", "qed", "parallels").contains(otherFormat)) {
            Shell.run("qemu-img", "check", "-f", otherFormat, other.toString());
        }
    }

    static String read(Path raw, long offset, int length) {
        try (FileChannel channel = FileChannel.open(raw)) {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            channel.read(bytes, offset);
            return java.util.HexFormat.of().formatHex(bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path raw, long offset, int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        try (FileChannel channel = FileChannel.open(raw, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
