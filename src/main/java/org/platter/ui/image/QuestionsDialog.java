package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.ByteSize;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.base.NeedsPassphrase;
import org.platter.session.image.ImageFormats;
import org.platter.ui.Address;
import org.platter.ui.Answers;
import org.platter.ui.Background;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;

/** What has to be answered before an image can be opened: files that it may name, passphrase, format. */
public final class QuestionsDialog {

    private static final int FEW = 4;
    private static final double SCROLLED = 280;

    private QuestionsDialog() {}

    /**
     * Asks what a failure asks, and blocks until that is answered.
     *
     * @return whether {@code answers} now hold an answer; not where the failure is no question, or the user
     *     thinks better of it
     */
    public static boolean answered(Window owner, Throwable failure, Answers answers) {
        // a dialog whose job it is that asks lies above the owner
        Window above = Window.getWindows().stream().filter(Window::isFocused).findFirst().orElse(owner);
        return failure instanceof NeedsConsent consent ? consent(above, consent, answers)
                : failure instanceof NeedsPassphrase passphrase ? passphrase(above, passphrase, answers)
                : failure instanceof NeedsFormat format && format(above, format, answers);
    }

    private static boolean consent(Window owner, NeedsConsent asked, Answers answers) {
        DialogFrame frame = new DialogFrame(owner, "consent-dialog").width(640)
                .heading("mdi2f-file-lock-outline", Texts.get("consent.title"));
        frame.mood(DialogFrame.Mood.WARNING);
        VBox files = new VBox();
        files.getStyleClass().add("consent-files");
        Background background = new Background("platter consent", Platform::runLater);
        for (Path file : asked.files()) {
            Label path = paragraph(file.toString()); // all of it, however long: it is what is asked about
            path.getStyleClass().add("consent-path");
            Label what = new Label(Texts.get("consent.looking"));
            what.getStyleClass().add("form-hint");
            VBox words = new VBox(path, what);
            HBox.setHgrow(words, Priority.ALWAYS);
            HBox line = new HBox(new FontIcon("mdi2f-file-outline"), words);
            line.getStyleClass().add("chain-box");
            files.getChildren().add(line);
            background.run(() -> what(file), what::setText, failure -> what.setText(""));
        }
        background.close();
        VBox body = new VBox(paragraph(Texts.get(asked.isWriting() ? "consent.written" : "consent.text",
                asked.files().size())),
                asked.files().size() > FEW ? scrolled(files) : files,
                Message.of(Weight.WARNING, Texts.get("consent.why")).node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        return ask(frame, Texts.get("consent.not"), "allow", Texts.get("consent.allow"),
                new SimpleStringProperty(""), "", false, () -> answers.allow(asked.files()));
    }

    private static ScrollPane scrolled(VBox files) {
        ScrollPane scroll = new ScrollPane(files);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
        scroll.setPrefViewportHeight(SCROLLED);
        return scroll;
    }

    /** What a file is, in a few words; on a worker, since its disk may be slow. */
    private static String what(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Texts.get("consent.absent");
        }
        Path real = file.toRealPath();
        String kind = Files.isRegularFile(real) ? Texts.get("consent.file", ByteSize.format(Files.size(real)))
                : Texts.get(Files.isDirectory(real) ? "consent.folder" : "consent.device");
        return real.equals(file.normalize()) ? kind : Texts.get("consent.leads", kind, real);
    }

    private static boolean passphrase(Window owner, NeedsPassphrase asked, Answers answers) {
        DialogFrame frame = new DialogFrame(owner, "passphrase-dialog").fixed().width(480)
                .heading("mdi2l-lock-outline", Texts.get("passphrase.title"))
                .subheading(Address.name(asked.image()));
        PasswordField field = new PasswordField();
        field.setId("passphrase");
        StringProperty words = field.textProperty();
        Form form = new Form();
        form.field(Texts.get("passphrase.field"), field);
        frame.body(form.node());
        if (asked.isWrong()) {
            frame.message().show(Weight.ERROR, Texts.get("passphrase.wrong"));
        }
        Platform.runLater(field::requestFocus);
        return ask(frame, Texts.get("dialog.cancel"), "ok", Texts.get("passphrase.go"),
                Bindings.createStringBinding(() -> words.get().isEmpty() ? Texts.get("passphrase.empty") : "",
                        words),
                Texts.get("passphrase.empty"), true,
                () -> answers.setPassphrase(asked.image(), words.get()));
    }

