package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.layout.Content;

/** How small and how large a file system that is there can be made, by what its structures can count. */
class OwnLimitsTest {

    @TempDir
    Path work;

    /**
     * A FAT32 may do without the sector that counts what is free; nothing is wrong then, and nothing is
     * mended.
     */
    @Test
    void aFatWithoutTheSectorOfItsFreeClustersIsSoundAndCanBeChanged() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 200 * ByteSize.MIB);
        bench.apply("table type=gpt", "create start=1MiB size=64MiB fs=fat32");
        try (FileChannel file = FileChannel.open(bench.image, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(2), ByteSize.MIB + 48);
        }
        for (String line : List.of("check 1", "label 1 text=LABEL", "uuid 1 value=random",
                "move 1 start=+3MiB",
                "resize 1 size=80MiB", "resize 1 size=50MiB", "check 1")) {
            List<Event> checked = new ArrayList<>();
            try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
                session.push(line);
                session.apply(event -> {
                    if (event instanceof Event.Checked) {
                        checked.add(event);
                    }
                }, () -> false);
            }
            assertEquals(List.of(), checked, line);
        }
    }

    /** What a FAT can have depends on its clusters, which it keeps: 65,524 of 512 bytes are 32 MiB. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"fat12, 5, 8, 1, 9", "fat16, 8, 32, 3, 33", "fat16, 20, 128, 9, 129",
        "fat16, 140, 256, 17, 257", "fat12, 20, 31, 1, 32"})
    void aFatShrinksAndGrowsAsFarAsTheNumberOfItsClustersAllows(String id, long made, long most, long least,
            long tooLarge) throws IOException, Refusal {
        for (String format : List.of("raw", "qcow2")) {
            Bench bench = Bench.make(work, "disk", format, 300 * ByteSize.MIB);
            bench.apply("table type=gpt", "create start=1MiB size=" + made + "MiB fs=" + id);
            try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
                Refusal refusal = assertThrows(Refusal.class,
                        () -> session.push("resize 1 size=" + tooLarge + "MiB"));
                assertTrue(refusal.getMessage().contains("can have at most"), refusal.getMessage());
            }
            bench.apply("resize 1 size=max");
            assertEquals(most * ByteSize.MIB, bench.partition(1).range().length());
            assertEquals(id, bench.partition(1).fileSystem().orElseThrow().id());
            bench.apply("resize 1 size=min");
            assertEquals(least, ByteSize.ceil(bench.partition(1).range().length(),
                    ByteSize.MIB) / ByteSize.MIB);
            assertEquals(id, bench.partition(1).fileSystem().orElseThrow().id());
            bench.apply("delete 1", "create start=1MiB size=280MiB");
            bench.apply("check 1");
            Content.FileSystem checked = bench.partition(1).fileSystem().orElseThrow();
            assertEquals(id, checked.id());
            assertTrue(checked.size().orElseThrow() > most * ByteSize.MIB, "filled: " + checked.size());
            Files.delete(bench.image);
        }
    }
}
