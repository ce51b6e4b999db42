package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.platter.base.ByteSize;

/** A small image that is made again and again, changed by one job, and judged by other programs. */
final class FaultedImage implements Closeable {

    /** What an image is, and what is done to it. */
    enum Kind {
        RAW("raw", "move 1 start=+1027s align=none", "label 1 text=NEW"),
        CLONE("raw", "move 1 start=+1MiB", "label 1 text=NEW"),
        QCOW2("qcow2", "move 1 start=+3s align=none", "label 1 text=NEW"),
        VDI("vdi", "move 1 start=+1027s align=none", "label 1 text=NEW"),
        VHDX("vhdx", "move 1 start=+3s align=none", "label 1 text=NEW"),
        VMDK("vmdk", "move 1 start=+131s align=none", "label 1 text=NEW"),
        LOOP("raw", "move 1 start=+1027s align=none", "label 1 text=NEW");

        final String format;
        final List<String> job;

        Kind(String format, String... job) {
            this.format = format;
            this.job = List.of(job);
        }
    }

    /** What an image turned out to be. */
    enum State { OLD, NEW, LOST }

    private static final int SIZE = 10 << 20;
    private static final long START = ByteSize.MIB;
    private static final long LENGTH = 6 * ByteSize.MIB;
    private static final int BLOCK = 4096;

    final Kind kind;
    /** Where everything is that the job may touch. */
    final Path folder;
    private final Path state;
    private final Path work;
    private final Path file;
    private final byte[] pristine;
    private final Map<String, String> hashes;
    private final Map<Long, State> known = new HashMap<>();
    private Optional<Path> mounted = Optional.empty();
    private Optional<Path> loop = Optional.empty();

    /** @param state where Platter keeps records of what it changes, which nothing else may lie in */
    FaultedImage(Kind kind, Path parent, Path state) throws IOException {
        this.kind = kind;
        this.state = state;
        work = Files.createDirectory(parent.resolve(kind.toString()));
        folder = Files.createDirectory(work.resolve("at"));
        if (kind == Kind.CLONE) {
            mountXfs();
        }
        file = folder.resolve("disk." + kind.format);
        Path files = Files.createDirectory(work.resolve("files"));
        Volume.fill(files, 7, 30, 600_000);
        hashes = Volume.hashes(files);
        Path raw = work.resolve("seed.raw");
        Path volume = work.resolve("seed.ext4");
        Shell.run("truncate", "-s", String.valueOf(LENGTH), volume.toString());
        Volume.EXT4.make(volume, "OLD", files, START / 512);
        Shell.run("truncate", "-s", String.valueOf(SIZE), raw.toString());
        Shell.feed("label: gpt\nlabel-id: 8DE4B7D8-1D39-4E0D-B5A5-9C3E0B6E3A55\nstart=" + START / 512
                + ", size=" + LENGTH / 512 + ", uuid=0CD0E6A5-7B5B-4F2C-93B4-5B5D1E8B7A11\n", "sfdisk", "-q",
                raw.toString());
        Shell.copy(volume, 0, raw, START, LENGTH);
        Path seed = work.resolve("seed." + kind.format);
        if (!seed.equals(raw)) {
            Shell.run("qemu-img", "convert", "-f", "raw", "-O", kind.format, raw.toString(), seed.toString());
        }
        pristine = Files.readAllBytes(seed);
        restore();
        known.put(fingerprint(), State.OLD);
        if (judge(path()) != State.OLD) {
            throw new IllegalStateException("the image is not as it was made");
        }
    }

    /** Clones need a file system that shares blocks. */
    private void mountXfs() {
        Path xfs = work.resolve("xfs");
        Shell.run("truncate", "-s", "320M", xfs.toString());
        Shell.run("mkfs.xfs", "-q", "-m", "reflink=1", xfs.toString());
        Shell.run("mount", "-o", "loop", xfs.toString(), folder.toString());
        mounted = Optional.of(folder);
    }

    /** What Platter is to open. */
    Path path() {
        return loop.orElse(file);
    }

    /** The device that the image is, or nothing. */
    String device() {
        return loop.map(Path::toString).orElse("");
    }

    /** Puts the image there as it was in the beginning, and nothing else. */
    void restore() throws IOException {
        detach();
        if (Files.exists(state)) {
            Volume.delete(state);
        }
        try (Stream<Path> there = Files.list(folder)) {
            for (Path path : there.toList()) {
                Volume.delete(path);
            }
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            byte[] zeros = new byte[BLOCK];
            for (int at = 0; at < pristine.length; at += BLOCK) {
                int end = Math.min(at + BLOCK, pristine.length);
                if (end < at + BLOCK || !Arrays.equals(pristine, at, end, zeros, 0, BLOCK)) {
                    out.write(ByteBuffer.wrap(pristine, at, end - at), at);
                }
            }
        }
        try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
            sized.setLength(pristine.length);
        }
        if (kind == Kind.LOOP) {
            loop = Optional.of(Shell.attach(file));
        }
    }

    private void detach() {
        loop.ifPresent(device -> Shell.run("losetup", "-d", device.toString()));
        loop = Optional.empty();
    }

    /** What lies about the image and is not the image. */
    List<String> others() throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            return there.filter(path -> !path.equals(file))
                    .map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns what the image is now, by its bytes or by the files in it. */
    State state() throws IOException {
        long fingerprint = fingerprint();
        State state = known.get(fingerprint);
        if (state == null) {
            state = judge(path());
            known.put(fingerprint, state);
        }
        return state;
    }

    private long fingerprint() throws IOException {
        if (!Files.exists(file)) {
            return -1;
        }
        byte[] bytes = Files.readAllBytes(path());
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return sum.getValue() << 32 | bytes.length;
    }

    /** By sfdisk, e2fsck, debugfs and the hashes of all files. */
    private State judge(Path image) throws IOException {
        try {
            Path raw = image;
            if (!kind.format.equals("raw")) {
                raw = work.resolve("judged.raw");
                Shell.run("qemu-img", "convert", "-f", kind.format, "-O", "raw", image.toString(),
                        raw.toString());
            }
            if (kind == Kind.QCOW2) {
                Shell.run("qemu-img", "check", "-q", image.toString());
            }
            Shell.run("sfdisk", "--verify", raw.toString());
            String dump = Shell.run("sfdisk", "-d", raw.toString());
            long start = Long.parseLong(dump.replaceAll("(?s).*start= *([0-9]+).*", "$1")) * 512;
            Volume.EXT4.verify(raw, start, LENGTH, hashes, work);
            boolean isNamed = Shell.run("blkid", "-p", "-O", String.valueOf(start), "-s", "LABEL",
                    "-o", "value", raw.toString()).strip().equals("NEW");
            return start == START ? isNamed ? State.LOST : State.OLD : isNamed ? State.NEW : State.LOST;
        } catch (AssertionError e) {
            return State.LOST;
        }
    }

    @Override
    public void close() throws IOException {
        detach();
        mounted.ifPresent(place -> Shell.run("umount", place.toString()));
    }
}
