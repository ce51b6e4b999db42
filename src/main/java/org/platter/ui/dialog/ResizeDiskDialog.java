package org.platter.ui.dialog;

import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.operation.DiskResize;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.bar.DiskBar;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.SizeField;

/** Makes the image larger or smaller. */
public final class ResizeDiskDialog {

    /** The size that is asked for. */
    static final class Model {

        private final DiskViewModel disk;
        private final long now;
        private final ReadOnlyLongWrapper size = new ReadOnlyLongWrapper();
        private final StringProperty rejected = new SimpleStringProperty("");
        private final StringBinding problem;

        Model(DiskViewModel disk) {
            this.disk = disk;
            now = disk.preview().diskSize();
            size.set(now);
            problem = Bindings.createStringBinding(this::findProblem, size, rejected);
        }

        ReadOnlyLongProperty sizeProperty() {
            return size.getReadOnlyProperty();
        }

        StringBinding problemBinding() {
            return problem;
        }

        void ask(long bytes) {
            rejected.set("");
            size.set(bytes);
        }

        void reject(String why) {
            rejected.set(why);
        }

        /** Makes it {@code bytes} larger than it would be, or smaller. */
        void add(long bytes) {
            ask(Math.max(0, size.get() + bytes));
        }

        Optional<String> push() {
            return disk.pending().push(new DiskResize(Amount.bytes(size.get())));
        }

        private String findProblem() {
            if (!rejected.get().isEmpty()) {
                return rejected.get();
            }
            if (size.get() == now) {
                return Texts.get("resize.nothing");
            }
            try {
                disk.pending().tried(new DiskResize(Amount.bytes(size.get())));
                return "";
            } catch (Refusal refusal) {
                return refusal.getMessage();
            }
        }

        /** How it differs from now, in a few words. */
        String difference() {
            long more = size.get() - now;
            return more == 0 ? "" : Texts.get(more > 0 ? "disk.more" : "disk.less",
                    ByteSize.format(Math.abs(more)), ByteSize.format(size.get()));
        }
    }

    private ResizeDiskDialog() {}

    public static void show(Window owner, DiskViewModel disk) {
        Model model = new Model(disk);
        DialogFrame frame = new DialogFrame(owner, "disk-dialog").fixed().width(560)
                .heading("mdi2a-arrow-expand-horizontal", Texts.get("disk.title"))
                .subheading(Texts.get("table.disk", disk.name(), ByteSize.format(disk.preview().diskSize())));
        SizeField field = new SizeField("size", disk.preview().sectorSize(), model::ask, model::reject);
        field.show(model.sizeProperty().get());
        model.sizeProperty().addListener((property, before, now) -> field.show(now.longValue()));
        HBox steps = new HBox(8);
        long[] amounts = {ByteSize.GIB, 2 * ByteSize.GIB, 8 * ByteSize.GIB};
        for (long amount : amounts) {
            Button more = new Button("+ " + ByteSize.format(amount));
            more.setId("more-" + amount / ByteSize.GIB);
            more.setOnAction(event -> model.add(amount));
            steps.getChildren().add(more);
        }
        Form form = new Form();
        form.field(Texts.get("disk.size"), field.node()).setLabelFor(field.editor());
        form.below(steps);
        DiskBar bar = preview(disk, model);
        VBox body = new VBox(bar, form.node());
        body.getStyleClass().add("dialog-column");
        frame.body(body);
        frame.message().keepingRoom();
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get("disk.go"), model.problemBinding(),
                () -> Submit.close(frame, model.push()));
        Submit.explain(frame, model.problemBinding(), Texts.get("resize.nothing"), model::difference,
                model.sizeProperty());
        frame.show();
        field.editor().requestFocus();
        field.editor().selectAll();
    }

    private static DiskBar preview(DiskViewModel disk, Model model) {
        DiskBar bar = new DiskBar();
        bar.setMouseTransparent(true);
        bar.setFocusTraversable(false);
        bar.setMinHeight(56);
        bar.setPrefHeight(56);
        bar.layoutProperty().set(disk.preview());
        model.sizeProperty().addListener((property, before, now) -> {
            try {
                bar.layoutProperty().set(disk.pending().tried(new DiskResize(Amount.bytes(now.longValue()))));
            } catch (Refusal refusal) {
                bar.layoutProperty().set(disk.preview());
            }
        });
        return bar;
    }
}
