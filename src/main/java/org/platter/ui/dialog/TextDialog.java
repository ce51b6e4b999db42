package org.platter.ui.dialog;

import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.stage.Window;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;

/** Asks for one text about a partition. */
public final class TextDialog {

    private static final double WIDTH = 480;
    /** Holds a UUID of 36 characters and the button beside it. */
    private static final double UUID_WIDTH = 590;

    private TextDialog() {}

    public static void label(Window owner, DiskViewModel disk, Partition partition) {
        show(owner, "label", "mdi2l-label-outline", partition, TextModel.label(disk, partition),
                Optional.empty());
    }

    public static void name(Window owner, DiskViewModel disk, Partition partition) {
        show(owner, "name", "mdi2f-form-textbox", partition, TextModel.name(disk, partition),
                Optional.empty());
    }

    public static void uuid(Window owner, DiskViewModel disk, Partition partition) {
        TextModel model = TextModel.uuid(disk, partition);
        Button random = new Button(Texts.get("uuid.random"));
        random.setId("random");
        random.setOnAction(event -> model.textProperty().set(
                FileSystems.of(partition.content()).orElseThrow().randomUuid()));
        show(owner, "uuid", "mdi2f-fingerprint", partition, model, Optional.of(random));
    }

    private static void show(Window owner, String id, String icon, Partition partition, TextModel model,
            Optional<Button> beside) {
        DialogFrame frame = new DialogFrame(owner, id + "-dialog").fixed()
                .width(beside.isPresent() ? UUID_WIDTH : WIDTH)
                .heading(icon, Texts.get(id + ".title", Describe.title(partition)))
                .subheading(model.now().isEmpty() ? FileSystemLook.of(partition.content()).name()
                        : Texts.get("text.now", FileSystemLook.of(partition.content()).name(), model.now()));
        TextField field = new TextField();
        field.setId("text");
        field.textProperty().bindBidirectional(model.textProperty());
        HBox line = new HBox(8, field);
        HBox.setHgrow(field, Priority.ALWAYS);
        beside.ifPresent(line.getChildren()::add);
        Form form = new Form();
        form.field(Texts.get(id + ".field"), line).setLabelFor(field);
        frame.body(form.node());
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("text.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), Texts.get("text.same"), () -> model.kept()
                .map(kept -> Texts.get("text.kept", kept)).orElse(model.hint()), model.textProperty());
        frame.show();
        field.requestFocus();
        field.selectAll();
    }
}
