package org.platter.filesystem.xfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MountedWork;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * XFS of versions 4 and 5, by xfsprogs; it grows while it is mounted. One whose log has to be replayed is a
 * problem, since only a mount does that.
 */
public final class Xfs extends PlainFileSystem {

    private static final String NEVER_SHRINKS = "XFS cannot shrink; make a smaller one and copy the files.";
    private static final String DIRTY = "This XFS was not unmounted; mount and unmount it, or check it, "
            + "before you change its partition.";

    public Xfs() {
        super("xfs", "XFS", 300 * ByteSize.MIB,
                1L << 60, new LabelForm(12, LabelForm.Unit.WORD), UuidForm.FULL);
    }

    /** Not one whose log or realtime data is on another device: no program can work on it alone. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<XfsSuperblock> found = XfsSuperblock.read(slice);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        XfsSuperblock superblock = found.get();
        List<String> problems = new ArrayList<>();
        if (superblock.size() > slice.size()) {
            problems.add(Problems.longerThanPartition("XFS", superblock.size(), slice.size()));
        } else if (!XfsLog.isClean(slice, superblock)) {
            problems.add(DIRTY);
        }
        OptionalLong used = superblock.freeBlocks() <= superblock.blocks()
                ? OptionalLong.of((superblock.blocks() - superblock.freeBlocks()) * superblock.blockSize())
                : OptionalLong.empty();
        return Optional.of(new Content.FileSystem(blkidName(), superblock.label(), superblock.uuid(),
                OptionalLong.of(superblock.size()), used, OptionalLong.empty(), problems));
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f", "-s", "size=" + sectorSize));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-m", "uuid=" + uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.xfs", arguments.toArray(String[]::new)));
    }

    @Override
    public boolean isMendedByCheck(String problem) {
        return problem.equals(DIRTY);
    }

    /** The UUID may be that of another one that is mounted: the original of a copy. */
    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return new Way.ByKernel("xfs", "xfs_growfs", slice -> new MountedWork("xfs", "nouuid",
                List.of(Command.of("xfs_growfs", "-d", Command.MOUNT))));
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.never(NEVER_SHRINKS);
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("xfs_admin", "-L", label.isEmpty() ? "--" : label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("xfs_admin", "-U", uuid, Command.WINDOW));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<XfsSuperblock> superblock = XfsSuperblock.read(slice)
                .filter(found -> found.size() <= slice.size() && found.isUnderstood());
        return superblock.isPresent() && XfsLog.isClean(slice, superblock.get())
                ? Optional.of(new XfsLiveBlocks(slice, superblock.get())) : Optional.empty();
    }

    /** A copy with the same UUID may be mounted at the same time. */
    @Override
    public Viewing viewing() {
        return Viewing.byKernel(blkidName(), "norecovery,nouuid");
    }

    @Override
    public String amongTwins() {
        return "does not mount one beside the other";
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By xfs_repair; the kernel replays the log. */
    private static final class Check implements Checkup {

        @Override
        public Optional<MountedWork> replay() {
            return Optional.of(new MountedWork("xfs", "nouuid", List.of()));
        }

        @Override
        public List<Command> repair() {
            return List.of(Command.of("xfs_repair", Command.WINDOW).accepting(0, "clean, or repaired")
                    .refusing(1, "it could not work, or found damage that it cannot repair; run it again")
                    .refusing(2, "the log has to be replayed first, by mounting it")
                    .refusing(4, "errors were repaired"));
        }

        @Override
        public Way look() {
            return Way.by(Command.of("xfs_repair", "-n", Command.WINDOW).accepting(0, "clean")
                    .refusing(1, "it has errors").refusing(2,
                            "the log has to be replayed first, by mounting it"));
        }
    }
}
