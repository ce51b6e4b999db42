package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Event.Condition;
import org.platter.base.Refusal;
import org.platter.tool.Kernel;

/** States of file systems that their programs take for others than they are. */
final class MisreadStatesTest {

    private static final int MIB = 1 << 20;
    private static final String UNMARKED = "The mark of an unclean unmount was removed";

    @TempDir
    private Path work;

    private Path fs;
    private Path image;
    private final List<Event.Checked> told = new ArrayList<>();

    private void make(int mebibytes, String... program) {
        fs = work.resolve("fs");
        Shell.run("truncate", "-s", mebibytes + "M", fs.toString());
        List<String> words = new ArrayList<>(List.of(program));
        words.add(fs.toString());
        Shell.run(words.toArray(String[]::new));
    }

    private void disk() throws IOException {
        image = work.resolve("disk.raw");
        Files.deleteIfExists(image);
        long size = Files.size(fs);
        Shell.run("truncate", "-s", String.valueOf(size + 10 * MIB), image.toString());
        Shell.feed("label: dos\nstart=2048, size=" + size / 512 + ", type=83\n", "sfdisk", "-q",
                image.toString());
        Shell.run("dd", "if=" + fs, "of=" + image, "bs=1M", "seek=1", "conv=notrunc,sparse", "status=none");
    }

    private ByteBuffer read(long at, int length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(fs.toFile(), "r")) {
            byte[] bytes = new byte[length];
            open.seek(at);
            open.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void write(long at, ByteBuffer bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(fs.toFile(), "rw")) {
            open.seek(at);
            open.write(bytes.array());
        }
    }

