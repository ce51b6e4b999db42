package org.platter.ui.image;

import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Reasoned;

/** The snapshots in an image as a line of time: take one, go back to one, delete one. */
public final class SnapshotsDialog {

    private static final double ROW = 46;

    private final SnapshotsModel model;
    private final DialogFrame frame;
    private final ListView<SnapshotFacts> list = new ListView<>();

    private SnapshotsDialog(Window owner, SnapshotsModel model) {
        this.model = model;
        frame = new DialogFrame(owner, "snapshots-dialog").resizable(640, 600, 520, 420)
                .heading("mdi2c-camera-outline", Texts.get("snapshots.title", model.disk().name()))
                .subheading(Texts.get("snapshots.subtitle"));
        list.setId("snapshots");
        list.getStyleClass().add("snapshots");
        list.setAccessibleText(Texts.get("snapshots.title.plain"));
        list.setItems(model.snapshots());
        frame.escapeFrom(list);
        list.setCellFactory(cells -> new Cell());
        Label none = new Label(Texts.get("snapshots.empty"));
        none.getStyleClass().add("form-hint");
        none.setWrapText(true);
        none.getStyleClass().add("snapshots-none");
        list.setPlaceholder(none);
        list.getSelectionModel().selectedItemProperty().addListener(
                (property, before, now) -> model.selectedProperty().set(Optional.ofNullable(now)));
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox body = new VBox(takeLine(), list, actions());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.cancelButton(Texts.get("dialog.close"));
        model.failureProperty().addListener((property, before, now) -> tell());
        model.successProperty().addListener((property, before, now) -> tell());
        frame.show();
        (model.snapshots().isEmpty() ? frame.root().lookup("#snapshot-name") : list).requestFocus();
        if (!model.snapshots().isEmpty()) {
            list.getSelectionModel().selectLast();
            list.scrollTo(model.snapshots().size() - 1);
        }
    }

    public static void show(Window owner, Jobs jobs, DiskViewModel disk) {
        new SnapshotsDialog(owner, new SnapshotsModel(jobs, disk));
    }

    private HBox takeLine() {
        TextField name = Fields.text("snapshot-name", model.nameProperty());
        name.setAccessibleText(Texts.get("snapshots.name").replace("_", ""));
        HBox.setHgrow(name, Priority.ALWAYS);
        Button take = new Button(Texts.get("snapshots.take"), new FontIcon("mdi2c-camera-plus-outline"));
        take.setId("take");
        take.setOnAction(event -> model.take());
        name.setOnAction(event -> {
            if (!take.isDisabled()) {
                model.take();
            }
        });
        Label label = new Label(Texts.get("snapshots.name"));
        label.setMnemonicParsing(true);
        label.setLabelFor(name);
        label.setMinWidth(Region.USE_PREF_SIZE);
        HBox line = new HBox(label, name,
                Reasoned.button(take,
                        Bindings.createStringBinding(
                                () -> model.refusal().orElseGet(() -> model.nameProblemBinding().get()),
                                model.nameProblemBinding(), model.disk().changesProperty())));
        line.getStyleClass().add("snapshot-take");
        return line;
    }

    private HBox actions() {
        Button back = new Button(Texts.get("snapshots.back"), new FontIcon("mdi2b-backup-restore"));
        back.setId("go-back");
        back.setOnAction(event -> confirmBack(frame.stage(), model, () -> {}));
        Button delete = new Button(Texts.get("snapshots.delete"), new FontIcon("mdi2t-trash-can-outline"));
        delete.setId("delete-snapshot");
        delete.setOnAction(event -> confirmDelete());
        ObservableValue<String> why = Bindings.createStringBinding(() -> model.refusal()
                .orElseGet(() -> model.selectedProperty().get().isEmpty()
                        ? Texts.get("snapshots.select") : ""),
                model.selectedProperty(), model.disk().changesProperty());
        ProgressIndicator wheel = new ProgressIndicator();
        wheel.setMaxSize(20, 20);
        wheel.visibleProperty().bind(model.disk().busyProperty());
        HBox line = new HBox(Reasoned.button(back, why), Reasoned.button(delete, why), wheel);
        line.getStyleClass().add("snapshot-actions");
        return line;
    }

    private void tell() {
        String failure = model.failureProperty().get();
        frame.message().show(failure.isEmpty() ? Weight.SUCCESS : Weight.ERROR,
                failure.isEmpty() ? model.successProperty().get() : failure);
    }

