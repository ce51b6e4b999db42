package org.platter.ui.dialog;

import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
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

/** Sets the type code and the flags of a partition. */
final class TypeDialog {

    private TypeDialog() {}

    static void show(Window owner, DiskViewModel disk, Partition partition) {
        TypeModel model = new TypeModel(disk, partition);
        DialogFrame frame = new DialogFrame(owner, "flags-dialog").fixed().width(500)
                .heading("mdi2f-flag-outline", Texts.get("flags.title", Describe.title(partition)))
                .subheading(FileSystemLook.of(partition.content()).name());
        ComboBox<Type> types = new ComboBox<>();
        types.setId("type");
        types.getItems().setAll(model.types());
        types.setMaxWidth(Double.MAX_VALUE);
        types.setVisibleRowCount(12);
        types.setCellFactory(list -> new Cell());
        types.setButtonCell(new Cell());
        types.valueProperty().bindBidirectional(model.typeProperty());
        VBox boxes = new VBox(8);
        model.flags().forEach((flag, isOn) -> {
            CheckBox box = new CheckBox(Texts.find("flag." + flag).orElse(flag));
            box.setId("flag-" + flag);
            box.selectedProperty().bindBidirectional(isOn);
            Texts.find("flag." + flag + ".tip").ifPresent(tip -> box.setTooltip(new Tooltip(tip)));
            boxes.getChildren().add(box);
        });
        Form form = new Form();
        form.field(Texts.get("flags.type"), types);
        form.field(Texts.get("flags.flags"), boxes);
        frame.body(form.node());
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("text.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), Texts.get("text.same"), () -> "");
        frame.show();
        types.requestFocus();
    }

    private static final class Cell extends ListCell<Type> {
        @Override
        protected void updateItem(Type type, boolean empty) {
            super.updateItem(type, empty);
            setText(empty || type == null ? "" : type.code().length() > 8 ? type.name()
                    : Texts.get("type.code", type.name(), type.code()));
            setTooltip(empty || type == null ? null : new Tooltip(type.code()));
        }
    }
}
