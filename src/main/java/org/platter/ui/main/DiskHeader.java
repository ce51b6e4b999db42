package org.platter.ui.main;

import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.platter.base.ByteSize;
import org.platter.layout.Layout;
import org.platter.layout.TableType;
import org.platter.ui.Address;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.device.DeviceWords;
import org.platter.ui.frame.Tip;

/** Which disk it is: its name and folder, size, format and kind of table. */
final class DiskHeader extends HBox {

    /** The share of the width that a long name has for certain. */
    private static final double NAME = 0.33;

    private final DiskViewModel disk;
    private final Label size = chip("size");
    private final Label format = chip("format");
    private final Label snapshots = chip("snapshots");
    private final Label table = chip("table");
    private final Label sector = chip("sector");
    private final Label readOnly = chip("read-only");

    DiskHeader(DiskViewModel disk) {
        this.disk = disk;
        getStyleClass().add("disk-header");
        Label name = Controls.label(disk.name(), "name");
        name.setMinWidth(0);
        name.setId("disk-name");
        // a long folder gives way before the name does
        widthProperty().addListener((property, before, now) -> name
                .setMinWidth(Math.min(name.prefWidth(-1), now.doubleValue() * NAME)));
        Label folder = Controls.label(folder(disk), "folder");
        folder.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        folder.setMinWidth(0);
        folder.setTooltip(Tip.of(disk.path().toString()));
        name.setTooltip(Tip.of(disk.path().toString()));
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        readOnly.getStyleClass().add("warning");
        readOnly.setText(Texts.get("header.read-only"));
        Label facts = Controls.label(disk.disk().device().map(DeviceWords::behind).orElse(""), "folder");
        facts.setId("device-facts");
        facts.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        facts.setMinWidth(0);
        facts.setTooltip(Tip.of(facts.getText()));
        facts.setVisible(!facts.getText().isEmpty());
        facts.setManaged(facts.isVisible());
        getChildren().addAll(Controls.icon(disk.disk().device().map(DeviceWords::icon)
                .orElse("mdi2h-harddisk")), name, folder, facts, space, readOnly, size, format,
                snapshots, table, sector);
        Controls.follow(disk.changesProperty(), change -> show());
    }

    private static String folder(DiskViewModel disk) {
        if (Address.is(disk.path())) {
            return ""; // the whole address is its name
        }
        String folder = String.valueOf(disk.path().getParent());
        String home = System.getProperty("user.home", "/");
        boolean below = home.length() > 1 && (folder + "/").startsWith(home + "/");
        return below ? "~" + folder.substring(home.length()) : folder;
    }

    private static Label chip(String id) {
        Label chip = Controls.label("", "chip");
        chip.setId("chip-" + id);
        chip.setMinWidth(Region.USE_PREF_SIZE);
        return chip;
    }

    private void show() {
        Layout layout = disk.preview();
        long before = disk.onDisk().diskSize();
        size.setText(before == layout.diskSize() ? ByteSize.format(before)
                : Texts.get("header.size.changed", ByteSize.format(before),
                        ByteSize.format(layout.diskSize())));
        size.setTooltip(Address.is(disk.path()) ? null
                : Tip.of(Texts.get("header.allocated", ByteSize.format(layout.diskSize()),
                        ByteSize.format(disk.disk().allocatedBytes()))));
        format.setText(disk.disk().format());
        disk.imageFormat().ifPresent(known -> format.setTooltip(Tip.of(known.title())));
        int taken = disk.snapshots().size();
        snapshots.setText(Texts.get("header.snapshots", taken));
        snapshots.setVisible(taken > 0);
        snapshots.setManaged(taken > 0);
        TableType type = layout.table().type();
        table.setText(Texts.get(type == TableType.NONE ? "header.no-table" : "table." + type.id()));
        sector.setText(Texts.get("header.sector", String.valueOf(layout.sectorSize())));
        sector.setVisible(layout.sectorSize() != 512); // the usual is not worth a word
        sector.setManaged(sector.isVisible());
        boolean locked = !disk.disk().isEditable();
        readOnly.setVisible(locked);
        readOnly.setManaged(locked);
    }
}
