package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** A FAT32 with a superblock of the ext that was there before, in sectors that FAT32 reserves. */
final class AmbiguousContentTest {

    private static final int MIB = 1 << 20;
    private static final String COULD_BE = "Partition 1 could be ext4 or vfat";

    @TempDir
    private Path folder;
    private Path raw;

    @BeforeEach
    void makeDisk() throws IOException {
        raw = folder.resolve("disk.raw");
        Path ext = folder.resolve("ext");
        Path fat = folder.resolve("fat");
        Shell.run("truncate", "-s", "112M", raw.toString());
        Shell.run("truncate", "-s", "40M", ext.toString(), fat.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", ext.toString());
        Shell.run("mkfs.fat", "-F", "32", "-n", "DATA", fat.toString());
        Shell.run("sh", "-c", "head -c 8000000 /dev/urandom | mcopy -i " + fat + " - ::/file");
        Shell.copy(ext, 1024, fat, 1024, 1024);
        Shell.feed("label: dos\nstart=2048, size=81920\n", "sfdisk", "-q", raw.toString());
        Shell.copy(fat, 0, raw, MIB, 40 * MIB);
    }

    private Path image(String format) {
        if (format.equals("raw")) {
            return raw;
        }
        Path image = folder.resolve("disk." + format);
        Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        return image;
    }

    private String hash(Path image, int mebibyte) {
        Path flat = folder.resolve("flat");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), flat.toString());
        Path part = folder.resolve("part");
        Shell.copy(flat, (long) mebibyte * MIB, part, 0, 40 * MIB);
        return Shell.run("sha256sum", part.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void itIsMovedAndCopiedToTheLastByte(String format) {
        Path image = image(format);
        String before = hash(image, 1);
        Cli.Outcome moved = Cli.run("apply", image, "-e", "move 1 start=+3MiB", "-e", "copy 1 start=50MiB");
        assertEquals(0, moved.status(), moved.err());
        assertEquals(before, hash(image, 4));
        assertEquals(before, hash(image, 50));
    }

    @Test
    void bothAreToldAndWrittenIntoIsNeither() {
        String text = Cli.run("info", raw).out();
        assertTrue(text.contains("ext4 or vfat") && text.contains(COULD_BE), text);
        String json = Cli.run("info", raw, "--json").out().replaceAll("\\s+", " ");
        assertTrue(json.contains("\"kind\": \"ambiguous\", \"readings\": [ { \"kind\": \"filesystem\", "
                + "\"type\": \"ext4\""), json);
        for (String line : new String[] {"label 1 text=NEW", "uuid 1 value=random", "check 1",
            "resize 1 size=50MiB", "resize 1 size=min", "copy 1 size=41MiB"}) {
            Cli.Outcome outcome = Cli.run("apply", raw, "-e", line);
            assertEquals(3, outcome.status(), line + outcome.out());
            assertTrue(outcome.err().contains(COULD_BE), line + outcome.err());
        }
        assertTrue(Cli.run("apply", raw, "-e", "copy 1 uuid=random").err().contains("holds ext4 or vfat."));
        String plan = Cli.run("apply", raw, "-e", "delete 1", "--plan").out();
        assertTrue(plan.contains("is lost: ext4 or vfat"), plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1=vfat", "1=fat32"})
    void whatWasChosenIsWorkedOn(String choice) {
        Cli.Outcome done = Cli.run("apply", raw, "--content", choice, "-e", "label 1 text=NEW");
        assertEquals(0, done.status(), done.err());
        assertTrue(Cli.run("info", raw, "--content", choice).out().contains("NEW"));
        assertTrue(Cli.run("info", raw).out().contains(COULD_BE));
    }

    @Test
    void nothingIsChosenThatIsNotThere() {
        Cli.Outcome absent = Cli.run("info", raw, "--content", "1=xfs");
        assertEquals(3, absent.status());
        assertTrue(absent.err().contains("it could be ext4 or vfat."), absent.err());
        assertTrue(Cli.run("info", raw, "--content", "2=xfs").err().contains("There is no partition 2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"format 1 fs=fat32", "format 1 fs=ext4", "format 1 fs=none"})
    void aFormatEndsIt(String line) {
        Cli.Outcome done = Cli.run("apply", raw, "-e", line);
        assertEquals(0, done.status(), done.err());
        assertFalse(Cli.run("info", raw).out().contains("could be"));
    }

    @Test
    void aSparsifiedCopyKeepsAllOfIt() {
        Path copy = folder.resolve("copy.raw");
        String before = hash(raw, 1);
        Cli.Outcome done = Cli.attempt("convert", "--sparsify", "-O", "raw", raw, copy);
        assertEquals(0, done.status(), done.err());
        assertTrue((done.out() + done.err()).contains("it could be ext4 or vfat"), done.out() + done.err());
        assertEquals(before, hash(copy, 1));
    }
}
