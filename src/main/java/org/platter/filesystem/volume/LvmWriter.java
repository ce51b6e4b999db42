package org.platter.filesystem.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Crc32;
import org.platter.filesystem.bytes.Structure;

/**
 * Changes the one physical volume of a volume group, or one that belongs to none, as pvresize, pvchange and
 * pvcreate do: its header, and the group's text, of which a new one is written behind the old one.
 */
final class LvmWriter {

    /** Where pvcreate lets the extents begin, and how much of that the texts may fill. */
    private static final long DATA = ByteSize.MIB;
    private static final ByteRange AREA = new ByteRange(4096, DATA);
    private static final int LABEL = 512;
    private static final int HEADER = 32;
    private static final int UUID_LENGTH = 32;

    private final BlockDevice slice;
    private final LvmHeader header;

    private LvmWriter(BlockDevice slice, LvmHeader header) {
        this.slice = slice;
        this.header = header;
    }

    /** @throws IOException if it is damaged, or no physical volume */
    static LvmWriter of(BlockDevice slice) throws IOException {
        LvmHeader header = LvmHeader.read(slice).filter(LvmHeader::isWhole).orElseThrow(
                () -> new IOException("The label of the LVM physical volume " + slice.description()
                        + " is damaged."));
        return new LvmWriter(slice, header);
    }

    /** Makes a physical volume that belongs to no group, as pvcreate does. */
    static void create(BlockDevice slice, String uuid) throws IOException {
        ByteBuffer label = sector();
        label.put(0, bytes("LABELONE")).putLong(8, LABEL / LvmHeader.SECTOR)
                .putInt(LvmHeader.HEADER_OFFSET, HEADER).put(24, bytes("LVM2 001"))
                .put(HEADER, bytes(uuid.replace("-", "")))
                .putLong(HEADER + UUID_LENGTH, slice.size())
                .putLong(HEADER + 40, DATA) // up to the end: no length, and a pair of zeros behind it
                .putLong(HEADER + 72, AREA.start()).putLong(HEADER + 80, AREA.length())
                .putInt(HEADER + 104, 2); // the extension's version; not in use by any group
        writeLabel(slice, LABEL, label);
        ByteBuffer area = sector();
        area.put(4, bytes(LvmHeader.AREA_MAGIC)).putInt(20, 1).putLong(24, AREA.start())
                .putLong(32, AREA.length());
        writeArea(slice, AREA.start(), area);
    }

    /** Makes it {@code bytes} long; no extent that is in use may lie behind that. */
    void resize(long bytes) throws IOException {
        rewrite((group, volume, changes) -> {
            long extent = group.number("extent_size").orElseThrow();
            long start = volume.number("pe_start").orElseThrow();
            change(changes, volume, "dev_size", String.valueOf(bytes / LvmHeader.SECTOR));
            change(changes, volume, "pe_count",
                    String.valueOf(Math.max(0, bytes / LvmHeader.SECTOR - start) / extent));
        });
        ByteBuffer label = label();
        label.putLong(place() + UUID_LENGTH, bytes);
        writeLabel(slice, header.place(), label);
    }

    /** @param uuid as LVM writes it, in seven groups */
    void setUuid(String uuid) throws IOException {
        rewrite((group, volume, changes) -> change(changes, volume, "id", '"' + uuid + '"'));
        ByteBuffer label = label();
        label.put(place(), bytes(uuid.replace("-", "")));
        writeLabel(slice, header.place(), label);
    }

    /** Says what is to change in the text of a group, of which one volume is this. */
    @FunctionalInterface
    private interface Edit {
        void in(LvmText.Section group, LvmText.Section volume, Map<Integer, Replacement> changes);
    }

    private record Replacement(LvmText.Span span, String text) {}

    private static void change(Map<Integer, Replacement> changes, LvmText.Section section, String name,
            String text) {
        LvmText.Span span = section.spans().get(name);
        if (span != null) {
            changes.put(span.start(), new Replacement(span, text));
        }
    }

