package org.platter.ui.apply;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.Event;
import org.platter.ui.Texts;
import org.platter.ui.apply.ApplyModel.State;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;

/** How far the work is, what it does, and what stopping would mean; at the end, what came of it. */
final class ProgressPage {

    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");
    private static final PseudoClass PAST = PseudoClass.getPseudoClass("past");

    private final ApplyModel model;
    private final VBox page = new VBox();
    private final VBox live = new VBox();
    private final HBox phases = new HBox();
    private final Message safety = new Message();
    private final VBox question;
    private final DetailsTree details = new DetailsTree();
    private final TitledPane drawer = new TitledPane(Texts.get("apply.details"), details.view());

    ProgressPage(ApplyModel model) {
        this.model = model;
        page.getStyleClass().add("progress-page");
        live.getStyleClass().add("progress-live");
        ProgressBar bar = new ProgressBar();
        bar.setId("progress");
        bar.setMaxWidth(Double.MAX_VALUE);
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
        phases.getStyleClass().add("phases");
        live.setMinHeight(Region.USE_PREF_SIZE);
        bar.setMinHeight(Region.USE_PREF_SIZE);
        live.getChildren().addAll(phases, step, bar, new HBox(figures, space, elapsed));
        question = question();
        drawer.setAnimated(false);
        drawer.getStyleClass().addAll("details-drawer", "dense");
        drawer.setId("details-drawer");
        drawer.setMaxHeight(Double.MAX_VALUE);
        VBox.setVgrow(drawer, Priority.ALWAYS);
        drawer.expandedProperty().addListener((property, before, open) -> {
            VBox.setVgrow(drawer, open ? Priority.ALWAYS : Priority.NEVER);
            drawer.setMaxHeight(open ? Double.MAX_VALUE : Region.USE_PREF_SIZE);
        });
        page.getChildren().addAll(live, safety.node(), question, drawer);
    }

    Node node() {
        return page;
    }

    /** Takes over how far the work is. */
    void refresh() {
        if (model.isWorking()) {
            live.setManaged(true);
            live.setVisible(true);
            showPhases();
            safety.show(model.stoppingProperty().get() ? Weight.WARNING : Weight.HINT,
                    model.asksToStopProperty().get() ? "" : model.sentenceProperty().get());
        }
        question.setVisible(model.asksToStopProperty().get());
        if (drawer.isExpanded()) {
            details.show(model.log());
        }
    }

    /** Shows what came of it. */
    void showOutcome(State state) {
        live.setManaged(false);
        live.setVisible(false);
        question.setVisible(false);
        safety.show(switch (state) {
            case DONE -> isAllSound() ? Weight.SUCCESS : Weight.WARNING;
            case CANCELLED -> Weight.HINT;
            case INTERRUPTED -> Weight.WARNING;
            default -> Weight.ERROR;
        }, model.sentenceProperty().get());
        details.show(model.log());
        if (state == State.DONE && !isAllSound()) {
            drawer.setExpanded(true);
        }
        if (state == State.FAILED || state == State.INTERRUPTED) {
            drawer.setExpanded(true);
            details.showFailure();
        }
    }

    private boolean isAllSound() {
        return model.log().checked().stream()
                .allMatch(found -> found.condition() == Event.Condition.SOUND);
    }

    private void showPhases() {
        List<State> order = switch (model.job()) {
            case APPLY -> List.of(State.STAGE, State.VERIFY, State.COMMIT);
            case REHEARSE -> List.of(State.STAGE, State.VERIFY);
            case RECOVER -> List.of(State.COMMIT);
        };
        int at = order.indexOf(model.stateProperty().get());
        if (phases.getChildren().size() != order.size()) {
            phases.getChildren().clear();
            for (int i = 0; i < order.size(); i++) {
                phases.getChildren().add(phase(i + 1, order.get(i)));
            }
        }
        for (int i = 0; i < order.size(); i++) {
            Node phase = phases.getChildren().get(i);
            phase.pseudoClassStateChanged(CURRENT, i == at);
            phase.pseudoClassStateChanged(PAST, i < at);
            FontIcon icon = (FontIcon) phase.lookup(".ikonli-font-icon");
            icon.setIconLiteral(i < at ? "mdi2c-check-circle" : "mdi2n-numeric-" + (i + 1) + "-circle"
                    + (i == at ? "" : "-outline"));
        }
    }

    private static Node phase(int number, State state) {
        FontIcon icon = new FontIcon("mdi2n-numeric-" + number + "-circle-outline");
        Label name = new Label(Texts.get("phase." + state.id()));
        HBox phase = new HBox(6, icon, name);
        phase.setAlignment(Pos.CENTER_LEFT);
        phase.getStyleClass().add("phase");
        return phase;
    }

    /** The question before a commit is stopped. */
    private VBox question() {
        Label text = new Label(Texts.get("apply.stop.question"));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        Button stop = new Button(Texts.get("apply.stop.yes"));
        stop.setId("really-stop");
        stop.getStyleClass().add("danger");
        stop.setOnAction(event -> model.stop());
        Button go = new Button(Texts.get("apply.stop.no"));
        go.setId("keep-going");
        go.setOnAction(event -> model.keepGoing());
        HBox answers = new HBox(8, go, stop);
        VBox box = new VBox(10, text, answers);
        box.getStyleClass().addAll("message", "message-warning");
        box.setVisible(false);
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }
}
