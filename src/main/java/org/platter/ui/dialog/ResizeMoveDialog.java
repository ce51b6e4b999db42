package org.platter.ui.dialog;

import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;

/** Moves and resizes a partition. */
public final class ResizeMoveDialog {

    private ResizeMoveDialog() {}

    public static void show(Window owner, DiskViewModel disk, Partition partition) {
        ResizeMoveModel model = new ResizeMoveModel(disk, partition);
        FileSystemLook look = FileSystemLook.of(partition.content());
        boolean isFixed = model.space().fixed().isPresent();
        DialogFrame frame = new DialogFrame(owner, "resize-dialog").fixed().width(560)
                .heading("mdi2a-arrow-left-right", Texts.get(isFixed ? "resize.title.fixed" : "resize.title",
                        Describe.title(partition)))
                .subheading(Texts.get("resize.now", look.name(),
                        ByteSize.format(partition.range().length())));
        PlacementPane pane = new PlacementPane(model.space(), disk.preview().sectorSize(), look.styleClass(),
                model.used());
        Form form = new Form();
        pane.addTo(form);
        VBox body = new VBox(pane.top(), form.node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("resize.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), Texts.get("resize.nothing"),
                () -> model.space().fixed().orElse(""), model.space().rangeProperty(),
                model.space().boundsProperty());
        if (model.wantsMinimum()) {
            disk.minima().learn(partition.id(), model::learn);
        }
        frame.show();
        pane.focus();
    }
}
