package org.platter.ui.image;

import java.io.IOException;
import java.util.OptionalLong;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.session.image.BitmapFacts;
import org.platter.session.image.ImageOptions;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Reasoned;
import org.platter.ui.frame.Tip;

/** The persistent dirty bitmaps of an image, by which incremental backups know what has changed. */
public final class BitmapsDialog {

    /** What is done to the image, on its worker. */
    private interface Change {
        void run(ImageOptions options) throws IOException, Refusal;
    }

    private final Jobs jobs;
    private final DiskViewModel disk;
    private final DialogFrame frame;
    private final ListView<BitmapFacts> list = new ListView<>();
    private final StringProperty name = new SimpleStringProperty("");
    private final StringProperty granularity = new SimpleStringProperty("");

    private BitmapsDialog(Window owner, Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        frame = new DialogFrame(owner, "bitmaps-dialog").resizable(640, 480, 520, 360)
                .heading("mdi2g-grid", Texts.get("bitmaps.title", disk.name()))
                .subheading(Texts.get("bitmaps.subtitle"));
        list.setId("bitmaps");
        list.setAccessibleText(Texts.get("bitmaps.title.plain"));
        list.setCellFactory(cells -> new Cell());
        list.getItems().setAll(disk.bitmaps());
        frame.escapeFrom(list);
        Label none = new Label(Texts.get("bitmaps.empty"));
        none.getStyleClass().add("form-hint");
        none.setWrapText(true);
        list.setPlaceholder(none);
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox body = new VBox(addLine(), list, actions());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.cancelButton(Texts.get("dialog.close"));
        frame.show();
        list.getSelectionModel().selectFirst();
        (list.getItems().isEmpty() ? frame.root().lookup("#bitmap-name") : list).requestFocus();
    }

    public static void show(Window owner, Jobs jobs, DiskViewModel disk) {
        new BitmapsDialog(owner, jobs, disk);
    }

    private HBox addLine() {
        TextField field = Fields.text("bitmap-name", name);
        field.setAccessibleText(Texts.get("bitmaps.name").replace("_", ""));
        HBox.setHgrow(field, Priority.ALWAYS);
        TextField size = Fields.text("bitmap-granularity", granularity);
        size.setAccessibleText(Texts.get("bitmaps.granularity").replace("_", ""));
        size.setPromptText(Texts.get("bitmaps.granularity.usual"));
        size.setTooltip(Tip.of(Texts.get("bitmaps.granularity.tip")));
        size.setPrefColumnCount(6);
        size.setMinWidth(Region.USE_PREF_SIZE);
        Button add = new Button(Texts.get("bitmaps.add"), new FontIcon("mdi2p-plus"));
        add.setId("add-bitmap");
        add.setOnAction(event -> {
            String wanted = name.get().strip();
            String typed = granularity.get();
            change(Texts.get("bitmaps.added", wanted),
                    options -> jobs.addBitmap(disk.path(), options, wanted, granularity(typed)));
        });
        HBox line = new HBox(label("bitmaps.name", field), field, label("bitmaps.granularity", size), size,
                Reasoned.button(add,
                        Bindings.createStringBinding(
                                () -> Reasons.imageChange(disk).orElseGet(() -> problem(name.get().strip())),
                                name, granularity, list.itemsProperty(),
                                list.getItems(), disk.changesProperty())));
        line.getStyleClass().add("snapshot-take");
        return line;
    }

