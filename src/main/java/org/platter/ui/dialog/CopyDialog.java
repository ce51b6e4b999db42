package org.platter.ui.dialog;

import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Partition;
import org.platter.ui.CopySource;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.OneOf;

/** Puts a copy of a partition into free space. */
public final class CopyDialog {

    private CopyDialog() {}

    public static void show(Window owner, DiskViewModel disk, CopySource from, ByteRange gap) {
        CopyModel model = new CopyModel(disk, from, gap);
        Partition source = from.partition();
        FileSystemLook look = FileSystemLook.of(source.content());
        DialogFrame frame = new DialogFrame(owner, "paste-dialog").fixed().width(560)
                .heading("mdi2c-content-paste", Texts.get("paste.title", Describe.title(source)))
                .subheading(from.other().map(other -> Texts.get("paste.from", other.name(), look.name(),
                        ByteSize.format(source.range().length())))
                        .orElseGet(() -> Texts.get("resize.now", look.name(),
                                ByteSize.format(source.range().length()))));
        PlacementPane pane = new PlacementPane(model.space(), disk.preview().sectorSize(), look.styleClass(),
                model.used());
        Form form = new Form();
        pane.addTo(form);
        CheckBox newUuid = new CheckBox(Texts.get("paste.new-uuid"));
        newUuid.setId("new-uuid");
        newUuid.selectedProperty().bindBidirectional(model.newUuidProperty());
        newUuid.setDisable(model.uuidRefusal().isPresent());
        newUuid.setAccessibleHelp(model.uuidRefusal().orElse(""));
        Label why = new Label(model.uuidRefusal().orElseGet(() -> Texts.get("paste.new-uuid.hint")));
        why.getStyleClass().addAll("form-hint", "choice-hint");
        why.setWrapText(true);
        form.wide(new VBox(4, newUuid, why));
        if (model.replaceable().size() > 1 || model.replacedProperty().get().isPresent()) {
            form.field(Texts.get("paste.replaced"), OneOf.box("replaced", model.replaceable(),
                    model.replacedProperty(), model::replacedText));
            Label taken = new Label(Texts.get("paste.replaced.hint"));
            taken.getStyleClass().add("form-hint");
            taken.setWrapText(true);
            form.below(taken);
        }
        VBox body = new VBox(pane.top(), form.node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("paste.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), "", model::hint, model.newUuidProperty(),
                model.replacedProperty(),
                model.space().rangeProperty());
        frame.show();
        pane.focus();
    }
}
