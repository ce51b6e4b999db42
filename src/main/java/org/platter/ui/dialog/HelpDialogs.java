package org.platter.ui.dialog;

import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;

/** The keys, and about Platter. */
public final class HelpDialogs {

    private static final String[][] MORE = {
        {"keys.bar", "keys.bar.keys"}, {"keys.open", "keys.open.keys"}, {"keys.menu", "keys.menu.keys"},
        {"keys.cancel", "keys.cancel.keys"}};

    private HelpDialogs() {}

    /**
     * The key of an action.
     *
     * @param text the words of its menu entry
     * @param combination as {@code KeyCombination.valueOf} reads it
     */
    public record Key(String text, String combination) {}

    public static void keys(Window owner, List<Key> actions) {
        DialogFrame frame = new DialogFrame(owner, "keys-dialog").heading("mdi2k-keyboard-outline",
                Texts.get("keys.title"));
        GridPane grid = new GridPane();
        grid.getStyleClass().add("keys");
        int row = 0;
        for (Key action : actions) {
            add(grid, row++, action.text().replace("…", ""),
                    KeyCombination.valueOf(action.combination()).getDisplayText());
        }
        for (String[] more : MORE) {
            add(grid, row++, Texts.get(more[0]), Texts.get(more[1]));
        }
        ScrollPane scroll = new ScrollPane(grid);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
        frame.resizable(480, 620, 380, 300).body(scroll);
        close(frame);
    }

    private static void add(GridPane grid, int row, String what, String key) {
        Label name = new Label(what);
        Label keys = new Label(key);
        keys.getStyleClass().add("key");
        keys.setMinWidth(Region.USE_PREF_SIZE);
        keys.setAccessibleText(what + ": " + key);
        grid.addRow(row, keys, name);
    }

    public static void about(Window owner) {
        String version = Optional.ofNullable(HelpDialogs.class.getPackage().getImplementationVersion())
                .map(number -> Texts.get("about.version", number)).orElse(Texts.get("about.development"));
        DialogFrame frame = new DialogFrame(owner, "about-dialog").fixed().width(440)
                .heading("mdi2i-information-outline", Texts.get("about.title")).subheading(version);
        ImageView icon = new ImageView(new Image(
                HelpDialogs.class.getResource("/org/platter/ui/icons/platter-128.png").toExternalForm()));
        icon.setFitWidth(96);
        icon.setFitHeight(96);
        VBox words = new VBox(10, paragraph("about.what"), paragraph("about.promise"),
                paragraph("about.licence"));
        words.setPrefWidth(320);
        HBox body = new HBox(20, icon, words);
        frame.body(body);
        close(frame);
    }

    private static Label paragraph(String name) {
        Label label = new Label(Texts.get(name));
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static void close(DialogFrame frame) {
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        frame.show();
        close.requestFocus();
    }
}
