package org.platter.ui.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.CheckBox;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.Repair;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobDialog;
import org.platter.ui.apply.JobModel;
import org.platter.ui.apply.JobOutcome;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Tip;

/** The dialogs of the jobs that work on an image that is there: comparing, compacting, checking and so on. */
public final class JobDialogs {

    private final Window owner;
    private final Jobs jobs;

    public JobDialogs(Window owner, Jobs jobs) {
        this.owner = owner;
        this.jobs = jobs;
    }

    /** A model whose job is tried again when what it needs to know has been asked for. */
    private JobModel model(Answers answers) {
        Predicate<Throwable> answered = failure -> QuestionsDialog.answered(owner, failure, answers);
        return new JobModel(answered);
    }

    private static VBox column(Node... nodes) {
        VBox column = new VBox(nodes);
        column.getStyleClass().add("dialog-column");
        return column;
    }

    /** Compares two images; the one that is shown is offered as the first. */
    public void compare(Optional<DiskViewModel> shown) {
        Answers answers = new Answers();
        shown.ifPresent(disk -> answers.with(disk.path(), disk.disk().options()));
        CompareModel asked = new CompareModel(jobs, answers);
        shown.ifPresent(disk -> asked.one().set(disk.path()));
        JobModel model = model(answers);
        JobDialog dialog = new JobDialog(owner, "compare", model);
        Form form = new Form();
        Fields.file(form, dialog.frame(), "one", Texts.get("compare.one"), asked.one(), Fields.Purpose.OPEN);
        TextField other = Fields.file(form, dialog.frame(), "other", Texts.get("compare.other"),
                asked.other(), Fields.Purpose.OPEN);
        CheckBox strict = Fields.check("strict", Texts.get("compare.strict"), asked.strictProperty());
        form.below(Fields.check(strict, Texts.get("compare.strict.hint")));
        dialog.ask(new JobDialog.Question("mdi2c-compare-horizontal", Texts.get("compare.title"),
                Texts.get("compare.subtitle"), form.node(), asked.problemBinding(),
                Texts.get("compare.which"), () -> Texts.get("job.two", asked.one().textProperty().get(),
                        asked.other().textProperty().get()),
                Texts.get("compare.go"), () -> {
                    Path left = asked.one().path().orElseThrow();
                    Path right = asked.other().path().orElseThrow();
                    boolean isStrict = asked.strictProperty().get();
                    model.start(Workers.reading(shown.map(DiskViewModel::desk), left, right,
                            Texts.get("compare.activity"),
                            Platform::runLater),
                            (events, cancelled) -> asked.run(left, right, isStrict, events, cancelled));
                }));
        (shown.isPresent() ? other : dialog.frame().root().lookup("#one")).requestFocus();
    }

    /** Gives back what no file system of the disk uses. */
    public void compact(DiskViewModel disk, Consumer<Path> made) {
        CompactModel asked = new CompactModel(jobs, disk);
        JobModel model = model(asked.answers());
        JobDialog dialog = new JobDialog(owner, "compact", model).opening(made);
        ToggleGroup group = new ToggleGroup();
        RadioButton inPlace = new RadioButton(Texts.get("compact.in-place"));
        inPlace.setId("in-place");
        inPlace.setToggleGroup(group);
        RadioButton into = new RadioButton(Texts.get("compact.into"));
        into.setId("into");
        into.setToggleGroup(group);
        (asked.inPlaceProperty().get() ? inPlace : into).setSelected(true);
        inPlace.selectedProperty().addListener((property, before, now) -> asked.inPlaceProperty().set(now));
        Form form = new Form();
        TextField path = Fields.file(form, dialog.frame(), "path", Texts.get("image.file"), asked.into(),
                Fields.Purpose.SAVE);
        form.node().disableProperty().bind(asked.inPlaceProperty());
        VBox choices = new VBox(inPlace, Fields.indented(Fields.hint(asked.inPlaceRefusal()
                .map(why -> Texts.get("compact.in-place.not", why))
                .orElseGet(() -> Texts.get("compact.in-place.hint")))), into,
                Fields.indented(Fields.hint(Texts.get("compact.into.hint"))), Fields.indented(form.node()));
        choices.getStyleClass().add("choices");
        inPlace.setDisable(asked.inPlaceRefusal().isPresent());
        VBox body = column(choices);
        if (!disk.snapshots().isEmpty()) {
            body.getChildren().add(Message.of(Weight.HINT, Texts.get("compact.snapshots",
                    disk.snapshots().size())).node());
        }
        dialog.ask(new JobDialog.Question("mdi2a-arrow-collapse-vertical", Texts.get("compact.title"),
                subtitle(disk), body, asked.problemBinding(), Texts.get("image.where"),
                () -> subtitle(disk), Texts.get("compact.go"), () -> {
                    Optional<Path> target = asked.inPlaceProperty().get() ? Optional.empty()
                            : asked.into().path();
                    model.start(Workers.of(disk, Texts.get("compact.activity")),
                            (events, cancelled) -> asked.run(target, events, cancelled));
                }));
        into.selectedProperty().addListener((property, before, now) -> {
            if (now) {
                path.requestFocus();
            }
        });
    }

