package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.session.RealOwnership.Templates;

/** What is in real file systems is kept; {@link RealOwnershipCampaign} has more kinds, and more drafts. */
final class RealOwnershipTest {

    @TempDir
    private static Path work;
    private static Templates templates;

    @BeforeAll
    static void makeFolder() throws IOException {
        templates = new Templates(Files.createDirectory(work.resolve("templates")), List.of(Filled.EXT4,
                Filled.FAT16, Filled.EXFAT, Filled.NTFS, Filled.SWAP));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyFileAndEveryByteThatNothingOwnsIsKept(long seed) throws IOException {
        Path folder = Files.createDirectory(work.resolve("disks" + seed));
        assertEquals("", new RealOwnership(folder, templates, seed).fault());
    }

    /** Found by the campaign: a check beside it brings back no UUID that was there. */
    @ParameterizedTest
    @ValueSource(strings = {"check 1\nformat 1 fs=ext2\nmove 1 start=12MiB", "format 1 fs=ext2\ncheck 1",
        "delete 1\ncreate size=8MiB fs=ext2\ncheck 1"})
    void aFormatBesideACheckHasAUuidOfItsOwn(String script) throws IOException, Refusal {
        Bench bench = Bench.make(Files.createTempDirectory(work, "checked"), "disk", "raw", 40 << 20);
        bench.apply("table type=gpt", "create start=1MiB size=8MiB fs=ext2");
        Optional<String> before = bench.partition(1).content().uuid();
        bench.apply(script.split("\n"));
        assertTrue(bench.partition(1).content().uuid().isPresent());
        assertNotEquals(before, bench.partition(1).content().uuid());
    }
}
