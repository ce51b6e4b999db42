package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/**
 * A partition table as a text, in the form of {@code sfdisk --dump}: what one writes the other reads. Places
 * and sizes are in sectors.
 */
public final class TableText {

    private static final Pattern LINE = Pattern
            .compile("(?:(.*?)\\s*:)?\\s*((?:start|size|type|bootable)\\b.*)");
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,5})$");
    private static final Pattern FIELD = Pattern.compile(
            "\\s*([a-z]+)(?:\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,]*?)))?\\s*(?:,|$)");
    private static final Map<String, String> FLAGS = Map.of("requiredpartition", "required",
            "noblockioprotocol", "no-block-io", "legacybiosbootable", "legacy-boot");

    private TableText() {}

    /**
     * A line of the text.
     *
     * @param number as the text has it; 0 where it has none
     */
    record Entry(int number, ByteRange range, String type, Optional<UUID> uuid, Optional<String> name,
            Set<String> flags) {}

    /**
     * A text that was understood; the id and the places where it has them.
     *
     * @param length how many entries the table has room for: of a GPT what the text says, else the usual
     */
    record Parsed(TableType type, Optional<String> id, OptionalLong first, OptionalLong last, int length,
            List<Entry> entries) {}

    /** Returns the table of a layout as a text. */
    public static String of(Layout layout) {
        int sector = layout.sectorSize();
        StringBuilder text = new StringBuilder("label: ").append(layout.table().type().id()).append('\n');
        if (!layout.table().id().isEmpty()) {
            text.append("label-id: ").append(layout.table().id().toUpperCase(Locale.ROOT).replace("0X", "0x"))
                    .append('\n');
        }
        text.append("unit: sectors\n");
        if (layout.table().type() == TableType.GPT) {
            text.append("first-lba: ").append(layout.table().usable().start() / sector).append('\n');
            text.append("last-lba: ").append(layout.table().usable().end() / sector - 1).append('\n');
            if (layout.table().maximumPartitions() != PartitionTables.GPT_ENTRIES) {
                text.append("table-length: ").append(layout.table().maximumPartitions()).append('\n');
            }
        }
        text.append("sector-size: ").append(sector).append("\n\n");
        layout.partitions().stream().sorted(Comparator.comparing(Partition::number)).forEach(partition -> {
            text.append('p').append(partition.number()).append(" : start=").append(partition.range()
                    .start() / sector)
                    .append(", size=").append(partition.range().length() / sector);
            boolean gpt = layout.table().type() == TableType.GPT;
            String code = partition.typeCode();
            text.append(", type=").append(gpt ? code.toUpperCase(Locale.ROOT)
                    : code.replaceFirst("^0x0?", ""));
            partition.uuid().ifPresent(uuid -> text.append(", uuid=")
                    .append(uuid.toString().toUpperCase(Locale.ROOT)));
            partition.name()
                    .ifPresent(name -> text.append(", name=\"").append(QuotedName.escaped(name)).append('"'));
            if (partition.flags().contains("boot")) {
                text.append(", bootable");
            } else if (!partition.flags().isEmpty()) {
                text.append(", attrs=\"").append(attributes(partition.flags())).append('"');
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String attributes(Set<String> flags) {
        List<String> words = new ArrayList<>();
        List<String> bits = new ArrayList<>();
        for (String flag : flags) {
            switch (flag) {
                case "required" -> words.add("RequiredPartition");
                case "no-block-io" -> words.add("NoBlockIOProtocol");
                case "legacy-boot" -> words.add("LegacyBIOSBootable");
                default -> bits.add(flag.substring("bit".length()));
            }
        }
        if (!bits.isEmpty()) {
            words.add("GUID:" + String.join(",", bits));
        }
        return String.join(" ", words);
    }

    /** @throws Refusal if it is no such text, or for sectors of another size, naming the line */
    static Parsed parse(String text, int sectorSize) throws Refusal {
        Map<String, String> headers = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        for (String raw : text.split("\n")) {
            String line = raw.strip();
            Matcher matcher = LINE.matcher(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (matcher.matches()) {
                entries.add(entry(line, matcher.group(1), matcher.group(2), sectorSize));
            } else if (line.matches("[a-z-]+\\s*:.*") && entries.isEmpty()) {
                headers.put(line.substring(0, line.indexOf(':')).strip(),
                        line.substring(line.indexOf(':') + 1).strip());
            } else {
                throw wrong(line);
            }
        }
        String label = headers.getOrDefault("label", "");
        if (!label.equals("gpt") && !label.equals("dos")) {
            throw new Refusal("The saved table names no kind that Platter makes; it needs “label: gpt” or "
                    + "“label: dos”.");
        }
        String sector = headers.getOrDefault("sector-size", String.valueOf(sectorSize));
        if (!sector.equals(String.valueOf(sectorSize))) {
            throw new Refusal("The saved table is of a disk with sectors of " + sector
                    + " bytes; those of this one " + "have " + sectorSize + ".");
        }
        return new Parsed(label.equals("gpt") ? TableType.GPT : TableType.DOS,
                Optional.ofNullable(headers.get("label-id")).map(id -> id.toLowerCase(Locale.ROOT)),
                number(headers, "first-lba", sectorSize), number(headers, "last-lba", sectorSize),
                length(headers.get("table-length")), entries);
    }

    private static int length(@Nullable String value) throws Refusal {
        if (value == null) {
            return PartitionTables.GPT_ENTRIES;
        }
        if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < 1
                || Integer.parseInt(value) > PartitionTables.MAX_GPT_ENTRIES) {
            throw wrong("table-length: " + value);
        }
        return Integer.parseInt(value);
    }

    private static OptionalLong number(Map<String, String> headers, String key, int sectorSize)
            throws Refusal {
        String value = headers.get(key);
        return value == null ? OptionalLong.empty()
                : OptionalLong.of(sectors(key + ": " + value, value, sectorSize));
    }

    private static Entry entry(String line, String node, String fields, int sectorSize) throws Refusal {
        Matcher digits = NUMBER.matcher(node == null ? "" : node);
        int number = digits.find() ? Integer.parseInt(digits.group(1)) : 0;
        Map<String, String> values = new TreeMap<>();
        Matcher matcher = FIELD.matcher(fields);
        int at = 0;
        while (at < fields.length() && matcher.find(at) && matcher.start() == at) {
            values.put(matcher.group(1), matcher.group(2) != null ? matcher.group(2)
                    : matcher.group(3) != null ? matcher.group(3).strip() : "");
            at = matcher.end();
        }
        if (at < fields.length() || !values.containsKey("start") || !values.containsKey("size")
                || !values.containsKey("type")) {
            throw wrong(line);
        }
        long start = sectors(line, values.get("start"), sectorSize);
        long size = sectors(line, values.get("size"), sectorSize);
        if (start > Long.MAX_VALUE - size) {
            throw wrong(line);
        }
        Set<String> flags = new TreeSet<>();
        if (values.containsKey("bootable")) {
            flags.add("boot");
        }
        addAttributes(flags, values.getOrDefault("attrs", ""), line);
        Optional<UUID> uuid = Optional.empty();
        if (values.containsKey("uuid")) {
            try {
                uuid = Optional.of(UUID.fromString(values.get("uuid")));
            } catch (IllegalArgumentException e) {
                throw wrong(line);
            }
        }
        return new Entry(number, ByteRange.of(start, size), values.get("type"), uuid,
                Optional.ofNullable(values.get("name")).map(QuotedName::plain)
                        .filter(name -> !name.isEmpty()),
                flags);
    }

    private static void addAttributes(Set<String> flags, String text, String line) throws Refusal {
        for (String word : text.split("\\s+")) {
            String known = FLAGS.get(word.toLowerCase(Locale.ROOT));
            if (known != null) {
                flags.add(known);
            } else if (word.matches("(?:GUID:)?(?:4[89]|5[0-9]|6[0-3])(?:,(?:4[89]|5[0-9]|6[0-3]))*")) {
                for (String bit : word.replace("GUID:", "").split(",")) {
                    flags.add("bit" + bit);
                }
            } else if (!word.isEmpty()) {
                throw wrong(line);
            }
        }
    }

    private static long sectors(String line, String value, int sectorSize) throws Refusal {
        if (!value.matches("[0-9]{1,15}")) {
            throw wrong(line);
        }
        return Math.multiplyExact(Long.parseLong(value), (long) sectorSize);
    }

    private static Refusal wrong(String line) {
        return new Refusal("The saved table cannot be understood at “" + line
                + "”; it has to be one that “platter table save” or “sfdisk --dump” wrote.");
    }
}
