package org.platter.ui.dialog;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FileSystemChoice;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Tip;

/** A box of file systems, and below it the fields for a passphrase while one that needs it is chosen. */
final class PassphraseFields {

    private PassphraseFields() {}

    /** Adds a box of file systems with its label to {@code form}, and returns what it adds. */
    static Node add(Form form, Node box, PassphraseModel model, ObjectProperty<FileSystemChoice> chosen,
            DialogFrame frame) {
        ToggleButton show = new ToggleButton(null, new FontIcon("mdi2e-eye-outline"));
        HBox fields = new HBox(8, field("passphrase", model.wordsProperty(), show.selectedProperty()),
                field("passphrase-again", model.againProperty(), show.selectedProperty()), show);
        show.setId("show-passphrase");
        show.getStyleClass().add("button-icon");
        show.setTooltip(Tip.of(Texts.get("new.passphrase.show")));
        show.setAccessibleText(Texts.get("new.passphrase.show"));
        fields.managedProperty().bind(fields.visibleProperty());
        VBox column = new VBox(9, box, fields);
        Label name = form.field(Texts.get("new.file-system"), column);
        name.setLabelFor(box);
        name.getStyleClass().add("label-of-several");
        GridPane.setValignment(name, VPos.TOP);
        Runnable ask = () -> {
            boolean isNeeded = chosen.get().type().filter(type -> type.needsPassphrase()).isPresent();
            if (fields.isVisible() != isNeeded) {
                show.setSelected(false);
                fields.setVisible(isNeeded);
                frame.fit();
            }
        };
        chosen.addListener((property, before, now) -> ask.run());
        ask.run();
        return column;
    }

    /** A field that hides what is typed, and in its place one that shows it while {@code isShown}. */
    private static Node field(String id, StringProperty property, BooleanProperty isShown) {
        TextField hiding = field(new PasswordField(), id, id, property);
        TextField showing = field(new TextField(), id + "-shown", id, property);
        hiding.visibleProperty().bind(isShown.not());
        showing.visibleProperty().bind(isShown);
        StackPane both = new StackPane(hiding, showing);
        both.setPrefWidth(0); // the two of them share the width
        HBox.setHgrow(both, Priority.ALWAYS);
        return both;
    }

    private static TextField field(TextField field, String id, String text, StringProperty property) {
        field.setId(id);
        field.setPromptText(Texts.get("new." + text));
        field.setAccessibleText(Texts.get("new." + text));
        field.textProperty().bindBidirectional(property);
        return field;
    }
}
