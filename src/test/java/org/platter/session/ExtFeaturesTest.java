package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Partition;

/** What e2fsprogs refuse of an ext4 with rare features is refused when it is planned. */
class ExtFeaturesTest {

    private static final List<String> JOBS = List.of("resize 1 size=60MiB", "resize 1 size=40MiB",
            "uuid 1 value=random", "label 1 text=new", "check 1", "check 1 mode=look", "move 1 start=+3MiB",
            "copy 1");

    @TempDir
    Path work;

    /** @param refused the numbers of the jobs that are refused, from 0 on */
    @ParameterizedTest
    @CsvSource({"stable_inodes, 1 2", "bigalloc, 0 1", "journal, 0 1 2 3 4 5"})
    void whatItsProgramsRefuseIsRefusedWhenItIsPlanned(String feature, String refused)
            throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 200 * ByteSize.MIB);
        bench.apply("table type=gpt", "create start=1MiB size=50MiB");
        Path slice = bench.slice(bench.partition(1));
        Shell.run("mke2fs", "-q", "-t", "ext4", "-O", feature.equals("journal") ? "extent" : feature,
                slice.toString());
        if (feature.equals("journal")) { // as mke2fs -J device= leaves it, which takes a block device
            Shell.run("debugfs", "-w", "-R", "ssv journal_inum 0", slice.toString());
            Shell.run("debugfs", "-w", "-R", "ssv journal_uuid 6a7c2a0e-8d0b-4b2f-9d5e-3f2f0a1b2c3d",
                    slice.toString());
        }
        bench.put(slice, bench.partition(1));
        List<String> all = Arrays.asList(refused.split(" "));
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < JOBS.size(); i++) {
            String job = JOBS.get(i);
            try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
                if (all.contains(String.valueOf(i))) {
                    Refusal refusal = assertThrows(Refusal.class, () -> session.push(job), job);
                    assertTrue(refusal.getMessage().contains(feature), refusal.getMessage());
                } else {
                    session.push(job);
                    session.apply(event -> {}, () -> false);
                }
            } catch (IOException e) {
                wrong.add(job + ": " + e.getMessage());
            }
        }
        assertEquals(List.of(), wrong);
        bench.reread();
        Partition moved = bench.partition(1);
        assertEquals(4 * ByteSize.MIB, moved.range().start());
        assertEquals(bench.partition(1).content().type(), bench.partition(2).content().type());
        Files.delete(slice);
    }

    /** It goes from what it is to what it is to be, not by a size at which resize2fs cannot go back. */
    @ParameterizedTest
    @ValueSource(strings = {"resize 1 size=min", "resize 1 size=70MiB"})
    void oneThatGrowsAndShrinksInOneDraftBecomesAsSmallAsItCould(String last) throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 200 * ByteSize.MIB);
        bench.apply("table type=gpt", "create start=1MiB size=64MiB");
        Path slice = bench.slice(bench.partition(1));
        Shell.run("mke2fs", "-q", "-t", "ext4", slice.toString());
        Path file = Files.write(work.resolve("file"), new byte[(int) (9 * ByteSize.MIB)]);
        Shell.run("debugfs", "-w", "-R", "write " + file + " file", slice.toString());
        bench.put(slice, bench.partition(1));
        bench.apply("resize 1 size=90MiB", "move 1 start=+5MiB", last);
        bench.reread();
        Partition partition = bench.partition(1);
        assertEquals(partition.range().length(), partition.content().size().orElseThrow());
        assertTrue(last.endsWith("min") ? partition.range().length() < 30 * ByteSize.MIB
                : partition.range().length() == 70 * ByteSize.MIB, partition.toString());
        Shell.run("e2fsck", "-f", "-n", bench.slice(partition).toString());
    }

    /** The mark of a file system for tries is no damage. */
    @Test
    void oneForTriesIsLabelled() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 80 * ByteSize.MIB);
        bench.apply("table type=gpt", "create start=1MiB size=50MiB");
        Path slice = bench.slice(bench.partition(1));
        Shell.run("mke2fs", "-q", "-t", "ext4", "-E", "test_fs", slice.toString());
        bench.put(slice, bench.partition(1));
        bench.apply("label 1 text=new");
        bench.reread();
        assertEquals(Optional.of("new"), bench.partition(1).content().label());
    }
}
