package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;

/** What the review foretells comes true. */
final class ReviewTest {

    @TempDir
    private Path work;

    /** Blocks that hold anything, of the file that was all holes before. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "ntfs", "f2fs", "jfs", "exfat", "reiserfs", "ocfs2", "xfs"})
    void aNewFileSystemWritesAboutWhatTheReviewTold(String type) throws Exception {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "400M", image.toString());
        long told;
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("table type=gpt");
            session.push("create start=1MiB size=max fs=" + type);
            told = session.review().copyBytes();
            session.apply(event -> { }, () -> false);
        }
        long written = Long.parseLong(Shell.run("stat", "-c", "%b", image.toString()).strip()) * 512;
        assertTrue(written <= 2 * told && told <= 2 * written + ByteSize.MIB,
                type + " wrote " + ByteSize.format(written) + " and not " + ByteSize.format(told));
    }
}
