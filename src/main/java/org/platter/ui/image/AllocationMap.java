package org.platter.ui.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.Tip;
import org.platter.ui.image.Allocation.Kind;

/**
 * The map of how a disk is kept: a strip broken into rows, the partitions marked above each, and a legend.
 * Long, since it lays out, paints and explains one drawing.
 */
final class AllocationMap extends VBox {

    private static final int ROWS = 5;
    private static final int ROW_HEIGHT = 26;
    private static final int MARKS = 15;
    private static final int SAMPLE = 12;
    private static final double MIN_LABEL = 16;

    private final Allocation allocation;
    private final Layout layout;
    private final Map<Kind, Region> swatches = new EnumMap<>(Kind.class);
    private final Map<Kind, ImageView> samples = new EnumMap<>(Kind.class);
    private final Strip strip = new Strip();
    private final Label reading = new Label();

    AllocationMap(Allocation allocation, Layout layout) {
        this.allocation = allocation;
        this.layout = layout;
        setId("allocation-map");
        getStyleClass().add("allocation-map");
        reading.setId("allocation-reading");
        reading.getStyleClass().add("form-hint");
        reading.setMinHeight(USE_PREF_SIZE);
        getChildren().addAll(strip, reading, legend());
        read(Optional.empty());
    }

    private FlowPane legend() {
        FlowPane legend = new FlowPane();
        legend.getStyleClass().add("legend");
        for (Kind kind : Kind.values()) {
            Region swatch = new Region();
            swatch.getStyleClass().addAll("legend-swatch", "map-" + kind.id());
            swatch.backgroundProperty().addListener((property, before, now) -> strip.requestLayout());
            swatches.put(kind, swatch);
            Label words = new Label(Texts.get("map." + kind.id()));
            Label bytes = new Label(ByteSize.format(allocation.total(kind)));
            bytes.getStyleClass().add("legend-bytes");
            ImageView sample = new ImageView();
            samples.put(kind, sample);
            HBox entry = new HBox(6, new StackPane(swatch, sample), words, bytes);
            entry.setAlignment(Pos.CENTER_LEFT);
            Tooltip.install(entry, Tip.of(Texts.get("map." + kind.id() + ".tip")));
            legend.getChildren().add(entry);
        }
        return legend;
    }

    /** What the style sheet says of the kinds; the swatches of the legend know it. */
    private int[] colours() {
        int[] colours = new int[Kind.values().length];
        for (Kind kind : Kind.values()) {
            Region swatch = swatches.get(kind);
            Color colour = swatch.getBackground() != null && !swatch.getBackground().getFills().isEmpty()
                    && swatch.getBackground().getFills().get(0).getFill() instanceof Color known
                            ? known : Color.GRAY;
            colours[kind.ordinal()] = 0xff << 24 | (int) Math.round(colour.getRed() * 255) << 16
                    | (int) Math.round(colour.getGreen() * 255) << 8
                    | (int) Math.round(colour.getBlue() * 255);
        }
        return colours;
    }

    /** Says what lies under the pointer or the cursor; else what the whole disk is like. */
    private void read(Optional<ByteRange> cells) {
        reading.setText(cells.map(this::describe).orElseGet(this::summary));
        strip.setAccessibleText(summary());
        strip.setAccessibleHelp(reading.getText());
    }

