package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.CacheMode;
import org.platter.base.Refusal;
import org.platter.layout.Partition;
import org.platter.session.image.ImageOptions;

/** What is copied onto a disk with larger sectors is what can be mounted there. */
class OtherSectorsTest {

    @TempDir
    Path work;

    @Test
    void aFileSystemOfLargeBlocksIsCopiedOntoADiskOfLargeSectors() throws IOException, Refusal {
        Bench source = Bench.make(work, "small", "raw", 300 * ByteSize.MIB);
        source.apply("table type=gpt", "create start=2048s size=81921s align=none",
                "create start=50MiB size=40MiB", "create start=100MiB size=40MiB fs=fat32");
        make(source, 1, "mke2fs", "-q", "-t", "ext4", "-b", "4096", "-L", "files");
        make(source, 2, "mke2fs", "-q", "-t", "ext4", "-b", "1024");
        Path large = work.resolve("large");
        Shell.run("truncate", "-s", "300M", large.toString());
        try (DiskSession session = DiskSession.open(large, DiskSession.Mode.EDIT, new ImageOptions(
                Optional.empty(), OptionalInt.of(4096), Set.of(), Optional.empty(), CacheMode.WRITEBACK))) {
            session.push("table type=gpt");
            for (String number : List.of("2", "3")) {
                Refusal refusal = assertThrows(Refusal.class,
                        () -> session.push("paste from=" + source.image + " partition=" + number));
                assertTrue(refusal.getMessage().contains(number.equals("2") ? "has blocks of 1024 bytes"
                        : "is made for sectors of 512 bytes"), refusal.getMessage());
            }
            session.push("paste from=" + source.image + " partition=1");
            session.apply(event -> {}, () -> false);
            Partition copy = session.onDisk().partition(1).orElseThrow();
            assertEquals(0, copy.range().length() % 4096);
            assertEquals("files", copy.content().label().orElse(""));
            assertEquals(List.of(), copy.fileSystem().orElseThrow().problems());
            Path slice = work.resolve("slice");
            Shell.run("dd", "if=" + large, "of=" + slice, "bs=4096", "skip=" + copy.range().start() / 4096,
                    "count=" + copy.range().length() / 4096, "conv=sparse", "status=none");
            Shell.run("e2fsck", "-fn", slice.toString());
        }
    }

    /** Makes a file system in a partition, by a program that is told its file last. */
    private void make(Bench bench, int number, String... command) throws IOException {
        Partition partition = bench.partition(number);
        Path slice = bench.slice(partition);
        String[] whole = Arrays.copyOf(command, command.length + 1);
        whole[command.length] = slice.toString();
        Shell.run(whole);
        bench.put(slice, partition);
        Files.delete(slice);
    }
}
