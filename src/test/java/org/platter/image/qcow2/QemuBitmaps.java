package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.platter.base.RangeSet;

/** The bits of persistent bitmaps as programs for incremental backups get them: from QEMU, by NBD. */
public final class QemuBitmaps {

    private static final Pattern MAPPED = Pattern
            .compile("\"start\": (\\d+), \"length\": (\\d+).*\"data\": (\\w+)");

    private QemuBitmaps() {}

    /** Returns the ranges of the disk that a valid bitmap tells to have changed. */
    public static RangeSet dirty(Path image, String bitmap) throws IOException {
        Path folder = Files.createTempDirectory("nbd");
        Path socket = folder.resolve("s");
        Process server = new ProcessBuilder("qemu-nbd", "-r", "-f", "qcow2", "-B", bitmap, "-k",
                socket.toString(), image.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.exists(socket)) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new IOException(Files.readString(folder.resolve("log")));
                }
                Thread.onSpinWait();
            }
            String map = Qemu.run("qemu-img", "map", "--output=json", "--image-opts",
                    "driver=nbd,server.type=unix,server.path=" + socket + ",x-dirty-bitmap=qemu:dirty-bitmap:"
                            + bitmap);
            RangeSet.Builder dirty = new RangeSet.Builder();
            // what is dirty comes as no data (QEMU, block/nbd.c)
            MAPPED.matcher(map).results().filter(line -> line.group(3).equals("false"))
                    .forEach(line -> dirty.add(Long.parseLong(line.group(1)),
                            Long.parseLong(line.group(1)) + Long.parseLong(line.group(2))));
            return dirty.build();
        } finally {
            server.destroy();
            server.onExit().join();
            for (String name : List.of("s", "log", "")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    /** Returns the same as Platter reads it. */
    public static RangeSet read(Qcow2Image image, String bitmap) throws IOException {
        RangeSet.Builder dirty = new RangeSet.Builder();
        image.forEachSet(bitmap, range -> dirty.add(range.start(), range.end()));
        return dirty.build();
    }

    /** Adds a bitmap by QEMU. */
    public static void add(Path image, String bitmap, long granularity) {
        assertEquals("", Qemu.run("qemu-img", "bitmap", "--add", "-g", granularity, image, bitmap));
    }
}