    private static Label label(String text, TextField field) {
        Label label = new Label(Texts.get(text));
        label.setMnemonicParsing(true);
        label.setLabelFor(field);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private static OptionalLong granularity(String text) throws Refusal {
        if (text.isBlank()) {
            return OptionalLong.empty();
        }
        long bytes = ByteSize.parse(text.strip());
        BitmapFacts.requireGranularity(bytes);
        return OptionalLong.of(bytes);
    }

    private String problem(String wanted) {
        try {
            granularity(granularity.get());
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
        return wanted.isEmpty() ? Texts.get("bitmaps.nameless")
                : list.getItems().stream().anyMatch(known -> known.name().equals(wanted))
                        ? Texts.get("bitmaps.same-name", wanted)
                : "";
    }

    private HBox actions() {
        Button toggle = new Button(Texts.get("bitmaps.disable"), new FontIcon("mdi2t-toggle-switch-outline"));
        toggle.setId("toggle-bitmap");
        toggle.textProperty().bind(Bindings.createStringBinding(() -> Texts.get(
                selected() == null || selected().isEnabled() ? "bitmaps.disable" : "bitmaps.enable"),
                list.getSelectionModel().selectedItemProperty()));
        toggle.setOnAction(event -> {
            BitmapFacts bitmap = selected();
            change(Texts.get(bitmap.isEnabled() ? "bitmaps.disabled" : "bitmaps.enabled", bitmap.name()),
                    options -> jobs.setBitmapEnabled(disk.path(), options, bitmap.name(),
                            !bitmap.isEnabled()));
        });
        Button merge = new Button(Texts.get("bitmaps.merge"), new FontIcon("mdi2c-call-merge"));
        merge.setId("merge-bitmap");
        merge.setOnAction(event -> {
            String target = selected().name();
            BitmapMergeDialog.show(frame, disk, target,
                    (other, source) -> change(Texts.get("bitmaps.merged", target, source),
                            options -> jobs.mergeBitmap(disk.path(), options, target, other, source)));
        });
        Button clear = new Button(Texts.get("bitmaps.clear"), new FontIcon("mdi2e-eraser"));
        clear.setId("clear-bitmap");
        clear.setOnAction(event -> {
            String cleared = selected().name();
            ask("clear", cleared, () -> change(Texts.get("bitmaps.cleared", cleared),
                    options -> jobs.clearBitmap(disk.path(), options, cleared)));
        });
        Button remove = new Button(Texts.get("bitmaps.remove"), new FontIcon("mdi2t-trash-can-outline"));
        remove.setId("remove-bitmap");
        remove.setOnAction(event -> {
            String removed = selected().name();
            ask("remove", removed, () -> change(Texts.get("bitmaps.removed", removed),
                    options -> jobs.removeBitmap(disk.path(), options, removed)));
        });
        HBox line = new HBox(Reasoned.button(toggle, why(true)), Reasoned.button(merge, why(true)),
                Reasoned.button(clear, why(true)), Reasoned.button(remove, why(false)));
        line.getStyleClass().add("snapshot-actions");
        return line;
    }

    private BitmapFacts selected() {
        return list.getSelectionModel().getSelectedItem();
    }

    private ObservableValue<String> why(boolean needsValid) {
        return Bindings.createStringBinding(
                () -> Reasons.imageChange(disk)
                        .orElseGet(() -> selected() == null ? Texts.get("bitmaps.select")
                                : needsValid && !selected().isValid() ? Texts.get("bitmaps.not-valid") : ""),
                list.getSelectionModel().selectedItemProperty(), disk.changesProperty());
    }

    /** Asks before the next backup cannot be incremental any more. */
    private void ask(String what, String bitmap, Runnable go) {
        DialogFrame question = new DialogFrame(frame.stage(), what + "-bitmap-dialog").fixed().width(480)
                .heading("mdi2a-alert-outline", Texts.get("bitmaps." + what + ".title", bitmap));
        question.mood(DialogFrame.Mood.WARNING);
        Label text = new Label(Texts.get("bitmaps." + what + ".text"));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        question.body(text);
        Button keep = question.cancelButton(Texts.get("dialog.cancel"));
        keep.setDefaultButton(true);
        question.button("really", Texts.get("bitmaps." + what + ".go"), ButtonData.OK_DONE, () -> {
            question.close();
            go.run();
        }).getStyleClass().add("danger");
        question.show();
        keep.requestFocus();
    }

    private void change(String sentence, Change change) {
        disk.jobs().onImage(Texts.get("bitmaps.activity"), () -> {
            change.run(disk.disk().options());
            return sentence;
        }, told -> {
            refresh();
            name.set("");
            granularity.set("");
            frame.message().show(Weight.SUCCESS, told);
        }, why -> {
            refresh();
            frame.message().show(Weight.ERROR, why.getMessage() == null ? why.toString() : why.getMessage());
        });
    }

    private void refresh() {
        int index = list.getSelectionModel().getSelectedIndex();
        list.getItems().setAll(disk.bitmaps());
        list.getSelectionModel().select(Math.min(Math.max(0, index), list.getItems().size() - 1));
    }

    /** A line no wider than the list: the middle of a long name is left out. */
    private static final class Cell extends ListCell<BitmapFacts> {

        Cell() {
            setPrefWidth(0);
            setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        }

        @Override
        protected void updateItem(BitmapFacts bitmap, boolean empty) {
            super.updateItem(bitmap, empty);
            if (empty || bitmap == null) {
                setText("");
                setGraphic(null);
                return;
            }
            Label shortened = new Label(bitmap.name());
            shortened.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            shortened.setMinWidth(0);
            shortened.setTooltip(Tip.of(bitmap.name()));
            Label state = new Label(Texts.get("bitmaps.line", ByteSize.format(bitmap.granularity()),
                    Texts.get(!bitmap.isValid() ? "bitmaps.state.not-valid"
                            : bitmap.isEnabled() ? "bitmaps.state.enabled" : "bitmaps.state.disabled")));
            state.setMinWidth(Region.USE_PREF_SIZE);
            setText(bitmap.name() + state.getText()); // for those who hear the list
            HBox line = new HBox(shortened, state);
            line.setAlignment(Pos.CENTER_LEFT);
            setGraphic(line);
        }
    }
}
