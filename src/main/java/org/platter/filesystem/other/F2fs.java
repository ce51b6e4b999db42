package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Crc32;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.tool.Command;

/** F2FS, by f2fs-tools. */
public final class F2fs extends PlainFileSystem {

    private static final long MAGIC = 0xf2f52010L;
    private static final int SUPERBLOCK = 1024;
    private static final int BLOCK = 4096;

    /** Where a checkpoint says in which state it left the file system. */
    private static final int FLAGS = 132;
    private static final int UNMOUNTED = 0x1;
    private static final int DISABLED = 0x1000;
    private static final int SUM_PLACE = 32;
    private static final int UUID_PLACE = 108;
    private static final int FEATURES = 2180;
    private static final int ENCRYPTION = 0x1;
    private static final int INODE_SUMS = 0x20;
    private static final int SUPERBLOCK_SUM = 0x800;

    public F2fs() {
        super("f2fs", "F2FS", 64 * ByteSize.MIB, 16 * ByteSize.TIB, new LabelForm(511, LabelForm.Unit.UTF16),
                UuidForm.FULL);
    }

    /** Linux, include/linux/f2fs_fs.h: struct f2fs_super_block, struct f2fs_checkpoint. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, SUPERBLOCK, 2048)
                .filter(bytes -> bytes.u32(0) == MAGIC && bytes.u32(16) == 12 && bytes.i64(36) > 0
                        && bytes.i64(36) < 1L << 40);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long size = bytes.i64(36) * BLOCK;
        List<String> problems = new ArrayList<>();
        OptionalLong free = OptionalLong.empty();
        if (size > slice.size()) {
            problems.add(Problems.longerThanPartition("F2FS", size, slice.size()));
        } else {
            free = free(slice, bytes);
        }
        long flags = problems.isEmpty() ? newest(slice, bytes).map(newest -> newest.u32(FLAGS)).orElse(0L)
                : UNMOUNTED;
        return Optional.of(new Content.FileSystem(blkidName(), bytes.label(124, 1024,
                StandardCharsets.UTF_16LE), bytes.uuid(108), OptionalLong.of(size),
                free.isPresent()
                        && free.getAsLong() <= size ? OptionalLong.of(size - free.getAsLong())
                                : OptionalLong.empty(),
                OptionalLong.empty(), problems).withLimits(limits(flags)));
    }

    /** Returns what cannot be done to one of which the last state is not all in its checkpoint. */
    private static Content.Limits limits(long flags) {
        String why = (flags & UNMOUNTED) == 0 ? "It was not unmounted; mount and unmount it first."
                : (flags & DISABLED) != 0 ? "Its checkpoints are switched off, and what came after the last "
                        + "one is not part of it; mount it with “checkpoint=enable” first."
                : "";
        return why.isEmpty() ? Content.Limits.NONE : new Content.Limits(OptionalLong.empty(),
                Map.of(Action.LABEL.name(), why, Action.GROW.name(), why, Action.SHRINK.name(), why),
                OptionalLong.empty());
    }

    /** Returns the free bytes by the newer one of the two checkpoints. */
    private static OptionalLong free(BlockDevice slice, Structure superblock) throws IOException {
        Optional<Structure> newest = newest(slice, superblock);
        long blocks = newest.isPresent() ? newest.get().i64(8) - newest.get().i64(16) : -1;
        return blocks >= 0 && blocks < 1L << 40 ? OptionalLong.of(blocks * BLOCK) : OptionalLong.empty();
    }

    private static Optional<Structure> newest(BlockDevice slice, Structure superblock) throws IOException {
        Optional<Structure> newest = Optional.empty();
        for (long segment = 0; segment < 2; segment++) {
            Optional<Structure> checkpoint = Structure.read(slice,
                    (superblock.u32(76) + (segment << Math.min(20, superblock.u32(20)))) * BLOCK, FLAGS + 4);
            if (checkpoint.isPresent() && (newest.isEmpty()
                    || checkpoint.get().i64(0) > newest.get().i64(0))) {
                newest = checkpoint;
            }
        }
        return newest;
    }

