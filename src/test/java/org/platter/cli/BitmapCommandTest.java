package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.image.qcow2.QemuBitmaps;
import org.platter.session.Shell;

/** Incremental backups go on after Platter has changed a disk; QEMU reads the bitmaps. */
final class BitmapCommandTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;

    private Path raw(Path image, String name) {
        Path raw = work.resolve(name);
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        return raw;
    }

    /** Brings a backup up to date by what a bitmap tells alone, and returns how many bytes that took. */
    private long backUp(Path image, Path backup) throws IOException {
        RangeSet dirty = QemuBitmaps.dirty(image, "nightly");
        Path now = raw(image, "now.raw");
        try (RandomAccessFile from = new RandomAccessFile(now.toFile(), "r");
                RandomAccessFile to = new RandomAccessFile(backup.toFile(), "rw")) {
            to.setLength(from.length());
            for (ByteRange range : dirty) {
                byte[] bytes = new byte[(int) range.length()];
                from.seek(range.start());
                from.readFully(bytes);
                to.seek(range.start());
                to.write(bytes);
            }
        }
        assertEquals(-1, Files.mismatch(now, backup));
        Shell.run("qemu-img", "check", image.toString());
        Cli.image("check", image);
        return dirty.length();
    }

    @Test
    void anIncrementalBackupAfterEachChangeIsTheDiskAndSmall() throws IOException {
        Path image = work.resolve("disk.qcow2");
        Path files = Files.createDirectory(work.resolve("files"));
        Files.write(files.resolve("one"), Cli.bytes(1, 6 * MIB));
        Cli.image("create", "--folder", files, "-f", "qcow2", image);
        Cli.image("resize", image, "200MiB");
        Cli.image("bitmap", "add", "-g", "64KiB", image, "nightly");
        Cli.image("bitmap", "add", image, "frozen");
        Cli.image("bitmap", "disable", image, "frozen");
        Path backup = raw(image, "backup.raw");
        for (String[] change : new String[][] {{"apply", "-e", "move 1 start=+40MiB"},
            {"apply", "-e", "label 1 text=x"},
            {"apply", "-e", "create start=120MiB size=20MiB fs=ext4"},
            {"apply", "--shrink", "-e", "disk size=150MiB"},
            {"image", "sparsify"}, {"image", "resize", "170MiB"}}) {
            Object[] words = new Object[change.length + 1];
            int at = change[0].equals("apply") ? 1 : 2;
            System.arraycopy(change, 0, words, 0, at);
            System.arraycopy(change, at, words, at + 1, change.length - at);
            words[at] = image;
            Cli.Outcome outcome = Cli.run(words);
            assertEquals(0, outcome.status(), String.join(" ", change) + outcome.err());
            long changed = backUp(image, backup);
            assertTrue(changed < 40 * MIB, String.join(" ", change) + ": " + changed);
            Cli.image("bitmap", "clear", image, "nightly");
        }
        assertEquals(0, QemuBitmaps.dirty(image, "frozen").length());
        String info = Cli.image("info", "--json", image).replaceAll("\\s+", " ");
        assertTrue(
                info.contains(
                        "{ \"name\": \"frozen\", \"granularity\": 65536, \"flags\": [], \"valid\": true }"),
                info);
        assertTrue(Cli.image("info", image).contains("nightly (64 KiB, enabled), frozen (64 KiB, disabled)"));
    }

    @Test
    void bitmapsAreChangedByWordsAndSentencesSayWhyNot() {
        Path image = work.resolve("disk.qcow2");
        Cli.image("create", "-f", "qcow2", image, "64MiB");
        Cli.image("bitmap", "add", "-g", "4KiB", image, "one");
        Shell.run("qemu-io", "-c", "write 1M 64k", image.toString());
        Cli.image("bitmap", "add", image, "two");
        Cli.image("bitmap", "merge", image, "two", "one");
        Path other = work.resolve("other.qcow2");
        Cli.image("create", "-f", "qcow2", other, "64MiB");
        Cli.image("bitmap", "add", other, "far");
        Cli.image("bitmap", "merge", "-b", image, other, "far", "two");
        assertTrue(Cli.image("bitmap", "list", image).contains("enabled"));
        Cli.image("bitmap", "remove", image, "one");
        Cli.refused(3, "there are: two", "bitmap", "clear", image, "one");
        Cli.refused(3, "take another name", "bitmap", "add", image, "two");
        Cli.refused(3, "power of two", "bitmap", "add", "-g", "3000", image, "three");
        Cli.refused(3, "needs a name", "bitmap", "add", image, " ");
        Cli.refused(2, "nothing to do with a bitmap", "bitmap", "freeze", image, "two");
        Cli.refused(2, "Which bitmap?", "bitmap", "clear", image);
        Cli.image("resize", other, "128MiB");
        Cli.refused(3, "equal disks", "bitmap", "merge", "-b", image, other, "far", "two");
        Path old = work.resolve("old.qcow2");
        Cli.image("create", "-f", "qcow2", "-o", "compat=0.10", old, "64MiB");
        Cli.refused(3, "version 2", "bitmap", "add", old, "one");
        Path raw = work.resolve("disk.raw");
        Cli.image("create", raw, "1MiB");
        Cli.refused(3, "only qcow2 images have bitmaps", "bitmap", "add", raw, "one");
        assertTrue(Cli.image("bitmap", "list", raw).contains("no bitmaps"));
    }

    @Test
    void copiesOfADiskKeepItsValidBitmapsAndSayWhichTheyDoNotKeep() throws IOException {
        Path image = work.resolve("disk.qcow2");
        Path files = Files.createDirectory(work.resolve("files"));
        Files.write(files.resolve("one"), Cli.bytes(1, 6 * MIB));
        Cli.image("create", "--folder", files, "-f", "qcow2", image);
        assertEquals(0, Cli.run("apply", image, "-e", "disk size=64MiB", "-e", "resize 1 size=max").status());
        for (String name : new String[] {"nightly", "frozen", "broken"}) {
            Cli.image("bitmap", "add", "-g", "64KiB", image, name);
        }
        Cli.image("bitmap", "disable", image, "frozen");
        Shell.run("qemu-io", "-c", "write -P 7 1008k 16k", "-c", "write -P 7 50M 1M", image.toString());
        spoil(image, "broken");
        RangeSet dirty = QemuBitmaps.dirty(image, "nightly");
        Path copy = work.resolve("copy.qcow2");
        for (Object[] how : new Object[][] {{"convert"}, {"convert", "-c"}, {"clone", "--all"},
            {"convert", "-o", "cluster_size=4k"}}) {
            Cli.Outcome outcome = copy(how, "--replace", "-O", "qcow2", image, copy);
            assertEquals(0, outcome.status(), outcome.err());
            assertTrue(outcome.err().contains("The bitmap “broken” of " + image
                    + " is not copied: it is not valid."), outcome.err());
            assertEquals(dirty, QemuBitmaps.dirty(copy, "nightly"));
            assertEquals(0, QemuBitmaps.dirty(copy, "frozen").length());
            String list = Cli.image("bitmap", "list", copy).replaceAll(" +", " ");
            assertTrue(list.contains("nightly 64 KiB enabled") && list.contains("frozen 64 KiB disabled")
                    && !list.contains("broken"), list);
            Shell.run("qemu-img", "check", copy.toString());
            Shell.run("qemu-img", "compare", image.toString(), copy.toString());
        }
        Path backup = raw(image, "backup.raw");
        Cli.image("convert", "--replace", "--sparsify", image, copy);
        // what no file was in is zeros now, and the backup learns of it
        assertTrue(backUp(copy, backup) < 60 * MIB && Files.mismatch(raw(image, "old.raw"), backup) > 0);
        for (String options : new String[] {"raw", "qcow2 -o compat=0.10"}) {
            Cli.Outcome outcome = copy(("convert -O " + options).split(" "), "--replace", image, copy);
            assertTrue(outcome.err().contains("The bitmap “nightly” of " + image + " is not copied: " + copy
                    + " cannot have it. The next backup of the copy has to be a full one."), outcome.err());
        }
    }

    private static Cli.Outcome copy(Object[] how, Object... words) {
        return Cli.attempt(Stream.concat(Stream.of(how), Stream.of(words)).toArray());
    }

    /** Says in the directory that a bitmap is in use. */
    private static void spoil(Path image, String name) throws IOException {
        String file = Files.readString(image, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            out.seek(file.lastIndexOf(name) - 9); // the last byte of the flags, 15 of 24 bytes in front
            out.write(3);
        }
    }
}
