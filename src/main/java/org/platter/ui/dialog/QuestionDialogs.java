package org.platter.ui.dialog;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;

/** What fails, and what would be lost. */
public final class QuestionDialogs {

    private static final int LONG = 400;

    private QuestionDialogs() {}

    public static void failure(Window owner, String heading, String text) {
        DialogFrame frame = new DialogFrame(owner, "failure-dialog").fixed().width(480)
                .heading("mdi2a-alert-circle-outline", heading);
        frame.mood(DialogFrame.Mood.DANGER);
        if (text.length() > LONG) {
            TextArea area = new TextArea(text);
            area.setEditable(false);
            area.setWrapText(true);
            area.setPrefRowCount(10);
            frame.body(area);
        } else {
            frame.body(paragraph(text));
        }
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        frame.show();
        close.requestFocus();
    }

    /**
     * Returns whether the pending operations of these disks may be thrown away; blocks until that is
     * answered.
     */
    public static boolean mayDiscard(Window owner, List<DiskViewModel> disks) {
        List<DiskViewModel> pending = disks.stream().filter(disk -> !disk.draft().isEmpty()).toList();
        if (pending.isEmpty()) {
            return true;
        }
        AtomicBoolean discard = new AtomicBoolean();
        DialogFrame frame = new DialogFrame(owner, "discard-dialog").fixed().width(480)
                .heading("mdi2h-help-circle-outline", Texts.get("discard.title"));
        VBox lines = new VBox(6);
        pending.forEach(disk -> lines.getChildren().add(paragraph(Texts.get("discard.disk", disk.name(),
                disk.draft().operations().size()))));
        lines.getChildren().add(paragraph(Texts.get("discard.text")));
        frame.body(lines);
        Button keep = frame.cancelButton(Texts.get("discard.keep"));
        keep.setDefaultButton(true);
        Button go = frame.button("discard", Texts.get("discard.go"), ButtonData.OK_DONE, () -> {
            discard.set(true);
            frame.close();
        });
        go.getStyleClass().add("danger");
        keep.requestFocus();
        frame.showAndWait();
        return discard.get();
    }

    private static Label paragraph(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
