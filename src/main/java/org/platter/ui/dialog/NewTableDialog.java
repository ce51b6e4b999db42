package org.platter.ui.dialog;

import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.TableType;
import org.platter.operation.NewTable;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;

/** Replaces the partition table by an empty one. */
public final class NewTableDialog {

    /** What is chosen; the usual one first: a DOS table cannot address more than 2^32 sectors. */
    static final class Model {

        private final DiskViewModel disk;
        private final ObjectProperty<TableType> type;
        private final StringBinding problem;

        Model(DiskViewModel disk) {
            this.disk = disk;
            boolean isLarge = disk.preview().diskSize() / disk.preview().sectorSize() >= 1L << 32;
            TableType now = disk.preview().table().type();
            type = new SimpleObjectProperty<>(isLarge || now == TableType.GPT
                    ? TableType.GPT : TableType.DOS);
            problem = Bindings.createStringBinding(this::findProblem, type);
        }

        ObjectProperty<TableType> typeProperty() {
            return type;
        }

        StringBinding problemBinding() {
            return problem;
        }

        /** What is lost, in a sentence; empty where there is nothing to lose. */
        String warning() {
            int count = disk.preview().partitions().size();
            return count == 0 ? "" : Texts.get("table.lost", count);
        }

        Optional<String> push() {
            return disk.pending().push(new NewTable(type.get(), Optional.empty()));
        }

        private String findProblem() {
            try {
                disk.pending().tried(new NewTable(type.get(), Optional.empty()));
                return "";
            } catch (Refusal refusal) {
                return refusal.getMessage();
            }
        }
    }

    private NewTableDialog() {}

    public static void show(Window owner, DiskViewModel disk) {
        Model model = new Model(disk);
        DialogFrame frame = new DialogFrame(owner, "table-dialog").fixed().width(480)
                .heading("mdi2t-table-plus", Texts.get("table.title"))
                .subheading(Texts.get("table.disk", disk.name(), ByteSize.format(disk.preview().diskSize())));
        ToggleGroup group = new ToggleGroup();
        VBox choices = new VBox(4);
        for (TableType type : new TableType[] {TableType.DOS, TableType.GPT}) {
            RadioButton button = new RadioButton(Texts.get("table." + type.id()));
            button.setId("table-" + type.id());
            button.setToggleGroup(group);
            button.setSelected(type == model.typeProperty().get());
            button.setOnAction(event -> model.typeProperty().set(type));
            Label hint = new Label(Texts.get("table." + type.id() + ".hint"));
            hint.getStyleClass().addAll("form-hint", "choice-hint");
            hint.setWrapText(true);
            choices.getChildren().addAll(button, hint);
        }
        frame.body(choices);
        frame.cancelButton(Texts.get("dialog.cancel"));
        Button ok = frame.defaultButton("ok", Texts.get("table.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        if (!model.warning().isEmpty()) {
            ok.getStyleClass().setAll("button", "danger");
        }
        Runnable tell = () -> {
            String problem = model.problemBinding().get();
            frame.message().show(problem.isEmpty() ? Weight.WARNING : Weight.ERROR,
                    problem.isEmpty() ? model.warning() : problem);
        };
        model.problemBinding().addListener((property, before, now) -> tell.run());
        tell.run();
        frame.show();
    }
}
