package org.platter.ui.bar;

import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.ByteSize;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Selection;
import org.platter.ui.frame.Tip;

/** One cell of the bar as a node: tinted, its used part shaded, with as much text as there is room for. */
final class Segment extends Region {

    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final double EDGE = 2;
    private static final double TEXT_INSET = 8;
    private static final double NARROW = 46;
    private static final double LOW = 60;
    /** The least room for a label that is cut. */
    private static final double LABEL = 40;
    private static final double LOCK = 14;

    private final Region tint = part("tint");
    private final Region used = part("used");
    private final Region band = part("band");
    private final Region pattern = part("pattern");
    private final Region unclaimed = part("unclaimed");
    private final Label title = line("title");
    private final Label kind = line("kind");
    private final Label size = line("size");
    private final Label number = line("number");
    private final Region startGrip = part("grip");
    private final Region endGrip = part("grip");
    private final Tooltip tooltip = Tip.of("");

    private final FontIcon lock = new FontIcon("mdi2l-lock");

    private BarPlan.Cell cell;
    private boolean isInUse;
    private String look = "";

    Segment() {
        getStyleClass().add("segment");
        setAccessibleRole(AccessibleRole.BUTTON);
        getChildren().addAll(tint, used, unclaimed, band, pattern, title, kind, size, number, lock,
                startGrip, endGrip);
        lock.getStyleClass().add("use-mark");
        lock.setMouseTransparent(true);
        lock.setManaged(false);
        number.setAlignment(Pos.CENTER);
        tooltip.setShowDelay(Duration.millis(500));
        tooltip.setShowDuration(Duration.seconds(30));
        Tooltip.install(this, tooltip);
        setGripsVisible(false, false);
    }

    private static Region part(String styleClass) {
        Region region = new Region();
        region.getStyleClass().add(styleClass);
        region.setMouseTransparent(true);
        region.setManaged(false);
        return region;
    }

    private static Label line(String styleClass) {
        Label label = new Label();
        label.getStyleClass().add(styleClass);
        label.setMouseTransparent(true);
        label.setManaged(false);
        label.setMinWidth(0);
        return label;
    }

    BarPlan.Cell cell() {
        return cell;
    }

    Selection selection() {
        return cell.partition().<Selection>map(partition -> new Selection.OfPartition(partition.id()))
                .orElseGet(() -> new Selection.OfGap(cell.range()));
    }

    /** @param use what the partition is used for, in words */
    void show(BarPlan.Cell shown, Optional<String> use) {
        cell = shown;
        isInUse = use.isPresent();
        FileSystemLook newLook = shown.partition().map(Partition::content).map(FileSystemLook::of)
                .orElse(FileSystemLook.FREE);
        if (!newLook.styleClass().equals(look)) {
            getStyleClass().remove(look);
            look = newLook.styleClass();
            getStyleClass().add(look);
        }
        setId(shown.partition().map(partition -> "partition-" + partition.number())
                .orElseGet(() -> "free-" + shown.range().start() / ByteSize.MIB));
        kind.setText(newLook.name());
        size.setText(ByteSize.format(shown.range().length()));
        number.setText(shown.partition().map(partition -> String.valueOf(partition.number())).orElse(""));
        String text = shown.partition().map(partition -> Describe.sentences(partition, use))
                .orElseGet(() -> Describe.gap(shown.range()));
        setAccessibleText(text.replace('\n', ' '));
        tooltip.setText(text);
        requestLayout();
    }

    void setSelected(boolean selected) {
        pseudoClassStateChanged(SELECTED, selected);
    }

    void setGripsVisible(boolean start, boolean end) {
        startGrip.setVisible(start);
        endGrip.setVisible(end);
    }

    /** Keeps the tooltip away while dragging, when a bubble tells more. */
    void setTooltipEnabled(boolean enabled) {
        if (enabled) {
            Tooltip.install(this, tooltip);
        } else {
            Tooltip.uninstall(this, tooltip);
            tooltip.hide();
        }
    }

    @Override
    protected void layoutChildren() {
        if (cell == null) {
            return;
        }
        double width = getWidth();
        double height = getHeight();
        double innerWidth = Math.max(0, width - 2 * EDGE);
        double innerHeight = Math.max(0, height - 2 * EDGE);
        tint.resizeRelocate(EDGE, EDGE, innerWidth, innerHeight);
        double bandHeight = cell.partition().isEmpty() || cell.isFrame() ? 0 : height < LOW ? 5 : 9;
        layoutShades(innerWidth, innerHeight, bandHeight);
        layoutTexts(width, height, bandHeight);
        startGrip.resizeRelocate(EDGE + 1, height / 2 - 9, 4, 18);
        endGrip.resizeRelocate(width - EDGE - 5, height / 2 - 9, 4, 18);
    }

