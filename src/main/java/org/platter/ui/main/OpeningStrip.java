package org.platter.ui.main;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.util.Duration;
import org.platter.ui.Address;
import org.platter.ui.OpenDisks;
import org.platter.ui.Texts;

/** Says what is being opened, where that takes a while: a device waits until its permission was given. */
final class OpeningStrip extends HBox {

    private final List<Path> opening;
    private final Label text = Controls.label("");
    private final PauseTransition patience = new PauseTransition(Duration.millis(400));

    OpeningStrip(OpenDisks disks) {
        opening = disks.opening();
        setId("opening");
        getStyleClass().addAll("banner", "opening");
        ProgressIndicator wheel = new ProgressIndicator();
        wheel.setMinSize(16, 16);
        wheel.setMaxSize(16, 16);
        text.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        text.setMinWidth(0);
        getChildren().addAll(wheel, text);
        show(false);
        patience.setOnFinished(event -> show(!opening.isEmpty()));
        disks.opening().addListener((ListChangeListener<Path>) change -> {
            show(isVisible() && !opening.isEmpty());
            if (!opening.isEmpty()) {
                patience.playFromStart();
            }
        });
    }

    private void show(boolean shown) {
        if (shown) {
            text.setText(opening.stream().map(OpeningStrip::words).collect(Collectors.joining("  ")));
        }
        setVisible(shown);
        setManaged(shown);
    }

    private static String words(Path path) {
        boolean asksForPermission = path.startsWith("/dev") && !Files.isWritable(path);
        return Texts.get(asksForPermission ? "opening.permission" : "opening", Address.text(path));
    }
}
