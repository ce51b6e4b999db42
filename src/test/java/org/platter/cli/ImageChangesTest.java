package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.session.Shell;

/** What {@code platter image} says of images and does to them, with {@code qemu-img} as the judge. */
final class ImageChangesTest {

    private static final int MIB = (int) ByteSize.MIB;

    @TempDir
    private Path work;

    @Test
    void aCompressedCopyIsSmallerAndTheSame() throws IOException {
        Path source = work.resolve("text.raw");
        Files.write(source, "all work and no play ".repeat(400_000).getBytes());
        Shell.run("truncate", "-s", "64M", source.toString());
        Path packed = work.resolve("text.qcow2");
        Cli.image("convert", "-c", "-m", "2", "-f", "raw", "-O", "qcow2", source, packed);
        Shell.run("qemu-img", "compare", "-f", "raw", source.toString(), packed.toString());
        Shell.run("qemu-img", "check", packed.toString());
        assertTrue(Files.size(packed) < 2 * MIB, packed + " has " + Files.size(packed));
        Cli.refused(3, "compressed", "convert", "-c", "-O", "vdi", source, work.resolve("no"));
    }

    @Test
    void checkingTellsLeaksFromDamageByItsStatus() throws IOException {
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "8M");
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 0 1M", image.toString());
        assertTrue(Cli.image("check", image).contains("is good"));
        Shell.run("truncate", "-s", "8M", image.toString()); // what lies past the end is not counted
        patch(image, counts(image) + 60 * 2, 0, 1); // cluster 60 belongs to nothing; 16 bits a count
        Cli.Outcome leaking = Cli.attempt("check", "--json", image);
        assertEquals(6, leaking.status(), leaking.out());
        assertEquals(1, Cli.number(leaking.out(), "leakedClusters"));
        assertTrue(Cli.image("check", "-r", "leaks", image).contains("1 leaked"), "it is given back");
        Shell.run("qemu-img", "check", image.toString());
        patch(image, counts(image) + 5 * 2, 0, 0); // the count of a cluster in use
        assertEquals(5, Cli.attempt("check", image).status());
        Cli.image("check", "--repair", "all", image);
        Shell.run("qemu-img", "check", image.toString());
        Cli.refused(3, "no structures", "check", Cli.data(work, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qed", "vdi", "vmdk", "vhdx", "parallels", "vpc", "qcow"})
    void otherFormatsAreCheckedToo(String format) throws IOException {
        Path image = work.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "64M");
        assertTrue(Cli.image("check", "-f", format, image).contains("is good"));
    }

    @Test
    void snapshotsComeAndGoAsQemuSeesThem() {
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "8M");
        assertTrue(Cli.image("snapshot", image).contains("no snapshots"));
        write(image, 1);
        Cli.image("snapshot", "-c", "first", image);
        write(image, 2);
        assertTrue(Shell.run("qemu-img", "snapshot", "-l", image.toString()).contains("first"));
        String told = Cli.image("snapshot", "--json", image);
        assertTrue(told.contains("\"name\": \"first\"") && Cli.number(told, "diskSize") == 8 * MIB, told);
        assertTrue(Cli.run("info", image).out().contains("Snapshots: first"));
        Cli.image("convert", "-l", "first", image, work.resolve("first.raw"));
        Cli.image("snapshot", "-a", "first", image);
        Cli.image("compare", "-F", "raw", image, work.resolve("first.raw"));
        Shell.run("qemu-io", "-f", "qcow2", "-c", "read -P 1 0 64k", image.toString());
        Cli.refused(3, "has a snapshot", "snapshot", "-c", "first", image);
        Cli.refused(3, "there are: first", "snapshot", "-d", "second", image);
        Cli.refused(3, "there are: first", "snapshot", "-a", "second", image);
        Cli.image("snapshot", "-d", "first", image);
        assertTrue(Shell.run("qemu-img", "snapshot", "-l", image.toString()).isBlank());
        Shell.run("qemu-img", "check", image.toString());
        Path raw = work.resolve("disk.raw");
        Cli.image("create", raw, "1M");
        Cli.refused(3, "only qcow2", "snapshot", "-c", "one", raw);
    }

    @Test
    void anOverlayIsCommittedAndRebased() throws IOException {
        Path base = work.resolve("base.raw");
        Cli.image("create", base, "8M");
        Path overlay = work.resolve("base-over.qcow2");
        Cli.image("create", "-f", "qcow2", "-b", "base.raw", "-F", "raw", overlay);
        write(overlay, 3);
        Path before = work.resolve("before.raw");
        Cli.image("convert", overlay, before);
        Cli.image("commit", "-d", overlay);
        assertEquals(-1, Files.mismatch(base, before));
        Path moved = work.resolve("moved.raw");
        Cli.image("create", moved, "8M");
        Cli.image("rebase", "-b", "moved.raw", "-F", "raw", overlay);
        Cli.image("compare", "-F", "raw", overlay, before);
        assertTrue(Cli.image("info", overlay).contains("Based on moved.raw, raw"));
        Cli.image("rebase", "-b", "", overlay);
        assertFalse(Cli.image("info", overlay).contains("Based on"));
        Cli.image("compare", "-F", "raw", overlay, before);
        Shell.run("qemu-img", "check", overlay.toString());
        Cli.image("rebase", "-u", "-b", "base.raw", "-F", "raw", overlay);
        assertTrue(Shell.run("qemu-img", "info", overlay.toString()).contains("backing file: base.raw"));
        Cli.refused(3, "backing file", "commit", base);
    }

