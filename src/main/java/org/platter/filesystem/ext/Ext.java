package org.platter.filesystem.ext;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MinimumQuery;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * ext2, ext3 and ext4, by e2fsprogs. One that was not cleanly unmounted is no problem: e2fsck replays its
 * journal before anything else happens to it; until then all its blocks count as live, since the bitmaps are
 * stale.
 */
public final class Ext extends PlainFileSystem {

    private static final int SMALLEST_BLOCK = 1024;
    private static final Pattern BLOCK_SIZE = Pattern.compile("(?m)^Block size:\\s+(\\d{1,9})$");
    private static final Pattern MINIMUM = Pattern.compile("minimum size of the filesystem:\\s+(\\d{1,18})");

    private static final Pattern LOSS = Pattern
            .compile("(?<!HTREE INDEX |\\(and ext4 is available\\)\\. {1,2})CLEARED|RECONNECTED|SALVAGED"
                    + "|TRUNCATED|CLONED|FILE DELETED|UNLINKED|RELOCATED|[Rr]emoving corrupted|lost.found"
                    + "|, i_size is \\d+, should be ");
    private static final Pattern TALK = Pattern.compile("^e2fsck \\d|^Pass \\d|\\*+ FILE SYSTEM WAS MODIFIED"
            + "|\\d+/\\d+ files \\(.*blocks$|^$|\\*+ WARNING: Filesystem still has errors|^Restarting e2fsck");

    private final int version;

    /**
     * ext2 fits in less than the others, but e2fsprogs makes no journal below 2048 blocks, and an ext3 without
     * is an ext2. At most there are 2^32 − 1 blocks of 4 KiB; ext4 has 48 bits for extents, 2^48 blocks.
     *
     * @param version 2, 3 or 4
     */
    public Ext(int version) {
        super("ext" + version, "ext" + version, version == 2 ? ByteSize.MIB : 2 * ByteSize.MIB,
                version == 4 ? 1L << 60 : (1L << 44) - 4096, LabelForm.bytes(16), UuidForm.FULL);
        this.version = version;
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<ExtSuperblock> found = ExtSuperblock.read(slice);
        if (found.isEmpty() || found.get().version() != version) {
            return Optional.empty();
        }
        ExtSuperblock superblock = found.get();
        boolean consistent = superblock.isConsistent();
        return Optional.of(new Content.FileSystem(blkidName(), superblock.label(), superblock.uuid(),
                consistent ? OptionalLong.of(superblock.size()) : OptionalLong.empty(),
                consistent ? superblock.used() : OptionalLong.empty(), OptionalLong.empty(),
                superblock.problems(slice.size())).withNotes(superblock.notes())
                .withLimits(superblock.limits()));
    }

    /** Blocks are no smaller than sectors. */
    @Override
    public long minimumBytes(int sectorSize) {
        return minimumBytes() / SMALLEST_BLOCK * Math.max(SMALLEST_BLOCK, sectorSize);
    }

