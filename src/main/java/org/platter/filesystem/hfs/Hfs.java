package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * HFS, the file system of old Macs, by hfsutils, which make and rename it; {@link HfsCheck} checks it, {@link
 * HfsShrink} shrinks it, and hfsprogs, which are not everywhere, repair it.
 */
public final class Hfs extends PlainFileSystem {

    /** The attribute of a volume that was unmounted as it should. */
    private static final int UNMOUNTED = 0x100;
    private static final String HOME = "HOME=" + Command.FOLDER;
    private static final String UNTITLED = "Untitled";
    private static final String NEVER_GROWS = "No program for Linux grows HFS; format it again in the new"
            + " size.";

    public Hfs() {
        super("hfs", "HFS", ByteSize.MIB, 2048 * ByteSize.MIB, new LabelForm(27, LabelForm.Unit.ASCII),
                UuidForm.NONE);
    }

    /** Inside Macintosh, Files, 2-60: the master directory block. Not the wrapper of an HFS+. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 1024, 512)
                .filter(bytes -> bytes.has(0, "BD") && !bytes.has(0x7c, "H+") && bytes.u8(36) <= 27)
                .map(Structure::bigEndian)
                .filter(bytes -> bytes.u16(14) > 0 && bytes.u32(20) >= 512 && bytes.u32(20) % 512 == 0
                        && bytes.u16(34) <= bytes.u16(18));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        // the copy of this block and one more end the volume
        long size = bytes.u16(28) * 512L + bytes.u16(18) * bytes.u32(20) + 1024;
        long used = size - bytes.u16(34) * bytes.u32(20);
        long minimum = Math.min(size, used + bytes.u32(20)); // one block stays free
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("HFS", size, slice.size()));
        return Optional.of(new Content.FileSystem(blkidName(),
                bytes.label(37, bytes.u8(36), StandardCharsets.ISO_8859_1), HfsPlus.uuid(bytes, 116),
                OptionalLong.of(size), OptionalLong.of(used), OptionalLong.of(minimum), problems));
    }

    @Override
    public String typeCode(TableType table) {
        return HfsPlus.appleTypeCode(table);
    }

    @Override
    public int maximumSector() {
        return 512;
    }

    /** It notes in the home of who calls that this is the volume to work on next. */
    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        return Way.by(Command.of("env", HOME, "hformat", "-f", "-l", label.isEmpty() ? UNTITLED : label,
                Command.WINDOW));
    }

    /** The root folder of the volume that the home names is called like it. */
    @Override
    public Way label(String label) {
        return Way.by(Command.of("env", HOME, "hmount", Command.WINDOW), Command.of("env", HOME, "hrename",
                ":", (label.isEmpty() ? UNTITLED : label) + ":"));
    }

    /** It always has a label. */
    @Override
    public Content.FileSystem planned(Optional<String> label, Optional<String> uuid, long size) {
        return super.planned(label.or(() -> Optional.of(UNTITLED)), uuid, size);
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.own(slice -> shrink(slice, bytes));
    }

    private void shrink(BlockDevice slice, long bytes) throws IOException {
        isWhole(probe(slice), HfsDamage.ofHfs(slice));
        if (!isUnmounted(slice)) {
            throw HfsDamage.ofHfs(slice).refused("this HFS was not unmounted; mount it where it can be "
                    + "written to, and unmount it");
        }
        if (bytes < slice.size()) {
            new HfsShrink(slice).shrink(bytes);
        }
    }

    private static boolean isUnmounted(BlockDevice slice) throws IOException {
        return (Structure.read(slice, 1024, 512).orElseThrow().bigEndian().u16(10) & UNMOUNTED) != 0;
    }

    /** @throws IOException if there is none, or it is longer than its partition */
    static void isWhole(Optional<Content.FileSystem> content, HfsDamage damage) throws IOException {
        if (content.isEmpty()) {
            throw damage.found("it has no header");
        }
        for (String problem : content.get().problems()) {
            throw damage.refused(problem);
        }
    }

    /**
     * The volume bitmap (Inside Macintosh, Files, 2-58), if it was unmounted and counts as many free blocks.
     */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<Content.FileSystem> content = probe(slice).filter(found -> found.problems().isEmpty());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = Structure.read(slice, 1024, 512).orElseThrow().bigEndian();
        long bitmap = bytes.u16(14) * 512L;
        long origin = bytes.u16(28) * 512L;
        long length = (bytes.u16(18) + 7L) / 8;
        if (!isUnmounted(slice) || bitmap + length > origin || bitmap < 1536) {
            return Optional.empty();
        }
        BitmapLiveBlocks.Blocks blocks = new BitmapLiveBlocks.Blocks(origin, bytes.u32(20), bytes.u16(18),
                slice.size()); // the copy of the block is in the last sector but one of the partition
        return BitmapLiveBlocks.of(blocks, bytes.u16(34),
                (from, count) -> BitmapLiveBlocks.highestFirst(slice.read(bitmap + from, count).array()));
    }

    private void check(BlockDevice slice) throws IOException {
        isWhole(probe(slice), HfsDamage.ofHfs(slice));
        new HfsCheck(slice).check();
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.never(NEVER_GROWS);
    }

    @Override
    public Way uuid(String uuid) {
        return Way.never("HFS has no UUID that could be set.");
    }

    @Override
    public Checkup checkup() {
        return new HfsCheckup(this::check, HfsPlus.repair("fsck.hfs"));
    }
}
