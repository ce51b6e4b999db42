package org.platter.filesystem.volume;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.Support;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * Physical volumes of LVM2. LVM's programs change them on block devices only, and only as root, so that
 * Platter does it itself; their check reads files too.
 */
public final class Lvm extends PlainFileSystem {

    private static final String CONFIGURATION = "global{locking_dir=\"" + Command.FOLDER + "\" activation=0} "
            + "backup{backup=0 archive=0} devices{use_devicesfile=0 hints=\"none\"}";

    public Lvm() {
        super("LVM2_member", "lvm2", "LVM physical volume", 2 * ByteSize.MIB, 1L << 60, LabelForm.bytes(0),
                UuidForm.LVM);
    }

    /** Its label is the name of its volume group. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<LvmHeader> header = LvmHeader.read(slice);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        LvmMetadata metadata;
        try {
            metadata = LvmMetadata.read(slice).orElseThrow();
        } catch (IOException e) {
            return Optional.of(new Content.FileSystem(blkidName(), id(), Optional.empty(),
                    header.get().writtenUuid(), OptionalLong.empty(), OptionalLong.empty(),
                    OptionalLong.empty(), List.of(e.getMessage() + " Repair it with pvck or vgcfgrestore.")));
        }
        long size = size(metadata);
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("LVM physical volume", size, slice.size()));
        Optional<LvmMetadata.VolumeGroup> group = metadata.group();
        return Optional.of(new Content.FileSystem(blkidName(), id(),
                group.map(LvmMetadata.VolumeGroup::name), metadata.uuid(),
                size > 0 ? OptionalLong.of(size) : OptionalLong.empty(),
                metadata.isOfUnknownGroup() ? OptionalLong.empty()
                        : OptionalLong.of(header.get().data().orElse(0)
                                + group.map(one -> one.allocated().length()).orElse(0L)),
                OptionalLong.of(isAlone(header.get(), metadata) ? least(group) : size), problems)
                .withVolumes(volumes(metadata)));
    }

    /** Returns how many physical volumes its group has; of one that only others describe, at least two. */
    private static int volumes(LvmMetadata metadata) {
        return metadata.isOfUnknownGroup() ? 2
                : metadata.group().map(LvmMetadata.VolumeGroup::volumes).orElse(1);
    }

    /** Returns the bytes that it spans; pvresize changes how many extents it has, and leaves its label. */
    private static long size(LvmMetadata metadata) {
        if (metadata.group().isEmpty()) {
            return metadata.size();
        }
        long end = metadata.group().get().extents().end();
        long rest = metadata.size() - end;
        return rest >= 0 && rest < metadata.group().get().extentSize() ? metadata.size() : end;
    }

    /** Whether nothing beyond this physical volume tells of its size, and nothing in it has to move. */
    private static boolean isAlone(LvmHeader header, LvmMetadata metadata) {
        return header.areas().size() == 1 && !metadata.isOfUnknownGroup()
                && metadata.group().filter(group -> group.volumes() != 1).isEmpty();
    }

    /** Returns where the last extent in use ends; one extent is left in any case. */
    private static long least(Optional<LvmMetadata.VolumeGroup> group) {
        if (group.isEmpty()) {
            return 2 * ByteSize.MIB;
        }
        RangeSet allocated = group.get().allocated();
        return allocated.isEmpty() ? group.get().extents().start() + group.get().extentSize()
                : allocated.get(allocated.count() - 1).end();
    }

    @Override
    public String typeCode(TableType table) {
        return code(table, "0x8e", "e6d6d379-f507-44c2-a23c-238f2a3df928");
    }

    @Override
    public Optional<Support.Never> never(Action action, Content.FileSystem now) {
        return action == Action.UUID && now.volumes() > 1
                ? Optional.of(new Support.Never(severalVolumes(now.volumes()))) : Optional.empty();
    }

    /** Why one of several physical volumes cannot be changed alone. */
    static String severalVolumes(long count) {
        return "Its volume group has " + count + " physical volumes, which all have to be there when one of "
                + "them changes; use LVM on a machine that has them.";
    }

    @Override
    public Optional<String> whyNotFilled(Content.FileSystem now) {
        return now.volumes() > 1 ? Optional.of("; it is one of " + now.volumes() + " of its volume group, "
                + "and pvresize lets it fill the partition where all of them are.") : Optional.empty();
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        return Way.own(slice -> LvmWriter.create(slice, uuid.isEmpty() ? randomUuid() : uuid));
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.own(slice -> resize(slice, bytes));
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.own(slice -> resize(slice, bytes));
    }

    @Override
    public Way label(String label) {
        return Way.never("An LVM physical volume is called like its volume group; rename that with "
                + "vgrename.");
    }

    @Override
    public Way uuid(String uuid) {
        return Way.own(slice -> writeUuid(slice, uuid));
    }

    private static void writeUuid(BlockDevice slice, String uuid) throws IOException {
        if (read(slice).isOfUnknownGroup()) {
            throw new IOException("The volume group of " + slice.description() + " is described on other "
                    + "physical volumes, which know it by its UUID; use LVM on a machine that has them.");
        }
        LvmWriter.of(slice).setUuid(uuid);
    }

    /**
     * One that other physical volumes tell of, or that keeps a text at its end, grows where it is used, by
     * pvresize: here its partition alone does.
     */
    private static void resize(BlockDevice slice, long bytes) throws IOException {
        LvmHeader header = LvmHeader.read(slice).orElseThrow(() -> none(slice));
        LvmMetadata metadata = read(slice);
        boolean isLarger = bytes >= size(metadata);
        if (isAlone(header, metadata)) {
            if (!isLarger && bytes < least(metadata.group())) {
                throw new IOException("The LVM physical volume " + slice.description() + " has an extent in "
                        + "use behind " + ByteSize.format(bytes) + "; move it by pvmove.");
            }
            LvmWriter.of(slice).resize(bytes);
        } else if (!isLarger) {
            throw new IOException("The LVM physical volume " + slice.description() + " is not the only one of"
                    + " its volume group; shrink it with pvresize where all of them are.");
        }
    }

    private static LvmMetadata read(BlockDevice slice) throws IOException {
        return LvmMetadata.read(slice).orElseThrow(() -> none(slice));
    }

    private static IOException none(BlockDevice slice) {
        return new IOException(slice.description() + " is no LVM physical volume.");
    }

    /** What lies in no extent, and the extents that are in use. */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<LvmMetadata.VolumeGroup> group = probe(slice).filter(content -> content.problems().isEmpty())
                .isPresent() ? LvmMetadata.read(slice).orElseThrow().group() : Optional.empty();
        return group.map(known -> {
            RangeSet live = known.allocated().union(
                    RangeSet.of(known.extents()).complementWithin(new ByteRange(0, slice.size())));
            return live::within;
        });
    }

    @Override
    public String amongTwins() {
        return "uses neither volume group";
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** pvck looks; nothing mends. */
    private static final class Check implements Checkup {

        @Override
        public Way look() {
            return Way.by(Command.of("env", "LVM_SYSTEM_DIR=" + Command.FOLDER, "LVM_SUPPRESS_FD_WARNINGS=1",
                    "pvck", "--config", CONFIGURATION, "--dump", "headers", Command.WINDOW)
                    .refusing(5, "its headers or its metadata are damaged"));
        }
    }
}
