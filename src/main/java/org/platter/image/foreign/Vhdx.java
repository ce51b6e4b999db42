package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.base.Guid;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** Hyper-V's disk, [MS-VHDX]. */
final class Vhdx extends ForeignHeader {

    private static final long MAGIC = 0x656c696678646876L; // vhdxfile
    private static final int HEADER = 0x64616568; // head
    private static final int REGIONS = 0x69676572; // regi
    private static final long METADATA = 0x617461646174656dL; // metadata
    private static final String EMPTY_LOG = "announces a log in which no entry is whole";
    private static final int ID_LENGTH = 16;
    static final int UNIT = 64 << 10;
    private static final long MIB = 1 << 20;
    /** [MS-VHDX] 2.5.1.1: a block that is there, in whole or in part; below are those that are not. */
    static final int PRESENT = 6;

    static final int[] REGION_TABLES = {3 * UNIT, 4 * UNIT};

    private static final UUID BAT = UUID.fromString("2DC27766-F623-4200-9D64-115E9BFD4A08");
    private static final UUID ITEMS = UUID.fromString("8B7CA206-4790-4B9A-B8FE-575F050F886E");
    private static final UUID PARAMETERS = UUID.fromString("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    private static final UUID SIZE = UUID.fromString("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    private static final UUID DISK_ID = UUID.fromString("BECA12AB-B2E6-4523-93EF-C309E000C746");
    private static final UUID SECTOR = UUID.fromString("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");

    /** A part of the file, by what it holds. */
    record Part(long offset, long length) {}

    final long size;
    final long blockSize;
    /** Where the metadata state the size. */
    final long sizeOffset;
    final boolean isDynamic;
    final boolean hasLog;
    private final int sectorSize;
    final Part table;
    /** Where the tables of regions tell of the table of blocks. */
    int tableRegion;
    private final Optional<Part> diskId;
    private final boolean isUnclean;
    private final boolean hasEmptyLog;
    private final ForeignFacts facts;

    Vhdx(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer start = bytes.little(0, 520, "header");
        if (start.getLong(0) != MAGIC) {
            throw bytes.not("VHDX");
        }
        ByteBuffer header = header();
        hasLog = !Bytes.isZero(Guid.read(header, 48));
        isUnclean = hasLog && new VhdxLog(bytes, header).hasEntry();
        hasEmptyLog = hasLog && !isUnclean;
        Map<UUID, Part> regions = regions();
        table = part(regions, BAT);
        Map<UUID, Part> items = items(part(regions, ITEMS));
        ByteBuffer parameters = item(items, PARAMETERS, 8);
        blockSize = Integer.toUnsignedLong(parameters.getInt(0));
        int flags = parameters.getInt(4);
        size = item(items, SIZE, 8).getLong(0);
        sizeOffset = part(items, SIZE).offset;
        isDynamic = (flags & 3) == 0;
        sectorSize = item(items, SECTOR, 4).getInt(0);
        bytes.check(Bytes.isPowerOfTwo(blockSize) && blockSize >= MIB && blockSize <= 256 * MIB
                && (sectorSize == 512 || sectorSize == 4096) && size >= 0 && size <= 64L << 40
                && entries(size) <= table.length / 8, "a number in its metadata cannot be");
        diskId = Optional.ofNullable(items.get(DISK_ID)).filter(part -> part.length >= ID_LENGTH);
        boolean hasParent = (flags & 2) != 0;
        byte[] creator = new byte[512];
        start.get(8, creator);
        String creatorText = new String(creator, StandardCharsets.UTF_16LE);
        int end = creatorText.indexOf('\0');
        facts = ForeignFacts.of(size, Bytes.details("subformat", (flags & 1) != 0 ? "fixed" : "dynamic",
                "UUID", items.containsKey(DISK_ID) ? Guid.read(item(items, DISK_ID, 16), 0) : "",
                "creator", (end < 0 ? creatorText : creatorText.substring(0, end)).replaceAll("\\p{Cntrl}",
                        ""),
                "log", isUnclean ? "has to be replayed" : ""))
                .withClusterSize(blockSize).withSectorSize(sectorSize)
                .withOptions(Map.of("block_size", String.valueOf(blockSize), "subformat",
                        (flags & 1) != 0 ? "fixed" : "dynamic"))
                .refusing(hasParent ? Optional.of("is a differencing image, which says nothing without its "
                        + "parent; merge them by Hyper-V") : Optional.empty())
                .readOnly(hasEmptyLog
                        ? Optional.of(EMPTY_LOG + "; run “platter image check --repair all” first")
                        : Optional.empty());
    }

    /** [MS-VHDX] 2.2.2: the valid one of two that was written last. */
    private ByteBuffer header() throws IOException {
        ByteBuffer best = null;
        for (int at : new int[] {UNIT, 2 * UNIT}) {
            ByteBuffer header = bytes.has(at, 4096) ? bytes.little(at, 4096, "header") : null;
            if (header != null && header.getInt(0) == HEADER && isSound(header)
                    && (best == null || Long.compareUnsigned(header.getLong(8), best.getLong(8)) > 0)) {
                best = header;
            }
        }
        if (best == null) {
            throw bytes.damaged("neither of its headers is sound");
        }
        return best;
    }

    @Override
    public List<String> problems() {
        return hasEmptyLog ? List.of(EMPTY_LOG) : List.of();
    }

    /** [MS-VHDX] 2.2.2.1: the header that is not in force gets the next number and no log. */
    @Override
    public Optional<Patch> repair() throws IOException {
        if (!hasEmptyLog) {
            return Optional.empty();
        }
        ByteBuffer header = header();
        ByteBuffer first = bytes.little(UNIT, 4096, "header");
        long other = first.getLong(8) == header.getLong(8) ? 2 * UNIT : UNIT;
        header.putLong(8, header.getLong(8) + 1).putLong(48, 0).putLong(56, 0);
        putChecksum(header);
        return Optional.of(new Patch(other, header.array()));
    }

    /** [MS-VHDX] 2.2.3: two copies of the same. */
    private Map<UUID, Part> regions() throws IOException {
        for (int at : REGION_TABLES) {
            ByteBuffer regions = bytes.has(at, UNIT) ? bytes.little(at, UNIT, "region table") : null;
            if (regions == null || regions.getInt(0) != REGIONS || !isSound(regions)) {
                continue;
            }
            int count = regions.getInt(8);
            bytes.check(count >= 0 && count <= 2047, "its region table makes no sense");
            Map<UUID, Part> parts = new HashMap<>();
            for (int i = 0; i < count; i++) {
                int entry = 16 + 32 * i;
                UUID id = Guid.read(regions, entry);
                tableRegion = id.equals(BAT) ? entry : tableRegion;
                parts.put(id, new Part(regions.getLong(entry + 16),
                        Integer.toUnsignedLong(regions.getInt(entry + 24))));
            }
            return parts;
        }
        throw bytes.damaged("neither of its region tables is sound");
    }

    /** [MS-VHDX] 2.6.1. */
    private Map<UUID, Part> items(Part region) throws IOException {
        ByteBuffer head = bytes.little(region.offset, UNIT, "metadata");
        int count = head.getShort(10) & 0xffff;
        bytes.check(head.getLong(0) == METADATA && count <= 2047, "its metadata makes no sense");
        Map<UUID, Part> parts = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int entry = 32 + 32 * i;
            parts.put(Guid.read(head, entry),
                    new Part(region.offset + Integer.toUnsignedLong(head.getInt(entry + 16)),
                            Integer.toUnsignedLong(head.getInt(entry + 20))));
        }
        return parts;
    }

