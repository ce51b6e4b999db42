package org.platter.ui.apply;

import java.io.File;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import javafx.util.Duration;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Outlook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Tip;

/** One window from the question over the progress to the outcome: it is filled again as the state changes. */
public final class ApplyDialog {

    private static final Duration TICK = Duration.millis(100);

    private final ApplyModel model;
    private final DialogFrame frame;
    private final ReviewPage review;
    private final ProgressPage progress;
    private final StringProperty obstacle = new SimpleStringProperty("");
    private final Timeline ticker;
    private boolean isProgressShown;

    private ApplyDialog(Window owner, ApplyModel model) {
        this.model = model;
        frame = new DialogFrame(owner, "apply-dialog").resizable(760, 600, 560, 420);
        review = new ReviewPage(model);
        progress = new ProgressPage(model);
        ticker = new Timeline(new KeyFrame(TICK, tick -> tick()));
        ticker.setCycleCount(Animation.INDEFINITE);
        model.stateProperty().addListener((property, before, now) -> show(now));
        model.disk().outlookProperty().addListener((property, before, now) -> reviewed());
        model.snapshotProblemBinding().addListener((property, before, now) -> obstruct());
        model.allowsLossesProperty().addListener((property, before, now) -> obstruct());
        frame.onClose(this::leave);
        frame.stage().setOnHidden(event -> ticker.stop());
    }

    /** Asks if all that is pending is to be applied, and does it. */
    public static void apply(Window owner, DiskViewModel disk) {
        new ApplyDialog(owner, new ApplyModel(disk, ApplyModel.Job.APPLY)).open();
    }

    /** Rehearses all that is pending. */
    public static void rehearse(Window owner, DiskViewModel disk) {
        ApplyDialog dialog = new ApplyDialog(owner, new ApplyModel(disk, ApplyModel.Job.REHEARSE));
        dialog.open();
        dialog.model.start();
    }

    /** Tells of the commit that was interrupted, and brings it to its end. */
    public static void resume(Window owner, DiskViewModel disk) {
        new ApplyDialog(owner, new ApplyModel(disk, ApplyModel.Job.RECOVER)).open();
    }

    private void open() {
        show(model.stateProperty().get());
        frame.show();
        ticker.play();
    }

    private void tick() {
        model.refresh();
        if (model.stateProperty().get() != ApplyModel.State.REVIEW) {
            progress.refresh();
        }
    }

    private void leave() {
        if (model.isWorking()) {
            model.cancel();
        } else {
            frame.close();
        }
    }

    private void show(ApplyModel.State state) {
        boolean goesOn = model.isWorking() && isProgressShown;
        isProgressShown = model.isWorking();
        if (goesOn) {
            return;
        }
        frame.message().show(Weight.HINT, "");
        frame.removeButtons();
        switch (state) {
            case REVIEW -> showReview();
            case STAGE, VERIFY, COMMIT -> showProgress();
            default -> showOutcome(state);
        }
    }

    private void showReview() {
        boolean recover = model.job() == ApplyModel.Job.RECOVER;
        frame.heading(recover ? "mdi2p-play-circle-outline" : "mdi2c-check",
                recover ? Texts.get("resume.title")
                        : Texts.get("review.title", model.disk().draft().operations().size()));
        frame.subheading(String.valueOf(model.disk().path()));
        frame.body(review.node());
        if (!recover) {
            Button save = frame.button("save-script", Texts.get("review.save"), ButtonData.LEFT,
                    this::saveScript);
            save.setTooltip(Tip.of(Texts.get("action.save-plan.tip")));
            Button rehearse = frame.button("rehearse", Texts.get("review.rehearse"), ButtonData.LEFT,
                    model::rehearse);
            rehearse.disableProperty().bind(obstacle.isNotEmpty());
            rehearse.setTooltip(Tip.of(Texts.get("action.rehearse.tip")));
        }
        frame.cancelButton(Texts.get("dialog.cancel"));
        Button ok = frame.defaultButton("ok", Texts.get(recover ? "resume.go" : "review.go"), obstacle,
                model::start);
        ok.requestFocus();
        reviewed();
    }