    private void confirmDelete() {
        SnapshotFacts gone = model.selectedProperty().get().orElseThrow();
        DialogFrame question = new DialogFrame(frame.stage(), "delete-snapshot-dialog").fixed().width(480)
                .heading("mdi2t-trash-can-outline", Texts.get("snapshots.delete.title", gone.name()))
                .subheading(SnapshotsModel.date(gone));
        question.mood(DialogFrame.Mood.WARNING);
        question.body(paragraph(Texts.get("snapshots.delete.text")));
        Button keep = question.cancelButton(Texts.get("snapshots.delete.keep"));
        keep.setDefaultButton(true);
        Button go = question.button("really-delete", Texts.get("snapshots.delete.go"), ButtonData.OK_DONE,
                () -> {
                    question.close();
                    model.delete();
                });
        go.getStyleClass().add("danger");
        question.show();
        keep.requestFocus();
    }

    /** Asks if the disk is to be put back to the selected snapshot, and does it. */
    private static void confirmBack(Window owner, SnapshotsModel model, Runnable done) {
        SnapshotFacts to = model.selectedProperty().get().orElseThrow();
        DialogFrame question = new DialogFrame(owner, "go-back-dialog").fixed().width(540)
                .heading("mdi2b-backup-restore", Texts.get("snapshots.back.title", to.name()))
                .subheading(Texts.get("snapshots.back.subtitle", SnapshotsModel.date(to)));
        question.mood(DialogFrame.Mood.WARNING);
        VBox body = backBody(model);
        question.body(body);
        model.keepPresentProperty().addListener((property, before, now) -> question.fit());
        question.cancelButton(Texts.get("dialog.cancel"));
        question.defaultButton("really-go-back", Texts.get("snapshots.back.go"), model.keptProblemBinding(),
                () -> {
                    question.close();
                    model.goBack(done);
                });
        question.show();
    }

    private static VBox backBody(SnapshotsModel model) {
        CheckBox keep = Fields.check("keep-present", Texts.get("snapshots.keep-present"),
                model.keepPresentProperty());
        TextField name = Fields.text("kept-name", model.keptNameProperty());
        name.setAccessibleText(Texts.get("snapshots.name").replace("_", ""));
        name.disableProperty().bind(model.keepPresentProperty().not());
        Message lost = Message.of(Weight.WARNING, Texts.get("snapshots.lost"));
        lost.node().visibleProperty().bind(model.keepPresentProperty().not());
        VBox body = new VBox(paragraph(Texts.get("snapshots.back.text")),
                new VBox(6, keep, Fields.indented(new StackPane(name))), lost.node());
        body.getStyleClass().add("dialog-column");
        return body;
    }

    private static Label paragraph(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /** One action: which snapshot to go back to, the latest offered, and going back. */
    public static void goBack(Window owner, Jobs jobs, DiskViewModel disk) {
        SnapshotsModel model = new SnapshotsModel(jobs, disk);
        DialogFrame frame = new DialogFrame(owner, "go-back-dialog").fixed().width(560)
                .heading("mdi2b-backup-restore", Texts.get("go-back.title"))
                .subheading(disk.name());
        ListView<SnapshotFacts> list = new ListView<>(model.snapshots());
        list.setId("snapshots");
        list.getStyleClass().add("snapshots");
        list.setCellFactory(cells -> new Cell());
        frame.escapeFrom(list);
        list.setPrefHeight(Math.min(4, model.snapshots().size()) * ROW + 4);
        list.getSelectionModel().selectedItemProperty().addListener(
                (property, before, now) -> model.selectedProperty().set(Optional.ofNullable(now)));
        list.getSelectionModel().selectLast();
        VBox body = new VBox(list, backBody(model));
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        model.keepPresentProperty().addListener((property, before, now) -> frame.fit());
        frame.cancelButton(Texts.get("dialog.cancel"));
        ObservableValue<String> problem = Bindings.createStringBinding(
                () -> model.selectedProperty().get().isEmpty() && !disk.busyProperty().get()
                        ? Texts.get("snapshots.select")
                        : model.refusal().orElseGet(() -> model.keptProblemBinding().get()),
                model.selectedProperty(), model.keptProblemBinding(), disk.changesProperty());
        frame.defaultButton("really-go-back", Texts.get("snapshots.back.go"), problem,
                () -> model.goBack(frame::close));
        model.failureProperty()
                .addListener((property, before, now) -> frame.message().show(Weight.ERROR, now));
        frame.show();
        list.scrollTo(model.snapshots().size() - 1);
        list.requestFocus();
    }

    private static final class Cell extends ListCell<SnapshotFacts> {

        Cell() {
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(SnapshotFacts snapshot, boolean empty) {
            super.updateItem(snapshot, empty);
            setText("");
            setGraphic(empty || snapshot == null ? null : SnapshotCell.of(snapshot, getIndex() == 0));
        }
    }
}