    private Part part(Map<UUID, Part> parts, UUID id) throws IOException {
        Part part = parts.get(id);
        if (part == null || part.offset < MIB) {
            throw bytes.damaged("a part that it must have is missing");
        }
        return part;
    }

    private ByteBuffer item(Map<UUID, Part> items, UUID id, int length) throws IOException {
        Part part = part(items, id);
        bytes.check(part.length >= length, "its metadata makes no sense");
        return bytes.little(part.offset, length, "metadata");
    }

    private static boolean isSound(ByteBuffer structure) {
        int stored = structure.getInt(4);
        putChecksum(structure);
        return structure.getInt(4) == stored;
    }

    /** The checksum is taken with its own field as zero. */
    static void putChecksum(ByteBuffer structure) {
        CRC32C sum = new CRC32C();
        sum.update(structure.putInt(4, 0).duplicate());
        structure.putInt(4, (int) sum.getValue());
    }

    /** Whether the first table of regions is sound, and tells of the table of blocks in its first sector. */
    boolean isFirstRegionTableInForce() throws IOException {
        ByteBuffer first = bytes.little(REGION_TABLES[0], UNIT, "region table");
        return first.getInt(0) == REGIONS && isSound(first) && tableRegion + 32 <= Growth.SECTOR;
    }

    /** [MS-VHDX] 2.5: after each chunk an entry for the bitmap of its sectors. */
    long chunk() {
        return (1L << 23) * sectorSize / blockSize;
    }

    /** Returns how many entries the table of a disk has. */
    long entries(long ofSize) {
        long blocks = (ofSize + blockSize - 1) / blockSize;
        return blocks == 0 ? 0 : blocks + (blocks - 1) / chunk();
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    public boolean isUnclean() {
        return isUnclean;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) throws IOException {
        RangeSet.Builder present = new RangeSet.Builder();
        walk(new Losses(bytes, size), (entry, guest) -> {
            if ((entry & 7) >= PRESENT) {
                present.add(guest.start(), guest.end());
            }
            return guest.length();
        });
        // QEMU does not tell what a VHDX has
        return Optional.of(Allocation.of(blockSize, table.offset + table.length)
                .withPresent(present.build()));
    }

    @Override
    public Optional<Growth> growth(long newSize) throws IOException {
        return VhdxGrowth.of(this, newSize);
    }

    @Override
    public List<Patch> identity(ForeignHeader fresh) throws IOException {
        Optional<Part> place = ((Vhdx) fresh).diskId;
        return diskId.isEmpty() || place.isEmpty() ? List.of() : List.of(new Patch(place.get().offset,
                bytes.little(diskId.get().offset, ID_LENGTH, "metadata").array()));
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        walk(losses, (entry, guest) -> (entry & 7) < PRESENT ? guest.length()
                : losses.there(Math.multiplyExact(entry >>> 20, MIB), guest.length()));
        return losses.found();
    }

    private void walk(Losses losses, Losses.Entry look) throws IOException {
        long blocks = (size + blockSize - 1) / blockSize;
        for (long first = 0; first < blocks; first += chunk()) {
            long count = Math.min(chunk(), blocks - first);
            long at = table.offset + (first + first / chunk()) * 8;
            losses.take(new Losses.Table(at, count, 8, ByteOrder.LITTLE_ENDIAN, true), first * blockSize,
                    blockSize, look);
        }
    }
}
