package org.platter.ui.dialog;

import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.layout.Partition;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FileSystemBox;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Message.Weight;

/** Makes a new file system in a partition. */
public final class FormatDialog {

    private FormatDialog() {}

    public static void show(Window owner, DiskViewModel disk, Partition partition) {
        FormatModel model = new FormatModel(disk, partition);
        DialogFrame frame = new DialogFrame(owner, "format-dialog").fixed().width(480)
                .heading("mdi2f-format-paint", Texts.get("format.title", Describe.title(partition)))
                .subheading(Texts.get("resize.now", FileSystemLook.of(partition.content()).name(),
                        ByteSize.format(partition.range().length())));
        Form form = new Form();
        FileSystemBox box = new FileSystemBox(model.choices(), model.fileSystemProperty());
        PassphraseFields.add(form, box.node(), model.passphrase(), model.fileSystemProperty(), frame);
        TextField label = new TextField();
        label.setId("label");
        label.textProperty().bindBidirectional(model.labelProperty());
        form.field(Texts.get("new.label"), label);
        frame.body(form.node());
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        Button ok = frame.defaultButton("ok", Texts.get("format.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        if (!model.warning().isEmpty()) {
            ok.getStyleClass().setAll("button", "danger");
        }
        Runnable tell = () -> {
            String problem = model.problemBinding().get();
            frame.message().show(problem.isEmpty() ? Weight.WARNING : Weight.ERROR,
                    problem.isEmpty() ? model.warning() : problem);
            frame.fit(); // the warning may take two lines
        };
        model.fileSystemProperty().addListener((property, before, now) -> tell.run());
        model.problemBinding().addListener((property, before, now) -> tell.run());
        tell.run();
        frame.show();
        box.node().requestFocus();
    }
}
