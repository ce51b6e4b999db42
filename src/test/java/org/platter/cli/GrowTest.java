package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** {@code grow} and {@code shrink}: whole disks in one step. */
class GrowTest {

    @TempDir
    Path folder;

    private Path made(String format, String size, String... lines) {
        Path image = folder.resolve("disk." + format);
        Cli.image("create", "-f", format, image, size);
        succeed(Stream
                .concat(Stream.of("apply", image), Stream.of(lines).flatMap(line -> Stream.of("-e", line)))
                .toArray());
        return image;
    }

    private static String succeed(Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        assertEquals(0, outcome.status(), outcome.err() + outcome.out());
        return outcome.out();
    }

    /** Returns number, first sector and size of each partition, as sfdisk tells. */
    private List<String> table(Path image) {
        Path raw = folder.resolve("table.raw");
        Cli.image("convert", "--replace", "-O", "raw", image, raw);
        return Shell.run("sfdisk", "--dump", raw.toString()).lines().filter(line -> line.contains("start="))
                .map(line -> line.replaceAll(".*?([0-9]+) : start= *([0-9]+), size= *([0-9]+),.*",
                        "$1 $2 $3"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void theOnlyFileSystemThatCanGrowGetsTheRoomAndWhatLiesBehindMovesToTheEnd(String format)
            throws IOException {
        Path image = made(format, "600MiB", "table type=gpt",
                "create start=1MiB size=64MiB fs=fat32 type=esp",
                "create start=65MiB size=300MiB fs=ntfs label=Windows",
                "create start=365MiB size=100MiB fs=ntfs type=DE94BBA4-06D1-4D40-A16A-BFD50179D6AC");
        String plan = succeed("grow", "--plan", image, "+400MiB");
        assertTrue(plan.contains("Move partition 3 right") && plan.contains("Grow partition 2"), plan);
        succeed("grow", image, "+400MiB");
        assertEquals(List.of("1 2048 131072", "2 133120 1708032", "3 1841152 204800"), table(image));
        String info = succeed("info", image);
        assertTrue(info.contains("834 MiB"), info);
        succeed("shrink", image);
        long size = Long.parseLong(table(image).get(2).split(" ")[1]) * 512;
        assertTrue(size < 200 << 20, "the recovery partition begins at " + size);
    }

    @Test
    void anExtendedPartitionBehindItMovesWithItsLogicals() throws IOException {
        Path image = made("qcow2", "400MiB", "table type=msdos", "create start=1MiB size=200MiB fs=ext4",
                "create start=201MiB size=199MiB role=extended",
                "create start=202MiB size=100MiB fs=swap role=logical");
        succeed("grow", image, "1GiB");
        List<String> table = table(image);
        assertEquals("1 2048 1888256", table.get(0));
        assertEquals("5 1892352 204800", table.get(2));
        succeed("shrink", image);
        assertTrue(Long.parseLong(table(image).get(0).split(" ")[2]) < 100_000, table(image).toString());
    }

    @Test
    void aLogicalPartitionGrowsWithTheExtendedOne() throws IOException {
        Path image = made("qcow2", "400MiB", "table type=msdos", "create start=1MiB size=200MiB fs=ext4",
                "create start=201MiB size=199MiB role=extended",
                "create start=202MiB size=100MiB fs=ext4 role=logical");
        Cli.Outcome several = Cli.run("grow", image, "+1GiB");
        assertEquals(3, several.status());
        assertTrue(
                several.err().contains("Several partitions can grow: 1 (ext4, 200 MiB), 5 (ext4, 100 MiB). "
                        + "Name one, such as 5."),
                several.err());
        succeed("grow", image, "+1GiB", "5");
        assertTrue(table(image).get(2).matches("5 413696 25[0-9]{5}"), table(image).toString());
    }

    @Test
    void whereNothingCanBeGainedASentenceSaysSo() throws IOException {
        Path image = made("raw", "100MiB", "table type=gpt", "create start=1MiB size=max fs=ext4");
        Cli.Outcome full = Cli.run("grow", image);
        assertEquals(3, full.status());
        assertTrue(full.err()
                .contains("Partition 1 has all the room that there is; say by how much the disk is to "
                        + "grow, such as +20GiB."),
                full.err());
        assertEquals(3, Cli.run("grow", image, "+1GiB", "7").status());
        assertEquals(2, Cli.run("grow", image, "+1GiB", "seven").status());
        succeed("grow", image, "+100MiB");
    }
}
