package org.platter.ui.main;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.platter.base.ByteSize;
import org.platter.ui.PartitionRow;
import org.platter.ui.Remembered;
import org.platter.ui.Texts;

/** Which columns the partition table shows; one choice for all disks, remembered. */
final class Columns {

    /** The columns in their order; with each its width in pixels at first. */
    enum Column {
        PARTITION(124, true, row -> row.title()),
        FILE_SYSTEM(132, true, row -> row.look().name()),
        LABEL(150, true, PartitionRow::label),
        USE(180, true, PartitionRow::shortUse),
        SIZE(92, true, row -> ByteSize.format(row.range().length())),
        USED(92, true, row -> row.used().isPresent() ? ByteSize.format(row.used().getAsLong()) : ""),
        UNUSED(92, true, row -> row.unused().isPresent() ? ByteSize.format(row.unused().getAsLong()) : ""),
        FLAGS(110, true, PartitionRow::flags),
        START(100, false, row -> ByteSize.format(row.range().start())),
        END(100, false, row -> ByteSize.format(row.range().end())),
        NAME(140, false, PartitionRow::name),
        TYPE(150, false, PartitionRow::type),
        UUID(270, false, PartitionRow::uuid);

        private final double width;
        private final boolean usual;
        private final Function<PartitionRow, String> text;

        Column(double width, boolean usual, Function<PartitionRow, String> text) {
            this.width = width;
            this.usual = usual;
            this.text = text;
        }

        String id() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        String title() {
            return Texts.get("column." + id());
        }

        double width() {
            return width;
        }

        String text(PartitionRow row) {
            return text.apply(row);
        }

        boolean isNumber() {
            return List.of(SIZE, USED, UNUSED, START, END).contains(this);
        }
    }

    private final Map<Column, BooleanProperty> visible = new EnumMap<>(Column.class);

    Columns(Remembered remembered) {
        Optional<List<String>> chosen = remembered.get("columns").map(text -> List.of(text.split(" ")));
        for (Column column : Column.values()) {
            boolean shown = chosen.map(ids -> ids.contains(column.id())).orElse(column.usual)
                    || column == Column.PARTITION;
            BooleanProperty property = new SimpleBooleanProperty(shown);
            property.addListener((observed, before, now) -> remembered.put("columns", ids()));
            visible.put(column, property);
        }
    }

    /** Whether a column is left out while it is empty, though it was chosen. */
    static boolean isOnlyShownWithText(Column column) {
        return column == Column.USE;
    }

    BooleanProperty visibleProperty(Column column) {
        return visible.get(column);
    }

    private String ids() {
        return Arrays.stream(Column.values()).filter(column -> visible.get(column).get()).map(Column::id)
                .collect(Collectors.joining(" "));
    }
}
