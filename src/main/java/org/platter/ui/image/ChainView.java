package org.platter.ui.image;

import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.ByteSize;
import org.platter.session.image.ImageFacts;
import org.platter.ui.Address;
import org.platter.ui.Texts;
import org.platter.ui.frame.Tip;

/** A drawing of an image and what it is based on: a box each, with arrows downwards. */
final class ChainView extends VBox {

    /** @param chain the image first, then its backing files */
    ChainView(List<ImageFacts> chain) {
        setId("chain");
        getStyleClass().add("chain");
        for (int i = 0; i < chain.size(); i++) {
            ImageFacts facts = chain.get(i);
            if (i > 0) {
                getChildren().add(arrow());
            }
            getChildren().add(box(facts, i == 0));
        }
        ImageFacts last = chain.get(chain.size() - 1);
        last.backingFile().ifPresent(missing -> {
            getChildren().add(arrow());
            getChildren().add(gap(missing, last));
        });
    }

    private static Node box(ImageFacts facts, boolean isShown) {
        Label name = new Label(Address.name(facts.path()));
        name.getStyleClass().add("chain-name");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        Label folder = new Label(folder(facts.path()));
        folder.getStyleClass().add("form-hint");
        folder.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        folder.setMinWidth(0);
        Label sizes = new Label(Texts.get("chain.sizes", ByteSize.format(facts.virtualSize()),
                ByteSize.format(facts.allocatedSize())));
        sizes.getStyleClass().add("form-hint");
        sizes.setMinWidth(0);
        VBox words = new VBox(name, folder, sizes);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMinWidth(0);
        Label format = new Label(facts.format());
        format.getStyleClass().add("chip");
        format.setMinWidth(Region.USE_PREF_SIZE);
        HBox box = frame(isShown ? "mdi2h-harddisk" : "mdi2f-file-outline", words, format);
        if (isShown) {
            box.getStyleClass().add("chain-first");
        }
        Tooltip.install(box, Tip.of(Address.text(facts.path())));
        box.setAccessibleText(Texts.get("chain.accessible", Address.text(facts.path()), facts.format(),
                sizes.getText()));
        return box;
    }

    /** What the last one is based on and cannot be had: named, with the reason. */
    private static Node gap(String missing, ImageFacts last) {
        Label name = new Label(missing);
        name.getStyleClass().add("chain-name");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        String why = last.problems().isEmpty() ? Texts.get("chain.unknown")
                : String.join(" ", last.problems());
        Label problem = new Label(why);
        problem.getStyleClass().add("chain-problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        VBox words = new VBox(2, name, problem);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMinWidth(0);
        HBox box = frame("mdi2f-file-question-outline", words);
        last.backingFormat().ifPresent(known -> {
            Label format = new Label(known);
            format.getStyleClass().add("chip");
            format.setMinWidth(Region.USE_PREF_SIZE);
            box.getChildren().add(format);
        });
        box.getStyleClass().add("chain-gap");
        Tooltip.install(box, Tip.of(missing));
        box.setAccessibleText(missing + ": " + why);
        return box;
    }

    private static HBox frame(String icon, Node... nodes) {
        HBox box = new HBox(new FontIcon(icon));
        box.getChildren().addAll(nodes);
        box.getStyleClass().add("chain-box");
        box.setFocusTraversable(true);
        return box;
    }

    private static Node arrow() {
        FontIcon icon = new FontIcon("mdi2a-arrow-down");
        Label words = new Label(Texts.get("chain.based-on"));
        words.getStyleClass().add("form-hint");
        HBox line = new HBox(6, new StackPane(icon), words);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("chain-arrow");
        return line;
    }

    private static String folder(Path path) {
        return path.getParent() == null || Address.is(path) ? "" : path.getParent().toString();
    }
}