    private void write(long at, int... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int one : bytes) {
            buffer.put((byte) one);
        }
        write(at, buffer);
    }

    private static int crc32c(ByteBuffer bytes, int from) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.array(), from, bytes.limit() - from);
        return (int) sum.getValue();
    }

    private void apply(String line) throws IOException, Refusal {
        told.clear();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push(line);
            session.apply(event -> {
                if (event instanceof Event.Checked found) {
                    told.add(found);
                }
            }, () -> false);
        }
    }

    /** What its program would do, or fail with; nothing is wrong with it. */
    private enum Sound {
        SMALL_FAT32, FAT32_WITHOUT_COPY, XFS_OF_VERSION_4, OCFS2_OF_ONE_MACHINE
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void whatIsSoundNoCheckerTouchesAndNoChangeIsRefused(Sound state) throws IOException, Refusal {
        switch (state) {
            case SMALL_FAT32 -> make(5, "mkfs.fat", "-F", "32", "-s", "1");
            case FAT32_WITHOUT_COPY -> {
                make(40, "mkfs.fat", "-F", "32", "-s", "1");
                write(50, 0, 0);
            }
            case XFS_OF_VERSION_4 -> make(300, "mkfs.xfs", "-q", "-f", "-m", "crc=0");
            default -> make(40, "mkfs.ocfs2", "-F", "-q", "-M", "local");
        }
        disk();
        String before = Volume.imageHash(image);
        apply("check 1");
        assertEquals(List.of(), told);
        assertEquals(before, Volume.imageHash(image));
        apply("label 1 text=NEW");
        assertEquals(List.of(), told);
        apply("move 1 start=+2MiB");
        assertEquals(List.of(), told);
    }

    /** Each says that it is mounted, which its checker leaves as it is where nothing else is wrong. */
    private enum Mounted {
        FAT16, FAT32, JFS, REISERFS, MINIX
    }

    @ParameterizedTest
    @EnumSource(Mounted.class)
    void theMarkOfAnUncleanUnmountGoesAndIsTold(Mounted type) throws IOException, Refusal {
        switch (type) {
            case FAT16 -> {
                make(9, "mkfs.fat", "-F", "16", "-s", "1", "-f", "1");
                write(512L * read(14, 2).getShort(0) + 3, 0x7f);
            }
            case FAT32 -> {
                make(40, "mkfs.fat", "-F", "32", "-s", "1");
                long table = 512L * read(14, 2).getShort(0);
                write(table + 7, 0x07);
                write(table + 512L * read(36, 4).getInt(0) + 7, 0x07);
            }
            case JFS -> {
                make(16, "mkfs.jfs", "-q");
                write(32768 + 40, 1);
            }
            case REISERFS -> {
                make(40, "mkreiserfs", "-q", "-f", "-f");
                write(65536 + 50, 2);
            }
            default -> {
                make(2, "mkfs.minix", "-2");
                write(1024 + 18, 0);
            }
        }
        disk();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            String notes = session.onDisk().partition(1).orElseThrow().fileSystem().orElseThrow().notes()
                    .toString();
            assertTrue(notes.matches(".* is (not marked as|marked as not) unmounted; .*"), notes);
        }
        apply(type == Mounted.MINIX ? "check 1" : "label 1 text=NEW");
        assertEquals(Condition.MENDED, told.get(0).condition());
        boolean isPlain = type != Mounted.JFS && type != Mounted.REISERFS;
        assertTrue(told.get(0).text().startsWith(isPlain ? UNMARKED : type == Mounted.JFS ? "jfs_fsck mended"
                : "reiserfsck mended"), told.toString());
        apply("check 1 mode=look");
        assertTrue(told.get(0).text().matches("Nothing is wrong with the \\S+ of partition 1\\."),
                told.toString());
        apply("check 1");
        assertEquals(List.of(), told);
    }

    /** What its programs cannot do to it, and what they would do or fail with. */
    private enum Unfit {
        EXT4_WITH_A_NEW_FEATURE("check 1", "features that Platter does not know (compatible 0x100000"),
        XFS_WITH_A_NEW_FEATURE("check 1 mode=look", "has features that the xfs_repair here does not know"),
        F2FS_MOUNTED("label 1 text=NEW", "It was not unmounted; mount and unmount it first."),
        F2FS_WITHOUT_CHECKPOINTS("resize 1 size=max", "Its checkpoints are switched off"),
        JFS_WITH_ITS_LOG_ELSEWHERE("check 1", "Its log lies on another device"),
        UDF_WRITTEN_ONCE("label 1 text=NEW", "medium that is written once"),
        BTRFS_THAT_IS_A_SEED("uuid 1 value=random", "It is a seed, of which others may be made"),
        BTRFS_OF_TWO_DEVICES("label 1 text=NEW", "it holds a Btrfs on 2 devices"),
        XFS_WITH_A_REALTIME_PART("check 1", "it holds an XFS of which a part is on another device"),
        XFS_WITH_ITS_LOG_ELSEWHERE("resize 1 size=max", "holds an XFS with its log on another device"),
        HFS_PLUS_IN_A_WRAPPER("check 1", "it holds an HFS+ in the wrapper of an HFS"),
        OCFS2_OF_A_CLUSTER("label 1 text=NEW", "it holds ocfs2"),
        LUKS_BEING_REENCRYPTED("label 1 text=NEW", "The encryption of this LUKS2 is being changed"),
        NILFS2("check 1", "There is no program that checks NILFS2.");

        private final String line;
        private final String sentence;

        Unfit(String line, String sentence) {
            this.line = line;
            this.sentence = sentence;
        }
    }

    @ParameterizedTest
    @EnumSource(Unfit.class)
    void whatAProgramWouldMisreadIsRefusedWithTheReason(Unfit state) throws IOException {
        switch (state) {
            case EXT4_WITH_A_NEW_FEATURE -> {
                make(4, "mke2fs", "-q", "-F", "-t", "ext4");
                Shell.run("debugfs", "-w", "-R", "feature FEATURE_C20", fs.toString());
            }
            case XFS_WITH_A_NEW_FEATURE -> {
                make(300, "mkfs.xfs", "-q", "-f");
                ByteBuffer superblock = read(0, 512);
                superblock.put(216, (byte) 0x40).putInt(224, 0).putInt(224, crc32c(superblock, 0));
                write(0, superblock);
            }
            case F2FS_MOUNTED, F2FS_WITHOUT_CHECKPOINTS -> {
                make(64, "mkfs.f2fs", "-q", "-f");
                long checkpoint = read(1024 + 76, 4).getInt(0) * 4096L;
                boolean isMounted = state == Unfit.F2FS_MOUNTED;
                write(checkpoint + 132, isMounted ? new int[] {0x84} : new int[] {0x85, 0x11});
            }
            case JFS_WITH_ITS_LOG_ELSEWHERE -> {
                make(16, "mkfs.jfs", "-q");
                write(32768 + 37, read(32768 + 37, 1).get(0) & ~0x8);
            }
            case BTRFS_THAT_IS_A_SEED -> {
                make(110, "mkfs.btrfs", "-q", "-f");
                Shell.run("btrfstune", "-f", "-S", "1", fs.toString());
            }
            case BTRFS_OF_TWO_DEVICES -> {
                Path second = work.resolve("second");
                Shell.run("truncate", "-s", "110M", second.toString());
                make(110, "mkfs.btrfs", "-q", "-f", second.toString());
            }
            case XFS_WITH_A_REALTIME_PART, XFS_WITH_ITS_LOG_ELSEWHERE -> {
                Path second = work.resolve("second");
                Shell.run("truncate", "-s", "70M", second.toString());
                if (state == Unfit.XFS_WITH_A_REALTIME_PART) {
                    make(300, "mkfs.xfs", "-q", "-f", "-r", "rtdev=" + second);
                } else {
                    make(300, "mkfs.xfs", "-q", "-f", "-l", "size=64m,logdev=" + second);
                }
            }
            case HFS_PLUS_IN_A_WRAPPER -> { // Inside Macintosh, Files, 2-60, and TN1150, "HFS Wrapper"
                make(4, "true");
                ByteBuffer block = ByteBuffer.allocate(512).putShort(0, (short) 0x4244)
                        .putShort(14, (short) 3)
                        .putShort(18, (short) 1000).putInt(20, 4096).putShort(28, (short) 16)
                        .putShort(0x7c, (short) 0x482b).putShort(0x7e, (short) 2).putShort(0x80, (short) 900);
                write(1024, block);
                write(16 * 512 + 2 * 4096 + 1024, ByteBuffer.allocate(512).putShort(0, (short) 0x482b)
                        .putShort(2, (short) 4).putInt(40, 4096).putInt(44, 900));
            }
            case OCFS2_OF_A_CLUSTER -> make(40, "mkfs.ocfs2", "-F", "-q", "--cluster-stack=o2cb",
                    "--cluster-name=one");
            case LUKS_BEING_REENCRYPTED -> reencrypted();
            case NILFS2 -> make(130, "mkfs.nilfs2", "-q", "-f");
            default -> make(4, "mkudffs", "--media-type=cdr");
        }
        disk();
        String before = Volume.imageHash(image);
        Refusal refused = assertThrows(Refusal.class, () -> apply(state.line));
        assertTrue(refused.getMessage().contains(state.sentence), refused.getMessage());
        assertEquals(before, Volume.imageHash(image));
    }

    /** Makes a LUKS2 of which nothing is encrypted again yet, but that has begun. */
    private void reencrypted() {
        make(40, "true");
        Shell.feed("geheim", "cryptsetup", "luksFormat", "-q", "--type", "luks2", "--pbkdf", "pbkdf2",
                "--pbkdf-force-iterations", "1000", "--key-file", "-", fs.toString());
        Shell.feed("geheim", "cryptsetup", "reencrypt", "-q", "--init-only", "--force-offline-reencrypt",
                "--key-file", "-", fs.toString());
    }

    /** The first of its segments, which is as long as what has been done, is not all of it. */
    @Test
    void aLuksThatIsBeingReencryptedIsMovedWhole() throws IOException, Refusal {
        reencrypted();
        disk();
        try (RandomAccessFile open = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] end = new byte[MIB];
            Arrays.fill(end, (byte) 7);
            open.seek(40L * MIB);
            open.write(end);
        }
        Path before = work.resolve("before");
        Shell.copy(image, MIB, before, 0, 40L * MIB);
        for (String line : List.of("resize 1 size=30MiB", "resize 1 size=max", "uuid 1 value=random")) {
            assertThrows(Refusal.class, () -> apply(line), line);
        }
        apply("move 1 start=+2MiB");
        Path after = work.resolve("after");
        Shell.copy(image, 3L * MIB, after, 0, 40L * MIB);
        assertEquals(Volume.imageHash(before), Volume.imageHash(after));
    }

    /** btrfs-progs begin a commit, of which the log is none: what was synced before a crash would be lost. */
    @Test
    void aBtrfsWithALogIsLabelledOnceItWasMounted() throws IOException, Refusal {
        assumeTrue(Kernel.letsMount(), "the kernel lets nobody mount here");
        make(110, "mkfs.btrfs", "-q", "-f");
        String atCrash = work.resolve("crashed").toString();
        mounted("echo the old text > M/file; sync -f M/file; "
                + "echo the new text | dd of=M/file conv=notrunc,fsync status=none; cp --sparse=always " + fs
                + " "
                + atCrash);
        fs = Path.of(atCrash);
        disk();
        for (String line : List.of("label 1 text=NEW", "uuid 1 value=random")) {
            Refusal refused = assertThrows(Refusal.class, () -> apply(line));
            assertTrue(refused.getMessage().contains("What was synced last is in its log alone"),
                    refused.getMessage());
            assertTrue(refused.getMessage().endsWith("; mount and unmount it first."), refused.getMessage());
        }
        assertEquals("the new text\n", mounted("cat M/file"));
        disk();
        apply("label 1 text=NEW");
        Shell.run("dd", "if=" + image, "of=" + fs, "bs=1M", "skip=1", "count=110", "conv=sparse",
                "status=none");
        assertEquals("the new text\n", mounted("cat M/file"));
    }

    /** Runs a script while the file system is mounted at M. */
    private String mounted(String script) throws IOException {
        Path folder = Files.createDirectories(work.resolve("mounted"));
        return Shell.run("unshare", "-m", "sh", "-e", "-c",
                "mount -o loop,commit=300 " + fs + " " + folder + "; "
                        + script.replace("M/", folder + "/") + "; umount " + folder);
    }

    @Test
    void swapSpaceOfVersion0IsFormattedAnew() throws IOException, Refusal {
        make(2, "mkswap");
        write(1024, new int[12]);
        write(4096 - 10, "SWAP-SPACE".chars().toArray());
        disk();
        Refusal refused = assertThrows(Refusal.class, () -> apply("resize 1 size=max"));
        assertTrue(refused.getMessage().endsWith("; format it again."), refused.getMessage());
        apply("format 1 fs=swap");
        apply("resize 1 size=max");
    }

    /** The checker may have no opinion on it; a move changes nothing in it. */
    @Test
    void whatACheckerDoesNotKnowIsMoved() throws IOException, Refusal {
        make(300, "mkfs.xfs", "-q", "-f");
        ByteBuffer superblock = read(0, 512);
        superblock.put(216, (byte) 0x40).putInt(224, 0).putInt(224, crc32c(superblock, 0));
        write(0, superblock);
        disk();
        apply("move 1 start=+2MiB");
        assertEquals(List.of(), told);
        Path after = work.resolve("after");
        Shell.run("truncate", "-s", String.valueOf(300 * ByteSize.MIB), after.toString());
        Shell.copy(image, 3 * ByteSize.MIB, after, 0, 300 * ByteSize.MIB);
        assertEquals(Volume.imageHash(fs), Volume.imageHash(after));
    }
}
