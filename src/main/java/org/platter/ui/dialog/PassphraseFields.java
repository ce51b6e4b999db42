package org.platter.ui.dialog;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FileSystemChoice;
import org.platter.ui.frame.Form;

/** A box of file systems, and below it the fields for a passphrase while one that needs it is chosen. */
final class PassphraseFields {

    private PassphraseFields() {}

    /** Adds a box of file systems with its label to {@code form}, and returns what it adds. */
    static Node add(Form form, Node box, PassphraseModel model, ObjectProperty<FileSystemChoice> chosen,
            DialogFrame frame) {
        HBox fields = new HBox(8, field("passphrase", model.wordsProperty()),
                field("passphrase-again", model.againProperty()));
        fields.managedProperty().bind(fields.visibleProperty());
        VBox column = new VBox(9, box, fields);
        Label name = form.field(Texts.get("new.file-system"), column);
        name.setLabelFor(box);
        name.getStyleClass().add("label-of-several");
        GridPane.setValignment(name, VPos.TOP);
        Runnable show = () -> {
            boolean isNeeded = chosen.get().type().filter(type -> type.needsPassphrase()).isPresent();
            if (fields.isVisible() != isNeeded) {
                fields.setVisible(isNeeded);
                frame.fit();
            }
        };
        chosen.addListener((property, before, now) -> show.run());
        show.run();
        return column;
    }

    private static PasswordField field(String id, StringProperty property) {
        PasswordField field = new PasswordField();
        field.setId(id);
        field.setPromptText(Texts.get("new." + id));
        field.setAccessibleText(Texts.get("new." + id));
        field.setPrefWidth(0); // both share the width
        HBox.setHgrow(field, Priority.ALWAYS);
        field.textProperty().bindBidirectional(property);
        return field;
    }
}
