package org.platter.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.ControlCharacters;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.layout.Reading;
import org.platter.operation.Remarks;

/** Partitions and gaps in words: for tooltips, for screen readers, for titles. */
public final class Describe {

    private Describe() {}

    /** The number, then the label or else the name where there is one: {@code 1  vdg01}. */
    public static String title(Partition partition) {
        return partition.number() + called(partition).map(name -> "  " + name).orElse("");
    }

    private static Optional<String> called(Partition partition) {
        return partition.content().label().filter(label -> !label.isEmpty()).or(partition::name)
                .filter(name -> !name.isEmpty()).map(ControlCharacters::replaced);
    }

    /**
     * All that matters of a partition, a line each.
     *
     * @param use what it is used for, in words
     */
    public static String sentences(Partition partition, Optional<String> use) {
        List<String> lines = new ArrayList<>();
        String label = partition.content().label().filter(text -> !text.isEmpty())
                .map(text -> " “" + text + "”").orElse("");
        lines.add(Texts.get("describe.head", String.valueOf(partition.number()),
                FileSystemLook.of(partition.content()).name() + label));
        lines.add(Texts.get("describe.size", ByteSize.format(partition.range().length())));
        partition.fileSystem().filter(known -> known.used().isPresent()).ifPresent(known -> lines.add(
                Texts.get("describe.used", ByteSize.format(known.used().getAsLong()),
                        percent(partition, known))));
        lines.add(Texts.get("describe.place", ByteSize.format(partition.range().start()),
                ByteSize.format(partition.range().end())));
        use.ifPresent(words -> lines.add(Texts.get("describe.use", words)));
        lines.addAll(Remarks.of(partition));
        return String.join("\n", lines);
    }

    /** What the content of a partition could be, by blkid's names; empty where that is plain. */
    public static List<String> readings(Partition partition) {
        return partition.content() instanceof Content.Ambiguous several
                ? several.readings().stream().flatMap(reading -> reading.type().stream()).toList()
                : List.of();
    }

    /** What choosing a way to read a disk does, for its button. */
    public static String reading(Reading way) {
        return way.choices().sectorSize().map(size -> Texts.get("choose.sectors", String.valueOf(size)))
                .or(() -> way.content().map(names -> Texts.get("choose.whole", names)))
                .orElseGet(() -> Texts.get("choose.table." + way.choices().table().orElseThrow().id()));
    }

    /** What somebody has chosen, as a list. */
    public static String choices(Choices choices) {
        List<String> all = new ArrayList<>();
        choices.table().ifPresent(table -> all.add(Texts.get("chosen.table." + table.id())));
        choices.sectorSize().ifPresent(size -> all.add(Texts.get("chosen.sectors", String.valueOf(size))));
        choices.contents().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> all.add(
                Texts.get("chosen.content", String.valueOf(entry.getKey()), entry.getValue())));
        return String.join("; ", all);
    }

    /** What pasting does: with which partition, and of which disk. */
    public static String paste(CopySource source) {
        Partition partition = source.partition();
        String what = FileSystemLook.of(partition.content()).name() + called(partition)
                .map(name -> " “" + name + "”").orElse("") + ", "
                + ByteSize.format(partition.range().length());
        return source.other().map(other -> Texts.get("action.paste.tip.other",
                String.valueOf(partition.number()), what, other.name()))
                .orElseGet(() -> Texts.get("action.paste.tip.here",
                        String.valueOf(partition.number()), what));
    }

    /** A gap, a line for its size and one for its place. */
    public static String gap(ByteRange gap) {
        return Texts.get("describe.gap", ByteSize.format(gap.length())) + "\n"
                + Texts.get("describe.place", ByteSize.format(gap.start()), ByteSize.format(gap.end()));
    }

    /** How much of its partition a file system uses, as {@code 7 %}; its use must be known. */
    static String percent(Partition partition, Content.FileSystem known) {
        return Math.round(100.0 * known.used().getAsLong() / partition.range().length()) + " %";
    }
}
