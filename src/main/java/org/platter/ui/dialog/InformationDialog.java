package org.platter.ui.dialog;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.operation.Remarks;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Selection;
import org.platter.ui.Texts;
import org.platter.ui.bar.DiskBar;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FactsGrid;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Tip;

/** Shows all that is known of a partition or a disk; every value can be selected and copied. */
public final class InformationDialog {

    private InformationDialog() {}

    /** @param choose is told what its content is, where it could be several and somebody chooses */
    public static void show(Window owner, DiskViewModel disk, Partition partition, Consumer<Choices> choose) {
        DialogFrame frame = new DialogFrame(owner, "information-dialog")
                .heading("mdi2i-information-outline",
                        Texts.get("information.title", Describe.title(partition)))
                .subheading(Texts.get("resize.now", FileSystemLook.of(partition.content()).name(),
                        ByteSize.format(partition.range().length())));
        Layout layout = disk.preview();
        DiskBar bar = bar(layout);
        bar.usesProperty().set(disk.usesProperty().get());
        bar.selectionProperty().set(new Selection.OfPartition(partition.id()));
        VBox body = new VBox(bar);
        Remarks.of(partition)
                .forEach(remark -> body.getChildren().add(Message.of(Weight.WARNING, remark).node()));
        addReadings(frame, body, partition, choose);
        show(frame, body, Facts.of(layout, partition, disk.use(partition.id()), disk.volumeGroup(partition)));
    }

    public static void show(Window owner, DiskViewModel disk) {
        DialogFrame frame = new DialogFrame(owner, "disk-information-dialog")
                .heading("mdi2h-harddisk", Texts.get("information.disk", disk.name()))
                .subheading(ByteSize.format(disk.onDisk().diskSize()));
        DiskBar bar = bar(disk.onDisk());
        bar.usesProperty().set(disk.usesProperty().get());
        VBox body = new VBox(bar);
        disk.onDisk().problems().forEach(
                problem -> body.getChildren().add(Message.of(Weight.WARNING, problem.text()).node()));
        show(frame, body, Facts.of(disk));
    }

    private static void addReadings(DialogFrame frame, VBox body, Partition partition,
            Consumer<Choices> choose) {
        HBox ways = new HBox(8);
        for (String name : Describe.readings(partition)) {
            Button button = new Button(Texts.get("choose.content", name));
            button.setMnemonicParsing(false);
            button.setId("read-as-" + name);
            button.setOnAction(event -> {
                frame.close();
                choose.accept(Choices.of(partition.number(), name));
            });
            ways.getChildren().add(button);
        }
        if (!ways.getChildren().isEmpty()) {
            body.getChildren().add(ways);
        }
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

    private static void show(DialogFrame frame, VBox body, List<FactsGrid.Group> groups) {
        body.getStyleClass().add("dialog-column");
        // what is wrong is said above, in full
        groups.forEach(group -> body.getChildren().add(FactsGrid.of(new FactsGrid.Group(group.title(),
                group.facts().stream().filter(fact -> !fact.name().equals(Texts.get("facts.problem")))
                        .toList()))));
        ScrollPane scroll = new ScrollPane(body);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
        frame.resizable(620, 640, 460, 320).body(scroll);
        Button copy = frame.button("copy", Texts.get("information.copy"), ButtonData.LEFT,
                () -> FactsGrid.copy(groups));
        copy.setTooltip(Tip.of(Texts.get("information.copy.tip")));
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        frame.show();
        close.requestFocus();
    }
}
