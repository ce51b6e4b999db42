package org.platter.ui.dialog;

import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.geometry.VPos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.layout.Partition;
import org.platter.layout.PartitionTypes.Type;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Tip;

/** Sets the type code and the flags of a partition. */
public final class TypeDialog {

    private static final double WIDTH = 540;
    private static final int ROW = 28;
    private static final int ROWS = 6;

    private final TypeModel model;
    private final TextField filter = new TextField();
    private final ListView<Type> types = new ListView<>();
    private final VBox named = new VBox(6);
    private final FlowPane bits = new FlowPane(10, 4);
    private final VBox others;

    private TypeDialog(TypeModel model) {
        this.model = model;
        Label caption = new Label(Texts.get("flags.bits"));
        caption.getStyleClass().add("form-hint");
        others = new VBox(4, caption, bits);
    }

    public static void show(Window owner, DiskViewModel disk, Partition partition) {
        new TypeDialog(new TypeModel(disk, partition)).show(owner, partition);
    }

    private void show(Window owner, Partition partition) {
        DialogFrame frame = new DialogFrame(owner, "flags-dialog").fixed().width(WIDTH)
                .heading("mdi2f-flag-outline", Texts.get("flags.title", Describe.title(partition)))
                .subheading(FileSystemLook.of(partition.content()).name());
        filter.setId("filter");
        filter.setPromptText(Texts.get("flags.filter"));
        types.setId("type");
        types.setAccessibleText(Texts.get("flags.types"));
        types.setFixedCellSize(ROW);
        types.setPrefHeight(ROW * ROWS + 2);
        types.setCellFactory(list -> new Cell());
        filter.textProperty().addListener((property, before, now) -> offer(now));
        filter.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN) {
                types.requestFocus();
                event.consume();
            }
        });
        frame.escapeFrom(types);
        offer("");
        types.getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            if (now != null) {
                model.typeProperty().set(now);
            }
        });
        model.typeProperty().addListener((property, before, now) -> showFlags());
        showFlags();
        Form form = new Form();
        form.field(Texts.get("flags.type"), filter);
        form.below(types);
        GridPane.setValignment(form.field(Texts.get("flags.flags"), named), VPos.TOP);
        form.below(others);
        frame.body(form.node());
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("text.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), Texts.get("text.same"), () -> "");
        frame.show();
        filter.requestFocus();
        Platform.runLater(() -> types.scrollTo(model.typeProperty().get()));
    }

    /** Lists what fits the text; a text that is exactly one type chooses it. */
    private void offer(String text) {
        List<Type> found = model.matching(text);
        Type chosen = model.typeProperty().get();
        types.getItems().setAll(found);
        if (found.contains(chosen)) {
            types.getSelectionModel().select(chosen);
            types.scrollTo(chosen);
        } else if (found.size() == 1) {
            types.getSelectionModel().select(0);
        }
    }

    /** The bits that mean something in the chosen type have names, the others only their numbers. */
    private void showFlags() {
        named.getChildren().clear();
        bits.getChildren().clear();
        model.flags().forEach((flag, isOn) -> {
            Optional<String> meaning = model.meaning(flag);
            String number = flag.replaceFirst("^bit", "");
            CheckBox box = new CheckBox(meaning.flatMap(Texts::find).map(name -> number.equals(flag) ? name
                    : Texts.get("flags.bit", name, number)).orElse(number));
            box.setId("flag-" + flag);
            box.selectedProperty().bindBidirectional(isOn);
            meaning.flatMap(key -> Texts.find(key + ".tip"))
                    .ifPresent(tip -> box.setTooltip(Tip.of(tip)));
            (meaning.isPresent() ? named : bits).getChildren().add(box);
        });
        others.setVisible(!bits.getChildren().isEmpty());
        others.setManaged(!bits.getChildren().isEmpty());
        if (named.getScene() != null) {
            named.getScene().getWindow().sizeToScene();
        }
    }

    private static final class Cell extends ListCell<Type> {
        @Override
        protected void updateItem(Type type, boolean empty) {
            super.updateItem(type, empty);
            setText(empty || type == null ? "" : type.code().length() > 8 && !type.name()
                    .equals(Texts.get("type.unknown")) ? type.name()
                    : Texts.get("type.code", type.name(), type.code()));
            setTooltip(empty || type == null ? null : Tip.of(type.code()));
        }
    }
}
