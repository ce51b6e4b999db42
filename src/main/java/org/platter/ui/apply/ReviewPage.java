package org.platter.ui.apply;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.platter.base.ByteSize;
import org.platter.session.Review;
import org.platter.ui.Outlook;
import org.platter.ui.Texts;
import org.platter.ui.bar.DiskBar;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;

/** What applying will do, before it is done: the disk before and after, the steps, the cost, the warnings. */
final class ReviewPage {

    private final ApplyModel model;
    private final VBox page = new VBox();
    private final ScrollPane scroll = new ScrollPane(page);
    private final VBox keeping;
    private final CheckBox allowing;

    ReviewPage(ApplyModel model) {
        this.model = model;
        page.getStyleClass().add("review");
        keeping = keeping();
        allowing = new CheckBox(Texts.get("review.losses.allow"));
        allowing.setId("allow-losses");
        allowing.setWrapText(true);
        allowing.selectedProperty().bindBidirectional(model.allowsLossesProperty());
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
    }

    Node node() {
        return scroll;
    }

    /** Shows what is known by now. */
    void refresh() {
        page.getChildren().clear();
        if (model.job() == ApplyModel.Job.RECOVER) {
            showInterrupted();
            return;
        }
        page.getChildren().add(bars());
        List<String> descriptions = model.disk().draft().descriptions();
        List<Review.Step> known = model.review().map(Review::steps).orElse(List.of());
        VBox steps = new VBox();
        steps.getStyleClass().add("review-steps");
        for (int i = 0; i < descriptions.size(); i++) {
            String how = i < known.size() ? known.get(i).how() : "";
            steps.getChildren().add(step(i + 1, descriptions.get(i), how));
        }
        page.getChildren().add(steps);
        if (model.canKeepSnapshot()) {
            page.getChildren().add(keeping);
        }
        Outlook outlook = model.disk().outlookProperty().get();
        if (outlook instanceof Outlook.Known review) {
            show(review.review());
        } else if (outlook instanceof Outlook.Working) {
            ProgressIndicator wheel = new ProgressIndicator();
            wheel.setPrefSize(20, 20);
            HBox waiting = new HBox(10, wheel, new Label(Texts.get("outlook.working")));
            waiting.setAlignment(Pos.CENTER_LEFT);
            page.getChildren().add(waiting);
        }
    }

    /** Whether what is on the disk now is kept, and as what; one node, so that it keeps the focus. */
    private VBox keeping() {
        CheckBox keep = new CheckBox(Texts.get("review.keep"));
        keep.setId("keep-snapshot");
        keep.setMnemonicParsing(true);
        keep.selectedProperty().bindBidirectional(model.keepsSnapshotProperty());
        TextField name = new TextField();
        name.setId("snapshot-name");
        name.setAccessibleText(Texts.get("snapshots.name").replace("_", ""));
        name.textProperty().bindBidirectional(model.snapshotNameProperty());
        Label hint = paragraph(Texts.get("review.keep.hint"));
        hint.getStyleClass().add("review-how");
        VBox more = new VBox(6, name, hint);
        more.getStyleClass().add("below-choice");
        more.visibleProperty().bind(model.keepsSnapshotProperty());
        more.managedProperty().bind(model.keepsSnapshotProperty());
        return new VBox(6, keep, more);
    }

    private void showInterrupted() {
        model.disk().disk().interrupted().ifPresent(waiting -> {
            page.getChildren().add(Message.of(Weight.WARNING, waiting.text()).node());
            page.getChildren().add(tiles(tile(Texts.get("resume.done", ByteSize.format(waiting.done()),
                    ByteSize.format(waiting.total())), Texts.get("resume.done.what"))));
            VBox steps = new VBox();
            steps.getStyleClass().add("review-steps");
            for (int i = 0; i < waiting.plan().size(); i++) {
                HBox step = step(i + 1, waiting.plan().get(i), "");
                step.getStyleClass().add("review-script");
                steps.getChildren().add(step);
            }
            page.getChildren().addAll(steps, paragraph(Texts.get("resume.explain")));
        });
    }

    private Node bars() {
        long span = Math.max(model.disk().onDisk().diskSize(), model.disk().preview().diskSize());
        GridPane grid = new GridPane();
        grid.getStyleClass().add("review-bars");
        String[] names = {Texts.get("review.before"), Texts.get("review.after")};
        for (int i = 0; i < 2; i++) {
            DiskBar bar = new DiskBar();
            bar.setMinHeight(48);
            bar.setPrefHeight(48);
            bar.setFocusTraversable(false);
            bar.setMouseTransparent(true);
            bar.spanProperty().set(span);
            bar.layoutProperty().set(i == 0 ? model.disk().onDisk() : model.disk().preview());
            GridPane.setHgrow(bar, Priority.ALWAYS);
            Label name = new Label(names[i]);
            name.getStyleClass().add("review-bar-name");
            name.setMinWidth(Region.USE_PREF_SIZE);
            grid.addRow(i, name, bar);
        }
        return grid;
    }

    private static HBox step(int number, String text, String how) {
        Label badge = new Label(String.valueOf(number));
        badge.getStyleClass().add("review-number");
        badge.setMinWidth(Region.USE_PREF_SIZE);
        VBox words = new VBox(paragraph(text));
        if (!how.isEmpty()) {
            Label detail = paragraph(how);
            detail.getStyleClass().add("review-how");
            words.getChildren().add(detail);
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox step = new HBox(badge, words);
        step.getStyleClass().add("review-step");
        return step;
    }

    private void show(Review review) {
        page.getChildren().add(tiles(
                tile(amount(review.copyBytes(), review.isLeast()), Texts.get("review.copy.what")),
                tile(amount(review.scratchBytes(), review.isLeast()), Texts.get("review.scratch.what"))));
        Label method = paragraph(review.method());
        method.getStyleClass().add("review-how");
        page.getChildren().add(method);
        review.warnings().forEach(
                warning -> page.getChildren().add(Message.of(Weight.WARNING, warning).node()));
        if (!model.lossesToAllow().isEmpty()) {
            page.getChildren().add(allowing);
        }
    }

    private static String amount(long bytes, boolean isLeast) {
        return bytes == 0 && !isLeast ? Texts.get("review.nothing") : Outlook.amount(bytes, isLeast);
    }

    private static HBox tiles(Node... tiles) {
        HBox row = new HBox(tiles);
        row.getStyleClass().add("tiles");
        return row;
    }

    private static Node tile(String figure, String what) {
        Label large = new Label(figure);
        large.getStyleClass().add("tile-figure");
        Label small = paragraph(what);
        small.getStyleClass().add("tile-what");
        VBox tile = new VBox(large, small);
        tile.getStyleClass().add("tile");
        HBox.setHgrow(tile, Priority.ALWAYS);
        tile.setMaxWidth(Double.MAX_VALUE);
        tile.setPrefWidth(100);
        return tile;
    }

    private static Label paragraph(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
