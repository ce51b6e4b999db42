package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Partition;

/** The smallest partition and the longest label of each file system are those of its program. */
class LimitsTest {

    @TempDir
    Path work;

    static Stream<String> types() {
        return FileSystems.all().stream()
                .filter(type -> DiskSession.installedSupport(type, Action.CREATE).isPossible())
                .map(FileSystemType::id);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("types")
    void theSmallestIsMadeWithTheLongestLabelAndNothingSmallerOrLonger(String id)
            throws IOException, Refusal {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        long least = ByteSize.ceil(type.minimumBytes(), 512);
        Bench bench = Bench.make(work, "disk", "raw", least + 4 * ByteSize.MIB);
        bench.apply("table type=gpt");
        String create = "create start=1MiB align=none fs=" + id + " size=";
        Refusal small = assertThrows(Refusal.class, () -> bench.apply(create + (least - 512)));
        assertTrue(small.getMessage().contains(type.displayName() + " needs at least "), small.getMessage());
        String label = label(type.maximumLabel());
        assertThrows(Refusal.class, () -> bench.apply(create + least + " label=" + label + "Z"));
        bench.apply(create + least + (label.isEmpty() ? "" : " label=" + label)
                + Bench.passphrase(work, type));
        Partition made = bench.partition(1);
        assertEquals(least, made.range().length());
        assertEquals(label, made.content().label().orElse(""));
        agreesWithBlkid(bench);
        if (DiskSession.installedSupport(type, Action.LABEL).isPossible()) {
            bench.apply("label 1 text=\"\"");
            assertEquals(id.equals("hfs") ? "Untitled" : "", // which always has one
                    bench.partition(1).content().label().orElse(""));
            bench.apply("label 1 text=" + label);
            assertEquals(label, bench.partition(1).content().label().orElse(""));
            agreesWithBlkid(bench);
            assertThrows(Refusal.class, () -> bench.apply("label 1 text=" + label + "Z"));
        }
    }

    private static String label(int length) {
        return "ABCDEFGHIJKLMNOPQRSTUVWXY".repeat(length / 25 + 1).substring(0, length);
    }

    /** Characters beyond ASCII count as they are kept: in bytes of UTF-8, or in units of UTF-16. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"ext4, ééééßßßß, é", "swap, ééééßßß1, 2", "ntfs, Größe ∑ 𝄞, ''", "exfat, éé∑∑ßßßßß𝄞, é",
        "btrfs, Größe ∑ 𝄞, ''", "xfs, ééßß∑1, é", "f2fs, Größe ∑ 𝄞, ''", "jfs, ééééßßßß, é",
        "nilfs2, Größe ∑, ''", "reiserfs, ééééßßßß, é", "ocfs2, Größe ∑, ''",
        "udf, Größe ∑, ''"})
    void otherLettersAreKeptAndCountedAsTheyAreWritten(String id, String label, String more)
            throws IOException, Refusal {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        Bench bench = Bench.make(work, "disk", "raw", type.minimumBytes() + 8 * ByteSize.MIB);
        String create = "create fs=" + id + " label=\"" + label;
        bench.apply("table type=gpt");
        if (!more.isEmpty()) {
            assertThrows(Refusal.class, () -> bench.apply(create + more + "\""));
        }
        bench.apply(create + "\"");
        assertEquals(label, bench.partition(1).content().label().orElse(""));
        Path slice = bench.slice(bench.partition(1));
        String told = Shell.run("blkid", "-p", "-o", "value", "-s", "LABEL", slice.toString()).strip();
        assertEquals(label, new String(told.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static void agreesWithBlkid(Bench bench) throws IOException {
        Path slice = bench.slice(bench.partition(1));
        Content content = bench.partition(1).content();
        if (content.type().equals(Optional.of("ntfs"))) {
            // blkid shows the number that stands in a name at the end of a sector (ntfs-3g puts back what is
            // meant)
            assertEquals(content.label().orElse(""), Shell.run("ntfslabel", "-f", slice.toString()).strip());
        } else {
            Bench.agreesWithBlkid(content, slice);
        }
        Files.delete(slice);
    }

    /** The boot sector of NTFS has 32 bits for its place; GParted warns of it too. */
    @Test
    void anNtfsBehindWhatItsBootSectorCanTellIsWarnedOf() throws IOException, Refusal {
        Bench bench = Bench.make(work, "disk", "raw", 3 * ByteSize.TIB);
        bench.apply("table type=gpt", "create start=1MiB size=16MiB fs=ntfs");
        for (long start : List.of((1L << 32) - 2048, 1L << 32)) {
            try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
                session.push("move 1 start=" + start + "s");
                assertEquals(start == 1L << 32, session.review().warnings().stream()
                        .anyMatch(it -> it.contains("more than the boot sector of an NTFS can tell")));
            }
        }
    }
}
