package org.platter.filesystem.other;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MountedWork;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.tool.Command;

/** JFS, by jfsutils; it grows while it is mounted. */
public final class Jfs extends PlainFileSystem {

    private static final long SUPERBLOCK = 32768;

    /** The flag of one whose log lies behind its blocks, not on another device. */
    private static final int LOG_INSIDE = 0x800;
    private static final String ELSEWHERE = "Its log lies on another device, without which it cannot be "
            + "checked; work on it where both are.";
    private static final Content.Limits LOG_ELSEWHERE = new Content.Limits(OptionalLong.empty(), Stream.of(
            Action.GROW, Action.CHECK, Action.LABEL, Action.UUID).collect(
                    Collectors.toMap(Action::name,
                            action -> ELSEWHERE)),
            OptionalLong.empty());

    public Jfs() {
        super("jfs", "JFS", 16 * ByteSize.MIB, 1L << 52, LabelForm.bytes(16), UuidForm.FULL);
    }

    /** Linux, fs/jfs/jfs_superblock.h: struct jfs_superblock; the log lies behind everything else. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, SUPERBLOCK, 184)
                .filter(bytes -> bytes.has(0, "JFS1") && bytes.u32(4) <= 2 && bytes.u32(16) >= 512
                        && bytes.u32(16) <= 4096 && bytes.u32(24) >= 512 && bytes.u32(24) <= 4096
                        && bytes.i64(8) > 0 && bytes.i64(8) < 1L << 44);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long size = Math.max(bytes.i64(8) * bytes.u32(24), Math.max(end(bytes, 72), end(bytes, 80)));
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("JFS", size, slice.size()));
        return Optional.of(new Content.FileSystem(blkidName(), bytes.label(152, 16), bytes.uuid(136),
                OptionalLong.of(size),
                problems.isEmpty()
                        ? JfsMap.of(slice, bytes).map(map -> OptionalLong.of(size - map.free()))
                                .orElse(OptionalLong.empty())
                        : OptionalLong.empty(),
                OptionalLong.empty(), problems)
                .withNotes(isUnmounted(bytes) ? List.of() : List.of("This JFS is not marked as unmounted; a "
                        + "check puts right what that left."))
                .withLimits((bytes.u32(36) & LOG_INSIDE) != 0 ? Content.Limits.NONE : LOG_ELSEWHERE));
    }

    private static boolean isUnmounted(Structure bytes) {
        return bytes.u32(40) == 0;
    }

    /** Only of one that was unmounted. */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<Content.FileSystem> content = probe(slice).filter(found -> found.problems().isEmpty());
        Optional<Structure> bytes = content.isEmpty() ? Optional.empty()
                : Structure.read(slice, SUPERBLOCK, 184).filter(Jfs::isUnmounted);
        Optional<JfsMap> map = bytes.isEmpty() ? Optional.empty() : JfsMap.of(slice, bytes.get());
        return map.isEmpty() ? Optional.empty()
                : map.get().liveBlocks(content.get().size().orElseThrow());
    }

    /** Returns where an extent ends: 24 bits of length and 40 of its first block. */
    private static long end(Structure bytes, int at) {
        long blocks = bytes.u32(at) & 0xff_ffff;
        long first = (bytes.u32(at) >>> 24) << 32 | bytes.u32(at + 4);
        return blocks == 0 ? 0 : (first + blocks) * bytes.u32(16);
    }

    @Override
    public long bytesWhenNew() {
        return 3 * ByteSize.MIB;
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<Command> commands = new ArrayList<>();
        commands.add(label.isEmpty() ? Command.of("mkfs.jfs", "-q", Command.WINDOW)
                : Command.of("mkfs.jfs", "-q", "-L", label, Command.WINDOW));
        if (!uuid.isEmpty()) {
            commands.add(setUuid(uuid));
        }
        return Way.by(commands);
    }

    /** Its log ends in the last of its blocks, which have up to 4096 bytes. */
    @Override
    public long rounding(BlockDevice slice) throws IOException {
        return Structure.read(slice, SUPERBLOCK, 184).map(bytes -> bytes.u32(16)).orElse(rounding());
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return new Way.ByKernel("jfs", "mount", slice -> new MountedWork("jfs", "",
                List.of(Command.of("mount", "-o", "remount,resize", Command.MOUNT))));
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.never("JFS cannot shrink; make a smaller one and copy the files.");
    }

    private static Command check(String option) {
        return Command.of("jfs_fsck", option, Command.WINDOW).accepting(0, "clean")
                .refusing(4, "errors are left that it did not repair")
                .refusing(8, "it could not work: no JFS, or it cannot be opened")
                .refusing(16, "called wrongly").refusing(32, "cancelled")
                .refusing(128, "a library is missing");
    }

    /** Checks first, so that what an unclean unmount left does not fail the check that follows. */
    @Override
    public Way label(String label) {
        return Way.by(Command.of("jfs_tune", "-L", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(setUuid(uuid));
    }

    private static Command setUuid(String uuid) {
        return Command.of("jfs_tune", "-U", uuid, Command.WINDOW);
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By jfs_fsck. */
    private static final class Check implements Checkup {

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            return Structure.read(slice, SUPERBLOCK, 184).filter(bytes -> !isUnmounted(bytes)).isEmpty();
        }

        @Override
        public List<Command> repair() {
            return List.of(check("-f").accepting(1, "errors were repaired")
                    .accepting(2, "errors were repaired; restart a machine that has it mounted"));
        }

        @Override
        public List<Command> preen() {
            return List.of(check("--replay_journal_only"));
        }

        @Override
        public Way look() {
            return Way.by(check("-n").refusing(1, "it has errors"));
        }
    }
}
