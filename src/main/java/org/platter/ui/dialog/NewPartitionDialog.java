package org.platter.ui.dialog;

import java.util.OptionalLong;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.layout.Role;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FileSystemBox;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.OneOf;

/** Makes a partition in free space. */
public final class NewPartitionDialog {

    private NewPartitionDialog() {}

    public static void show(Window owner, DiskViewModel disk, ByteRange gap) {
        NewPartitionModel model = new NewPartitionModel(disk, gap);
        DialogFrame frame = new DialogFrame(owner, "new-dialog").fixed().width(560)
                .heading("mdi2p-plus", Texts.get("new.title")).subheading(model.place());
        PlacementPane pane = new PlacementPane(model.space(), disk.preview().sectorSize(), model.look(),
                OptionalLong.empty());
        model.roleProperty().addListener((property, before, now) -> pane.look(model.look()));
        model.fileSystemProperty().addListener((property, before, now) -> pane.look(model.look()));
        Form form = new Form();
        Node fileSystem = new FileSystemBox(model.choices(), model.fileSystemProperty()).node();
        Node closed = PassphraseFields.add(form, fileSystem, model.passphrase(), model.fileSystemProperty(),
                frame);
        TextField label = text("label", model.labelProperty());
        form.field(Texts.get("new.label"), label);
        if (model.hasName()) {
            form.field(Texts.get("new.name"), text("name", model.nameProperty()));
        }
        if (model.roles().size() > 1 || model.roles().get(0) != Role.PRIMARY) {
            form.field(Texts.get("new.role"), OneOf.box("role", model.roles(), model.roleProperty(),
                    role -> Texts.get("role." + role.id())));
        }
        pane.addTo(form);
        VBox body = new VBox(pane.top(), form.node());
        body.getStyleClass().add("dialog-column");
        closed.disableProperty().bind(model.roleProperty().isEqualTo(Role.EXTENDED));
        label.disableProperty().bind(model.roleProperty().isEqualTo(Role.EXTENDED));
        frame.body(body);
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("new.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), "", model::hint, model.fileSystemProperty(),
                model.roleProperty(), model.labelProperty(), model.nameProperty(),
                model.space().rangeProperty());
        frame.show();
        pane.focus();
    }

    private static TextField text(String id, StringProperty property) {
        TextField field = new TextField();
        field.setId(id);
        field.textProperty().bindBidirectional(property);
        return field;
    }
}