    private void rewrite(Edit edit) throws IOException {
        for (ByteRange area : header.areas()) {
            Structure fields = LvmHeader.area(slice, area);
            if (LvmHeader.hasText(fields)) {
                byte[] old = LvmHeader.text(slice, area, fields);
                write(area, fields, edited(new String(old, StandardCharsets.ISO_8859_1), edit)
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private String edited(String text, Edit edit) throws IOException {
        Map<Integer, Replacement> changes = new TreeMap<>();
        try {
            LvmText.Section group = LvmText.parse(text).values().values().stream()
                    .filter(LvmText.Section.class::isInstance).map(LvmText.Section.class::cast).findFirst()
                    .orElseThrow(() -> new LvmText.Malformed("it names no volume group"));
            LvmText.Section volumes = group.section("physical_volumes")
                    .orElseThrow(() -> new LvmText.Malformed("it names no physical volume"));
            if (volumes.values().size() != 1) {
                throw new IOException("The LVM physical volume " + slice.description()
                        + " cannot be changed. " + Lvm.severalVolumes(volumes.values().size()));
            }
            String name = volumes.values().keySet().iterator().next();
            LvmText.Section volume = volumes.section(name)
                    .orElseThrow(() -> new LvmText.Malformed("its physical volume is none"));
            change(changes, group, "seqno", String.valueOf(group.number("seqno").orElse(0) + 1));
            edit.in(group, volume, changes);
        } catch (LvmText.Malformed e) {
            throw new IOException("The LVM metadata of " + slice.description() + " makes no sense: "
                    + e.getMessage() + ".", e);
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        for (Replacement replacement : changes.values()) {
            result.append(text, at, replacement.span().start()).append(replacement.text());
            at = replacement.span().end();
        }
        return result.append(text, at, text.length()).toString();
    }

    /** Writes a text behind the one before it, round to the start of the area where it does not fit. */
    private void write(ByteRange area, Structure fields, byte[] text) throws IOException {
        long room = area.length() - LvmHeader.SECTOR;
        long end = fields.i64(LvmHeader.LOCATION) + fields.i64(LvmHeader.LOCATION + 8);
        long offset = ByteSize.ceil(end, LvmHeader.SECTOR);
        offset = offset >= area.length()
                ? LvmHeader.SECTOR + (offset - area.length()) % Math.max(LvmHeader.SECTOR, room) : offset;
        if (text.length > room) {
            throw new IOException("The LVM metadata of " + slice.description() + " has no room for more.");
        }
        int first = (int) Math.min(text.length, area.length() - offset);
        slice.write(area.start() + offset, ByteBuffer.wrap(text, 0, first));
        slice.write(area.start() + LvmHeader.SECTOR, ByteBuffer.wrap(text, first, text.length - first));
        ByteBuffer now = ByteBuffer.wrap(fields.bytes(0, LvmHeader.SECTOR)).order(ByteOrder.LITTLE_ENDIAN);
        now.putLong(LvmHeader.LOCATION, offset).putLong(LvmHeader.LOCATION + 8, text.length)
                .putInt(LvmHeader.LOCATION + 16,
                        Crc32.of(LvmHeader.CRC_BEGINNING, text, 0, text.length))
                .put(LvmHeader.LOCATION + 24, new byte[24]); // the text of a change that was not finished
        writeArea(slice, area.start(), now);
    }

    private ByteBuffer label() throws IOException {
        return slice.read(header.place(), LvmHeader.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int place() throws IOException {
        return label().getInt(LvmHeader.HEADER_OFFSET);
    }

    private static void writeLabel(BlockDevice slice, long place, ByteBuffer label) throws IOException {
        label.putInt(16, Crc32.of(LvmHeader.CRC_BEGINNING, label.array(), 20, LvmHeader.SECTOR));
        slice.write(place, label.rewind());
    }

    private static void writeArea(BlockDevice slice, long place, ByteBuffer area) throws IOException {
        area.putInt(0, Crc32.of(LvmHeader.CRC_BEGINNING, area.array(), 4, LvmHeader.SECTOR));
        slice.write(place, area.rewind());
    }

    private static ByteBuffer sector() {
        return ByteBuffer.allocate(LvmHeader.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
