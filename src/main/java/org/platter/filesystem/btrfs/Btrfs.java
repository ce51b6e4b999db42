package org.platter.filesystem.btrfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MountedWork;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.Support;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * Btrfs on one device, by btrfs-progs; it grows and shrinks while it is mounted. Its check looks and changes
 * nothing, since the repair that btrfs-progs have may make things worse.
 */
public final class Btrfs extends PlainFileSystem {

    /** Linux resizes none to less (fs/btrfs/ioctl.c); mkfs.btrfs makes smaller ones. */
    private static final long SMALLEST = 256 * ByteSize.MIB;

    /** What btrfs-progs write begins a commit of which the log is none. */
    private static final String LOGGED = "What was synced last is in its log alone, which btrfs-progs would "
            + "lose; mount and unmount it first.";

    /** Linux mounts it read-only; others hold its UUID, by which they find what they have of it. */
    private static final String SEED = "It is a seed, of which others may be made that need it as it is.";

    public Btrfs() {
        super("btrfs", "Btrfs", SMALLEST, 1L << 60, LabelForm.bytes(254), UuidForm.FULL);
    }

    /** Not one of several devices, which is only a member. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<BtrfsSuperblock> found = BtrfsSuperblock.read(slice);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        BtrfsSuperblock superblock = found.get();
        List<String> problems = new ArrayList<>();
        OptionalLong used = OptionalLong.empty();
        OptionalLong minimum = OptionalLong.empty();
        if (superblock.size() > slice.size()) {
            problems.add(Problems.longerThanPartition("Btrfs", superblock.size(), slice.size()));
        } else {
            Optional<BtrfsChunks> chunks = BtrfsChunks.read(slice, superblock);
            used = chunks.isPresent() ? chunks.get().used() : used;
            minimum = chunks.isPresent() ? chunks.get().minimum() : minimum;
        }
        return Optional.of(new Content.FileSystem(blkidName(), superblock.label(), superblock.uuid(),
                OptionalLong.of(superblock.size()), used, minimum, problems).withLimits(
                        new Content.Limits(OptionalLong.empty(), never(superblock),
                                OptionalLong.of(superblock.sectorSize()))));
    }

    private static Map<String, String> never(BtrfsSuperblock superblock) {
        List<Action> changing = superblock.isSeed()
                ? List.of(Action.LABEL, Action.UUID, Action.GROW, Action.SHRINK)
                : superblock.hasLog() ? List.of(Action.LABEL, Action.UUID) : List.of();
        return changing.stream().collect(Collectors.toMap(Action::name,
                action -> superblock.isSeed() ? SEED : LOGGED));
    }

    @Override
    public Optional<Support.Never> never(Action action, Content.FileSystem now, long bytes) {
        boolean isResized = action == Action.GROW || action == Action.SHRINK;
        return isResized && bytes < SMALLEST ? Optional.of(new Support.Never("Linux resizes a Btrfs to "
                + ByteSize.format(SMALLEST) + " or more only.")) : never(action, now);
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-U", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.btrfs", arguments.toArray(String[]::new)));
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return resize("max");
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return resize(String.valueOf(bytes));
    }

    private static Way resize(String size) {
        return new Way.ByKernel("btrfs", "btrfs", slice -> {
            long device = BtrfsSuperblock.read(slice).map(BtrfsSuperblock::device).orElse(1L);
            return new MountedWork("btrfs", "", List.of(Command.of("btrfs", "filesystem", "resize",
                    device + ":" + size, Command.MOUNT)));
        });
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("btrfs", "filesystem", "label", Command.WINDOW, label));
    }

    /** Writes it into all of the metadata: the other way would keep old kernels and boot loaders out. */
    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("btrfstune", "-f", "-U", uuid, Command.WINDOW));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<BtrfsSuperblock> superblock = BtrfsSuperblock.read(slice)
                .filter(found -> found.size() <= slice.size() && !found.hasLog());
        Optional<BtrfsChunks> chunks = superblock.isPresent()
                ? BtrfsChunks.read(slice, superblock.get()) : Optional.empty();
        return chunks.filter(BtrfsChunks::isSimple).map(BtrfsLiveBlocks::new);
    }

    @Override
    public String amongTwins() {
        return "takes them for one Btrfs, and may damage both when one is mounted";
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** “btrfs check” looks; nothing that it mends is sure. */
    private static final class Check implements Checkup {

        @Override
        public Way look() {
            return Way.by(Command.of("btrfs", "check", "--readonly", Command.WINDOW).accepting(0, "clean")
                    .refusing(1, "it has errors, or cannot be opened"));
        }

        @Override
        public Optional<String> repairer() {
            return Optional.of("copy its files elsewhere, or see “btrfs check” in its manual");
        }
    }
}
