package org.platter.filesystem.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * What a physical volume of LVM2 says of itself and of its volume group.
 *
 * @param uuid as LVM writes it, in seven groups; empty where it is none
 * @param size bytes of the device, as they were when it was made
 * @param group nothing where it belongs to none, or keeps no text of it
 * @param isOfUnknownGroup whether it belongs to a group of which only other physical volumes keep the text,
 *     so that nothing is known of what lies in it
 */
public record LvmMetadata(Optional<String> uuid, long size, Optional<VolumeGroup> group,
        boolean isOfUnknownGroup) {

    private static final long SECTOR = 512;

    /**
     * A volume group as one of its physical volumes tells.
     *
     * @param extentSize in bytes
     * @param volumes how many physical volumes it has
     * @param extents where in this physical volume the group's extents lie, used or not
     * @param allocated which bytes of this physical volume belong to logical volumes
     */
    public record VolumeGroup(String name, String uuid, long extentSize, int volumes, ByteRange extents,
            RangeSet allocated, List<LogicalVolume> logicalVolumes) {

        public VolumeGroup {
            logicalVolumes = List.copyOf(logicalVolumes);
        }
    }

    /**
     * A logical volume, or a part of one that LVM keeps as a volume of its own.
     *
     * @param size in bytes
     * @param isVisible whether users see it
     * @param segments those parts of it that lie in one piece each in this physical volume, in order
     */
    public record LogicalVolume(String name, String uuid, long size, boolean isVisible,
            List<Segment> segments) {

        public LogicalVolume {
            segments = List.copyOf(segments);
        }

        /** Returns whether the segments are all there is of it. */
        public boolean isWhole() {
            long next = 0;
            for (Segment segment : segments) {
                if (segment.start() != next) {
                    return false;
                }
                next += segment.length();
            }
            return size > 0 && next == size;
        }
    }

    /**
     * A piece of a logical volume; in bytes.
     *
     * @param start from the start of the logical volume
     * @param offset from the start of the physical volume
     */
    public record Segment(long start, long length, long offset) {}

    /**
     * Reads the metadata of a physical volume.
     *
     * @return nothing where the slice is none
     * @throws IOException if it cannot be read, or is damaged
     */
    public static Optional<LvmMetadata> read(BlockDevice slice) throws IOException {
        Optional<LvmHeader> header = LvmHeader.read(slice);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (!header.get().isWhole()) {
            throw new IOException("The label of the LVM physical volume " + slice.description()
                    + " is damaged.");
        }
        Optional<VolumeGroup> group = Optional.empty();
        boolean isUsed = header.get().isUsed();
        for (ByteRange area : header.get().areas()) {
            Structure fields = LvmHeader.area(slice, area);
            isUsed |= LvmHeader.isIgnored(fields);
            if (group.isEmpty() && LvmHeader.hasText(fields)) {
                String text = new String(LvmHeader.text(slice, area, fields), StandardCharsets.ISO_8859_1);
                group = Optional.of(group(text, header.get(), slice));
            }
        }
        return Optional.of(new LvmMetadata(header.get().writtenUuid(), header.get().deviceSize(), group,
                isUsed && group.isEmpty()));
    }

    private static VolumeGroup group(String text, LvmHeader header, BlockDevice slice) throws IOException {
        try {
            for (Map.Entry<String, Object> entry : LvmText.parse(text).values()
                    .entrySet()) {
                if (entry.getValue() instanceof LvmText.Section group) {
                    return new Reader(entry.getKey(), group, header).read();
                }
            }
            throw new LvmText.Malformed("it names no volume group");
        } catch (LvmText.Malformed | ArithmeticException e) {
            throw new IOException("The LVM metadata of " + slice.description() + " makes no sense: "
                    + e.getMessage() + ".");
        }
    }

    /** Reads the section of a group. */
    private static final class Reader {

        private final String name;
        private final LvmText.Section group;
        private final long extentSize;
        private final ByteRange extents;
        /** The name of this physical volume in the text. */
        private final String self;
        private final List<ByteRange> pieces = new ArrayList<>();

        Reader(String name, LvmText.Section group, LvmHeader header) throws LvmText.Malformed {
            this.name = name;
            this.group = group;
            extentSize = Math.multiplyExact(required(group, "extent_size"), SECTOR);
            String uuid = header.writtenUuid().orElse("");
            Map.Entry<String, LvmText.Section> volume = sections(group, "physical_volumes").stream()
                    .filter(entry -> entry.getValue().text("id").equals(uuid)).findFirst()
                    .orElseThrow(() -> new LvmText.Malformed("it does not name this physical volume"));
            self = volume.getKey();
            long start = Math.multiplyExact(required(volume.getValue(), "pe_start"), SECTOR);
            extents = new ByteRange(start, Math.addExact(start,
                    Math.multiplyExact(required(volume.getValue(), "pe_count"), extentSize)));
            if (extentSize == 0 || start == 0) {
                throw new LvmText.Malformed("its extents have no size or no place");
            }
        }

        VolumeGroup read() throws LvmText.Malformed {
            List<LogicalVolume> volumes = new ArrayList<>();
            for (Map.Entry<String, LvmText.Section> entry : sections(group, "logical_volumes")) {
                volumes.add(volume(entry.getKey(), entry.getValue()));
            }
            return new VolumeGroup(name, group.text("id"), extentSize,
                    sections(group, "physical_volumes").size(), extents, RangeSet.of(pieces), volumes);
        }

        private LogicalVolume volume(String name, LvmText.Section volume) throws LvmText.Malformed {
            List<Segment> segments = new ArrayList<>();
            long size = 0;
            long count = required(volume, "segment_count");
            for (long i = 1; i <= count; i++) {
                LvmText.Section segment = volume.section("segment" + i).orElseThrow(
                        () -> new LvmText.Malformed("a segment of " + name + " is missing"));
                long start = Math.multiplyExact(required(segment, "start_extent"), extentSize);
                long length = Math.multiplyExact(required(segment, "extent_count"), extentSize);
                size = Math.max(size, Math.addExact(start, length));
                long stripes = Math.max(1, segment.number("stripe_count").orElse(1));
                boolean isStriped = segment.text("type").equals("striped");
                // a mirror that pvmove leaves has all of the segment in each of its places
                List<ByteRange> here = new ArrayList<>();
                for (String list : segment.values().keySet()) { // kinds of segments have their own names
                    here.addAll(places(segment.list(list), isStriped ? length / stripes : length));
                }
                pieces.addAll(here);
                if (isStriped && stripes == 1 && here.size() == 1) {
                    segments.add(new Segment(start, length, here.get(0).start()));
                }
            }
            return new LogicalVolume(name, volume.text("id"), size,
                    volume.list("status").contains("VISIBLE"), segments);
        }

        /** Returns the places in this physical volume that a list of names and first extents tells. */
        private List<ByteRange> places(List<?> list, long length) throws LvmText.Malformed {
            List<ByteRange> found = new ArrayList<>();
            for (int i = 0; i + 1 < list.size(); i++) {
                if (self.equals(list.get(i)) && list.get(i + 1) instanceof Long first) {
                    long offset = Math.multiplyExact(first, extentSize);
                    if (first < 0 || Math.addExact(offset, length) > extents.length()) {
                        throw new LvmText.Malformed("a segment ends behind the physical volume");
                    }
                    found.add(ByteRange.of(extents.start() + offset, length));
                }
            }
            return found;
        }

        private static long required(LvmText.Section section, String name) throws LvmText.Malformed {
            OptionalLong number = section.number(name);
            return number.orElseThrow(() -> new LvmText.Malformed("it has no " + name));
        }

        private static List<Map.Entry<String, LvmText.Section>> sections(LvmText.Section group,
                String name) {
            List<Map.Entry<String, LvmText.Section>> found = new ArrayList<>();
            group.section(name).ifPresent(all -> all.values().forEach((key, value) -> {
                if (value instanceof LvmText.Section section) {
                    found.add(Map.entry(key, section));
                }
            }));
            return found;
        }
    }
}