    private String summary() {
        return Texts.get("map.summary", ByteSize.format(allocation.diskSize())) + " "
                + Stream.of(Kind.values()).filter(kind -> allocation.total(kind) > 0)
                        .map(kind -> Texts.get("map." + kind.id()) + " "
                                + ByteSize.format(allocation.total(kind)))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    /** @param cells numbers of cells, not bytes */
    private String describe(ByteRange cells) {
        int from = (int) cells.start();
        int to = (int) cells.end();
        ByteRange bytes = new ByteRange(allocation.cell(from).start(), allocation.cell(to - 1).end());
        String shares = Stream.of(Kind.values()).filter(kind -> allocation.bytes(kind, from, to) > 0)
                .map(kind -> Texts.get("map." + kind.id()) + " "
                        + ByteSize.format(allocation.bytes(kind, from, to)))
                .collect(Collectors.joining(", "));
        String where = layout.partitions().stream()
                .filter(partition -> !(partition.content() instanceof Content.Extended))
                .filter(partition -> partition.range().intersects(bytes))
                .map(partition -> Texts.get("map.partition", Describe.title(partition)))
                .collect(Collectors.joining(", "));
        return Texts.get("map.place", ByteSize.format(bytes.start()), ByteSize.format(bytes.end()),
                Long.toHexString(bytes.start())) + " " + shares + (where.isEmpty() ? "" : " · " + where);
    }

    /** The drawing itself; its pixels are painted again when the width or the theme changes. */
    private final class Strip extends Region {

        private final List<ImageView> rows = new ArrayList<>();
        private final List<Region> marks = new ArrayList<>();
        private final List<Label> names = new ArrayList<>();
        private final Region cursor = new Region();
        private final Tooltip tooltip = Tip.of("");
        private int paintedWidth;
        private int[] paintedColours = {};
        private int at = -1;

        Strip() {
            setId("allocation-strip");
            getStyleClass().add("allocation-strip");
            setFocusTraversable(true);
            setAccessibleRole(AccessibleRole.IMAGE_VIEW);
            for (int i = 0; i < ROWS; i++) {
                ImageView row = new ImageView();
                row.setMouseTransparent(true);
                row.setManaged(false);
                rows.add(row);
            }
            getChildren().addAll(rows);
            cursor.getStyleClass().add("allocation-cursor");
            cursor.setManaged(false);
            cursor.setMouseTransparent(true);
            cursor.setVisible(false);
            getChildren().add(cursor);
            Tooltip.install(this, tooltip);
            addEventHandler(MouseEvent.MOUSE_MOVED, event -> point(column(event.getX(), event.getY())));
            addEventHandler(MouseEvent.MOUSE_EXITED, event -> point(-1));
            addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
        }

        private void onKey(KeyEvent event) {
            int step = event.getCode() == KeyCode.RIGHT ? 1 : event.getCode() == KeyCode.LEFT ? -1
                    : event.getCode() == KeyCode.DOWN ? width()
                    : event.getCode() == KeyCode.UP ? -width() : 0;
            if (step != 0) {
                event.consume();
                point(Math.max(0, Math.min(ROWS * width() - 1, Math.max(0, at) + step
                        * (event.isControlDown() ? 16 : 1))));
            }
        }

        private int width() {
            return Math.max(1, (int) Math.floor(getWidth()));
        }

        private int column(double x, double y) {
            int row = (int) (y / (ROW_HEIGHT + MARKS));
            return row < 0 || row >= ROWS || x < 0 || x >= width() ? -1 : row * width() + (int) x;
        }

        private void point(int column) {
            at = column;
            cursor.setVisible(column >= 0);
            if (column < 0) {
                read(Optional.empty());
                return;
            }
            int from = AllocationPicture.firstCell(allocation, column, ROWS * width());
            int to = AllocationPicture.endCell(allocation, column, ROWS * width());
            read(Optional.of(new ByteRange(from, to)));
            tooltip.setText(reading.getText());
            int row = column / width();
            cursor.resizeRelocate(column % width() - 1, row * (ROW_HEIGHT + MARKS) + MARKS - 2, 3,
                    ROW_HEIGHT + 4);
            cursor.toFront();
        }

        @Override
        protected double computePrefHeight(double width) {
            return ROWS * (ROW_HEIGHT + MARKS);
        }

        @Override
        protected double computeMinHeight(double width) {
            return computePrefHeight(width);
        }

        @Override
        protected double computePrefWidth(double height) {
            return 640;
        }

        @Override
        protected void layoutChildren() {
            int[] colours = colours();
            if (width() == paintedWidth && Arrays.equals(colours, paintedColours)) {
                return;
            }
            paintedWidth = width();
            paintedColours = colours;
            for (int i = 0; i < ROWS; i++) {
                WritableImage image = new WritableImage(width(), ROW_HEIGHT);
                image.getPixelWriter().setPixels(0, 0, width(), ROW_HEIGHT, PixelFormat.getIntArgbInstance(),
                        AllocationPicture.paint(allocation, i, ROWS, width(), ROW_HEIGHT, colours), 0,
                        width());
                rows.get(i).setImage(image);
                rows.get(i).relocate(0, i * (ROW_HEIGHT + MARKS) + MARKS);
            }
            for (Kind kind : Kind.values()) {
                WritableImage sample = new WritableImage(SAMPLE, SAMPLE);
                sample.getPixelWriter().setPixels(0, 0, SAMPLE, SAMPLE, PixelFormat.getIntArgbInstance(),
                        AllocationPicture.sample(kind, SAMPLE, colours[kind.ordinal()]), 0, SAMPLE);
                samples.get(kind).setImage(sample);
            }
            mark();
        }

        /** Draws where partitions begin and end, above the rows in which they lie. */
        private void mark() {
            getChildren().removeAll(marks);
            getChildren().removeAll(names);
            marks.clear();
            names.clear();
            for (Partition partition : layout.partitions()) {
                if (!(partition.content() instanceof Content.Extended)) {
                    mark(partition);
                }
            }
            getChildren().addAll(marks);
            getChildren().addAll(names);
        }

        private void mark(Partition partition) {
            double scale = (double) ROWS * width() / allocation.diskSize();
            double start = partition.range().start() * scale;
            double end = Math.min((double) ROWS * width(), partition.range().end() * scale);
            boolean isNamed = false;
            for (int row = (int) (start / width()); row < ROWS && (double) row * width() < end; row++) {
                double left = Math.max(0, start - (double) row * width());
                double right = Math.min(width(), end - (double) row * width());
                double y = (double) row * (ROW_HEIGHT + MARKS);
                Region mark = new Region();
                mark.getStyleClass().addAll("partition-mark",
                        FileSystemLook.of(partition.content()).styleClass());
                mark.setManaged(false);
                mark.setMouseTransparent(true);
                mark.resizeRelocate(left, y + MARKS - 4, Math.max(2, right - left - 1), 3);
                marks.add(mark);
                if (!isNamed && right - left >= MIN_LABEL) {
                    Label name = new Label(right - left > 120
                            ? Texts.get("map.mark", Describe.title(partition),
                                    FileSystemLook.of(partition.content()).name())
                            : String.valueOf(partition.number()));
                    name.getStyleClass().add("partition-name");
                    name.setManaged(false);
                    name.setMouseTransparent(true);
                    name.resizeRelocate(left, y - 3, right - left - 2, MARKS);
                    names.add(name);
                    isNamed = true;
                }
            }
        }
    }
}
