package org.platter.ui.apply;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.platter.ui.Texts;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;

/** How far a job is, and what stopping would mean; at the end, what came of it. */
final class JobPage {

    private static final double MAX_HEIGHT = 220;
    private static final double REMARK = 42;

    private final JobModel model;
    private final VBox page = new VBox();
    private final VBox live = new VBox();
    private final Message sentence = new Message();
    private final VBox remarks = new VBox();
    private final ScrollPane remarksView = new ScrollPane(remarks);
    private final DetailsTree details = new DetailsTree();
    private final TitledPane drawer = new TitledPane(Texts.get("apply.details"), details.view());
    private final String safety;

    /** @param safety what stopping means, in a sentence */
    JobPage(JobModel model, String safety) {
        this.model = model;
        this.safety = safety;
        page.getStyleClass().add("progress-page");
        live.getStyleClass().add("progress-live");
        ProgressBar bar = new ProgressBar();
        bar.setId("progress");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setMinHeight(Region.USE_PREF_SIZE);
        bar.progressProperty().bind(model.progressProperty());
        bar.setAccessibleText(Texts.get("apply.progress"));
        Label step = new Label();
        step.setId("step");
        step.getStyleClass().add("progress-step");
        step.setWrapText(true);
        step.textProperty().bind(model.stepProperty());
        Label figures = new Label();
        figures.setId("figures");
        figures.getStyleClass().add("progress-figures");
        figures.textProperty().bind(model.figuresProperty());
        Label elapsed = new Label();
        elapsed.getStyleClass().add("progress-figures");
        elapsed.textProperty().bind(model.elapsedProperty());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        live.setMinHeight(Region.USE_PREF_SIZE);
        live.getChildren().addAll(step, bar, new HBox(figures, space, elapsed));
        remarks.setId("remarks");
        remarks.getStyleClass().add("remarks");
        remarksView.setFitToWidth(true);
        remarksView.getStyleClass().addAll("edge-to-edge", "remarks-view");
        remarksView.managedProperty().bind(remarksView.visibleProperty());
        drawer.setAnimated(false);
        drawer.setExpanded(false);
        drawer.getStyleClass().addAll("details-drawer", "dense");
        drawer.setId("details-drawer");
        drawer.managedProperty().bind(drawer.visibleProperty());
        details.view().setPrefHeight(180);
        page.getChildren().addAll(live, sentence.node(), remarksView, drawer);
    }

    Node node() {
        return page;
    }

    /** Runs {@code changed} when the page needs more room, or less. */
    void onResized(Runnable changed) {
        drawer.expandedProperty().addListener((property, before, now) -> changed.run());
        drawer.visibleProperty().addListener((property, before, now) -> changed.run());
    }

    void showProgress() {
        live.setManaged(true);
        live.setVisible(true);
        remarksView.setVisible(false);
        sentence.show(Weight.HINT, safety);
        drawer.setVisible(false);
    }

    /** Takes over how far the job is. */
    void refresh() {
        if (drawer.isExpanded()) {
            details.show(model.log());
        }
        drawer.setVisible(hasDetails());
    }

    private boolean hasDetails() {
        synchronized (model.log()) {
            return !model.log().entries().isEmpty();
        }
    }

    /** Shows what came of it. */
    void showOutcome() {
        live.setManaged(false);
        live.setVisible(false);
        drawer.setVisible(hasDetails());
        details.show(model.log());
        switch (model.stateProperty().get()) {
            case DONE -> {
                JobOutcome outcome = model.outcome().orElseThrow();
                sentence.show(outcome.isGood() ? Weight.SUCCESS : Weight.WARNING, outcome.sentence());
                remarks.getChildren().setAll(outcome.remarks().stream().map(JobPage::remark).toList());
                remarksView.setVisible(!outcome.remarks().isEmpty());
                remarksView.setPrefViewportHeight(Math.min(MAX_HEIGHT, REMARK * outcome.remarks().size()));
            }
            case CANCELLED -> sentence.show(Weight.HINT, safety);
            default -> sentence.show(Weight.ERROR, model.why());
        }
    }

    private static Label remark(String sentence) {
        Label remark = new Label(sentence);
        remark.setWrapText(true);
        remark.setMinHeight(Region.USE_PREF_SIZE);
        remark.setMaxWidth(Double.MAX_VALUE);
        remark.getStyleClass().add("remark");
        return remark;
    }
}
