package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** A boot loader where the entries of a GPT usually lie is kept by fewer entries, or by entries elsewhere. */
@Execution(ExecutionMode.CONCURRENT)
final class SparingGptTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;
    private Path image;
    private byte[] loader;
    private int sector = 512;

    /** Makes a disk with a loader, of which no sector is all zeros. */
    private void disk(String format, String table, long place, int length) throws IOException {
        Path raw = work.resolve("disk.raw");
        Files.deleteIfExists(raw);
        Shell.run("truncate", "-s", "16M", raw.toString());
        if (!table.isEmpty()) {
            Shell.feed(table, "sfdisk", "-q", raw.toString());
        }
        loader = Cli.bytes(2, length);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.seek(place);
            file.write(loader);
        }
        image = raw;
        if (format.equals("qcow2")) {
            image = work.resolve("disk.qcow2");
            Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());
        }
    }

    private String apply(String... lines) {
        List<Object> words = new ArrayList<>(List.of("apply", image, "--sector-size", sector));
        for (String line : lines) {
            words.add(line.startsWith("--") ? line : "-e");
            if (!line.startsWith("--")) {
                words.add(line);
            }
        }
        Cli.Outcome outcome = Cli.run(words.toArray());
        assertEquals(0, outcome.status(), List.of(lines) + outcome.err());
        return outcome.out();
    }

    /**
     * Fails unless the loader is there and all readers of the table find it in order; returns sfdisk's text.
     */
    private String verified(String when, long place) throws IOException {
        Path flat = image;
        if (image.toString().endsWith("qcow2")) {
            flat = work.resolve("flat.raw");
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), flat.toString());
        }
        try (RandomAccessFile file = new RandomAccessFile(flat.toFile(), "r")) {
            byte[] found = new byte[loader.length];
            file.seek(place);
            file.readFully(found);
            assertArrayEquals(loader, found, when);
        }
        assertTrue(!Cli.run("info", image, "--sector-size", sector).out().contains("Problem"), when);
        if (sector != 512) {
            return "";
        }
        String verdict = Shell.run("sgdisk", "-v", flat.toString());
        assertTrue(verdict.contains("No problems found"), when + verdict);
        verdict = Shell.run("sfdisk", "--verify", flat.toString());
        assertTrue(verdict.contains("No errors detected"), when + verdict);
        assertEquals("gpt", Shell.run("blkid", "-p", "-o", "value", "-s", "PTTYPE", flat.toString()).strip());
        return Shell.run("sfdisk", "-d", flat.toString());
    }

    /** U-Boot for Allwinner's boards lies at 8 KiB, behind 56 entries; others right behind the header. */
    @ParameterizedTest
    @CsvSource({"raw, convert type=gpt, 8192, 56", "qcow2, repair, 8192, 56",
        "raw, table type=gpt, 8192, 56", "qcow2, convert type=gpt, 1024, 128", "raw, repair, 1024, 128",
        "qcow2, table type=gpt, 1024, 128", "raw, convert type=gpt, 1536, 128"})
    void aLoaderIsKeptByTheEntriesOfANewTable(String format, String line, int place, int entries)
            throws IOException {
        String kind = line.equals("repair") ? "gpt" : "dos";
        disk(format, "label: " + kind + "\nstart=2048, size=8192\nstart=12288, size=4096\n", place, 24 << 10);
        String plan = apply("--plan", "--json", line);
        assertTrue(plan.contains("\"losses\": []"), plan);
        String words = entries == 128 ? "with its 128 entries from sector 2016 on" : "with 56 entries "
                + "instead of 128";
        assertTrue(plan.contains("\"entries\": " + entries), plan);
        assertTrue(plan.contains(words + ", which keeps what lies from sector " + place / 512), plan);
        apply(line);
        String text = verified(line, place);
        assertEquals(entries != 128, text.contains("table-length: " + entries + "\n"), text);
        assertTrue(text.contains("first-lba: 2048\n"), text);
        assertEquals(line.startsWith("table") ? 0 : 2, text.split("start=", -1).length - 1, text);
        apply("create start=9MiB size=1MiB", "disk size=+1MiB");
        verified("disk size", place);
        apply("create size=max", "delete 1", "sort");
        verified("sort", place);
        Path saved = work.resolve("saved");
        Cli.Outcome done = Cli.run("table", "save", image, saved);
        assertEquals(0, done.status(), done.err());
        apply("convert type=msdos");
        done = Cli.run("table", "restore", image, saved);
        assertEquals(0, done.status(), done.err());
        text = verified("restore", place);
        assertEquals(entries != 128, text.contains("table-length: " + entries + "\n"), text);
        assertEquals(Files.readString(saved).lines().filter(it -> it.startsWith("p")).count(),
                text.split("start=", -1).length - 1);
    }

    /** After the disk has grown, and after its first header is lost. */
    @ParameterizedTest
    @CsvSource({"8192, 56", "1024, 128"})
    void aRepairKeepsTheEntriesWhereTheyAre(int place, int entries) throws IOException {
        disk("raw", "label: dos\nstart=2048, size=8192\n", place, 24 << 10);
        apply("convert type=gpt");
        Shell.run("truncate", "-s", "+1M", image.toString());
        apply("repair");
        assertTrue(verified("grown", place).contains("first-lba: 2048"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(512);
            file.write(new byte[512]);
        }
        String plan = apply("--plan", "--json", "repair");
        assertTrue(plan.contains("\"losses\": []") && plan.contains("\"entries\": " + entries), plan);
        apply("repair");
        assertTrue(verified("lost", place).contains("first-lba: 2048"));
    }

    /** What has fewer entries than it needs, or would lie in the first partition, lies elsewhere. */
    @Test
    void theEntriesAreAsManyAsThereIsRoomFor() throws IOException {
        disk("raw", "label: dos\nstart=63, size=2000\nstart=2100, size=2000\n", 8192, 8192);
        apply("convert type=gpt");
        assertTrue(verified("63", 8192).contains("table-length: 56"));
        disk("raw", "label: dos\nstart=100, size=2000\nstart=2100, size=2000\n", 4 * 512, 512);
        apply("convert type=gpt");
        assertTrue(verified("100", 4 * 512).contains("first-lba: 100"));
        disk("raw", "label: dos\nstart=34, size=2000\nstart=2100, size=2000\n", 4 * 512, 30 * 512);
        apply("convert type=gpt");
        assertTrue(verified("34", 4 * 512).contains("table-length: 8"));
    }

    /** Sectors of 4096 bytes have their entries at 8 KiB, where such a loader lies. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void theSameHoldsForLargerSectors(String format) throws IOException {
        sector = 4096;
        disk("raw", "", MIB / 2, 512);
        apply("table type=msdos", "create start=1MiB size=4MiB");
        loader = Cli.bytes(2, 24 << 10);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(8192);
            file.write(loader);
        }
        if (format.equals("qcow2")) {
            image = work.resolve("disk.qcow2");
            Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", work.resolve("disk.raw").toString(),
                    image.toString());
        }
        apply("convert type=gpt");
        verified("convert", 8192);
        apply("create size=max", "disk size=+1MiB");
        verified("disk size", 8192);
    }
}
