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

/** Reiser4, by reiser4progs. Its only format so far is the one called format40, in blocks of 4 KiB. */
public final class Reiser4 extends PlainFileSystem {

    private static final String KEEPS_NAMES = "No program %s a Reiser4, which keeps copies of it for its"
            + " checker; it is set when the file system is made.";
    private static final int BLOCK = 4096;
    private static final long MASTER = 16 * BLOCK;
    private static final long FORMAT = 17 * BLOCK;
    private static final long FIRST_BITMAP = 18 * BLOCK;
    private static final long JOURNAL_HEADER = 19 * BLOCK;
    private static final long JOURNAL_FOOTER = 20 * BLOCK;
    /** Each block of a bitmap begins with its checksum. */
    private static final int SUM = 4;
    private static final long BITMAP_BYTES = BLOCK - SUM;

    public Reiser4() {
        super("reiser4", "Reiser4", ByteSize.MIB, 16 * ByteSize.TIB, LabelForm.bytes(16), UuidForm.FULL);
    }

    /**
     * reiser4progs, include/reiser4/types.h: struct reiser4_master_sb; plugin/format/format40/format40.h:
     * struct format40_super.
     */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> master = Structure.read(slice, MASTER, 52)
                .filter(bytes -> bytes.has(0, "ReIsEr4\0") && bytes.u16(18) == BLOCK);
        Optional<Structure> format = master.isEmpty() ? Optional.empty() : format(slice);
        if (format.isEmpty()) {
            return Optional.empty();
        }
        long size = format.get().i64(0) * BLOCK;
        long used = size - format.get().i64(8) * BLOCK;
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("Reiser4", size, slice.size()));
        return Optional.of(new Content.FileSystem(blkidName(), master.get().label(36, 16),
                master.get().uuid(20), OptionalLong.of(size), OptionalLong.of(used), OptionalLong.empty(),
                problems));
    }

    private static Optional<Structure> format(BlockDevice slice) throws IOException {
        return Structure.read(slice, FORMAT, 68).filter(bytes -> bytes.has(52, "ReIsEr40FoRmAt")
                && bytes.i64(0) > 0 && bytes.i64(0) < 1L << 50
                && bytes.i64(8) >= 0 && bytes.i64(8) < bytes.i64(0));
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("--yes", "--force"));
        if (!label.isEmpty()) {
            arguments.addAll(List.of("--label", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("--uuid", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.reiser4", arguments.toArray(String[]::new)));
    }

    private static Command check(String mode) {
        return Command.of("fsck.reiser4", "--yes", mode, "--quiet", "--force", Command.WINDOW)
                .accepting(0, "clean")
                .refusing(3, "errors are left that only “fsck.reiser4 --build-sb” or “--build-fs” repairs")
                .refusing(4, "errors are left that only “fsck.reiser4 --build-fs” repairs")
                .refusing(8, "it could not work: it is damaged too far for this, or cannot be opened")
                .refusing(16, "called wrongly");
    }

    /**
     * Bitmaps of one block each: the first behind the superblocks, the others where the blocks begin that
     * they tell of (reiser4progs, plugin/alloc/alloc40/alloc40.c). Only where the last transaction was
     * flushed (plugin/journal/journal40/journal40.h).
     */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        if (probe(slice).filter(found -> found.problems().isEmpty()).isEmpty()) {
            return Optional.empty();
        }
        Structure format = format(slice).orElseThrow();
        Optional<Structure> committed = Structure.read(slice, JOURNAL_HEADER, 8);
        Optional<Structure> flushed = Structure.read(slice, JOURNAL_FOOTER, 8);
        if (committed.isEmpty() || flushed.isEmpty() || committed.get().i64(0) != flushed.get().i64(0)) {
            return Optional.empty();
        }
        long count = format.i64(0);
        BitmapLiveBlocks.Blocks blocks = new BitmapLiveBlocks.Blocks(0, BLOCK, count, count * BLOCK);
        return BitmapLiveBlocks.of(blocks, format.i64(8), (from, length) -> {
            ByteBuffer bits = ByteBuffer.allocate(length);
            for (long at = from; bits.hasRemaining();) {
                long bitmap = at / BITMAP_BYTES;
                long place = bitmap == 0 ? FIRST_BITMAP : bitmap * BITMAP_BYTES * 8 * BLOCK;
                long within = at % BITMAP_BYTES;
                int piece = (int) Math.min(bits.remaining(), BITMAP_BYTES - within);
                bits.put(slice.read(place + SUM + within, piece));
                at += piece;
            }
            return bits.array();
        });
    }

    @Override
    public Way label(String label) {
        return Way.never(String.format(KEEPS_NAMES, "renames"));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.never(String.format(KEEPS_NAMES, "sets the UUID of"));
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.reiser4. */
    private static final class Check implements Checkup {

        @Override
        public List<Command> repair() {
            return List.of(check("--fix").accepting(1, "errors were repaired"));
        }

        @Override
        public Way look() {
            return Way.by(check("--check").refusing(1, "it has errors that a check repairs"));
        }
    }
}
