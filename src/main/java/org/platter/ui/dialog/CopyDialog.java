package org.platter.ui.dialog;

import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;

/** Puts a copy of a partition into free space. */
final class CopyDialog {

    private CopyDialog() {}

    static void show(Window owner, DiskViewModel disk, Partition source, ByteRange gap) {
        CopyModel model = new CopyModel(disk, source, gap);
        FileSystemLook look = FileSystemLook.of(source.content());
        DialogFrame frame = new DialogFrame(owner, "paste-dialog").fixed().width(560)
                .heading("mdi2c-content-paste", Texts.get("paste.title", Describe.title(source)))
                .subheading(Texts.get("resize.now", look.name(), ByteSize.format(source.range().length())));
        PlacementPane pane = new PlacementPane(model.space(), disk.preview().sectorSize(), look.styleClass(),
                model.used());
        Form form = new Form();
        pane.addTo(form);
        VBox body = new VBox(pane.top(), form.node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("paste.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), "", () -> source.content().uuid().isPresent()
                ? Texts.get("paste.uuid") : "");
        frame.show();
        pane.focus();
    }
}
