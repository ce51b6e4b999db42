package org.platter.ui.frame;

import java.util.List;
import java.util.Locale;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.event.ActionEvent;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Modality;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.Theme;

/**
 * The window of a dialog: a heading with an icon, what it is about, a line for what is wrong, and buttons.
 * Escape closes it, Enter fires its default button. It keeps its owner from being used while it is open.
 */
public final class DialogFrame {

    private static final String STYLES = "/org/platter/ui/dialogs.css";

    private final Stage stage = new Stage();
    /** What a dialog's icon says besides its shape. */
    public enum Mood { PLAIN, SUCCESS, WARNING, DANGER }

    private final FontIcon icon = new FontIcon();
    private final Label heading = new Label();
    private final Label subheading = new Label();
    private final HBox head = new HBox();
    private final StackPane body = new StackPane();
    private final Message message = new Message();
    private final ButtonBar buttons = new ButtonBar();
    private final BorderPane root = new BorderPane();
    private Runnable onClose = stage::close;

    /**
     * @param owner the window that it belongs to, whose looks it takes
     * @param id the id of the window's root node
     */
    public DialogFrame(Window owner, String id) {
        root.setId(id);
        root.getStyleClass().add("dialog-frame");
        root.setAccessibleRole(AccessibleRole.DIALOG);
        heading.getStyleClass().add("dialog-heading");
        subheading.getStyleClass().add("dialog-subheading");
        subheading.setWrapText(true);
        subheading.managedProperty().bind(subheading.textProperty().isNotEmpty());
        VBox words = new VBox(heading, subheading);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        StackPane badge = new StackPane(icon);
        badge.getStyleClass().add("dialog-badge");
        head.getChildren().addAll(badge, words);
        head.getStyleClass().add("dialog-head");
        body.getStyleClass().add("dialog-body");
        body.setAlignment(Pos.TOP_LEFT);
        VBox foot = new VBox(message.node(), buttons);
        foot.getStyleClass().add("dialog-foot");
        root.setTop(head);
        root.setCenter(body);
        root.setBottom(foot);

        Scene scene = new Scene(root);
        if (owner != null) {
            stage.initOwner(owner);
            stage.initModality(Modality.WINDOW_MODAL);
            if (owner instanceof Stage window) {
                stage.getIcons().setAll(window.getIcons());
            }
        }
        Theme.dress(root);
        root.getStylesheets().add(DialogFrame.class.getResource(STYLES).toExternalForm());
        scene.addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
        stage.setScene(scene);
        stage.setOnCloseRequest(event -> {
            event.consume();
            onClose.run();
        });
        stage.addEventHandler(WindowEvent.WINDOW_SHOWN, event -> settle(owner));
    }

    private void onKey(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            onClose.run();
        }
    }

    /** No smaller than what it holds, and in the middle of its owner. */
    private void settle(Window owner) {
        if (stage.getMinWidth() == 0) {
            stage.setMinWidth(stage.getWidth());
            stage.setMinHeight(stage.getHeight());
        }
        if (owner != null) {
            stage.setX(owner.getX() + Math.max(0, (owner.getWidth() - stage.getWidth()) / 2));
            stage.setY(owner.getY() + Math.max(0, (owner.getHeight() - stage.getHeight()) / 3));
        }
    }

    /** Sets the window's title and the heading. */
    public DialogFrame heading(String iconName, String text) {
        icon.setIconLiteral(iconName);
        heading.setText(text);
        stage.setTitle(text);
        root.setAccessibleText(text);
        return this;
    }

    public DialogFrame mood(Mood mood) {
        root.getStyleClass().removeIf(name -> name.startsWith("mood-"));
        root.getStyleClass().add("mood-" + mood.name().toLowerCase(Locale.ROOT));
        return this;
    }

    /** Sets what stands below the heading. */
    public DialogFrame subheading(String text) {
        subheading.setText(text);
        return this;
    }

    public DialogFrame body(Node node) {
        if (!body.getChildren().equals(List.of(node))) { // taking it out and in again would lay it out again
            body.getChildren().setAll(node);
        }
        return this;
    }

    /** Makes the window one whose size can be changed, and no smaller than this. */
    public DialogFrame resizable(double width, double height, double minimumWidth, double minimumHeight) {
        root.setPrefSize(width, height);
        stage.setMinWidth(minimumWidth);
        stage.setMinHeight(minimumHeight);
        return this;
    }

    /** Keeps the size at what it holds. */
    public DialogFrame fixed() {
        stage.setResizable(false);
        return this;
    }

    /** Gives the text at least this width. */
    public DialogFrame width(double width) {
        body.setMinWidth(width);
        body.setPrefWidth(width);
        head.setPrefWidth(width); // a long subheading wraps, and makes the window no wider
        message.node().setMaxWidth(width);
        return this;
    }

    /** The line above the buttons. */
    public Message message() {
        return message;
    }

    /** Adds a button. */
    public Button button(String id, String text, ButtonBar.ButtonData place, Runnable action) {
        Button button = new Button(text);
        button.setId(id);
        button.setMnemonicParsing(true);
        ButtonBar.setButtonData(button, place);
        button.setOnAction((ActionEvent event) -> action.run());
        buttons.getButtons().add(button);
        return button;
    }

    /**
     * Adds the default button, which Enter fires. While {@code problem} says something it is off, and says
     * why.
     */
    public Button defaultButton(String id, String text, ObservableValue<String> problem, Runnable action) {
        Button button = button(id, text, ButtonBar.ButtonData.OK_DONE, action);
        buttons.getButtons().remove(button);
        button.setMaxWidth(Double.MAX_VALUE);
        // a button that is off hears no mouse, so what is around it shows why
        StackPane around = new StackPane(button);
        ButtonBar.setButtonData(around, ButtonBar.ButtonData.OK_DONE);
        buttons.getButtons().add(around);
        button.setDefaultButton(true);
        button.getStyleClass().add("accent");
        button.disableProperty().bind(
                Bindings.createBooleanBinding(() -> !problem.getValue().isEmpty(), problem));
        Tooltip reason = Tip.of("");
        reason.textProperty().bind(problem);
        Runnable explain = () -> {
            Tooltip.uninstall(around, reason);
            if (!problem.getValue().isEmpty()) {
                Tooltip.install(around, reason);
            }
        };
        problem.addListener((property, before, now) -> explain.run());
        explain.run();
        button.accessibleHelpProperty().bind(Bindings.createStringBinding(problem::getValue, problem));
        return button;
    }

    /** Adds the button that closes it without doing anything. */
    public Button cancelButton(String text) {
        return button("cancel", text, ButtonBar.ButtonData.CANCEL_CLOSE, () -> onClose.run());
    }

    public void removeButtons() {
        buttons.getButtons().clear();
    }

    /** Sets what Escape, the cancel button and the window's cross do, in the place of closing. */
    public void onClose(Runnable action) {
        onClose = action;
    }

    public Stage stage() {
        return stage;
    }

    public Region root() {
        return root;
    }

    /** Lets Escape close it from a node that would keep the key to itself, as lists do. */
    public void escapeFrom(Node node) {
        node.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    }

    /** Makes a window that is shown as large as what it holds by now, once that is laid out. */
    public void fit() {
        if (stage.isShowing()) { // else a window manager takes the new size for a wish to be in its corner
            Platform.runLater(stage::sizeToScene);
        }
    }

    public void show() {
        stage.sizeToScene();
        stage.show();
        stage.toFront();
    }

    /** Shows it, and returns when it is closed. */
    public void showAndWait() {
        stage.showAndWait();
    }

    public void close() {
        stage.close();
    }
}