    private void reviewed() {
        if (model.stateProperty().get() != ApplyModel.State.REVIEW) {
            return;
        }
        review.refresh();
        obstruct();
    }

    private void obstruct() {
        Outlook outlook = model.disk().outlookProperty().get();
        obstacle.set(outlook instanceof Outlook.Failed failed && model.job() != ApplyModel.Job.RECOVER
                ? failed.why() : model.lossProblem().isEmpty() ? model.snapshotProblemBinding().get()
                : model.lossProblem());
        frame.message().show(Weight.ERROR, obstacle.get());
    }

    private void showProgress() {
        String id = model.job().id();
        frame.mood(DialogFrame.Mood.PLAIN);
        frame.heading("mdi2p-progress-clock", Texts.get("progress.title." + id));
        frame.body(progress.node());
        Button cancel = frame.button("cancel", Texts.get("progress.stop"), ButtonData.CANCEL_CLOSE,
                model::cancel);
        cancel.disableProperty().bind(model.stoppingProperty().or(model.asksToStopProperty()));
        cancel.requestFocus();
    }

    private void showOutcome(ApplyModel.State state) {
        progress.refresh();
        String id = state == ApplyModel.State.DONE
                ? "done." + model.job().id()
                : state.id();
        frame.heading(switch (state) {
            case DONE -> "mdi2c-check-circle-outline";
            case CANCELLED -> "mdi2m-minus-circle-outline";
            case INTERRUPTED -> "mdi2p-pause-circle-outline";
            default -> "mdi2c-close-circle-outline";
        }, Texts.get("outcome." + id));
        frame.mood(switch (state) {
            case DONE -> DialogFrame.Mood.SUCCESS;
            case CANCELLED -> DialogFrame.Mood.PLAIN;
            case INTERRUPTED -> DialogFrame.Mood.WARNING;
            default -> DialogFrame.Mood.DANGER;
        });
        frame.body(progress.node());
        progress.showOutcome(state);
        frame.button("save-details", Texts.get("outcome.save"), ButtonData.LEFT, this::saveDetails);
        boolean more = state == ApplyModel.State.INTERRUPTED
                || state == ApplyModel.State.DONE && model.job() == ApplyModel.Job.REHEARSE;
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        if (more) {
            Button go = frame.defaultButton("go-on", Texts.get(state == ApplyModel.State.INTERRUPTED
                    ? "resume.go" : "outcome.apply"), new SimpleStringProperty(""), model::goOn);
            go.requestFocus();
        } else {
            close.setDefaultButton(true);
            close.requestFocus();
        }
    }

    private void saveScript() {
        FileChooser chooser = chooser("review.save", model.disk().name() + ".platter",
                new FileChooser.ExtensionFilter(Texts.get("review.scripts"), "*.platter", "*.txt"));
        Optional.ofNullable(chooser.showSaveDialog(frame.stage())).map(File::toPath)
                .ifPresent(file -> model.disk().files().saveScript(file,
                        failure -> frame.message().show(Weight.ERROR, failure.getMessage())));
    }

    private void saveDetails() {
        FileChooser chooser = chooser("outcome.save", model.disk().name() + "-details.html",
                new FileChooser.ExtensionFilter("HTML", "*.html", "*.htm"),
                new FileChooser.ExtensionFilter(Texts.get("outcome.text"), "*.txt"));
        File file = chooser.showSaveDialog(frame.stage());
        if (file == null) {
            return;
        }
        String version = Optional.ofNullable(ApplyDialog.class.getPackage().getImplementationVersion())
                .orElse("");
        Report report = new Report(String.valueOf(model.disk().path()), version, ZonedDateTime.now(),
                frame.stage().getTitle() + ". " + model.sentenceProperty().get(), model.plan());
        try {
            report.write(model.log(), file.toPath());
            frame.message().show(Weight.SUCCESS, Texts.get("outcome.saved", file));
        } catch (IOException e) {
            frame.message().show(Weight.ERROR, Texts.get("outcome.not-saved", e.getMessage()));
        }
    }

    private FileChooser chooser(String title, String name, FileChooser.ExtensionFilter... filters) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get(title).replace("_", ""));
        chooser.setInitialFileName(name);
        chooser.getExtensionFilters().setAll(filters);
        return chooser;
    }
}
