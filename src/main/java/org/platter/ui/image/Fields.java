package org.platter.ui.image;

import java.io.File;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import org.platter.session.image.FormatOption;
import org.platter.session.image.ImageFormat;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.OneOf;
import org.platter.ui.frame.Tip;

/** The fields of the dialogs on whole images. */
public final class Fields {

    /** What a file is named for. */
    public enum Purpose { OPEN, SAVE, FOLDER }

    private static final double OPTIONS_HEIGHT = 230;
    private static final double OPTION_HEIGHT = 46;

    private Fields() {}

    /** Adds a line for a file, with a button to browse. */
    public static TextField file(Form form, DialogFrame frame, String id, String label, FileChoice choice,
            Purpose purpose) {
        TextField field = text(id, choice.textProperty());
        field.setPromptText(Texts.get(purpose == Purpose.FOLDER ? "image.prompt.folder" : "image.prompt"));
        form.field(label, line(field, frame, id, label, choice, purpose)).setLabelFor(field);
        return field;
    }

    private static HBox line(TextField field, DialogFrame frame, String id, String label, FileChoice choice,
            Purpose purpose) {
        Button browse = new Button(Texts.get("image.browse"));
        browse.setId(id + "-browse");
        browse.setMinWidth(Region.USE_PREF_SIZE);
        browse.setAccessibleText(Texts.get("image.browse.accessible", label.replace("_", "")));
        browse.setOnAction(event -> browse(frame, choice, purpose));
        HBox line = new HBox(8, field, browse);
        HBox.setHgrow(field, Priority.ALWAYS);
        return line;
    }

    private static void browse(DialogFrame frame, FileChoice choice, Purpose purpose) {
        File chosen;
        if (purpose == Purpose.FOLDER) {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(frame.stage().getTitle());
            chosen = chooser.showDialog(frame.stage());
        } else {
            FileChooser chooser = new FileChooser();
            chooser.setTitle(frame.stage().getTitle());
            choice.path().ifPresent(path -> {
                File folder = path.getParent() == null ? null : path.getParent().toFile();
                if (folder != null && folder.isDirectory()) {
                    chooser.setInitialDirectory(folder);
                    chooser.setInitialFileName(String.valueOf(path.getFileName()));
                }
            });
            chooser.getExtensionFilters().setAll(ImageFilters.all());
            chosen = purpose == Purpose.SAVE ? chooser.showSaveDialog(frame.stage())
                    : chooser.showOpenDialog(frame.stage());
        }
        if (chosen != null) {
            choice.set(chosen.toPath());
        }
    }

    /** Sets a label beside the first line of a field of several. */
    static Label top(Label label) {
        GridPane.setValignment(label, VPos.TOP);
        label.getStyleClass().add("label-of-several");
        return label;
    }

    static TextField text(String id, StringProperty property) {
        TextField field = new TextField();
        field.setId(id);
        field.textProperty().bindBidirectional(property);
        return field;
    }

    public static CheckBox check(String id, String text, BooleanProperty property) {
        CheckBox box = new CheckBox(text);
        box.setId(id);
        box.setMnemonicParsing(true);
        box.setWrapText(true);
        box.selectedProperty().bindBidirectional(property);
        return box;
    }

    /** A check box with a sentence below it. */
    public static VBox check(CheckBox box, String hint) {
        return new VBox(2, box, indented(hint(hint)));
    }

    public static Label hint(String text) {
        Label hint = new Label(text);
        hint.getStyleClass().add("form-hint");
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        return hint;
    }

    static <T extends Region> T indented(T node) {
        node.getStyleClass().add("below-choice");
        return node;
    }

    /** A format with its short name and what people call it. */
    static ComboBox<ImageFormat> format(String id, List<ImageFormat> formats,
            ObjectProperty<ImageFormat> chosen) {
        return OneOf.box(id, formats, chosen, Fields::words);
    }

    static String words(ImageFormat format) {
        return format.title().equalsIgnoreCase(format.name()) ? format.title()
                : Texts.get("format.words", format.name(), format.title());
    }

    /** Adds file, format and options of an image that is to be made; returns the field of the file. */
    static TextField target(Form form, DialogFrame frame, String label, TargetModel target) {
        TextField path = text("path", target.file().textProperty());
        path.setPromptText(Texts.get("image.prompt"));
        CheckBox replace = check("replace", Texts.get("image.replace"), target.replaceProperty());
        Runnable show = () -> {
            boolean exists = target.file().exists();
            replace.setVisible(exists);
            replace.setManaged(exists);
            frame.fit();
        };
        target.file().textProperty().addListener((property, before, now) -> show.run());
        show.run();
        VBox both = new VBox(8, line(path, frame, "path", label, target.file(), Purpose.SAVE), replace);
        top(form.field(label, both)).setLabelFor(path);
        form.field(Texts.get("image.format"), format("format", TargetModel.formats(),
                target.formatProperty()));
        return path;
    }

    /** The options of the format that is chosen, closed at first. */
    static TitledPane options(TargetModel target, DialogFrame frame) {
        TitledPane pane = new TitledPane();
        pane.setId("options");
        pane.getStyleClass().addAll("details-drawer", "dense");
        pane.setAnimated(false);
        pane.setExpanded(false);
        Runnable fill = () -> {
            ImageFormat format = target.formatProperty().get();
            pane.setText(Texts.get("image.options", format.name()));
            pane.setContent(scrolled(options(target, format), format.options().size()));
            pane.setVisible(!format.options().isEmpty());
            pane.setManaged(!format.options().isEmpty());
            frame.fit();
        };
        target.formatProperty().addListener((property, before, now) -> fill.run());
        pane.expandedProperty().addListener((property, before, now) -> frame.fit());
        fill.run();
        return pane;
    }

    /** Many options are no reason for a window that is higher than the screen. */
    private static ScrollPane scrolled(Region content, int count) {
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
        scroll.setPrefViewportHeight(Math.min(OPTIONS_HEIGHT, OPTION_HEIGHT * count + 24));
        return scroll;
    }

    private static Region options(TargetModel target, ImageFormat format) {
        Form form = new Form();
        form.node().getStyleClass().add("options");
        for (FormatOption option : format.options()) {
            StringProperty value = target.optionProperty(option);
            Region field;
            if (option.values().isEmpty()) {
                TextField text = text("option-" + option.name(), value);
                text.setPromptText(option.usual());
                field = text;
            } else {
                if (value.get().isEmpty()) {
                    value.set(option.usual());
                }
                field = OneOf.box("option-" + option.name(), option.values(), value, Function.identity());
            }
            field.setPrefWidth(170);
            field.setMinWidth(170);
            field.setMaxWidth(170);
            Tooltip.install(field, Tip.of(option.text()));
            field.setAccessibleHelp(option.text());
            Label what = hint(option.text());
            HBox.setHgrow(what, Priority.ALWAYS);
            HBox line = new HBox(12, field, what);
            line.setAlignment(Pos.CENTER_LEFT);
            Label name = form.field(option.name(), line);
            name.setMnemonicParsing(false);
            name.setLabelFor(field);
        }
        return form.node();
    }
}
