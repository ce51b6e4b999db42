package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.MountedWork;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * NILFS2, by nilfs-tools; of those only mkfs.nilfs2 works on anything but a block device, so that Platter
 * sets label and UUID itself. It is resized while it is mounted.
 */
public final class Nilfs extends PlainFileSystem {

    /** Resizes what is mounted at the first argument, to as many bytes as the second one says, if any. */
    /** Segments that it needs beside those with data, to rewrite the others. */
    private static final long SPARE_SEGMENTS = 8;

    public Nilfs() {
        super("nilfs2", "NILFS2", 129 * ByteSize.MIB, 1L << 60, LabelForm.bytes(80), UuidForm.FULL);
    }

    /** Linux, include/uapi/linux/nilfs2_ondisk.h: struct nilfs_super_block. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, NilfsSuperblocks.FIRST, NilfsSuperblocks.LENGTH)
                .filter(bytes -> NilfsSuperblocks.isOne(bytes) && bytes.i64(80) >= 0);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long size = bytes.i64(32);
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("NILFS2", size, slice.size()));
        long block = 1024L << bytes.u32(20);
        boolean isSound = bytes.i64(80) <= size / block;
        OptionalLong used = isSound ? OptionalLong.of(size - bytes.i64(80) * block) : OptionalLong.empty();
        long least = used.orElse(size) / 9 * 10 + SPARE_SEGMENTS * bytes.u32(48) * block;
        return Optional.of(new Content.FileSystem(blkidName(),
                bytes.label(NilfsSuperblocks.LABEL, NilfsSuperblocks.LABEL_LENGTH),
                bytes.uuid(NilfsSuperblocks.UUID), OptionalLong.of(size), used,
                OptionalLong.of(Math.min(size, least)), problems));
    }

    @Override
    public long bytesWhenNew() {
        return 2 * ByteSize.MIB;
    }

    @Override
    public Way label(String label) {
        return Way.own(slice -> writeLabel(slice, label));
    }

    private static void writeLabel(BlockDevice slice, String label) throws IOException {
        byte[] bytes = Arrays.copyOf(label.getBytes(StandardCharsets.UTF_8), NilfsSuperblocks.LABEL_LENGTH);
        NilfsSuperblocks.change(slice, superblock -> superblock.put(NilfsSuperblocks.LABEL, bytes));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.own(slice -> writeUuid(slice, uuid));
    }

    private static void writeUuid(BlockDevice slice, String uuid) throws IOException {
        UUID value = UUID.fromString(uuid);
        byte[] bytes = ByteBuffer.allocate(16).putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits()).array();
        NilfsSuperblocks.change(slice, superblock -> superblock.put(NilfsSuperblocks.UUID, bytes));
    }

    /** It notes how many bytes its device has, of which it uses whole segments. */
    @Override
    public long rounding(BlockDevice slice) throws IOException {
        return Structure.read(slice, NilfsSuperblocks.FIRST, NilfsSuperblocks.LENGTH)
                .filter(NilfsSuperblocks::isOne).map(bytes -> 1024L << bytes.u32(20)).orElse(rounding());
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return resizing();
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return resizing(String.valueOf(bytes));
    }

    /** @param bytes the new size; without it as much as its device has */
    private static Way resizing(String... bytes) {
        List<String> arguments = new ArrayList<>(List.of("-v", "-y", Command.DEVICE));
        arguments.addAll(List.of(bytes));
        return new Way.ByKernel("nilfs2", "nilfs-resize", slice -> new MountedWork("nilfs2", "",
                List.of(Command.of("nilfs-resize", arguments.toArray(String[]::new)))));
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.nilfs2", arguments.toArray(String[]::new)));
    }

    @Override
    public Checkup checkup() {
        return () -> Way.never("There is no program that checks NILFS2.");
    }
}
