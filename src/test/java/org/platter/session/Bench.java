package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.Way;
import org.platter.filesystem.registry.FileSystems;
import org.platter.image.RawImage;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.tool.Command;

/** An image that is changed by sessions of Platter, and looked at by everything but Platter. */
final class Bench {

    private static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[SECTOR];

    final Path image;
    private final String format;
    private final Path work;
    private Layout layout;
    private List<String> warnings = List.of();

    private Bench(Path image, String format, Path work) {
        this.image = image;
        this.format = format;
        this.work = work;
    }

    /** Makes an empty image by qemu-img. */
    static Bench make(Path work, String name, String format, long bytes) {
        Path image = work.resolve(name + "." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), String.valueOf(bytes));
        return new Bench(image, format, work);
    }

    /**
     * Returns what a line that makes a file system of this type ends with: a passphrase, where it needs one,
     * from a file in {@code folder}.
     */
    static String passphrase(Path folder, FileSystemType type) throws IOException {
        return type.needsPassphrase()
                ? " passphrase-file=" + Files.writeString(folder.resolve("passphrase"), "secret") : "";
    }

    /** Carries script lines out in one session, and returns how many bytes the review told it would copy. */
    long apply(String... lines) throws IOException, Refusal {
        long copied;
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            Review review = session.review();
            copied = review.copyBytes();
            warnings = review.warnings();
            session.apply(event -> {}, () -> false);
        }
        reread();
        return copied;
    }

    /** Returns what the review of the last change warned of. */
    List<String> warnings() {
        return warnings;
    }

    /** Looks at the image again, after something else has changed it. */
    void reread() throws IOException {
        layout = read();
    }

    private Layout read() throws IOException {
        if (format.equals("qcow2")) {
            Shell.run("qemu-img", "check", "-q", "-f", format, image.toString());
        }
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            assertEquals(List.of(), session.onDisk().problems());
            return session.onDisk();
        }
    }

    /** Returns a partition as another session found it after the last change, the image being sound. */
    Partition partition(int number) {
        return layout.partition(number).orElseThrow();
    }

    List<Partition> partitions() {
        return layout.partitions();
    }

    /** Fails unless sfdisk, and sgdisk where it is a GPT, find nothing wrong with the table. */
    void verifyTable(boolean isGpt) {
        Path raw = image;
        if (format.equals("qcow2")) {
            raw = work.resolve(image.getFileName() + ".table");
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        }
        String verdict = Shell.run("sfdisk", "--verify", raw.toString());
        assertTrue(verdict.contains("No errors detected"), verdict);
        if (isGpt) {
            verdict = Shell.run("sgdisk", "-v", raw.toString());
            assertTrue(verdict.contains("No problems found"), verdict);
        }
    }

    /** Returns the bytes of a partition as a file of their own; QEMU cuts them out of what is not raw. */
    Path slice(Partition partition) throws IOException {
        Path slice = Files.createTempFile(work, "slice", ".raw");
        if (format.equals("raw")) {
            Shell.run("truncate", "-s", String.valueOf(partition.range().length()), slice.toString());
            Shell.copy(image, partition.range().start(), slice, 0, partition.range().length());
        } else {
            Shell.run("qemu-img", "convert", "--image-opts", place(partition), "-O", "raw", slice.toString());
        }
        return slice;
    }

    /** Puts a slice back. */
    void put(Path slice, Partition partition) {
        ByteRange range = partition.range();
        if (format.equals("raw")) {
            Shell.run("fallocate", "-p", "-o", String.valueOf(range.start()), "-l",
                    String.valueOf(range.length()), image.toString());
            Shell.copy(slice, 0, image, range.start(), range.length());
        } else {
            Shell.run("qemu-img", "convert", "-n", "-f", "raw", "--target-image-opts", slice.toString(),
                    place(partition));
        }
    }

    private String place(Partition partition) {
        return "driver=raw,offset=" + partition.range().start() + ",size=" + partition.range().length()
                + ",file.driver=" + format + ",file.file.filename=" + image;
    }

    /** Checks by the type's programs, or by Platter where it looks itself. */
    static void verify(FileSystemType type, Path slice) throws IOException {
        type.checkup().look().by(new Way.Carrier() {
            @Override
            public void run(List<Command> commands) {
                Bench.run(commands, slice);
            }

            @Override
            public void write(Way.Work work) throws IOException {
                try (RawImage bytes = RawImage.open(slice, false, 512)) {
                    work.on(bytes);
                }
            }

            @Override
            public void mount(Way.Mounting mounting) {
                throw new AssertionError("nothing is mounted here");
            }

            @Override
            public void leave(String why) {} // there is no checker
        });
    }

    /** Runs what a type has to say of a slice: programs that have to succeed. */
    static void run(List<Command> commands, Path slice) {
        for (Command command : commands) {
            Command here = command.on(slice.toString());
            Shell.Outcome outcome = Shell.attempt(here.input(), here.arguments().toArray(String[]::new));
            assertTrue(here.accepted().containsKey(outcome.status()), () -> here.arguments() + " ended with "
                    + outcome.status() + "\n" + outcome.output());
        }
    }

    /** Fails unless blkid finds this content in the slice, and nothing else. */
    static void agreesWithBlkid(Content content, Path slice) {
        Map<String, String> tags = tags(slice);
        Map<String, String> expected = new TreeMap<>();
        content.type().ifPresent(type -> expected.put("TYPE", type));
        if (!content.type().equals(Optional.of("LVM2_member"))) { // the name of its group is no label to it
            content.label().ifPresent(label -> expected.put("LABEL", label));
        }
        content.uuid().ifPresent(uuid -> expected.put("UUID", uuid));
        tags.keySet().retainAll(List.of("TYPE", "LABEL", "UUID"));
        assertEquals(expected, tags);
    }

    /** Returns what blkid tells of a slice; it tells nothing where it finds signatures of two kinds. */
    static Map<String, String> tags(Path slice) {
        Map<String, String> tags = new TreeMap<>();
        Shell.run("blkid", "-p", "-o", "export", slice.toString()).lines().filter(it -> it.contains("="))
                .forEach(line -> tags.put(line.split("=")[0],
                        line.split("=", 2)[1].replaceAll("\\\\(.)", "$1")));
        return tags;
    }

    /** Returns the kinds of all signatures that wipefs finds in a slice. */
    static List<String> signatures(Path slice) {
        return Shell.run("wipefs", "--noheadings", "-O", "TYPE", slice.toString()).lines()
                .map(String::strip).distinct().toList();
    }

    /**
     * Writes so many bytes of garbage into what is not in use, and returns how many bytes are in use and no
     * hole; returns −1, having written nothing, where the type does not tell what is in use.
     */
    static long spoil(Path slice, long garbage) throws IOException {
        try (RawImage bytes = RawImage.open(slice, true, SECTOR)) {
            Optional<LiveBlocks> live = liveBlocks(bytes);
            if (live.isEmpty()) {
                return -1;
            }
            byte[] noise = new byte[1 << 16];
            new Random(garbage).nextBytes(noise);
            ByteRange all = new ByteRange(0, bytes.size());
            RangeSet ranges = live.get().within(all);
            long count = ranges.intersection(bytes.data(all)).length();
            for (ByteRange dead : ranges.complementWithin(all)) {
                for (long at = dead.start(); at < dead.end() && garbage > 0; at += noise.length) {
                    int length = (int) Math.min(noise.length, dead.end() - at);
                    bytes.write(at, ByteBuffer.wrap(noise, 0, length));
                    garbage -= length;
                }
            }
            assertTrue(garbage <= 0, () -> slice + " is full");
            return count;
        }
    }

    private static Optional<LiveBlocks> liveBlocks(RawImage slice) throws IOException {
        Optional<FileSystemType> type = FileSystems.of(FileSystems.probe(slice));
        return type.isPresent() ? type.get().liveBlocks(slice) : Optional.empty();
    }

    /** Returns the hash of all bytes of a slice that are in use by its type. */
    static String live(Path slice) throws IOException {
        try (RawImage bytes = RawImage.open(slice, false, 512)) {
            Optional<LiveBlocks> live = liveBlocks(bytes);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteRange all = new ByteRange(0, bytes.size());
            RangeSet ranges = live.isPresent() ? live.get().within(all) : RangeSet.of(all);
            for (ByteRange range : bytes.data(all).intersection(ranges)) {
                for (long at = range.start(); at < range.end(); at += ByteSize.MIB) {
                    digest(digest, at, bytes.read(at,
                            (int) Math.min(ByteSize.MIB, range.end() - at)).array());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Zeros do not count, for they may be holes in one file and zeros in another. */
    private static void digest(MessageDigest digest, long place, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += SECTOR) {
            int end = Math.min(at + SECTOR, bytes.length);
            if (!Arrays.equals(bytes, at, end, ZEROS, 0, end - at)) {
                digest.update(String.valueOf(place + at).getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes, at, end - at);
            }
        }
    }
}