    private static boolean format(Window owner, NeedsFormat asked, Answers answers) {
        DialogFrame frame = new DialogFrame(owner, "format-question-dialog").fixed().width(560)
                .heading("mdi2f-file-question-outline", Texts.get("which-format.title"))
                .subheading(Address.name(asked.image()));
        ObjectProperty<Optional<String>> chosen = new SimpleObjectProperty<>(Optional.empty());
        ToggleGroup group = new ToggleGroup();
        VBox choices = new VBox();
        choices.getStyleClass().add("choices");
        for (String name : asked.formats()) {
            RadioButton button = new RadioButton(ImageFormats.find(name).map(Fields::words).orElse(name));
            button.setId("format-" + name);
            button.setToggleGroup(group);
            button.setOnAction(event -> chosen.set(Optional.of(name)));
            choices.getChildren().add(button);
            if (name.equals("raw")) {
                choices.getChildren().add(Fields.indented(Fields.hint(Texts.get("which-format.raw"))));
            }
        }
        VBox body = new VBox(paragraph(Texts.get("which-format.text")), choices,
                Message.of(Weight.WARNING, Texts.get("which-format.why")).node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        return ask(frame, Texts.get("dialog.cancel"), "ok", Texts.get("which-format.go"),
                Bindings.createStringBinding(() -> chosen.get().isEmpty() ? Texts.get("which-format.none")
                        : "", chosen),
                Texts.get("which-format.none"), true,
                () -> answers.setFormat(asked.image(), chosen.get().orElseThrow()));
    }

    private static boolean ask(DialogFrame frame, String no, String id, String yes,
            ObservableValue<String> problem, String nothing, boolean yesIsUsual, Runnable said) {
        AtomicBoolean answered = new AtomicBoolean();
        Runnable answer = () -> {
            said.run();
            answered.set(true);
            frame.close();
        };
        problem.addListener((property, before, now) -> {
            frame.message().show(Weight.ERROR, now.equals(nothing) ? "" : now);
            frame.fit();
        });
        Button not = frame.cancelButton(no);
        if (yesIsUsual) {
            frame.defaultButton(id, yes, problem, answer);
        } else {
            not.setDefaultButton(true);
            frame.button(id, yes, ButtonData.OK_DONE, answer);
            Platform.runLater(not::requestFocus);
        }
        frame.showAndWait();
        return answered.get();
    }

    private static Label paragraph(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Label.USE_PREF_SIZE);
        return label;
    }

    /** Asks for the address of a server's disk. */
    public static Optional<Path> address(Window owner) {
        DialogFrame frame = new DialogFrame(owner, "address-dialog").fixed().width(560)
                .heading("mdi2l-lan-connect", Texts.get("address.title"))
                .subheading(Texts.get("address.subtitle"));
        TextField field = new TextField();
        field.setId("address");
        field.setPromptText("nbd://host:10809/export");
        Form form = new Form();
        form.field(Texts.get("address.field"), field);
        form.below(Fields.hint(Texts.get("address.hint")));
        frame.body(form.node());
        Platform.runLater(field::requestFocus);
        boolean given = ask(frame, Texts.get("dialog.cancel"), "ok", Texts.get("address.go"),
                Bindings.createStringBinding(() -> field.getText().isBlank() ? Texts.get("address.empty")
                        : Address.is(field.getText().strip()) ? "" : Texts.get("address.wrong"),
                        field.textProperty()),
                Texts.get("address.empty"), true, () -> {});
        return given ? Optional.of(Path.of(field.getText().strip())) : Optional.empty();
    }
}
