package org.platter.ui.dialog;

import java.util.List;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.layout.Layout;
import org.platter.layout.TableType;
import org.platter.operation.ConvertTable;
import org.platter.operation.RestoreTable;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.bar.DiskBar;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;

/** Shows the disk with the table that it has and with another one, and queues that. */
public final class TableChangeDialog {

    private TableChangeDialog() {}

    public static void convert(Window owner, DiskViewModel disk) {
        TableType type = disk.preview().table().type() == TableType.GPT ? TableType.DOS : TableType.GPT;
        show(new DialogFrame(owner, "convert-table-dialog").heading("mdi2t-table-sync",
                Texts.get("table.convert.title", Texts.get("table." + type.id()))),
                disk, new TableChange(disk, new ConvertTable(type)), "table.convert.go");
    }

    public static void restore(Window owner, DiskViewModel disk, RestoreTable saved) {
        show(new DialogFrame(owner, "restore-table-dialog").heading("mdi2t-table-arrow-up",
                Texts.get("table.restore.title")), disk, new TableChange(disk, saved), "table.restore.go");
    }

    private static void show(DialogFrame frame, DiskViewModel disk, TableChange change, String go) {
        frame.fixed().width(600).subheading(Texts.get("table.disk", disk.name(),
                ByteSize.format(disk.preview().diskSize())));
        VBox body = new VBox(caption(Texts.get("table.change.before")), bar(change.before()));
        body.getStyleClass().add("dialog-column");
        change.after().ifPresent(
                after -> body.getChildren().addAll(caption(Texts.get("table.change.after")), bar(after)));
        List<String> sentences = change.sentences();
        (sentences.isEmpty() && change.after().isPresent() ? List.of(Texts.get("table.change.same"))
                : sentences).forEach(sentence -> {
                    Label line = new Label("• " + sentence);
                    line.setWrapText(true);
                    line.setMaxWidth(600);
                    body.getChildren().add(line);
                });
        frame.body(body);
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get(go), new SimpleStringProperty(change.problem()),
                () -> Submit.close(frame, change.push()));
        frame.message().show(change.problem().isEmpty() ? Weight.HINT : Weight.ERROR,
                change.problem().isEmpty() ? Texts.get("table.change.bytes") : change.problem());
        frame.show();
    }

    private static Label caption(String text) {
        Label caption = new Label(text);
        caption.getStyleClass().add("form-hint");
        return caption;
    }

    private static DiskBar bar(Layout layout) {
        DiskBar bar = new DiskBar();
        bar.setMouseTransparent(true);
        bar.setFocusTraversable(false);
        bar.setMinHeight(52);
        bar.setPrefHeight(52);
        bar.layoutProperty().set(layout);
        return bar;
    }
}