    /** The maker of the overlay chose the file. */
    @Test
    void anOverlayIsCommittedUnaskedOnlyToWhatBearsItsName() throws IOException {
        for (String name : List.of("notes.txt", ".raw", "script", "disk.raw", "other.qcow2", "bas.qcow2")) {
            Path base = work.resolve(name);
            boolean isRaw = !name.endsWith("qcow2");
            Cli.image("create", "-f", isRaw ? "raw" : "qcow2", base, "8M");
            Path overlay = work.resolve("based.on." + name + ".qcow2");
            Cli.image("create", "-f", "qcow2", "-b", base, "-F", isRaw ? "raw" : "qcow2", overlay);
            write(overlay, 3);
            byte[] before = Files.readAllBytes(base);
            Cli.Outcome asked = Cli.run("image", "commit", overlay);
            assertTrue(asked.status() != 0 && asked.err().contains("--allow " + base), asked.err());
            assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(base)));
            Cli.image("commit", "--allow", base, overlay);
            assertTrue(Arrays.mismatch(before, Files.readAllBytes(base)) >= 0);
        }
        Path base = work.resolve("sda.qcow2");
        Cli.image("create", "-f", "qcow2", base, "8M");
        Path overlay = work.resolve("sda.today");
        Cli.image("create", "-f", "qcow2", "-b", base, "-F", "qcow2", overlay);
        Cli.image("commit", overlay);
        Shell.run("chown", "65534", base.toString()); // the owner of the overlay may not name others' files
        assertTrue(Cli.run("image", "commit", overlay).err().contains("--allow " + base));
    }

    @Test
    void whatNoFileSystemUsesIsGivenBack() throws IOException {
        Path image = work.resolve("disk.raw");
        Cli.image("create", "-e", "table type=gpt", "-e", "create start=1MiB size=100MiB fs=ext4", image,
                "128MiB");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(60L * MIB);
            file.write(Cli.bytes(5, 8 * MIB)); // in blocks that the new file system has free
        }
        Path small = work.resolve("small.raw");
        Cli.image("sparsify", "--into", small, image);
        assertTrue(Cli.number(Cli.image("sparsify", "--json", image), "freedBytes") >= 8 * MIB);
        Cli.image("compare", image, small);
        assertFalse(Cli.run("info", image).out().contains("Problem"));
        Cli.refused(3, "there already", "sparsify", "--into", small, image);
    }

    @Test
    void aMeasureIsWhatQemuMeasures() throws IOException {
        for (List<String> words : List.of(List.of("-O", "qcow2", "--size", "10G"),
                List.of("-O", "raw", "--size", "10G"), List.of("-O", "qcow2", "-f", "raw",
                        Cli.data(work, 6).toString()))) {
            String ours = Cli.image(with(words, "measure", "--json"));
            String theirs = Shell.run(Arrays.stream(with(words, "qemu-img", "measure", "--output=json"))
                    .map(Object::toString).toArray(String[]::new));
            assertEquals(Cli.number(theirs, "required"), Cli.number(ours, "required"), words + ours + theirs);
            assertEquals(Cli.number(theirs, "fully-allocated"), Cli.number(ours, "fully-allocated"),
                    words + ours);
        }
    }

    @Test
    void comparingTellsByItsStatus() throws IOException {
        Path one = Cli.data(work, 3);
        Path other = work.resolve("other.qcow2");
        Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", one.toString(), other.toString());
        assertEquals(0, Cli.attempt("compare", "-f", "raw", one, other).status());
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 9 5M 512", other.toString());
        Cli.Outcome differing = Cli.attempt("compare", "--json", "-f", "raw", one, other);
        assertEquals(1, differing.status());
        assertEquals(5L * MIB, Cli.number(differing.out(), "firstDifference"));
        Shell.run("truncate", "-s", "+1M", one.toString());
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 0 5M 512", other.toString());
        assertEquals(1, Cli.attempt("compare", "-s", "-f", "raw", one, other).status());
        Files.write(work.resolve("torn.qcow2"), Arrays.copyOf(Files.readAllBytes(other), 70));
        assertEquals(7, Cli.attempt("compare", "-f", "raw", one, work.resolve("torn.qcow2")).status());
    }

    @Test
    void theMapCoversTheDiskAsQemuHasIt() {
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "8M");
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 1M 1M", "-c", "write -z 3M 1M",
                image.toString());
        assertEquals(spans(Shell.run("qemu-img", "map", "--output=json", image.toString())),
                spans(Cli.image("map", "--json", image)));
        assertTrue(Cli.image("map", image).contains("0x100000"));
    }

    private static Object[] with(List<String> words, String... first) {
        return java.util.stream.Stream.concat(Arrays.stream(first), words.stream()).toArray();
    }

    private static void write(Path image, int pattern) {
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P " + pattern + " 0 3M", image.toString());
    }

    /** Where the first block of counts lies: byte 48 says where the table is, which begins with it. */
    private static long counts(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(48);
            file.seek(file.readLong());
            return file.readLong();
        }
    }

    private static void patch(Path file, long offset, int... bytes) throws IOException {
        try (RandomAccessFile it = new RandomAccessFile(file.toFile(), "rw")) {
            it.seek(offset);
            for (int value : bytes) {
                it.write(value);
            }
        }
    }

    private static List<String> spans(String json) {
        return Pattern.compile("\"start\": ([0-9]+), \"length\": ([0-9]+).*?\"zero\": (true|false)")
                .matcher(json).results()
                .map(found -> found.group(1) + "+" + found.group(2) + found.group(3)).toList();
    }
}
