package org.platter.filesystem.other;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.platter.filesystem.Action;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.Support;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.registry.FileSystems;
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

        partition.resize(swap, 3 * ByteSize.MIB + 1000);
        assertEquals(3 * ByteSize.MIB, swap.probe(partition).orElseThrow().size().orElseThrow());
        partition.resize(swap, swap.minimumBytes());
        assertEquals(swap.minimumBytes(), swap.probe(partition).orElseThrow().size().orElseThrow());
        partition.resize(swap, 8 * ByteSize.MIB);
        assertEquals(large, swap.probe(partition).orElseThrow());
    }

    /** That of a machine unlike this one stays that machine's; mkswap would make it this one's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resizingKeepsPagesAndByteOrderAndDropsBadPagesBehindItsEnd(boolean isBigEndian)
            throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * ByteSize.MIB);
        partition.run("mkswap", "-p", "65536", "-L", "label", "{window}");
        ByteBuffer fields = ByteBuffer.allocate(12).order(isBigEndian ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN).putInt(0, 1).putInt(4, 127).putInt(8, 2);
        partition.write(1024, fields);
        partition.write(1536, ByteBuffer.allocate(8).order(fields.order()).putInt(0, 100).putInt(4, 20));
        partition.resize(swap, 4 * ByteSize.MIB);
        ByteBuffer after = partition.read(1024, 12).order(fields.order());
        assertEquals(List.of(1, 63, 1), List.of(after.getInt(), after.getInt(), after.getInt()));
        assertEquals(20, partition.read(1536, 4).order(fields.order()).getInt());
        assertEquals(4 * ByteSize.MIB, swap.probe(partition).orElseThrow().size().orElseThrow());
        Blkid.agreesWith(swap.probe(partition).orElseThrow(), partition);
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
                List.of(swap.support(Action.CREATE, program -> false)));
    }
}
