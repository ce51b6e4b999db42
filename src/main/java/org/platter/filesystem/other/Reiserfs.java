package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.BitmapLiveBlocks;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.tool.Command;

/** ReiserFS 3.6, by reiserfsprogs. */
public final class Reiserfs extends PlainFileSystem {

    private static final long SUPERBLOCK = 65536;
    private static final int UNMOUNTED = 1;

    public Reiserfs() {
        super("reiserfs", "ReiserFS", 34 * ByteSize.MIB, 16 * ByteSize.TIB, LabelForm.bytes(16),
                UuidForm.FULL);
    }

    /** Linux, fs/reiserfs/reiserfs.h: struct reiserfs_super_block. Not one whose journal lies elsewhere. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, SUPERBLOCK, 204)
                .filter(bytes -> bytes.has(52, "ReIsEr2Fs\0") && bytes.u16(44) >= 512
                        && Integer.bitCount(bytes.u16(44)) == 1 && bytes.u32(4) < bytes.u32(0));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long block = bytes.u16(44);
        long size = bytes.u32(0) * block;
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("ReiserFS", size, slice.size()));
        long used = (bytes.u32(0) - bytes.u32(4)) * block;
        return Optional.of(new Content.FileSystem(blkidName(), bytes.label(100, 16), bytes.uuid(84),
                OptionalLong.of(size), OptionalLong.of(used), OptionalLong.of(used), problems)
                .withNotes(bytes.u16(50) == UNMOUNTED ? List.of() : List.of("This ReiserFS is not marked as "
                        + "unmounted; a check puts right what that left.")));
    }

    @Override
    public long bytesWhenNew() {
        return 33 * ByteSize.MIB;
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-f", "-f"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-l", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-u", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkreiserfs", arguments.toArray(String[]::new)));
    }

    /** It fails where there is nothing to grow into; whether it grew, the layout tells that is read then. */
    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize_reiserfs", "-f", "-q", Command.WINDOW)
                .accepting(1, "it fills its partition"));
    }

    /** It asks before it shrinks. */
    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("resize_reiserfs", "-f", "-q", "-s", bytes / 1024 + "K", Command.WINDOW)
                .withInput("y\n"));
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    private static Command check() {
        return check("--check").refusing(1, "errors were repaired");
    }

    private static Command check(String mode) {
        return Command.of("reiserfsck", mode, "--yes", "--quiet", "--force", Command.WINDOW)
                .accepting(0, "clean").refusing(2, "it is mounted")
                .refusing(4, "errors are left that only “reiserfsck --rebuild-tree” repairs")
                .refusing(6, "it has errors").refusing(8,
                        "it could not work: no ReiserFS, or it cannot be opened")
                .refusing(16, "called wrongly");
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("reiserfstune", "-f", "-l", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("reiserfstune", "-f", "-u", uuid, Command.WINDOW));
    }

    /**
     * Bitmaps of one block each: the first behind the superblock, the others where the blocks begin that they
     * tell of (Linux, fs/reiserfs/bitmap.c). Only of one that was unmounted.
     */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        if (probe(slice).filter(found -> found.problems().isEmpty()).isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = Structure.read(slice, SUPERBLOCK, 204).orElseThrow();
        int block = bytes.u16(44);
        if (bytes.u16(50) != UNMOUNTED || block < 1024 || SUPERBLOCK % block != 0) {
            return Optional.empty();
        }
        BitmapLiveBlocks.Blocks blocks = new BitmapLiveBlocks.Blocks(0, block, bytes.u32(0),
                bytes.u32(0) * block);
        return BitmapLiveBlocks.of(blocks, bytes.u32(4), (from, count) -> {
            ByteBuffer bits = ByteBuffer.allocate(count);
            for (long at = from; bits.hasRemaining();) {
                long place = at < block ? SUPERBLOCK + block : at / block * block * 8 * block;
                int length = (int) Math.min(bits.remaining(), block - at % block);
                bits.put(slice.read(place + at % block, length));
                at += length;
            }
            return bits.array();
        });
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By reiserfsck. */
    private static final class Check implements Checkup {

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            return Structure.read(slice, SUPERBLOCK, 204).filter(bytes -> bytes.u16(50) != UNMOUNTED)
                    .isEmpty();
        }

        @Override
        public List<Command> repair() {
            return List.of(check("--fix-fixable").accepting(1, "errors were repaired"));
        }

        /** It replays the journal. */
        @Override
        public List<Command> preen() {
            return List.of(check());
        }

        /** It notes the time of the check even so. */
        @Override
        public Way look() {
            return Way.by(check());
        }
    }
}
