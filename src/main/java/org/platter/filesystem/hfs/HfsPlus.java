package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.platter.base.ByteRange;
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
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * HFS+, made, shrunk and checked by Platter: hfsprogs, which repairs it, is not everywhere, and shrinks none.
 * One wrapped in an HFS is only recognised.
 */
public final class HfsPlus extends PlainFileSystem {

    private static final String NEVER_GROWS = "No program for Linux grows HFS+; format it again in the new"
            + " size.";
    private static final String UNTITLED = "untitled";
    private static final byte[] NAMESPACE = {(byte) 0xb3, (byte) 0xe2, 0x0f, 0x39, (byte) 0xf2, (byte) 0x92,
        0x11, (byte) 0xd6, (byte) 0x97, (byte) 0xa4, 0x00, 0x30, 0x65, 0x43, (byte) 0xec, (byte) 0xac};

    public HfsPlus() {
        super("hfsplus", "HFS+", ByteSize.MIB, 1L << 60, new LabelForm(63, LabelForm.Unit.DECOMPOSED),
                UuidForm.NONE);
    }

    /** Apple Technical Note TN1150, "Volume Header". */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 1024, 512)
                .filter(bytes -> bytes.has(0, "H+\0") || bytes.has(0, "HX\0")).map(Structure::bigEndian)
                .filter(bytes -> bytes.u32(40) >= 512 && Long.bitCount(bytes.u32(40)) == 1
                        && bytes.u32(48) <= bytes.u32(44));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long block = bytes.u32(40);
        long size = bytes.u32(44) * block;
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("HFS+", size, slice.size()));
        OptionalLong used = OptionalLong.of((bytes.u32(44) - bytes.u32(48)) * block);
        return Optional.of(new Content.FileSystem(blkidName(), label(slice, bytes), uuid(bytes, 104),
                OptionalLong.of(size), used, used, problems));
    }

    /**
     * Returns the name of the root folder: the first key of the catalog, where that lies in its first extent.
     */
    private static Optional<String> label(BlockDevice slice, Structure volume) throws IOException {
        long catalog = volume.u32(272 + 16) * volume.u32(40);
        long end = catalog + volume.u32(272 + 20) * volume.u32(40);
        Optional<Structure> header = Structure.read(slice, catalog, 512).map(Structure::bigEndian);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        long leaf = catalog + header.get().u32(24) * header.get().u16(32);
        Optional<Structure> node = leaf + 512 > end ? Optional.empty()
                : Structure.read(slice, leaf, 512).map(Structure::bigEndian);
        boolean isRoot = node.isPresent() && node.get().u8(8) == 0xff && node.get().u16(10) > 0
                && node.get().u32(16) == 1 && node.get().u16(20) * 2 + 6 == node.get().u16(14)
                && node.get().u16(20) <= 200;
        return isRoot ? node.get().label(22, node.get().u16(20) * 2, StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    /** Returns the UUID that macOS makes of the eight bytes at {@code at}; nothing where they are zero. */
    static Optional<String> uuid(Structure bytes, int at) {
        if (bytes.isZero(at, 8)) {
            return Optional.empty();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(NAMESPACE);
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes.bytes(at, 8)));
            hash.put(6, (byte) (hash.get(6) & 0xf | 0x30)).put(8, (byte) (hash.get(8) & 0x3f | 0x80));
            return Optional.of(new UUID(hash.getLong(0), hash.getLong(8)).toString());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has MD5
        }
    }

    static String appleTypeCode(TableType table) {
        return code(table, "0xaf", "48465300-0000-11aa-aa11-00306543ecac");
    }

    @Override
    public String typeCode(TableType table) {
        return appleTypeCode(table);
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        return Way.own(slice -> HfsPlusWriter.create(slice, label.isEmpty() ? UNTITLED : label));
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.own(slice -> shrink(slice, bytes));
    }

    private void shrink(BlockDevice slice, long bytes) throws IOException {
        Hfs.isWhole(probe(slice), HfsDamage.ofHfsPlus(slice));
        if (bytes < slice.size()) {
            new HfsPlusShrink(slice).shrink(bytes);
        }
    }

    /** Puts the second header at the end of a partition that got longer, where Linux looks for it. */
    @Override
    public void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException {
        Optional<Content.FileSystem> content = probe(slice).filter(found -> found.problems().isEmpty());
        long second = HfsPlusVolume.secondHeader(slice.size());
        long end = content.isPresent() ? content.get().size().orElseThrow() : Long.MAX_VALUE;
        if (second >= end) {
            Structure old = Structure.read(slice, second, HfsPlusVolume.HEADER_LENGTH).orElseThrow();
            boolean isFree = old.isZero(0, old.length()) || old.has(0, "H+\0") || old.has(0, "HX\0");
            if (isFree || oldStartSector == newStartSector) { // else nothing known owns what lies there
                slice.write(second, slice.read(HfsPlusVolume.HEADER, HfsPlusVolume.HEADER_LENGTH));
            }
        }
    }

    /**
     * One program under two names repairs both kinds. It is not asked whether they are sound: it takes an HFS
     * without a free block at its end for damaged, and an HFS+ to which Linux gave its first attribute.
     */
    static Command repair(String program) {
        return Command.of(program, "-f", "-y", Command.WINDOW).accepting(0, "clean, or repaired")
                .refusing(8, "errors are left that it did not repair");
    }

    /** It always has a label. */
    @Override
    public Content.FileSystem planned(Optional<String> label, Optional<String> uuid, long size) {
        return super.planned(label.or(() -> Optional.of(UNTITLED)), uuid, size);
    }

    /**
     * The allocation file, where its first eight extents are all of it, if the volume was unmounted and its
     * journal has nothing to replay (TN1150, "Allocation File", "Journal").
     */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<Content.FileSystem> content = probe(slice).filter(found -> found.problems().isEmpty());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = Structure.read(slice, 1024, 512).orElseThrow().bigEndian();
        long block = bytes.u32(40);
        long attributes = bytes.u32(4);
        List<ByteRange> pieces = new ArrayList<>();
        long length = 0;
        for (int at = 112 + 16; at < 112 + 80 && bytes.u32(at + 4) > 0; at += 8) {
            if (bytes.u32(at) + bytes.u32(at + 4) > bytes.u32(44)) {
                return Optional.empty();
            }
            pieces.add(ByteRange.of(bytes.u32(at) * block, bytes.u32(at + 4) * block));
            length += bytes.u32(at + 4) * block;
        }
        if ((attributes & HfsPlusVolume.UNMOUNTED) == 0 || (attributes & HfsPlusVolume.INCONSISTENT) != 0
                || (bytes.u32(44) + 7) / 8 > length
                || (attributes & HfsPlusVolume.JOURNALED) != 0
                        && HfsPlusJournal.empty(slice, bytes).isEmpty()) {
            return Optional.empty();
        }
        BitmapLiveBlocks.Blocks blocks = new BitmapLiveBlocks.Blocks(0, block, bytes.u32(44), slice.size());
        return BitmapLiveBlocks.of(blocks, bytes.u32(48), (from, count) -> {
            ByteBuffer bits = ByteBuffer.allocate(count);
            long start = 0;
            for (ByteRange piece : pieces) {
                long first = Math.max(from, start);
                long end = Math.min(from + count, start + piece.length());
                if (first < end) {
                    bits.put(slice.read(piece.start() + first - start, (int) (end - first)));
                }
                start += piece.length();
            }
            return BitmapLiveBlocks.highestFirst(bits.array());
        });
    }

    private void check(BlockDevice slice) throws IOException {
        Hfs.isWhole(probe(slice), HfsDamage.ofHfsPlus(slice));
        new HfsPlusCheck(slice).check();
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.never(NEVER_GROWS);
    }

    @Override
    public Way label(String label) {
        return Way.never("No program for Linux renames an HFS+; its label is set when it is made.");
    }

    @Override
    public Way uuid(String uuid) {
        return Way.never("No program for Linux sets the UUID of an HFS+.");
    }

    @Override
    public Checkup checkup() {
        return new HfsCheckup(this::check, HfsPlus.repair("fsck.hfsplus"));
    }
}
