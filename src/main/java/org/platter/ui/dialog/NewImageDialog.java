package org.platter.ui.dialog;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Message.Weight;

/** Makes a new, empty image. */
final class NewImageDialog {

    private NewImageDialog() {}

    /** @param made takes the path of the image that was made */
    static void show(Window owner, Consumer<Path> made) {
        NewImageModel model = new NewImageModel();
        DialogFrame frame = new DialogFrame(owner, "image-dialog").fixed().width(560)
                .heading("mdi2f-file-plus-outline", Texts.get("image.title"))
                .subheading(Texts.get("image.subtitle"));
        TextField path = new TextField();
        path.setId("path");
        path.textProperty().bindBidirectional(model.pathProperty());
        path.setPromptText(Texts.get("image.prompt"));
        Button browse = new Button(Texts.get("image.browse"));
        browse.setOnAction(event -> browse(frame, model));
        HBox line = new HBox(8, path, browse);
        HBox.setHgrow(path, Priority.ALWAYS);
        SizeField size = new SizeField("size", 512, model::ask, model::reject);
        size.show(model.sizeProperty().get());
        model.sizeProperty().addListener((property, before, now) -> size.show(now.longValue()));
        Form form = new Form();
        form.field(Texts.get("image.file"), line).setLabelFor(path);
        form.field(Texts.get("space.size.label"), size.node()).setLabelFor(size.editor());
        frame.body(form.node());
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("image.go"), model.problemBinding(), () -> {
            try {
                Path file = model.make();
                frame.close();
                made.accept(file);
            } catch (IOException e) {
                frame.message().show(Weight.ERROR, e.getMessage());
            }
        });
        Submit.explain(frame, model.problemBinding(), Texts.get("image.where"), () -> "");
        frame.show();
        path.requestFocus();
    }

    private static void browse(DialogFrame frame, NewImageModel model) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get("image.title"));
        chooser.setInitialFileName("disk.raw");
        File file = chooser.showSaveDialog(frame.stage());
        if (file != null) {
            model.pathProperty().set(file.getPath());
        }
    }
}
