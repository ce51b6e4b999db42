package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.layout.Content;

class SwapTest {

    private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";

    private final FileSystemType swap = FileSystems.byId("swap").orElseThrow();

    @TempDir
    Path folder;

    @Test
    void resizingKeepsLabelAndUuid() throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * ByteSize.MIB);
        partition.run(swap.create("a label", UUID, 0, 512));
        Content.FileSystem large = swap.probe(partition).orElseThrow();
        Blkid.agreesWith(large, partition);
        assertEquals(Optional.of("a label"), large.label());
        assertEquals(Optional.of(UUID), large.uuid());
        assertEquals(8 * ByteSize.MIB, large.size().orElseThrow());

        partition.run(swap.shrink(large, 3 * ByteSize.MIB + 1000));
        Content.FileSystem small = swap.probe(partition).orElseThrow();
        assertEquals(3 * ByteSize.MIB, small.size().orElseThrow());
        partition.run(swap.shrink(large, swap.minimumBytes()));
        assertEquals(swap.minimumBytes(), swap.probe(partition).orElseThrow().size().orElseThrow());
        partition.run(swap.grow(small));
        assertEquals(large, swap.probe(partition).orElseThrow());
    }

    @Test
    void labelAndUuidChangeAndClear() throws Exception {
        TestPartition partition = TestPartition.of(folder, ByteSize.MIB);
        partition.run(swap.create("", "", 0, 512));
        partition.run(swap.label(swap.checkedLabel("fifteen letters")));
        partition.run(swap.uuid(swap.checkedUuid(UUID.toUpperCase(java.util.Locale.ROOT))));
        assertEquals(Optional.of("fifteen letters"), FileSystems.probe(partition).label());
        assertEquals(Optional.of(UUID), FileSystems.probe(partition).uuid());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(swap.label(""));
        assertEquals(Optional.empty(), FileSystems.probe(partition).label());
        assertThrows(Refusal.class, () -> swap.checkedLabel("sixteen letters!"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 65536})
    void onlyItsFirstPageIsLive(int pageSize) throws IOException {
        TestPartition partition = TestPartition.of(folder, ByteSize.MIB);
        partition.run("mkswap", "-p", String.valueOf(pageSize), "-L", "label", "{window}");
        LiveBlocks live = swap.liveBlocks(partition).orElseThrow();
        assertEquals(RangeSet.of(new ByteRange(0, pageSize)), live.within(new ByteRange(0, ByteSize.MIB)));
        try (TestPartition copy = partition.copyOf(live, 5000, new Random(7))) {
            assertEquals(swap.probe(partition), swap.probe(copy));
            Blkid.agreesWith(FileSystems.probe(copy), copy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S1SUSPEND", "ULSUSPEND", "LINHIB0001"})
    void aSuspendedMachineIsAProblemAndEveryByteIsLive(String magic) throws IOException {
        TestPartition partition = TestPartition.of(folder, ByteSize.MIB);
        partition.run(swap.create("label", UUID, 0, 512));
        partition.write(4096 - 10,
                ByteBuffer.wrap((magic + "\0").substring(0, Math.min(10, magic.length() + 1))
                        .getBytes(StandardCharsets.ISO_8859_1)));
        Content.FileSystem content = swap.probe(partition).orElseThrow();
        assertTrue(content.problems().get(0).contains("suspended"));
        assertTrue(swap.liveBlocks(partition).isEmpty());
        Blkid.agreesWith(content, partition);
    }

    @Test
    void brokenHeadersThrowNothingButIoExceptions() throws IOException {
        TestPartition partition = TestPartition.of(folder, ByteSize.MIB);
        partition.run(swap.create("label", UUID, 0, 512));
        Fuzz.survives(partition, new ByteRange(1024, 1200), 2000, 20261122);
    }

    @Test
    void checkingIsImpossibleAndMissingProgramsAreNamed() {
        assertTrue(swap.support(Action.CHECK, program -> true) instanceof Support.Never);
        assertEquals(List.of(new Support.MissingTool("mkswap", "util-linux")),
                List.of(swap.support(Action.GROW, program -> false)));
    }
}