    /** The files belong to root, and not to the caller: the disk is for the machine that will mount it. */
    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-F", "-q", "-t", id(), "-E", "root_owner=0:0", "-L",
                label, "-U", uuid.isEmpty() ? "random" : uuid));
        if (sectorSize > SMALLEST_BLOCK) { // it does not see that from its window
            arguments.addAll(List.of("-b", String.valueOf(sectorSize)));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mke2fs", arguments.toArray(String[]::new)));
    }

    /** Without a size, resize2fs fills its file. Never “?offset=”: that truncates the whole image. */
    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize2fs", Command.WINDOW));
    }

    @Override
    public boolean isMendedByCheck(String problem) {
        return ExtSuperblock.isMendedByCheck(problem);
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize2fs", Command.WINDOW, bytes / 1024 + "K"));
    }

    private static List<Command> mending(String answer) {
        return List.of(e2fsck(answer).accepting(1, "errors were repaired")
                .accepting(2, "errors were repaired; restart a machine that has it mounted"));
    }

    /** A last group in which its own tables would leave next to nothing is not made (resize2fs, resize2fs.c). */
    @Override
    public long rounding(BlockDevice slice) throws IOException {
        return ExtSuperblock.read(slice).filter(ExtSuperblock::isConsistent)
                .map(superblock -> superblock.smallestGroup() * superblock.blockSize()).orElse(rounding());
    }

    private static Command e2fsck(String answer) {
        return Command.of("e2fsck", "-f", answer, Command.WINDOW).accepting(0, "clean")
                .refusing(1, "errors were repaired")
                .refusing(4, "errors are left that it did not repair")
                .refusing(8, "it could not work: no ext file system, or it cannot be opened")
                .refusing(12, "errors are left, and it could not go on")
                .refusing(16, "called wrongly")
                .refusing(32, "cancelled")
                .refusing(128, "a library is missing");
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("tune2fs", "-L", label, Command.WINDOW));
    }

    /**
     * Checks first: with metadata checksums each has to be computed again, which tune2fs does for a file
     * system only that was checked after its last mount, and after a question.
     */
    @Override
    public Way uuid(String uuid) {
        return Way.by(mending("-p").get(0),
                Command.of("tune2fs", "-U", uuid, Command.WINDOW).withInput("y\n"));
    }

    /** With -P it opens the file system for reading only; -f lets it answer for one that was not checked. */
    @Override
    public Optional<MinimumQuery> minimumQuery() {
        return Optional.of(new MinimumQuery(List.of(Command.of("dumpe2fs", "-h", Command.WINDOW),
                Command.of("resize2fs", "-f", "-P", Command.WINDOW)), Ext::minimum));
    }

    private static OptionalLong minimum(String output) {
        Matcher blockSize = BLOCK_SIZE.matcher(output);
        Matcher blocks = MINIMUM.matcher(output);
        if (!blockSize.find() || !blocks.find()) {
            return OptionalLong.empty();
        }
        long bytes = Long.parseLong(blockSize.group(1));
        long count = Long.parseLong(blocks.group(1));
        return count > Long.MAX_VALUE / Math.max(1, bytes)
                ? OptionalLong.empty() : OptionalLong.of(bytes * count);
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        return ExtSuperblock.read(slice)
                .filter(superblock -> superblock.isConsistent() && superblock.isClean()
                        && superblock.problems(slice.size()).isEmpty())
                .map(superblock -> new ExtLiveBlocks(slice, superblock));
    }

    @Override
    public Viewing viewing() {
        return new Viewing(blkidName(), "noload",
                Optional.of(Command.of("fuse2fs", "-f", "-o", "ro,norecovery,fakeroot," + Viewing.HARMLESS)));
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By e2fsck, which has a mode for each purpose. */
    private final class Check implements Checkup {

        @Override
        public List<Command> repair() {
            return mending("-y");
        }

        @Override
        public List<Command> preen() {
            return mending("-p");
        }

        /** What e2fsck -p says to have done (e2fsck, problem.c, preen_msg), but for what it put right. */
        @Override
        public boolean isLoss(String line) {
            return LOSS.matcher(line).find();
        }

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            return ExtSuperblock.read(slice).map(ExtSuperblock::isClean).orElse(true);
        }

        @Override
        public Optional<Pattern> talk() {
            return Optional.of(TALK);
        }

        @Override
        public boolean isPreenComplete() {
            return true;
        }

        @Override
        public Optional<String> delay(BlockDevice slice) throws IOException {
            return ExtSuperblock.read(slice).filter(ExtSuperblock::isGuarded).map(superblock -> "This " + id()
                    + " is guarded against being used by two machines (MMP): each program waits up to "
                    + 2 * superblock.guardSeconds() + " seconds first, to see whether another uses it.");
        }

        @Override
        public Way look() {
            return Way.by(e2fsck("-n"));
        }
    }
}
