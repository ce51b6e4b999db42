package org.platter.filesystem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * Btrfs on one device, by btrfs-progs; it grows and shrinks while it is mounted. Its check looks and changes
 * nothing, since the repair that btrfs-progs have may make things worse.
 */
final class Btrfs extends PlainFileSystem {

    /** Linux resizes none to less (fs/btrfs/ioctl.c); mkfs.btrfs makes smaller ones. */
    private static final long SMALLEST = 256 * ByteSize.MIB;

    /** What btrfs-progs write begins a commit of which the log is none. */
    private static final String LOGGED = "What was synced last is in its log alone, which btrfs-progs would "
            + "lose; mount and unmount it first.";

    /** Linux mounts it read-only; others hold its UUID, by which they find what they have of it. */
    private static final String SEED = "It is a seed, of which others may be made that need it as it is.";

    Btrfs() {
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
    public Support support(Action action, Tools tools) {
        return switch (action) {
            case CREATE -> Support.needing(tools, "mkfs.btrfs");
            case GROW, SHRINK -> Support.mounting(tools, this, "btrfs", "btrfs");
            case CHECK, LABEL -> Support.needing(tools, "btrfs");
            case UUID -> Support.needing(tools, "btrfstune");
        };
    }

    @Override
    public Optional<Support.Never> never(Action action, Content.FileSystem now, long bytes) {
        boolean isResized = action == Action.GROW || action == Action.SHRINK;
        return isResized && bytes < SMALLEST ? Optional.of(new Support.Never("Linux resizes a Btrfs to "
                + ByteSize.format(SMALLEST) + " or more only.")) : never(action, now);
    }

    @Override
    public List<Command> create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-U", uuid));
        }
        arguments.add(Command.WINDOW);
        return List.of(Command.of("mkfs.btrfs", arguments.toArray(String[]::new)));
    }

    @Override
    public Optional<MountedWork> mountedGrow(BlockDevice slice) throws IOException {
        return resize(slice, "max");
    }

    @Override
    public Optional<MountedWork> mountedShrink(BlockDevice slice, long bytes) throws IOException {
        return resize(slice, String.valueOf(bytes));
    }

    private static Optional<MountedWork> resize(BlockDevice slice, String size) throws IOException {
        long device = BtrfsSuperblock.read(slice).map(BtrfsSuperblock::device).orElse(1L);
        return Optional.of(new MountedWork("btrfs", "", List.of(Command.of("btrfs", "filesystem", "resize",
                device + ":" + size, Command.MOUNT))));
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    @Override
    public List<Command> repair() {
        return verify();
    }

    @Override
    public List<Command> verify() {
        return List.of(Command.of("btrfs", "check", "--readonly", Command.WINDOW).accepting(0, "clean")
                .refusing(1, "it has errors, or cannot be opened"));
    }

    @Override
    public Optional<String> repairer() {
        return Optional.of("copy its files elsewhere, or see “btrfs check” in its manual");
    }

    @Override
    public List<Command> label(String label) {
        return List.of(Command.of("btrfs", "filesystem", "label", Command.WINDOW, label));
    }

    /** Writes it into all of the metadata: the other way would keep old kernels and boot loaders out. */
    @Override
    public List<Command> uuid(String uuid) {
        return List.of(Command.of("btrfstune", "-f", "-U", uuid, Command.WINDOW));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<BtrfsSuperblock> superblock = BtrfsSuperblock.read(slice)
                .filter(found -> found.size() <= slice.size() && !found.hasLog());
        Optional<BtrfsChunks> chunks = superblock.isPresent()
                ? BtrfsChunks.read(slice, superblock.get()) : Optional.empty();
        return chunks.filter(BtrfsChunks::isSimple).map(BtrfsLiveBlocks::new);
    }
}