    @Override
    public long bytesWhenNew() {
        return 4 * ByteSize.MIB;
    }

    /** No program does. Sums of inodes and keys of files may depend on it, and then it stays. */
    @Override
    public Way uuid(String uuid) {
        return Way.own(slice -> writeUuid(slice, uuid));
    }

    private static void writeUuid(BlockDevice slice, String uuid) throws IOException {
        UUID value = UUID.fromString(uuid);
        for (long place : new long[] {SUPERBLOCK, BLOCK + SUPERBLOCK}) {
            ByteBuffer bytes = slice.read(place, BLOCK - SUPERBLOCK).order(ByteOrder.LITTLE_ENDIAN);
            int features = bytes.getInt(FEATURES);
            if (bytes.getInt(0) != (int) MAGIC) {
                throw new IOException("A superblock of the F2FS on " + slice.description() + " is damaged.");
            }
            if ((features & (ENCRYPTION | INODE_SUMS)) != 0) {
                throw new IOException("The UUID of the F2FS on " + slice.description()
                        + " cannot change: its "
                        + ((features & ENCRYPTION) != 0 ? "encrypted files" : "inodes") + " depend on it.");
            }
            bytes.putLong(UUID_PLACE, Long.reverseBytes(value.getMostSignificantBits()))
                    .putLong(UUID_PLACE + 8, Long.reverseBytes(value.getLeastSignificantBits()));
            int sum = bytes.getInt(SUM_PLACE);
            if ((features & SUPERBLOCK_SUM) != 0 && sum > 0 && sum <= bytes.limit() - 4) {
                bytes.putInt(sum, Crc32.of((int) MAGIC, bytes.array(), 0, sum));
            }
            slice.write(place, bytes.rewind());
        }
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-l", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-U", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.f2fs", arguments.toArray(String[]::new)));
    }

    @Override
    public long rounding(BlockDevice slice) {
        return BLOCK;
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize.f2fs", Command.WINDOW));
    }

    /**
     * In sectors of 512 bytes: its window is a file. What does not fit it leaves as long as it is, without a
     * word; that shows when it is read again.
     */
    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize.f2fs", "-s", "-t", String.valueOf(bytes / 512), Command.WINDOW));
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("f2fslabel", Command.WINDOW, label));
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.f2fs, but for the second superblock. */
    private static final class Check implements Checkup {

        /** fsck.f2fs leaves the second superblock as it is where the first is sound. */
        @Override
        public Optional<String> level(BlockDevice slice) throws IOException {
            ByteBuffer first = slice.read(SUPERBLOCK, BLOCK - SUPERBLOCK).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer second = slice.read(BLOCK + SUPERBLOCK, 4).order(ByteOrder.LITTLE_ENDIAN);
            if (first.getInt(0) != (int) MAGIC || second.getInt(0) == (int) MAGIC) {
                return Optional.empty();
            }
            slice.write(BLOCK + SUPERBLOCK, first);
            return Optional
                    .of("the second superblock, which was damaged, was rebuilt as a copy of the first");
        }

        /**
         * What it leaves, the check that follows tells. It asks whether to put lost files into the folder where it
         * runs, and gives the repair up where there is no answer.
         */
        @Override
        public List<Command> repair() {
            return List.of(Command.of("fsck.f2fs", "-f", "-a", Command.WINDOW).withInput("n\n".repeat(9))
                    .accepting(0, "clean, or repaired").accepting(1, "errors were repaired")
                    .refusing(255, "it could not go on"));
        }

        @Override
        public Way look() {
            return Way.by(Command.of("fsck.f2fs", "-f", "--dry-run", Command.WINDOW).accepting(0, "clean")
                    .refusing(1, "it has errors").refusing(255, "it has errors, or cannot be opened"));
        }
    }
}
