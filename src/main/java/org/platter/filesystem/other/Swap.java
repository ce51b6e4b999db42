package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * Linux swap space. Nothing in it lasts but its first page, in which resizing writes a number: mkswap would
 * make pages and byte order those of this machine. Where a machine was suspended to it, every byte counts.
 */
public final class Swap extends PlainFileSystem {

    private static final int PAGES_AT_LEAST = 10;
    private static final int[] PAGE_SIZES = {4096, 8192, 16384, 32768, 65536};
    private static final int MAGIC_LENGTH = 10;
    /** Where the header has the number of the last page, and behind it that of those that are bad. */
    private static final int LAST_PAGE = 1028;
    private static final int BAD_PAGES = 1536;
    /** As many as fit into the smallest page (Linux, include/linux/swap.h, MAX_SWAP_BADPAGES). */
    private static final int MAX_BAD_PAGES = (4096 - MAGIC_LENGTH - BAD_PAGES) / 4;
    private static final String NO_SIZE = "Swap space of version 0 has no size that could be changed, and "
            + "no Linux of today uses it; format it again.";
    private static final List<String> SUSPENDED = List.of("S1SUSPEND", "S2SUSPEND", "ULSUSPEND", "LINHIB0001",
            "\u00ed\u00c3\u0002\u00e9\u0098\u0056\u00e5\u000c");

    /** The header counts pages in 32 bits. */
    public Swap() {
        super("swap", "Linux swap", PAGES_AT_LEAST * 4096L, 16 * ByteSize.TIB, LabelForm.bytes(15),
                UuidForm.FULL);
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        return Header.read(slice).map(header -> header.content(slice.size()));
    }

    @Override
    public String typeCode(TableType table) {
        return code(table, "0x82", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f");
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>();
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-U", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkswap", arguments.toArray(String[]::new)));
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.own(slice -> resize(slice, bytes));
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.own(slice -> resize(slice, bytes));
    }

    /** Writes the number of its last page; pages that are bad are left out where they lie behind that. */
    private static void resize(BlockDevice slice, long bytes) throws IOException {
        Header header = Header.read(slice).filter(found -> found.version == 1 && !found.suspended)
                .orElseThrow(() -> new IOException(slice.description() + " is no swap space with a size."));
        long last = Math.min(bytes / header.pageSize, 0xffff_ffffL) - 1;
        ByteBuffer numbers = slice.read(LAST_PAGE, 8).order(header.order());
        int bad = numbers.getInt(4);
        if (bad < 0 || bad > MAX_BAD_PAGES) {
            throw new IOException("The swap space of " + slice.description() + " tells of " + bad
                    + " bad pages, which it has no room for; format it again.");
        }
        ByteBuffer pages = slice.read(BAD_PAGES, 4 * bad).order(header.order());
        ByteBuffer kept = ByteBuffer.allocate(4 * bad).order(header.order());
        for (int i = 0; i < bad; i++) {
            if ((pages.getInt(4 * i) & 0xffff_ffffL) <= last) {
                kept.putInt(pages.getInt(4 * i));
            }
        }
        numbers.putInt(0, (int) last).putInt(4, kept.position() / 4);
        slice.write(LAST_PAGE, numbers);
        slice.write(BAD_PAGES, kept.flip());
    }

    @Override
    public long rounding() {
        return PAGE_SIZES[PAGE_SIZES.length - 1];
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("swaplabel", "-L", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("swaplabel", "-U", uuid, Command.WINDOW));
    }

    /** The first page, which may have a boot loader before the header. */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        return Header.read(slice)
                .filter(header -> header.content(slice.size()).problems().isEmpty())
                .map(header -> window -> RangeSet.of(new ByteRange(0, header.pageSize)).within(window));
    }

    /** What TuxOnIce writes in front of a swap header that it leaves as it was. */
    private static final String TUX_ON_ICE = "\u00ed\u00c3\u0002\u00e9\u0098\u0056\u00e5\u000c";

    /**
     * The first page (Linux, include/linux/swap.h, union swap_header).
     *
     * @param suspended whether an image of a suspended machine lies here
     */
    private record Header(Structure page, int pageSize, int version, boolean suspended) {

        /** The byte order of the machine that made it. */
        ByteOrder order() {
            return page.u8(1024) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        }

        static Optional<Header> read(BlockDevice slice) throws IOException {
            for (int size : PAGE_SIZES) {
                Optional<Structure> page = Structure.read(slice, 0, size);
                if (page.isEmpty()) {
                    return Optional.empty();
                }
                Structure bytes = page.get();
                int at = size - MAGIC_LENGTH;
                boolean isTuxOnIce = bytes.has(0, TUX_ON_ICE);
                if (bytes.has(at, "SWAP-SPACE")) {
                    return Optional.of(new Header(bytes, size, 0, false));
                }
                if (bytes.has(at, "SWAPSPACE2")) {
                    Structure fields = bytes.u32(1024) == 1 ? bytes : bytes.bigEndian();
                    if (fields.u32(1024) == 1 && fields.u32(1028) > 0) {
                        return Optional.of(new Header(fields, size, 1, isTuxOnIce));
                    }
                }
                if (SUSPENDED.stream().anyMatch(magic -> bytes.has(at, magic))) {
                    return Optional.of(new Header(bytes, size, 1, true));
                }
            }
            return Optional.empty();
        }

        Content.FileSystem content(long partitionSize) {
            // the magic of version 0 ends a map of usable pages; sizes are in version 1 only
            boolean hasFields = version == 1 && page.u32(1024) == 1 && page.u32(1028) > 0;
            boolean hasNames = hasFields && page.isZero(0x42c + 128, 8);
            OptionalLong size = hasFields
                    ? OptionalLong.of((page.u32(1028) + 1) * pageSize) : OptionalLong.empty();
            List<String> problems = new ArrayList<>();
            if (suspended) {
                problems.add("A machine is suspended to this swap space; start and shut it down before you"
                        + " change the disk.");
            }
            if (size.isPresent() && size.getAsLong() > partitionSize) {
                problems.add(Problems.longerThanPartition("swap space", size.getAsLong(), partitionSize));
            }
            return new Content.FileSystem(suspended ? "swsuspend" : "swap", "swap",
                    hasNames ? page.label(0x41c, 16) : Optional.empty(),
                    hasNames ? page.uuid(0x40c) : Optional.empty(), size,
                    suspended ? OptionalLong.empty() : OptionalLong.of(pageSize),
                    suspended ? OptionalLong.empty() : OptionalLong.of((long) PAGES_AT_LEAST * pageSize),
                    problems).withLimits(
                            new Content.Limits(OptionalLong.empty(), version == 0
                                    ? Map.of(Action.GROW.name(), NO_SIZE, Action.SHRINK.name(), NO_SIZE)
                                    : Map.of(),
                                    OptionalLong.empty()));
        }
    }

    @Override
    public Checkup checkup() {
        return () -> Way.never("Swap space holds nothing that could be checked.");
    }
}