    /**
     * The band at the top carries the colour and the pattern of the file system, the rest the shade of what
     * is used.
     */
    private void layoutShades(double innerWidth, double innerHeight, double bandHeight) {
        boolean shaded = cell.partition().isPresent() && !cell.isFrame();
        used.setVisible(shaded);
        band.setVisible(shaded);
        pattern.setVisible(shaded);
        band.resizeRelocate(EDGE, EDGE, innerWidth, bandHeight);
        pattern.resizeRelocate(EDGE, EDGE, innerWidth, bandHeight);
        double claimed = 0;
        double share = 0;
        Optional<Content.FileSystem> known = cell.partition().flatMap(Partition::fileSystem);
        if (known.isPresent()) {
            long length = cell.range().length();
            share = Math.min(1, (double) known.get().used().orElse(0) / length);
            claimed = Math.min(1, (double) known.get().size().orElse(length) / length);
        }
        double top = EDGE + bandHeight;
        double height = innerHeight - bandHeight;
        used.resizeRelocate(EDGE, top, innerWidth * share, height);
        // A file system that leaves a part of its partition unclaimed: shown where it is more than rounding.
        double rest = claimed > 0 ? innerWidth * (1 - claimed) : 0;
        unclaimed.setVisible(rest >= 3);
        unclaimed.resizeRelocate(EDGE + innerWidth - rest, top, rest, height);
    }

    private void layoutTexts(double width, double height, double bandHeight) {
        layoutLock(width, height, bandHeight);
        boolean frame = cell.isFrame();
        fitTitle(width);
        boolean narrow = !frame && (width < NARROW || title.getText().equals(number.getText())
                && !fits(kind, width - 2 * TEXT_INSET) && !fits(size, width - 2 * TEXT_INSET));
        number.setVisible(narrow && width >= 14);
        boolean low = height < LOW;
        number.resizeRelocate(0, bandHeight, width,
                height - bandHeight - (low && lock.isVisible() ? LOCK : 0));
        double room = width - 2 * TEXT_INSET;
        boolean gap = cell.partition().isEmpty();
        title.setVisible(!narrow && !frame && !gap);
        kind.setVisible(!narrow && !frame && (gap || !low) && fits(kind, room));
        size.setVisible(!narrow && !frame && fits(size, low && lock.isVisible() ? room - LOCK : room));
        double lines = (title.isVisible() ? lineHeight(title) : 0) + (kind.isVisible() ? lineHeight(kind) : 0)
                + (size.isVisible() ? lineHeight(size) : 0);
        double y = bandHeight + Math.round((height - bandHeight - lines) / 2);
        for (Label line : new Label[] {title, kind, size}) {
            if (line.isVisible()) {
                double lineHeight = lineHeight(line);
                // the lock lies beside the first line, in a low bar beside the last
                double free = line == (low ? size : title) && lock.isVisible() ? room - LOCK : room;
                line.resizeRelocate(TEXT_INSET, y, Math.min(free, Math.ceil(line.prefWidth(-1))), lineHeight);
                y += lineHeight;
            }
        }
    }

    /** Its number alone where no more than a letter or two of the label would be left. */
    private void fitTitle(double width) {
        double room = width - 2 * TEXT_INSET - (lock.isVisible() && getHeight() >= LOW ? LOCK : 0);
        title.setText(cell.partition().map(Describe::title).orElse(""));
        if (!fits(title, room) && room < number.prefWidth(-1) + LABEL) {
            title.setText(number.getText());
        }
    }

    /** In the corner where no line of text begins; a cell too narrow for it shows its number only. */
    private void layoutLock(double width, double height, double bandHeight) {
        lock.setVisible(isInUse && width >= LOCK + 6);
        double side = Math.ceil(lock.prefWidth(-1));
        lock.resizeRelocate(width - side - 5, height < LOW ? height - side - 4 : bandHeight + 5, side,
                Math.ceil(lock.prefHeight(-1)));
    }

    private static boolean fits(Label line, double room) {
        return line.prefWidth(-1) <= room;
    }

    private static double lineHeight(Label line) {
        return Math.ceil(line.prefHeight(-1));
    }
}
