package org.platter.ui.apply;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.stage.Window;
import javafx.util.Duration;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;

/** One window for a job on a whole image: the question, the progress, the outcome. */
public final class JobDialog {

    /**
     * What is asked before the job begins.
     *
     * @param icon as Ikonli names it
     * @param problem why it cannot begin as it stands, in a sentence; empty when it can
     * @param nothing what {@code problem} says while nothing was filled in yet: no fault
     * @param about what it works on, said meanwhile and afterwards
     * @param go the words of the button that begins it
     * @param start begins it
     */
    public record Question(String icon, String title, String subtitle, Node form,
            ObservableValue<String> problem, String nothing, Supplier<String> about, String go,
            Runnable start) {}

    private static final Duration TICK = Duration.millis(100);
    private static final double WIDTH = 640;

    private final String id;
    private final JobModel model;
    private final DialogFrame frame;
    private final JobPage page;
    private final Timeline ticker = new Timeline(new KeyFrame(TICK, tick -> tick()));
    private Question question;
    private Consumer<Path> opener = path -> {};
    private Runnable offers = () -> {};

    /** @param id of the job, in the texts: {@code job.<id>.working} and so on */
    public JobDialog(Window owner, String id, JobModel model) {
        this.id = id;
        this.model = model;
        frame = new DialogFrame(owner, id + "-dialog").fixed().width(WIDTH);
        page = new JobPage(model, Texts.get("job." + id + ".safety"));
        page.onResized(frame::fit);
        ticker.setCycleCount(Animation.INDEFINITE);
        model.stateProperty().addListener((property, before, now) -> show());
        frame.onClose(this::leave);
        frame.stage().setOnHidden(event -> ticker.stop());
    }

    public DialogFrame frame() {
        return frame;
    }

    /** Lets the image that was made be opened from the outcome. */
    public JobDialog opening(Consumer<Path> made) {
        opener = made;
        return this;
    }

    /** Adds buttons to the outcome of a job that ran to its end. */
    public JobDialog offering(Runnable buttons) {
        offers = buttons;
        return this;
    }

    /** Asks, and shows the window. */
    public void ask(Question asked) {
        question = asked;
        asked.problem().addListener((property, before, now) -> explain());
        show();
        open();
    }

    /** Shows the window of a job that begins without a question. */
    public void begin(Question asked) {
        question = asked;
        asked.start().run();
        open();
    }

    private void open() {
        frame.show();
        ticker.play();
    }

    private void tick() {
        model.refresh();
        if (model.isWorking()) {
            page.refresh();
        }
    }

    private void leave() {
        if (model.isWorking()) {
            model.cancel();
        } else {
            frame.close();
        }
    }

    private void show() {
        frame.removeButtons();
        frame.message().show(Weight.HINT, "");
        switch (model.stateProperty().get()) {
            case ASK -> showQuestion();
            case WORK -> showProgress();
            default -> showOutcome();
        }
        frame.fit();
    }

    private void showQuestion() {
        frame.mood(DialogFrame.Mood.PLAIN);
        frame.heading(question.icon(), question.title()).subheading(question.subtitle());
        frame.body(question.form());
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", question.go(), question.problem(), question.start());
        explain();
    }

    private void explain() {
        if (model.stateProperty().get() == JobModel.State.ASK) {
            String now = question.problem().getValue();
            frame.message().show(Weight.ERROR, now.equals(question.nothing()) ? "" : now);
            frame.fit();
        }
    }

    private void showProgress() {
        frame.mood(DialogFrame.Mood.PLAIN);
        frame.heading("mdi2p-progress-clock", Texts.get("job." + id + ".working"))
                .subheading(question.about().get());
        page.showProgress();
        frame.body(page.node());
        Button stop = frame.button("cancel", Texts.get("progress.stop"), ButtonData.CANCEL_CLOSE,
                model::cancel);
        stop.disableProperty().bind(model.stoppingProperty());
        stop.requestFocus();
    }

    private void showOutcome() {
        boolean isDone = model.stateProperty().get() == JobModel.State.DONE;
        boolean isGood = isDone && model.outcome().orElseThrow().isGood();
        boolean isStopped = model.stateProperty().get() == JobModel.State.CANCELLED;
        frame.heading(isGood ? "mdi2c-check-circle-outline" : isDone ? "mdi2a-alert-circle-outline"
                : isStopped ? "mdi2m-minus-circle-outline" : "mdi2c-close-circle-outline",
                isDone ? model.outcome().orElseThrow().heading()
                        : Texts.get(isStopped ? "outcome.cancelled" : "job." + id + ".failed"));
        frame.subheading(question.about().get());
        frame.mood(isGood ? DialogFrame.Mood.SUCCESS : isDone ? DialogFrame.Mood.WARNING
                : isStopped ? DialogFrame.Mood.PLAIN : DialogFrame.Mood.DANGER);
        page.showOutcome();
        frame.body(page.node());
        if (!isDone && question.form() != null) {
            frame.button("back", Texts.get("job.back"), ButtonData.LEFT, model::askAgain);
        }
        if (isDone) {
            offers.run();
        }
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        if (isDone && model.outcome().orElseThrow().made().isPresent()) {
            Path made = model.outcome().orElseThrow().made().orElseThrow();
            frame.defaultButton("open-made", Texts.get("job.open"), new SimpleStringProperty(""), () -> {
                frame.close();
                opener.accept(made);
            }).requestFocus();
        } else {
            close.setDefaultButton(true);
            close.requestFocus();
        }
    }
}
