package org.platter.filesystem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.tool.Command;

/** NILFS2, by nilfs-tools, of which only mkfs.nilfs2 works on anything but a block device. */
final class Nilfs extends PlainFileSystem {

    private static final String ON_DEVICES =
            "nilfs-tools does this on block devices only; attach the image as a loop device and use nilfs-";

    Nilfs() {
        super("nilfs2", "NILFS2", 129 * ByteSize.MIB, 1L << 60, LabelForm.bytes(80), UuidForm.FULL);
    }

    /** Linux, include/uapi/linux/nilfs2_ondisk.h: struct nilfs_super_block. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 1024, 1024)
                .filter(bytes -> bytes.u16(6) == 0x3434 && bytes.u32(0) == 2 && bytes.u16(8) >= 248
                        && bytes.u32(20) <= 6 && bytes.i64(32) > 0 && bytes.i64(80) >= 0);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long size = bytes.i64(32);
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("NILFS2", size, slice.size()));
        long block = 1024L << bytes.u32(20);
        boolean isSound = bytes.i64(80) <= size / block;
        return Optional.of(new Content.FileSystem(blkidName(), bytes.label(168, 80), bytes.uuid(152),
                OptionalLong.of(size),
                isSound ? OptionalLong.of(size - bytes.i64(80) * block) : OptionalLong.empty(),
                OptionalLong.empty(), problems));
    }

    @Override
    public Support support(Action action, Tools tools) {
        return switch (action) {
            case CREATE -> Support.needing(tools, "mkfs.nilfs2");
            case GROW, SHRINK -> new Support.Never(ON_DEVICES + "resize.");
            case CHECK -> new Support.Never("There is no program that checks NILFS2.");
            case LABEL, UUID -> new Support.Never(ON_DEVICES + "tune.");
        };
    }

    @Override
    public List<Command> create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        arguments.add(Command.WINDOW);
        return List.of(Command.of("mkfs.nilfs2", arguments.toArray(String[]::new)));
    }
}
