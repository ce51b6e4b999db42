package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.RangeSet;

/** What the review foretells comes true. */
final class ReviewTest {

    private static final int CLUSTER = 65536;

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
            session.apply(event -> {}, () -> false);
        }
        long written = Long.parseLong(Shell.run("stat", "-c", "%b", image.toString()).strip()) * 512;
        assertTrue(written <= 2 * told && told <= 2 * written + ByteSize.MIB,
                type + " wrote " + ByteSize.format(written) + " and not " + ByteSize.format(told));
    }

    /**
     * Where no program writes, the cost is known; where one does, the review says that it may be more. Of a
     * qcow2 the clusters count that are others afterwards, its tables too.
     */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void whatACommitWritesIsWhatTheReviewTold(String format) throws Exception {
        Bench bench = Bench.make(work, "disk", format, ByteSize.GIB);
        bench.apply("table type=gpt", "create start=1MiB size=200MiB fs=ext4",
                "create start=300MiB size=64MiB",
                "create start=400MiB size=100MiB fs=fat32");
        List<String> jobs = List.of("name 1 text=root", "move 1 start=2MiB", "move 1 start=+70KiB align=none",
                "flag 1 legacy-boot=on", "type 2 value=swap", "delete 2", "copy 1 start=600MiB", "sort",
                "disk size=+1GiB", "uuid 1 value=random", "label 3 text=LABEL", "resize 1 size=230MiB",
                "check 1", "create start=900MiB size=64MiB fs=ntfs", "resize 1 size=min",
                "convert type=msdos",
                "table type=gpt");
        List<String> wrong = new ArrayList<>();
        for (String job : jobs) {
            AtomicLong done = new AtomicLong();
            byte[] before = format.equals("raw") ? new byte[0] : Files.readAllBytes(bench.image);
            try (DiskSession session = DiskSession.open(bench.image, DiskSession.Mode.EDIT)) {
                session.push(job);
                Review review = session.review();
                session.allowOverwriting(RangeSet.of(new ByteRange(0, session.onDisk().diskSize())));
                session.apply(event -> {
                    if (event instanceof Event.Progress progress) {
                        done.set(Math.max(done.get(), progress.total()));
                    }
                }, () -> false);
                long told = review.copyBytes();
                if (before.length > 0) {
                    done.set(changed(before, Files.readAllBytes(bench.image)));
                }
                boolean isTrue = review.isLeast() ? done.get() >= told
                        : Math.abs(done.get() - told) <= Math.max(done.get() / 10,
                                before.length > 0 ? CLUSTER : 0);
                if (!isTrue) {
                    wrong.add(job + ": told " + (review.isLeast() ? "at least " : "") + told + ", wrote "
                            + done.get());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Bytes of clusters that are others and hold anything, and of the sector of the header. */
    private static long changed(byte[] before, byte[] after) {
        byte[] none = new byte[CLUSTER];
        long changed = 512;
        for (int at = CLUSTER; at < after.length; at += CLUSTER) {
            int end = Math.min(after.length, at + CLUSTER);
            boolean isSame = end <= before.length && Arrays.equals(before, at, end, after, at, end);
            boolean isEmpty = Arrays.equals(none, 0, end - at, after, at, end);
            changed += isSame || isEmpty ? 0 : end - at;
        }
        return changed;
    }
}
