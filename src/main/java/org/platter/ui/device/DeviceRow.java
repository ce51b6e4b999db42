package org.platter.ui.device;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.base.ByteSize;
import org.platter.session.BlockDevices.Device;
import org.platter.session.LoopDevices.Loop;
import org.platter.ui.Texts;
import org.platter.ui.frame.Tip;

/** A device in a list: its icon, what it is and is used for, marks, and its size. */
final class DeviceRow {

    private DeviceRow() {}

    static Node of(Device device) {
        List<Label> marks = new ArrayList<>();
        if (device.readOnly()) {
            marks.add(mark("header.read-only"));
        }
        if (device.removable() && !device.kind().equals("disk")) { // a stick is known by its icon and kind
            marks.add(mark("devices.removable"));
        }
        Node row = row(DeviceWords.icon(device), device.path().toString(), device.model(),
                DeviceWords.facts(device), DeviceWords.uses(device.uses()), marks,
                ByteSize.format(device.size()));
        row.setAccessibleText(DeviceWords.sentence(device));
        return row;
    }

    static Node of(LoopsModel.Row attached) {
        Loop loop = attached.loop();
        List<Label> marks = new ArrayList<>();
        if (loop.readOnly()) {
            marks.add(mark("header.read-only"));
        }
        if (loop.directIo()) {
            marks.add(mark("loops.direct.mark"));
        }
        String part = loop.offset() == 0 && loop.size() == 0 ? Texts.get("loops.whole")
                : Texts.get("loops.part", ByteSize.format(loop.offset()), ByteSize.format(attached.bytes()));
        Node row = row("mdi2s-sync", loop.path().toString(), loop.file().toString(), part,
                DeviceWords.uses(attached.uses()), marks, ByteSize.format(attached.bytes()));
        row.setAccessibleText(Texts.get("loops.accessible", loop.path(), loop.file(), part));
        return row;
    }

    private static Label mark(String text) {
        Label mark = new Label(Texts.get(text));
        mark.getStyleClass().add("chip");
        mark.setMinWidth(Region.USE_PREF_SIZE);
        return mark;
    }

    private static Node row(String icon, String node, String name, String facts, String uses,
            List<Label> marks, String size) {
        Label path = new Label(node);
        path.getStyleClass().add("device-node");
        path.setMinWidth(Region.USE_PREF_SIZE);
        HBox title = new HBox(path, cut(name, "device-name"));
        title.getStyleClass().add("device-title");
        VBox words = new VBox(title, cut(facts, "form-hint"));
        if (!uses.isEmpty()) {
            Label used = cut(uses, "device-uses");
            used.setGraphic(new FontIcon("mdi2l-lock"));
            words.getChildren().add(used);
        }
        words.getStyleClass().add("device-words");
        words.setMinWidth(0);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        Label bytes = new Label(size);
        bytes.getStyleClass().add("device-size");
        bytes.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(new FontIcon(icon), words);
        row.getChildren().addAll(marks);
        row.getChildren().add(bytes);
        row.getStyleClass().add("device-row");
        return row;
    }

    /** What is too long loses its middle: beginning and end tell names apart. */
    private static Label cut(String text, String styleClass) {
        Label label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        label.setMinWidth(0);
        if (!text.isEmpty()) {
            label.setTooltip(Tip.of(text));
        }
        return label;
    }
}