    /** Checks the image's own structures, at once, and offers to mend what is wrong. */
    public void check(DiskViewModel disk) {
        CheckModel asked = new CheckModel(jobs, disk);
        JobModel model = model(asked.answers());
        JobDialog dialog = new JobDialog(owner, "check", model);
        dialog.offering(() -> {
            Repair repair = asked.mendable();
            if (repair == Repair.NONE) {
                return;
            }
            var button = dialog.frame().button("repair", Texts.get("check.repair."
                    + (repair == Repair.LEAKS ? "leaks" : "all")), ButtonData.LEFT,
                    () -> model.start(Workers.of(disk, Texts.get("check.activity.repair")),
                            (events, cancelled) -> asked.run(repair, events, cancelled)));
            asked.repairRefusal().ifPresent(why -> {
                button.setDisable(true);
                button.setAccessibleHelp(why);
                dialog.frame().message().show(Weight.HINT, Texts.get("check.repair.not", why));
            });
        });
        dialog.begin(new JobDialog.Question("mdi2s-shield-check-outline", Texts.get("check.title"),
                subtitle(disk), null, new SimpleStringProperty(""), "", () -> subtitle(disk), "",
                () -> model.start(Workers.of(disk, Texts.get("check.activity")),
                        (events, cancelled) -> asked.run(Repair.NONE, events, cancelled))));
    }

    /** Writes what the image holds into its backing file. */
    public void commit(DiskViewModel disk) {
        Answers answers = new Answers().with(disk.path(), disk.disk().options());
        JobModel model = model(answers);
        JobDialog dialog = new JobDialog(owner, "commit", model);
        String backing = disk.disk().facts().flatMap(ImageFacts::backingFile).orElse("");
        CheckBox empty = new CheckBox(Texts.get("commit.empty"));
        empty.setId("empty-afterwards");
        empty.setSelected(true);
        VBox body = column(
                Message.of(Weight.WARNING, Texts.get("commit.warning", backing)).node(),
                Fields.hint(Texts.get("commit.explain", disk.name(),
                        ByteSize.format(disk.disk().allocatedBytes()), backing)),
                Fields.check(empty, Texts.get("commit.empty.hint")));
        dialog.ask(new JobDialog.Question("mdi2l-layers-minus", Texts.get("commit.title"), subtitle(disk),
                body, new SimpleStringProperty(""), "", () -> subtitle(disk), Texts.get("commit.go"), () -> {
                    boolean keep = !empty.isSelected();
                    model.start(Workers.of(disk, Texts.get("commit.activity")), (events, cancelled) -> {
                        jobs.commit(disk.path(), answers.of(disk.path()), keep, events, cancelled);
                        return JobOutcome.good(Texts.get("job.commit.done"),
                                Texts.get(keep ? "job.commit.sentence.kept" : "job.commit.sentence",
                                        backing));
                    });
                }));
    }

    /** Bases the image on another file, or on none. */
    public void rebase(DiskViewModel disk) {
        RebaseModel asked = new RebaseModel(jobs, disk);
        JobModel model = model(asked.answers());
        JobDialog dialog = new JobDialog(owner, "rebase", model);
        ToggleGroup group = new ToggleGroup();
        RadioButton on = new RadioButton(Texts.get("rebase.on"));
        on.setId("on");
        on.setToggleGroup(group);
        on.setSelected(true);
        RadioButton alone = new RadioButton(Texts.get("rebase.alone"));
        alone.setId("alone");
        alone.setToggleGroup(group);
        alone.selectedProperty().bindBidirectional(asked.standsAloneProperty());
        Form form = new Form();
        Fields.file(form, dialog.frame(), "backing", Texts.get("rebase.backing"), asked.backing(),
                Fields.Purpose.OPEN);
        form.field(Texts.get("image.format"), Fields.format("backing-format", RebaseModel.formats(),
                asked.formatProperty()));
        CheckBox nameOnly = Fields.check("name-only", Texts.get("rebase.name-only"),
                asked.nameOnlyProperty());
        form.below(Fields.check(nameOnly, Texts.get("rebase.name-only.hint")));
        form.node().disableProperty().bind(asked.standsAloneProperty());
        VBox choices = new VBox(on, Fields.indented(form.node()), alone,
                Fields.indented(Fields.hint(Texts.get("rebase.alone.hint"))));
        choices.getStyleClass().add("choices");
        Tooltip.install(nameOnly, Tip.of(Texts.get("rebase.name-only.hint")));
        dialog.ask(new JobDialog.Question("mdi2l-layers-edit", Texts.get("rebase.title"),
                asked.now().map(now -> Texts.get("rebase.now", disk.name(), now))
                        .orElseGet(() -> subtitle(disk)),
                choices, asked.problemBinding(), Texts.get("rebase.nothing"), () -> subtitle(disk),
                Texts.get("rebase.go"), () -> {
                    Optional<Path> wanted = asked.wanted();
                    Optional<String> format = wanted.map(named -> asked.formatProperty().get().name());
                    wanted.map(disk.path()::resolveSibling).ifPresent(named -> {
                        asked.answers().allow(List.of(named)); // it was named here, not by the image
                        disk.disk().allow(named);
                    });
                    boolean isNameOnly = asked.nameOnlyProperty().get() && wanted.isPresent();
                    model.start(Workers.of(disk, Texts.get("rebase.activity")),
                            (events, cancelled) -> asked.run(wanted, format, isNameOnly, events, cancelled));
                }));
    }

    private static String subtitle(DiskViewModel disk) {
        return Texts.get("job.subtitle", disk.name(), disk.disk().format(),
                ByteSize.format(disk.onDisk().diskSize()), ByteSize.format(disk.disk().allocatedBytes()));
    }
}
